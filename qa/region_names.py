"""Regions called by a wrong level or with a wrong character, found by looking up what the question says and not by walking the index."""

from __future__ import annotations

from functools import cache, lru_cache

from corpus.identity import regions
from corpus.text import match_key
from index.aliases import organs, region_forms
from index.store import Store
from qa.lexicon import longest_first, scan

LEVELS = {"省": "province", "市": "city", "县": "county", "区": "county"}
LONGEST_REGION = 11
LONGEST_ORGAN = 20
# Shorter forms of a region with a wrong character could be anything.
_LEAST_MISSPELT = 3


def without_doubled_level(text: str) -> str:
    """The text with the level that stands twice left out once, places kept: 岚县|县人大 is 岚县 and 人大."""
    for span in longest_first(scan(text, region_words(), longest=LONGEST_REGION)):
        level = text[span.end - 1]
        if level in LEVELS and text[span.end : span.end + 1] == level and _begins_organ(text, span.end + 1):
            # The region keeps its place; the name follows it at once, as names of bodies are written.
            text = text[: span.start] + " " + text[span.start : span.end] + text[span.end + 1 :]
    return text


def of_right_level(text: str, store: Store) -> tuple[str, list[str]]:
    """The text with a region of the index called by a level that is not its own put right (泽州市 is 泽州县), and notes."""
    wrong = scan(text, _wrong_levels(store.directory.regions), longest=LONGEST_REGION)
    if not wrong:
        return text, []
    real = scan(text, region_words(), longest=LONGEST_REGION)
    said = {
        span.meaning: text[span.start : span.end]
        for span in wrong
        # 长岭区 is no 长岭县 where 弓长岭区 stands.
        if not any(other.start <= span.start and span.end <= other.end for other in real)
    }
    notes = []
    for name, called in sorted(said.items()):
        start = text.find(called)
        if start >= 0 and not _begins_organ(text, start + len(called) - 1):
            text = text.replace(called, name)
            notes.append(f"没有“{called}”，按“{name}”理解")
    return text, notes


@lru_cache(maxsize=16)
def _wrong_levels(names: tuple[str, ...]) -> dict[str, str]:
    """What regions are called with a level that is not theirs, where no region of the country has that name."""
    found: dict[str, str] = {}
    for name in names:
        stem, level = name[:-1], name[-1]
        if level in LEVELS and len(stem) >= 2:
            for wrong in (stem + other for other in LEVELS if other != level):
                if wrong not in region_words():
                    found.setdefault(wrong, name)
    return found


def _begins_organ(text: str, start: int) -> bool:
    """Whether a level's character begins an organ: 泰山|市场监管局 is no 泰山市."""
    return any(
        span.start == 0 for span in scan(text[start : start + LONGEST_ORGAN], organ_words(), longest=LONGEST_ORGAN)
    )


@cache
def region_words() -> dict[str, str]:
    """All regions of the country: full names, and short ones of two characters or more."""
    found: dict[str, str] = {}
    for region in regions():
        for form in region_forms(region.name):
            if len(form) >= 2:
                found.setdefault(form, region.name)
    return found


@cache
def organ_words() -> dict[str, str]:
    """What kinds of public bodies are called, in full and for short."""
    return {match_key(word): word for organ in organs() for word in (*organ.full, *organ.short) if len(word) >= 2}


def misspelt(text: str, store: Store) -> tuple[str, int, int] | None:
    """An organisation whose region is one character off and is no real region (泽洲县人大), and where it stands."""
    near = _one_off_forms(store.directory.regions)
    for span in longest_first(scan(text, organ_words(), longest=LONGEST_ORGAN)):
        candidates: dict[str, tuple[int, int]] = {}
        for length in range(_LEAST_MISSPELT, min(LONGEST_REGION, span.start) + 1):
            start = span.start - length
            piece = text[start : span.start]
            if piece not in region_words():
                names = {name for gap in range(length) for name in near.get(_with_gap(piece, gap), ())}
                candidates |= {name: (start, span.end) for name in sorted(names) if piece not in region_forms(name)}
        if len(candidates) == 1:
            name, (start, end) = next(iter(candidates.items()))
            inside = set(store.directory.organisations_in[name])
            named = {a.organisation for a in store.aliases_named([text[span.start : span.end]])}
            both = tuple(sorted(inside & named))
            if len(both) == 1:
                return both[0], start, end
    return None


@lru_cache(maxsize=16)
def _one_off_forms(names: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Regions by each of their forms with one character left open."""
    found: dict[str, tuple[str, ...]] = {}
    for name in names:
        for form in region_forms(name):
            for gap in range(len(form)) if len(form) >= _LEAST_MISSPELT else ():
                key = _with_gap(form, gap)
                found[key] = (*found.get(key, ()), name)
    return found


def _with_gap(text: str, place: int) -> str:
    return f"{text[:place]}\0{text[place + 1 :]}"
