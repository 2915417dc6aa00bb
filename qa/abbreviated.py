"""Organisations and their units called by an abbreviation that no list has: 云岫县港航中心 of 云岫县港航事业发展中心.

People drop characters and keep the order: an abbreviation begins with the place, then with the organ's first character,
and its characters stand in the full name one after another. It is taken only where one organisation or unit of the place
fits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from corpus.text import match_key
from index.aliases import place_and_organ, region_forms
from index.directory import Directory
from index.store import Store
from qa.lexicon import scan

# With what an abbreviated organ ends.
_END = re.compile("[局厅委部办院会联队站所处校馆社台团]|中心|学校|大学")
_LONGEST = 14
_SHORTEST = 2
# Of a place with more organisations than this no units are tried: each costs a look into the index.
_MOST_ORGANISATIONS = 64
# What follows an organisation's name and is one more body: 柳林街道|党群服务中心2025年.
_UNIT_AFTER = re.compile(
    r"(?:的|下属的?|所属的?)?(?P<unit>(?![这那各几两所底下]|[一二三四五六七八九十]个)[一-鿿]{2,14}?(?:中心|总站|站|所|支队|大队|队|馆|医院|学校|中学|小学|幼儿园|学院))"
    r"(?=(?:的|在)?(?:(?:19|20)?\d{2}年|[^一-鿿]|$|预算|收入|支出|三公|基本|项目|机关))"
)


@dataclass(frozen=True, slots=True)
class Called:
    """A body called by an abbreviation: the organisation, the unit inside it ("" for the whole) and where it stands."""

    organisation: str
    unit: str
    start: int
    end: int


def abbreviated_body(text: str, store: Store) -> Called | None:
    """The one organisation or unit that a stretch of a text abbreviates, the longest; None for none.

    Args: text, normalized, as match keys compare it.
    """
    places = _organs_by_place(store.directory)
    longest = max(map(len, places), default=0)
    best: Called | None = None
    for place in scan(text, places, longest=longest):
        bodies = [(name, "", organ) for name, organ in place.meaning]
        if len(bodies) <= _MOST_ORGANISATIONS:
            bodies += [
                (name, unit, place_and_organ(unit)[1]) for name, _ in place.meaning for unit in store.units_of(name)
            ]
        for organ in _organs_after(text[place.end : place.end + _LONGEST]):
            fitting = {(name, unit) for name, unit, full in bodies if _abbreviates(organ, match_key(full))}
            end = place.end + len(organ)
            if len(fitting) == 1 and (best is None or end - place.start > best.end - best.start):
                ((name, unit),) = fitting
                best = Called(name, unit, place.start, end)
    return best


def unit_after(text: str, end: int, organisation: str, store: Store) -> tuple[str, int] | None:
    """The unit of an organisation that is named right after it, "" for one that it has not, and where that ends.

    None where nothing that could be a unit follows.
    """
    found = _UNIT_AFTER.match(text, end)
    if found is None:
        return None
    said = found["unit"]
    units = [unit for unit in store.units_of(organisation) if _is_called(said, match_key(unit))]
    return (units[0] if len(units) == 1 else "", found.end())


def _is_called(said: str, unit: str) -> bool:
    organ = match_key(place_and_organ(unit)[1])
    return unit.endswith(said) or _abbreviates(said, organ)


def _organs_after(text: str) -> Iterator[str]:
    for found in _END.finditer(text):
        if found.end() >= _SHORTEST:
            yield text[: found.end()]


def _abbreviates(short: str, full: str) -> bool:
    """Whether the characters of an abbreviation stand in a name in their order, its first one first."""
    if not full or short[0] != full[0] or len(short) >= len(full):
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
