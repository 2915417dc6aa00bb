"""The names that the rows of one document go by, and the pairs of characters that known names are made of."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from corpus.headers import TOTAL_WORDS
from corpus.subjects import economic_names, functional_names
from corpus.text import match_key
from index.aliases import aliases_of, region_forms
from index.records import Catalog, StoredRow
from qa.lexicon import item_words, measure_words, table_words, terms

UNIT_ROLES = frozenset({"total", "unit"})
# Characters that stand in most names of items tell nothing about which is meant.
_YEARS = re.compile(r"\d{4}年度?、?")
_BRACKETS = re.compile(r"[(（][^()（）]*[)）]")
_SHORTEST_FORM = 4


@lru_cache(maxsize=64)
def subjects(catalog: Catalog) -> dict[str, str]:
    """Names of rows by match key, and the shorter forms under which people know them; totals and units are no items.

    A project bears its organisation, its year and remarks in brackets: 岚县人大常委会办公室2025年度遗属补助 is 遗属补助.
    """
    subjects: dict[str, str] = {}
    short: dict[str, set[str]] = {}
    for row in catalog.rows:
        if row.role in UNIT_ROLES or len(row.key) < 2 or row.key.isdigit() or row.key in TOTAL_WORDS:
            continue
        subjects[row.key] = row.subject
        if row.role == "project":
            for form in _short_forms(row.key, catalog.document.organisation, catalog.document.region):
                short.setdefault(form, set()).add(row.subject)
    # A short form that two projects share (补充公用经费, 补充公用经费-A4纸) stands for the one it is nearest to.
    for form, names in short.items():
        subjects.setdefault(form, min(names, key=lambda name: (len(name), name)))
    return subjects


def _short_forms(key: str, organisation: str, region: str) -> set[str]:
    bare = _BRACKETS.sub("", _YEARS.sub("", key))
    forms = {bare, _YEARS.sub("", key)}
    for form in list(forms):
        for name in _own_names(organisation, region):
            if form.startswith(name):
                forms.add(form[len(name) :])
                break
    forms |= {form.removesuffix("经费").removesuffix("项目") for form in forms}
    forms |= {form.removeprefix("提前下达") for form in forms}
    return {form for form in forms if len(form) >= _SHORTEST_FORM and form != key and form not in measure_words()[0]}


@lru_cache(maxsize=64)
def _own_names(organisation: str, region: str) -> tuple[str, ...]:
    """What an organisation and its region are called, the longest names first."""
    own = {match_key(name) for name, _ in aliases_of(organisation)} | {match_key(form) for form in region_forms(region)}
    return tuple(sorted(own, key=lambda name: (-len(name), name)))


def rows_named(catalog: Catalog, name: str) -> tuple[StoredRow, ...]:
    """The rows that bear a name, in all tables; totals and units have names of their own."""
    return tuple(row for row in catalog.by_key.get(match_key(name), ()) if row.role not in UNIT_ROLES)


@lru_cache(maxsize=64)
def known_pairs(catalog: Catalog) -> frozenset[str]:
    """Pairs of characters that stand in the names of a document or in words that we know: 工工 of 绩效工工资 does not."""
    return _general_pairs() | {pair for key in subjects(catalog) for pair in _pairs(key)}


@cache
def _general_pairs() -> frozenset[str]:
    asking = (match_key(word) for words in terms().values() for word in words)
    standard = (match_key(name) for name in (*functional_names().values(), *economic_names().values()))
    known = (*item_words()[0], *measure_words()[0], *table_words()[0], *standard, *asking)
    return frozenset(pair for word in known for pair in _pairs(word))


def _pairs(word: str) -> set[str]:
    return {word[i : i + 2] for i in range(len(word) - 1)}
