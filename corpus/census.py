"""A count that nothing is lost: every cell with a digit in a table is a fact, a target, or told why it is neither."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from corpus.headers import is_ordinal
from corpus.model import Budget, Grid, Row, Table
from corpus.money import is_amount
from corpus.text import match_key

FACT, TARGET = "金额", "指标值"
# Why a cell with a digit is neither; the last three are numbers that were not understood.
_HEADER, _ORDINAL, _CODE, _QUANTITY, _TEXT, _PERSONAL = "表头", "栏次", "编码", "数量", "文字", "经办人信息"
_UNNAMED, _BEYOND, _UNREAD = "无名行的数", "列外的数", "未识别的数"
LOST = (_UNNAMED, _BEYOND, _UNREAD)
_CODE_ROLES = frozenset({"code", "unit_code"})
_FORMS = frozenset({"performance", "overall_performance"})
_PERSONAL_WORDS = re.compile("负责人|经办人|联系电话|填报日期")
# Telephone numbers and the times at which forms were filled in: longer than any amount of a form.
_LONG_DIGITS = re.compile(r"\d{11,}|\d{3,4}-\d{7,8}")
_ABOUT = re.compile("项目(名称|属性|性质|类别|编码|期|日期|基本信息)|主管部门")
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Census:
    """The cells with a digit of a document's tables.

    Attributes: counts, how many cells for each reason, FACT and TARGET first; lost, line, cell and text of each number that
        was not understood.
    """

    counts: Mapping[str, int]
    lost: tuple[tuple[int, int, str], ...]


def census_of(budget: Budget) -> Census:
    """Every cell with a digit in the tables of a document, counted by what became of it."""
    counts: Counter[str] = Counter()
    lost: list[tuple[int, int, str]] = []
    for line, cell, text, why in _cells(budget):
        counts[why] += 1
        if why in LOST:
            lost.append((line, cell, text))
    order = sorted(counts, key=lambda why: (why not in (FACT, TARGET), why in LOST, -counts[why], why))
    return Census({why: counts[why] for why in order}, tuple(lost))


def _cells(budget: Budget) -> Iterator[tuple[int, int, str, str]]:
    facts = {(cell.line, cell.cell) for table in budget.tables for cell in table.cells}
    targets = {(target.line, target.cell) for table in budget.tables for target in table.targets}
    by_line = {line: table for table in budget.tables for line in range(table.first_line, table.last_line + 1)}
    for block in budget.document.blocks:
        if not isinstance(block, Grid):
            continue
        for row in block.rows:
            table = by_line.get(row.line)
            for index, text in row.filled():
                if not _DIGIT.search(text):
                    continue
                place = (row.line, index + 1)
                why = FACT if place in facts else TARGET if place in targets else _reason(row, index, text, table)
                yield row.line, index + 1, text, why


def _reason(row: Row, index: int, text: str, table: Table | None) -> str:
    if table is None:
        return _HEADER  # a title or a unit put into cells above the table
    if table.kind in _FORMS:
        return _reason_in_form(row, text)
    if is_ordinal(row):
        return _ORDINAL
    named = {labelled.line for labelled in table.rows}
    if row.line not in named:
        before = not named or row.line < min(named)
        return _HEADER if before or not is_amount(text) else _UNNAMED
    column = next((column for column in table.columns if column.index == index), None)
    if column is None:
        return _BEYOND if is_amount(text) else _TEXT
    if column.role in _CODE_ROLES:
        return _CODE
    if column.role == "quantity":
        return _QUANTITY
    return _UNREAD if is_amount(text) and column.role in ("amount", "") else _TEXT


def _reason_in_form(row: Row, text: str) -> str:
    if _LONG_DIGITS.search(text) or any(_PERSONAL_WORDS.search(other) for _, other in row.filled()):
        return _PERSONAL
    if any(_ABOUT.match(match_key(other)) for _, other in row.filled()[:1]):
        return _TEXT  # codes of the unit and years of the term
    return _UNREAD if is_amount(text) else _TEXT
