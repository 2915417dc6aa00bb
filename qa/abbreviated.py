"""Organisations called by an abbreviation that no list has: 松江区残就中心 of 松江区残疾人劳动就业服务中心.

People drop characters and keep the order: an abbreviation begins with the place, then with the organ's first character,
and its characters stand in the full name one after another. It is taken only where one organisation of the place fits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from index.aliases import place_and_organ, region_forms
from index.directory import Directory
from qa.lexicon import Span, scan

# With what an abbreviated organ ends; 厅 of 客厅 and 会 of 会议 need the character after them to be none of a word.
_END = re.compile("[局厅委部办院会联队站所处校馆社台团]|中心|学校|大学")
_LONGEST = 14
_SHORTEST = 2


def abbreviated_organisation(text: str, directory: Directory) -> Span[str] | None:
    """The stretch of a text that abbreviates the name of one organisation of the index, the longest; None for none.

    Args: text, normalized, as match keys compare it.
    """
    places = _organs_by_place(directory)
    longest = max(map(len, places), default=0)
    best: Span[str] | None = None
    for place in scan(text, places, longest=longest):
        for organ in _organs_after(text[place.end : place.end + _LONGEST]):
            fitting = {name for name, full in place.meaning if _abbreviates(organ, full)}
            end = place.end + len(organ)
            if len(fitting) == 1 and (best is None or end - place.start > best.end - best.start):
                best = Span(place.start, end, fitting.pop())
    return best


def _organs_after(text: str) -> Iterator[str]:
    for found in _END.finditer(text):
        if found.end() >= _SHORTEST:
            yield text[: found.end()]


def _abbreviates(short: str, full: str) -> bool:
    """Whether the characters of an abbreviation stand in a name in their order, its first one first."""
    if short[0] != full[0] or len(short) >= len(full):
        return False
    place = 0
    for character in short:
        place = full.find(character, place) + 1
        if not place:
            return False
    return True


@lru_cache(maxsize=4)
def _organs_by_place(directory: Directory) -> Mapping[str, tuple[tuple[str, str], ...]]:
    """For each way to write a place, the organisations there: full name and what stands after the place."""
    found: dict[str, list[tuple[str, str]]] = {}
    for organisation in directory.by_organisation:
        place, organ = place_and_organ(organisation)
        for form in region_forms(place) if place and organ else ():
            found.setdefault(form, []).append((organisation, organ))
    return {place: tuple(organs) for place, organs in found.items()}
