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
# Last year's 执行数 beside its 预算数.
PRIOR_FINAL = "prior_final"
# And before one of what was planned, beside what was spent (决算).
BUDGETED, ADJUSTED = "budgeted", "adjusted"
_NAMING = frozenset({"name", "project", "goods", "unit_name", "gov_name"})
_NAMES = re.compile("名称|项目$|事项$|内容$")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?=年)")
_YEAR_WORD = re.compile(r"(?:19|20)\d{2}年?度?")


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
    latest = max(years, default=0) if len(years) > 1 else 0
    periods = [next((f for word in reversed(c.path) if (f := period_of(word, latest))), "") for c in columns]
    stages = _stages(columns, periods)
    finals = _finals_of_last_year(columns, periods)
    return tuple(
        _measured(column, PRIOR_FINAL if final else period or stage)
        for column, period, stage, final in zip(columns, periods, stages, finals, strict=True)
    )


def _finals_of_last_year(columns: Sequence[Column], periods: Sequence[str]) -> list[bool]:
    """Which columns of last year are its 执行数, where its 预算数 has a column beside it."""
    patterns = [pattern for pattern, _ in _stage_patterns()]
    told = [
        [any(map(pattern.fullmatch, map(_year_dropped, column.path))) for pattern in patterns[:2]]
        if period == PRIOR
        else [False, False]
        for column, period in zip(columns, periods, strict=True)
    ]
    both = any(final for final, _ in told) and any(planned for _, planned in told)
    return [both and final for final, _ in told]


def _measured(column: Column, before: str) -> Column:
    """The column with what stands before its measure, prior_ or budgeted_; alone where the measure is the whole."""
    if column.role != "amount" or not before:
        return column
    return replace(column, measure=before if column.measure == "total" else f"{before}_{column.measure}")


def _stages(columns: Sequence[Column], periods: Sequence[str]) -> list[str]:
    """Which stage of the year's money each column tells, where 预算数 stands beside 决算数: "" is the 决算."""
    none = [""] * len(columns)
    heads = [
        set(map(_year_dropped, c.path)) if c.role == "amount" and not p else set()
        for c, p in zip(columns, periods, strict=True)
    ]
    final, *others = _stage_patterns()
    if not any(final[0].fullmatch(word) for words in heads for word in words):
        return none
    return [next((m for pattern, m in others if any(map(pattern.fullmatch, words))), "") for words in heads]


def _year_dropped(word: str) -> str:
    return _YEAR_WORD.sub("", match_key(word))


@cache
def _stage_patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """The entries [[stage]] of data/columns.toml; the first is the 决算."""
    entries = load_toml("corpus", "data", "columns.toml")["stage"]
    return tuple((re.compile("|".join(entry["header"])), entry["measure"]) for entry in entries)


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
