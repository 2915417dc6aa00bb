"""The columns of one half of a table that belong together, and what its rows say of themselves there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.headers import side_of
from corpus.model import Column, Row, TableRow
from corpus.money import is_amount
from corpus.text import join_wrapped

_CODE_PARTS = frozenset("类款项")
# What begins a list beside another one.
NAMING = frozenset({"name", "gov_name", "project", "code"})


@dataclass(frozen=True, slots=True)
class Side:
    """The label and amount columns that belong together: a whole table, its 收入 or 支出 half, or a list beside another."""

    name: str
    labels: dict[str, Column]
    codes: tuple[Column, ...]
    amounts: tuple[Column, ...]
    places: range


def sides_of(columns: Sequence[Column]) -> list[Side]:
    """The halves 收入 and 支出 of a table, and the lists that stand side by side in each."""
    names = {side_of(column) for column in columns} - {""}
    if not {"收入", "支出"} <= names:
        return [_side("", part) for part in _beside(columns)]
    sides = {name: [c for c in columns if side_of(c) == name] for name in ("收入", "支出")}
    return [_side(name, part) for name, own in sides.items() for part in _beside(own)]


def _beside(columns: Sequence[Column]) -> Iterator[Sequence[Column]]:
    """Lists that stand side by side (功能分类 ⇥ 金额 ⇥ 支出用途 ⇥ 金额): each begins with names and goes on with amounts."""
    start = 0
    for place in range(1, len(columns)):
        begins = columns[place].role in NAMING and columns[place - 1].role == "amount"
        if begins and any(column.role == "amount" for column in columns[place:]):
            yield columns[start:place]
            start = place
    yield columns[start:]


def _side(name: str, columns: Sequence[Column]) -> Side:
    labels: dict[str, Column] = {}
    for column in columns:
        if column.role and column.role != "amount":
            labels.setdefault(column.role, column)
    codes = [column for column in columns if column.role == "code"]
    # A second column of codes is of another classification, unless the two are parts of one code.
    parts = codes if all(column.path and column.path[-1][:1] in _CODE_PARTS for column in codes) else codes[:1]
    amounts = tuple(column for column in columns if column.role == "amount")
    places = range(columns[0].index, columns[-1].index + 1) if columns else range(0)
    return Side(name, labels, tuple(parts), amounts, places)


def text_of(row: Row, column: Column | None) -> str:
    """What a row prints under a column, its pieces joined; "" without the column."""
    return join_wrapped(row.cells[column.index]) if column is not None and column.index < len(row.cells) else ""


Labelled = tuple[Row, list[tuple[TableRow, tuple[Column, ...]]]]


def row_of(row: Row, side: Side, item: str, subject: str, **more: object) -> TableRow:
    """A row of a table under its name; more are fields of TableRow."""
    base = TableRow(0, row.line, side.name, item, subject, "", (subject,), "")
    return replace(base, **more)  # type: ignore[arg-type]  # the callers pass TableRow's own fields


def first_label(row: Row, side: Side) -> str:
    """The first word of a row under no head that names it; "" where a half of a table has none."""
    # A table whose header says nothing of its first column still names its rows there.
    amounts = {column.index for column in side.amounts}
    for index, text in row.filled():
        if index in side.places and index not in amounts and not is_amount(text) and not side.name:
            return join_wrapped(text)
    return ""
