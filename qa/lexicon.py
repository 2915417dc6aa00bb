"""The words people use, from qa/vocab/*.toml: measures, items, terms, places. Loaded once, scanned without loops over it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, TypeVar

from corpus.patterns import load_toml, table_kinds
from corpus.subjects import economic_names, functional_names
from corpus.text import match_key

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Span(Generic[T]):
    """A word found in a text: [start, end) and what it stands for."""

    start: int
    end: int
    meaning: T

    def overlaps(self, other: Span[Any]) -> bool:
        """Whether they share a character."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class ItemWord:
    """An everyday word and the standard names it may stand for, the first the usual one."""

    names: tuple[str, ...]
    exact: bool


@dataclass(frozen=True, slots=True)
class Place:
    """Where a measure stands: a kind of table, which row (role or subject) and which column.

    Attributes: table kind; role or subjects of the row; measure of the column; side; section and pattern for a figure told
    in a sentence instead.
    """

    table: str
    role: str
    subjects: tuple[str, ...]
    measure: str
    side: str
    section: str
    pattern: re.Pattern[str] | None
    add: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Measure:
    """A big figure of a budget: its words, its places in the order of authority."""

    id: str
    name: str
    words: tuple[str, ...]
    places: tuple[Place, ...]
    column: str


# Words of one character are none of ours: every word begins with two.
_BEGINNING = 2
_BEGINNINGS_KEPT = 256
_BEGINNINGS: dict[int, tuple[Mapping[str, Any], dict[str, tuple[int, ...]]]] = {}


def scan(text: str, words: Mapping[str, T], *, longest: int) -> list[Span[T]]:
    """All words of a mapping that occur in a text, overlapping ones too; time grows with the text, not the mapping.

    Args: longest, the length of the longest word; a mapping that was scanned for before must not have changed since.
    """
    lengths = _lengths_by_beginning(words)
    return [
        Span(start, start + length, words[piece])
        for start in range(len(text))
        for length in lengths.get(text[start : start + _BEGINNING], ())
        if length <= min(longest, len(text) - start) and (piece := text[start : start + length]) in words
    ]


def _lengths_by_beginning(words: Mapping[str, Any]) -> dict[str, tuple[int, ...]]:
    """How long the words are that begin with two characters: of all stretches of a text few begin like a word."""
    known = _BEGINNINGS.get(id(words))
    if known is not None and known[0] is words:
        return known[1]
    found: dict[str, set[int]] = {}
    for word in words:
        found.setdefault(word[:_BEGINNING], set()).add(len(word))
    lengths = {beginning: tuple(sorted(sizes)) for beginning, sizes in found.items()}
    if len(_BEGINNINGS) >= _BEGINNINGS_KEPT:
        _BEGINNINGS.clear()
    # The mapping is kept with its lengths: while it is, no other can have its id.
    _BEGINNINGS[id(words)] = (words, lengths)
    return lengths


def longest_first(spans: Iterable[Span[T]]) -> list[Span[T]]:
    """Spans without those that overlap a longer one (of equal length, the earlier), in the order of the text."""
    chosen: list[Span[T]] = []
    for span in sorted(spans, key=lambda s: (s.start - s.end, s.start)):
        if not any(span.overlaps(other) for other in chosen):
            chosen.append(span)
    return sorted(chosen, key=lambda s: s.start)


def blank_out(text: str, spans: Iterable[Span[Any]]) -> str:
    """The text with the spans replaced by spaces, so that places stay."""
    letters = list(text)
    for span in spans:
        letters[span.start : span.end] = " " * (span.end - span.start)
    return "".join(letters)


@cache
def terms() -> dict[str, tuple[str, ...]]:
    """qa/vocab/terms.toml and question_forms.toml: what a question wants, as word lists by key."""
    found = load_toml("qa", "vocab", "terms.toml") | load_toml("qa", "vocab", "question_forms.toml")
    return {key: tuple(words) for key, words in found.items()}


@cache
def term_pattern(key: str) -> re.Pattern[str]:
    """One pattern for all plain words of a key, longest first."""
    ordered = sorted((match_key(word) for word in terms().get(key, ())), key=len, reverse=True)
    return re.compile("|".join(re.escape(word) for word in ordered) or r"(?!)")


@cache
def term_patterns(key: str) -> tuple[re.Pattern[str], ...]:
    """The patterns of a key that ends in _pattern, each on its own: they name their parts (n, bound, unit)."""
    return tuple(re.compile(pattern) for pattern in terms().get(key, ()))


def says(key: str, text: str) -> bool:
    """Whether a text has a word of a key, or fits one of its patterns (the key's name with _pattern)."""
    return any(search(text) for search in _searches(key))


def said_of(keys: tuple[str, ...], text: str) -> frozenset[str]:
    """Those of several keys that a text says: as `says` for each, with one look at the text for the words of all."""
    words, longest = _words_of(keys)
    said = {key for span in scan(text, words, longest=longest) for key in span.meaning}
    return frozenset(key for key in keys if key in said or any(p.search(text) for p in term_patterns(f"{key}_pattern")))


@cache
def _words_of(keys: tuple[str, ...]) -> tuple[dict[str, tuple[str, ...]], int]:
    found: dict[str, tuple[str, ...]] = {}
    for key in keys:
        for word in map(match_key, terms().get(key, ())):
            found[word] = (*found.get(word, ()), key)
    return found, max(map(len, found), default=0)


@cache
def _searches(key: str) -> tuple[Callable[[str], re.Match[str] | None], ...]:
    return tuple(pattern.search for pattern in (term_pattern(key), *term_patterns(f"{key}_pattern")))


@cache
def measures() -> dict[str, Measure]:
    """qa/vocab/measures.toml joined with qa/vocab/places.toml, by id."""
    places = load_toml("qa", "vocab", "places.toml")
    return {
        entry["id"]: Measure(
            id=entry["id"],
            name=entry["name"],
            words=tuple(entry["words"]),
            places=tuple(_place(place) for place in places.get(entry["id"], {}).get("place", [])),
            column=places.get(entry["id"], {}).get("column", ""),
        )
        for entry in load_toml("qa", "vocab", "measures.toml")["measure"]
    }


def _place(entry: Mapping[str, Any]) -> Place:
    pattern = entry.get("pattern")
    return Place(
        table=entry.get("table", ""),
        role=entry.get("role", ""),
        subjects=tuple(match_key(subject) for subject in entry.get("subjects", [])),
        measure=entry.get("measure", "total"),
        side=entry.get("side", ""),
        section=entry.get("section", ""),
        pattern=re.compile(pattern) if pattern else None,
        add=tuple(match_key(subject) for subject in entry.get("add", [])),
    )


@cache
def measure_words() -> tuple[dict[str, tuple[str, ...]], int]:
    """Words of measures to ids, and the length of the longest."""
    found: dict[str, tuple[str, ...]] = {}
    for measure in measures().values():
        for word in (measure.name, *measure.words):
            key = match_key(word)
            found[key] = tuple(dict.fromkeys((*found.get(key, ()), measure.id)))
    return found, max(map(len, found), default=0)


@cache
def item_words() -> tuple[dict[str, ItemWord], int]:
    """Everyday words and standard names to items, and the length of the longest."""
    found: dict[str, ItemWord] = {}

    def add(word: str, names: Sequence[str], *, exact: bool) -> None:
        key = match_key(word)
        if len(key) < 2:
            return
        known = found.get(key)
        merged = tuple(dict.fromkeys((*(known.names if known else ()), *(match_key(name) for name in names))))
        found[key] = ItemWord(merged, exact or (known.exact if known else False))

    for name in (*economic_names().values(), *functional_names().values()):
        add(name, (name,), exact=True)
    for entry in load_toml("qa", "vocab", "synonyms.toml")["item"]:
        names = (entry["name"], *entry.get("also", []))
        for name in names:
            add(name, (name, *names), exact=True)
        for word in entry["words"]:
            add(word, names, exact=False)
    return found, max(map(len, found), default=0)


@cache
def _abbreviations() -> tuple[tuple[str, str], ...]:
    pairs = load_toml("qa", "vocab", "abbreviations.toml")["short"].items()
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


def abbreviated(text: str) -> str:
    """A name with its long forms in their short ones, so that 人民代表大会志 and 人大志 meet."""
    for long, short in _abbreviations():
        text = text.replace(long, short)
    return text


@cache
def table_words() -> tuple[dict[str, str], int]:
    """What people call the tables, to kinds, and the length of the longest."""
    found = {match_key(word): kind.kind for kind in reversed(table_kinds()) for word in (kind.name, *kind.words)}
    return found, max(map(len, found), default=0)
