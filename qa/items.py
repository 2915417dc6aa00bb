"""Words of a question linked to the rows of one document: by name, synonym, code, part of a name, and near misses."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache
from weakref import WeakKeyDictionary

from corpus.text import match_key
from index.catalog import Catalog
from index.records import StoredRow
from qa.lexicon import Span, abbreviated, blank_out, item_words, longest_first, measure_words, scan, table_words
from qa.misspelt import misspelt_spans, near_names
from qa.names import rows_named, subjects_in

_CODE = re.compile(r"(?<![\d.])(\d{3}(?:[/／.\-—]?\d{2}){0,2})(?![\d.]*(?:年|元|万|亿|%|人|个|号|平))(?!\d)")
# 发给几个人 counts people and names no 对个人和家庭的补助.
_COUNTED_PEOPLE = re.compile("(?<=[几少每一两])个人")
_SIDES = frozenset({"", "收入", "支出"})
_SCORES = {"name": 1.0, "code": 1.0, "synonym": 0.9, "fuzzy": 0.8}
# Part of a name: how much of the name's telling characters must be said, and how far ahead of the next name it must be.
_PART_COVERAGE = 0.30
_PART_LEAD = 1.15
_SAME_PROJECT = 85
# Or nearly all that was said is in the name, and in no other.
_PART_TOLD = 0.7
# One pair of characters (代表) is too little to know a name by, unless little else was said.
_PART_PAIRS = 2
# Characters that stand in most names of items tell nothing about which is meant.
_BETWEEN = "\0"
_DULL = re.compile(r"经费|费用|项目|支出|预算|资金|补助|工作|专项|[的了吗呢吧啊和与及、，,。.?？!！:：;；（）()\s\d]")


@dataclass(frozen=True, slots=True)
class ItemLink:
    """A part of the question and the rows of one document that it stands for.

    Attributes: name as it is looked up by; word as asked; how: name, synonym, code, part, fuzzy or meaning; score 0 to 1;
        start and end in the text; rows, in all tables; shared, the character pairs of the name that were said (part only).
    """

    name: str
    word: str
    how: str
    score: float
    start: int
    end: int
    rows: tuple[StoredRow, ...] = field(repr=False)
    shared: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Links:
    """All that a text says about the rows of one document.

    Attributes: items found; measures (ids) and tables (kinds) named, with their places; absent, everyday or standard names
        of items that the document has not; absent_names, those of them called by their standard name; rest, the text with everything understood blanked out.
    """

    items: tuple[ItemLink, ...]
    measures: tuple[Span[str], ...]
    tables: tuple[Span[str], ...]
    absent: tuple[Span[str], ...]
    rest: str
    absent_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Meaning:
    kind: str  # item, measure, table, absent
    value: str
    how: str = ""
    names: tuple[str, ...] = ()


# What texts say of a document, as long as its catalog is kept: a cache of its own would keep hundreds of catalogs alive.
_KNOWN: WeakKeyDictionary[Catalog, dict[tuple[str, bool], Links]] = WeakKeyDictionary()
_TEXTS_KEPT = 256


def link_items(text: str, catalog: Catalog, *, misspelt: bool = True) -> Links:
    """Items, measures and tables that a text names.

    Args: text, normalized, organisation and years blanked out; misspelt=False takes no name that has a
        wrong character in it.
    """
    known = _KNOWN.setdefault(catalog, {})
    found = known.get((text, misspelt))
    if found is None:
        if len(known) >= _TEXTS_KEPT:
            known.clear()
        found = known[text, misspelt] = _link(text, catalog, misspelt)
    return found


def _link(text: str, catalog: Catalog, misspelt: bool) -> Links:
    text = _COUNTED_PEOPLE.sub("  ", text)
    named = [*_prefer(_named(text, catalog)), *(_near(text, catalog) if misspelt else ())]
    spans = longest_first(span for span in named if span.meaning.kind != "absent")
    # A name that the document has not never hides one that it has.
    unknown = [span for span in named if span.meaning.kind == "absent"]
    spans = [span for span in spans if not _swallowed(span, unknown, text)]
    free = [span for span in unknown if not any(span.overlaps(known) for known in spans)]
    spans = [*spans, *longest_first(free)]
    items: list[ItemLink] = []
    measures: list[Span[str]] = []
    tables: list[Span[str]] = []
    absent: list[Span[str]] = []
    for span in spans:
        meaning, word = span.meaning, text[span.start : span.end]
        if meaning.kind == "item":
            rows = tuple(row for name in meaning.names for row in rows_named(catalog, name))
            score = _SCORES[meaning.how]
            items.append(ItemLink(meaning.value, word, meaning.how, score, span.start, span.end, rows))
        elif meaning.kind == "measure":
            measures.append(Span(span.start, span.end, meaning.value))
        elif meaning.kind == "table":
            tables.append(Span(span.start, span.end, meaning.value))
        else:
            absent.append(Span(span.start, span.end, meaning.value))
    for link in _codes(text, catalog):
        items.append(link)
        spans.append(Span(link.start, link.end, _Meaning("item", link.name)))
    # What is called by a name that the document has not may still be there under another: it stays to be guessed at.
    rest = blank_out(text, [span for span in spans if span.meaning.kind != "absent"])
    names = tuple(span.meaning.value for span in spans if span.meaning.kind == "absent" and span.meaning.how == "name")
    return Links(tuple(items), tuple(measures), tuple(tables), tuple(absent), rest, names)


def _is_same(span: Span[_Meaning], other: Span[_Meaning], text: str) -> bool:
    """Whether a longer stretch adds nothing but the side (国有资本经营预算|收入)."""
    return text[other.start : span.start] + text[span.end : other.end] in _SIDES


def _swallowed(span: Span[_Meaning], absent: Sequence[Span[_Meaning]], text: str) -> bool:
    """Whether a word is no more than a piece of a longer name that the document has not.

    就业 in 残疾人就业; a name is swallowed by a standard name alone (住房公积金 in 住房公积金管理), not by an everyday word.
    """
    longer = [a for a in absent if a.start <= span.start and span.end <= a.end and not _is_same(span, a, text)]
    return any(span.meaning.how == "synonym" or a.meaning.how == "name" for a in longer)


def _prefer(spans: Iterable[Span[_Meaning]]) -> list[Span[_Meaning]]:
    """Of several meanings of the same stretch: a row of the document, then a measure, then a table, then an absent name."""
    order = {"item": 0, "measure": 1, "table": 2, "absent": 3}
    best: dict[tuple[int, int], Span[_Meaning]] = {}
    for span in spans:
        key = (span.start, span.end)
        if key not in best or order[span.meaning.kind] < order[best[key].meaning.kind]:
            best[key] = span
    return list(best.values())


def _named(text: str, catalog: Catalog) -> Iterable[Span[_Meaning]]:
    measures, longest = measure_words()
    for measure in scan(text, measures, longest=longest):
        for identity in measure.meaning:
            yield Span(measure.start, measure.end, _Meaning("measure", identity))
    tables, longest = table_words()
    for table in scan(text, tables, longest=longest):
        yield Span(table.start, table.end, _Meaning("table", table.meaning))
    for subject in subjects_in(text, catalog):
        if text[subject.start : subject.end] not in measures:
            meaning = _Meaning("item", subject.meaning, "name", (match_key(subject.meaning),))
            yield Span(subject.start, subject.end, meaning)
    words, longest = item_words()
    for word in scan(text, words, longest=longest):
        if text[word.start : word.end] in measures:
            continue
        there = tuple(name for name in word.meaning.names if rows_named(catalog, name))
        if there:
            how = "name" if word.meaning.exact else "synonym"
            yield Span(word.start, word.end, _Meaning("item", rows_named(catalog, there[0])[0].subject, how, there))
        else:
            how = "name" if word.meaning.exact else "synonym"
            yield Span(word.start, word.end, _Meaning("absent", word.meaning.names[0], how))


def _near(text: str, catalog: Catalog) -> Iterable[Span[_Meaning]]:
    """Names with one character wrong: longer than the everyday words within them, they win."""
    for span in misspelt_spans(text, catalog):
        kind, value = span.meaning
        how, names = ("fuzzy", (value,)) if kind == "item" else ("", ())
        yield Span(span.start, span.end, _Meaning(kind, value, how, names))


def link_misspelt(text: str, catalog: Catalog) -> list[ItemLink]:
    """Items of which the text misspells one character, best first."""
    said = _DULL.sub(" ", text)
    word = said.replace(" ", "")
    links = [
        ItemLink(name, word, "fuzzy", score, 0, len(said), rows_named(catalog, name))
        for name, score in near_names(said, catalog)
    ]
    return sorted(links, key=lambda link: -link.score)


def _codes(text: str, catalog: Catalog) -> Iterable[ItemLink]:
    for found in _CODE.finditer(text):
        code = re.sub(r"\D", "", found[1])
        rows = catalog.rows_coded(code)
        name = rows[0].subject if rows else ""
        yield ItemLink(name or code, found[1], "code", 1.0, found.start(), found.end(), rows)


def telling_pairs(text: str, catalog: Catalog) -> list[str]:
    """The pairs of characters of a text by which a part of a name of the document is known."""
    names = _plain_names(catalog)
    return [pair for pair in _bigrams(_DULL.sub(" ", abbreviated(text))) if pair in names]


def link_part(text: str, catalog: Catalog, *, standard: str = "") -> list[ItemLink]:
    """Items of which the text says a telling part (柳口镇下村村), or which it misspells; best first.

    Args: text, what is left of the question after everything understood was blanked out; standard, the standard names of
        everyday words in it that the document has not (修理 is 维修(护)费: a project may bear 维修 in its name).
    """
    parts = _parts(_DULL.sub(" ", abbreviated(text)), catalog)
    if not parts and standard:
        parts = _parts(_DULL.sub(" ", abbreviated(f"{text} {standard}")), catalog)
    run = _longest_run(match_key(parts[0].name), text) if parts else 0
    # 常委会会议室建设 misspells no 常委会会议费: a longer stretch of it stands in another name as it is.
    misspelt = [link for link in link_misspelt(text, catalog) if len(match_key(link.name)) >= run]
    return sorted([*misspelt, *parts], key=lambda link: -link.score)


def _parts(said: str, catalog: Catalog) -> list[ItemLink]:
    names = _name_pairs(catalog)
    asked = set(_bigrams(said))
    scored: list[tuple[float, float, float, str]] = []
    # Pairs that stand in no name count half as much as the rarest: words beside the point, and words that are the point.
    unknown = names.rarest() / 2
    known = math.fsum(names.weight(b) if b in names.holders else unknown for b in asked) or 1.0
    for key in {key for bigram in asked for key in names.holders.get(bigram, ())}:
        weight = math.fsum(names.weight(b) for b in names.of[key] if b in asked)
        coverage = weight / math.fsum(names.weight(b) for b in names.of[key])
        scored.append((weight * coverage, coverage, weight / known, key))
    scored.sort(key=lambda entry: (-entry[0], entry[3]))
    if not scored:
        return []
    best, coverage, told, key = scored[0]
    from rapidfuzz import fuzz  # here: most questions name their item outright

    # The form of a project may print its name a little otherwise: it is no rival of the table's.
    same = [other for _, _, _, other in scored if fuzz.ratio(key, other) >= _SAME_PROJECT]
    rivals = [weight for weight, _, _, other in scored if weight and other not in same]
    lead = best / rivals[0] if rivals else math.inf
    if lead < _PART_LEAD or (coverage < _PART_COVERAGE and (told < _PART_TOLD or coverage < _PART_COVERAGE / 2)):
        return []
    key = next((name for name in same if any(r.table.kind == "projects" for r in rows_named(catalog, name))), key)
    rows = rows_named(catalog, key)
    shared = tuple(sorted(asked.intersection(names.of[key])))
    if len(shared) < _PART_PAIRS and told < 0.5:
        return []
    score = 0.45 * coverage + 0.5 * told
    return [ItemLink(rows[0].subject, said.strip(), "part", score, 0, len(said), rows, shared)]


def _longest_run(name: str, text: str) -> int:
    """Length of the longest stretch that a name and a text share."""
    return SequenceMatcher(None, name, text, autojunk=False).find_longest_match().size


class _NamePairs:
    """The names of a document's items by the pairs of characters in them, abbreviated and without dull words."""

    def __init__(self, catalog: Catalog) -> None:
        keys = tuple(catalog.names.items)
        plain = _plain_names(catalog).split(_BETWEEN) if keys else []
        pairs = ((key, tuple(dict.fromkeys(_bigrams(text)))) for key, text in zip(keys, plain, strict=True))
        self.of = {key: found for key, found in pairs if found}
        self.holders: dict[str, list[str]] = {}
        for key, found in self.of.items():
            for pair in found:
                self.holders.setdefault(pair, []).append(key)

    def weight(self, pair: str) -> float:
        """How telling a pair is that some name holds."""
        return math.log(1 + len(self.of) / len(self.holders[pair]))

    def rarest(self) -> float:
        """The weight of the pair that fewest names hold."""
        return math.log(1 + len(self.of) / min(map(len, self.holders.values()))) if self.holders else 1.0


@lru_cache(maxsize=64)
def _plain_names(catalog: Catalog) -> str:
    # All names in one text: to go through them one by one takes five times as long.
    return _DULL.sub(" ", abbreviated(_BETWEEN.join(catalog.names.items)))


@lru_cache(maxsize=64)
def _name_pairs(catalog: Catalog) -> _NamePairs:
    return _NamePairs(catalog)


def _bigrams(text: str) -> Sequence[str]:
    return [text[i : i + 2] for i in range(len(text) - 1) if " " not in text[i : i + 2]]
