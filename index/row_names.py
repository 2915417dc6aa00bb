"""The names that the rows of one document go by: their own, and the shorter forms under which people know its projects."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Protocol

from corpus.headers import TOTAL_WORDS
from corpus.text import match_key
from index.aliases import aliases_of, region_forms

UNIT_ROLES = frozenset({"total", "unit"})
_YEARS = re.compile(r"\d{4}年度?、?")
_BRACKETS = re.compile(r"[(（][^()（）]*[)）]")
_SHORTEST_FORM = 4


class NamedRow(Protocol):
    """What a row's names are made of."""

    @property
    def subject(self) -> str:
        """The item as it is called."""

    @property
    def role(self) -> str:
        """project, total, unit …"""

    @property
    def budget_unit(self) -> str:
        """The unit that it tells of; "" for the whole."""


@dataclass(frozen=True, slots=True)
class RowNames:
    """Names of a document's rows, all of them match keys but for what they stand for.

    Attributes: items, the subject of each name of an item; short, that of each shorter form; others, names of
        totals, of units, and of rows that have no name; units, the budget units in the order of the document, as printed.
    """

    items: Mapping[str, str] = field(default_factory=dict)
    short: Mapping[str, str] = field(default_factory=dict)
    others: tuple[str, ...] = ()
    units: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[str]:
        """All names, each once."""
        yield from self.items
        yield from self.others

    def __contains__(self, key: str) -> bool:
        """Whether some row bears a name."""
        return key in self.items or key in self.others

    def holds(self, text: str) -> bool:
        """Whether a text stands in some row's name."""
        return any(text in key for key in self)

    def to_bytes(self) -> bytes:
        """As it is stored: a subject that is its own match key, as most are, stands there once."""
        items = {key: "" if subject == key else subject for key, subject in self.items.items()}
        told = json.dumps([items, self.short, self.others, self.units], ensure_ascii=False, separators=(",", ":"))
        return zlib.compress(told.encode())

    @classmethod
    def from_bytes(cls, stored: bytes) -> RowNames:
        """What to_bytes gave."""
        items, short, others, units = json.loads(zlib.decompress(stored))
        return cls({key: subject or key for key, subject in items.items()}, short, tuple(others), tuple(units))


def row_names(rows: Iterable[NamedRow], organisation: str, region: str) -> RowNames:
    """The names of rows.

    A project bears its organisation, its year and remarks in brackets: 岚县人大常委会办公室2025年度遗属补助 is 遗属补助.
    """
    items: dict[str, str] = {}
    others: dict[str, None] = {}
    units: dict[str, None] = {}
    short: dict[str, set[str]] = {}
    for row in rows:
        key = match_key(row.subject)
        if row.budget_unit:
            units[row.budget_unit] = None
        if row.role in UNIT_ROLES or not _is_name(key):
            others[key] = None
            continue
        items[key] = row.subject
        if row.role == "project":
            for form in _short_forms(key, organisation, region):
                short.setdefault(form, set()).add(row.subject)
    nearest = {form: _nearest(names) for form, names in sorted(short.items())}
    return RowNames(items, nearest, tuple(key for key in others if key not in items), tuple(units))


def _is_name(key: str) -> bool:
    return len(key) >= 2 and not key.isdigit() and key not in TOTAL_WORDS


def _nearest(names: Iterable[str]) -> str:
    """Which project a short form stands for that two share (补充公用经费, 补充公用经费-A4纸): the one it is nearest to."""
    return min(names, key=lambda name: (len(name), name))


def joined_names(parts: Iterable[RowNames]) -> RowNames:
    """The names of a budget in several files."""
    items: dict[str, str] = {}
    short: dict[str, set[str]] = {}
    others: dict[str, None] = {}
    units: dict[str, None] = {}
    for part in parts:
        items |= part.items
        others |= dict.fromkeys(part.others)
        units |= dict.fromkeys(part.units)
        for form, subject in part.short.items():
            short.setdefault(form, set()).add(subject)
    nearest = {form: _nearest(names) for form, names in short.items()}
    return RowNames(items, nearest, tuple(key for key in others if key not in items), tuple(units))


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
    return {form for form in forms if len(form) >= _SHORTEST_FORM and form != key}


@lru_cache(maxsize=64)
def _own_names(organisation: str, region: str) -> tuple[str, ...]:
    """What an organisation and its region are called, the longest names first."""
    own = {match_key(name) for name, _ in aliases_of(organisation)} | {match_key(form) for form in region_forms(region)}
    return tuple(sorted(own, key=lambda name: (-len(name), name)))
