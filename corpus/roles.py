"""Roles of columns that their heads do not tell: names under 支出项目类别, remarks, and amounts of another year."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from corpus.contents import Contents
from corpus.headers import side_of
from corpus.model import Column
from corpus.patterns import column_kind, load_toml
from corpus.text import match_key

# What stands before the measure of a column of last year, and of one that tells the difference between the two.
PRIOR, CHANGE = "prior", "change"
_NAMING = frozenset({"name", "project", "goods", "unit_name", "gov_name"})
_NAMES = re.compile("名称|项目$|事项$|内容$")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?=年)")


def told_roles(columns: Sequence[Column], content: Contents) -> tuple[Column, ...]:
    """The columns with the roles that heads left open: text is a name or a remark, amounts may be last year's.

    Where no column known to does, unknown text before the first amounts of its side names the rows: the one whose head
    says so (会议名称), else the last; other text is a remark.
    """
    named = list(columns)
    for side in dict.fromkeys(side_of(column) for column in columns):
        own = [column for column in columns if side_of(column) == side]
        amounts = [c.index for c in own if c.role == "amount" and content.kind(c.index) in ("money", "whole")]
        texts = [c for c in own if c.role == "amount" and content.kind(c.index) == "text" and not _is_measure(c)]
        before = [c for c in texts if amounts and c.index < amounts[0]]
        known = any(c.role in _NAMING and content.kind(c.index) for c in own if not amounts or c.index < amounts[0])
        name = next(
            (c for c in before if c.path and _NAMES.search(match_key(c.path[-1]))), before[-1] if before else None
        )
        for column in texts:
            is_name = column is name and not known
            named[column.index] = replace(column, role="name" if is_name else "note", measure="")
    return of_their_years(named)


def _is_measure(column: Column) -> bool:
    kind = column_kind(column.path[-1]) if column.path else None
    return kind is not None and bool(kind.measure or kind.subject)


def of_their_years(columns: Sequence[Column]) -> tuple[Column, ...]:
    """The columns with the measures of another year told apart: prior for last year's amounts, change for differences."""
    years = {int(year) for column in columns for word in column.path for year in _YEAR.findall(match_key(word))}
    return tuple(_of_period(column, max(years, default=0) if len(years) > 1 else 0) for column in columns)


def _of_period(column: Column, latest: int) -> Column:
    period = next((found for word in reversed(column.path) if (found := period_of(word, latest))), "")
    if column.role != "amount" or not period:
        return column
    return replace(column, measure=period if column.measure == "total" else f"{period}_{column.measure}")


def period_of(word: str, latest: int = 0) -> str:
    """Which year's amounts a head or a row of years is of: "prior", "change", or "" for the year's own.

    Args: latest, the latest of several years that a table names; 0 where it names one or none.
    >>> period_of("上年预算数"), period_of("增减变化金额"), period_of("2025年", 2026), period_of("上年结转")
    ('prior', 'change', 'prior', '')
    """
    key = match_key(word)
    for pattern, period in _periods():
        if pattern.fullmatch(key):
            return period
    told = [int(year) for year in _YEAR.findall(key)]
    return PRIOR if latest and told and max(told) < latest else ""


@cache
def _periods() -> tuple[tuple[re.Pattern[str], str], ...]:
    """The entries [[period]] of data/columns.toml."""
    entries = load_toml("corpus", "data", "columns.toml")["period"]
    return tuple((re.compile(pattern), entry["measure"]) for entry in entries for pattern in entry["header"])
