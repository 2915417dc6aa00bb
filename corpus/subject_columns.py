"""三公 tables in which each column is an item of its own: 因公出国(境)费 ⇥ 公务接待费 over units, years or nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from corpus.headers import MEETINGS, THREE_PUBLIC, THREE_PUBLIC_WHOLE, TOTAL_WORDS, column_subject
from corpus.model import Column, Row, TableRow
from corpus.money import is_amount, parse_amount
from corpus.roles import period_of
from corpus.table_sides import NAMING, Labelled, Side, first_label, row_of, text_of
from corpus.text import match_key


def subjects_are_columns(kind: str, side: Side) -> bool:
    """Whether each column is an item of its own: 因公出国(境)费 ⇥ 公务接待费 over rows of units, years or nothing."""
    subjects = {subject for column in side.amounts if (subject := column_subject(column))}
    if kind.startswith("three_public") and len(subjects) > 1 and "project" not in side.labels:
        # 单位名称（科目） names the units there.
        return True
    return bool(subjects) and not NAMING & side.labels.keys()


def subject_columns(side: Side, data: Sequence[Row]) -> Iterator[Labelled]:
    """The rows of a 三公 table with units or years as rows, or one row of amounts alone."""
    latest = max(
        (int(year) for row in data for year in re.findall(r"(?:19|20)\d{2}(?=年)", _period(row, side))), default=0
    )
    unit = ""
    for row in data:
        named = text_of(row, side.labels.get("unit_name")) or first_label(row, side)
        # 合计 stands before the units; a row of another year leaves its unit's name to the row above.
        unit = named if named and not _period(row, side).startswith(named) else unit
        columns: dict[str, list[Column]] = {}
        for column in side.amounts:
            columns.setdefault(column_subject(column), []).append(
                _of_year(column, period_of(_period(row, side), latest))
            )
        is_beside = THREE_PUBLIC_WHOLE in columns or _is_of_all(row, columns)
        yield (row, [_subject_row(row, side, unit, subject, own, is_beside) for subject, own in columns.items()])


def _is_of_all(row: Row, columns: Mapping[str, Sequence[Column]]) -> bool:
    """Whether 合计 is of 会议费 and 培训费, too, that have columns beside the three: the sum that it is tells."""

    def amount(*subjects: str) -> Decimal:
        cells = [
            row.cells[columns[s][0].index] for s in subjects if s in columns and columns[s][0].index < len(row.cells)
        ]
        return sum((parse_amount(cell) for cell in cells if is_amount(cell)), Decimal(0))

    beside = amount(*MEETINGS)
    return bool(beside) and amount("") == amount(*THREE_PUBLIC) + beside


def _subject_row(
    row: Row, side: Side, unit: str, subject: str, columns: Sequence[Column], is_beside: bool
) -> tuple[TableRow, tuple[Column, ...]]:
    """The row of one item of a 三公 table.

    Args: is_beside, whether others (会议费) or 三公经费 itself have columns beside 合计, which is then of them all.
    """
    if subject == THREE_PUBLIC_WHOLE or (not subject and not is_beside):
        more: dict[str, object] = {"role": "total", "path": (THREE_PUBLIC_WHOLE,)}
        subject = THREE_PUBLIC_WHOLE
    elif not subject:
        # 机关运行经费预算数 beside them is an item of its own; 合计 under 上年 is none.
        alone = columns[0].path if len(columns[0].path) == 1 else ()
        subject = alone[0] if alone and match_key(alone[0]) not in TOTAL_WORDS else "合计"
        more = {"role": "", "path": (subject,)}
    else:
        within = () if subject in MEETINGS and is_beside else (THREE_PUBLIC_WHOLE,)
        more = {"role": "", "path": (*within, subject)}
    # 合计 over the units is of none of them.
    own = "" if match_key(unit) in TOTAL_WORDS else unit
    return row_of(row, side, unit or "合计", subject, budget_unit=own, **more), tuple(columns)


def _period(row: Row, side: Side) -> str:
    return text_of(row, side.labels.get("period"))


def _of_year(column: Column, period: str) -> Column:
    """A column for a row of another year (2025年, 增减变化金额); what the general public budget pays is the amount meant."""
    measure = "total" if column.measure == "general_public" else column.measure
    return replace(column, measure=period if period and measure == "total" else measure)
