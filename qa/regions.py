"""Regions as questions write them: short, by a level that is not theirs (泽州市), with one character wrong (泽洲县)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from corpus.identity import regions
from index.aliases import region_forms
from index.directory import Directory
from qa.lexicon import Span, longest_first, scan

LEVELS = "省市县区"
LONGEST_REGION = 11
_SHORTEST_STEM = 2
_SHORTEST_MISSPELT = 3
_ANY = "?"


@cache
def region_words() -> dict[str, str]:
    """All regions of the country: full names, and short ones of two characters or more."""
    found: dict[str, str] = {}
    for region in regions():
        for form in region_forms(region.name):
            if len(form) >= 2:
                found.setdefault(form, region.name)
    return found


@dataclass(frozen=True, slots=True)
class Written:
    """How the regions of an index may be written in a question.

    Attributes: forms, right ones, to the region; levels, wrong ones that are no other region's; masked, forms with any
        character in one place, to the regions they may be.
    """

    forms: Mapping[str, str]
    levels: Mapping[str, str]
    masked: Mapping[str, frozenset[str]]


@lru_cache(maxsize=16)
def written(directory: Directory) -> Written:
    """The ways to write the regions of an index."""
    forms = {form: name for name in directory.regions for form in region_forms(name)}
    levels: dict[str, str] = {}
    masked: dict[str, set[str]] = {}
    for name in directory.regions:
        stem, level = name[:-1], name[-1]
        if level in LEVELS and len(stem) >= _SHORTEST_STEM:
            wrong = (stem + other for other in LEVELS if other != level)
            levels.update({form: name for form in wrong if form not in region_words()})
        for form in region_forms(name):
            if len(form) >= _SHORTEST_MISSPELT:
                for mask in _masks(form):
                    masked.setdefault(mask, set()).add(name)
    return Written(forms, levels, {mask: frozenset(names) for mask, names in masked.items()})


def _masks(form: str) -> list[str]:
    return [form[:place] + _ANY + form[place + 1 :] for place in range(len(form))]


def of_right_level(text: str, directory: Directory) -> tuple[str, list[str]]:
    """The text with a region of the index called by a level that is not its own put right (泽州市 is 泽州县), and notes."""
    levels = written(directory).levels
    notes = []
    for span in longest_first(scan(text, levels, longest=LONGEST_REGION)):
        wrong = text[span.start : span.end]
        # The two are of one length: the places of the other spans stay.
        text = text[: span.start] + span.meaning + text[span.end :]
        notes.append(f"没有“{wrong}”，按“{span.meaning}”理解")
    return text, list(dict.fromkeys(notes))


def misspelt_before(text: str, end: int, directory: Directory) -> dict[str, int]:
    """Regions of the index that stand before a place in a text with one character wrong, and where they begin."""
    found: dict[str, int] = {}
    masked = written(directory).masked
    for length in range(_SHORTEST_MISSPELT, min(LONGEST_REGION, end) + 1):
        piece = text[end - length : end]
        if piece in region_words():
            continue
        for mask in _masks(piece):
            for name in masked.get(mask, ()):
                found[name] = end - length
    return found


def regions_in(text: str, directory: Directory) -> list[Span[str]]:
    """The regions of the index that a text names, longest first where they overlap."""
    return longest_first(scan(text, written(directory).forms, longest=LONGEST_REGION))
