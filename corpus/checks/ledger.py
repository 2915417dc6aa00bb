"""What the checks read and what they say: a document's tables laid open by rows, and comparisons of two figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from corpus.model import Cell, Claim, Column, Section, Sentence, Table, TableRow
from corpus.money import YUAN_PER_UNIT, plain_number
from corpus.patterns import column_kind
from corpus.text import match_key

# Measures of a unit's own income, with columns beside the sources that every budget has.
OTHER_SOURCES = ("service_income", "operating_income", "subsidy_income", "remitted_income", "other_income")
# Each printed figure was rounded on its own: so much, in 元, may a row be off.
_ROUNDING = {
    "元": Decimal(1),
    "千元": Decimal(10),
    "万元": Decimal(100),
    "百万元": Decimal(10_000),
    "亿元": Decimal(10**6),
}


@dataclass(frozen=True)
class Sheet:
    """A table with its amounts found by row and column."""

    table: Table

    @cached_property
    def _by_row(self) -> dict[int, list[Cell]]:
        found: dict[int, list[Cell]] = {}
        for cell in self.table.cells:
            found.setdefault(cell.row.number, []).append(cell)
        return found

    def cells(self, row: TableRow) -> list[Cell]:
        """The amounts of a row, in the order of their columns."""
        return self._by_row.get(row.number, [])

    def cell(self, row: TableRow, column: Column) -> Cell | None:
        """The amount of a row in a column; None for a blank cell."""
        return next((cell for cell in self.cells(row) if cell.column.index == column.index), None)

    def amount(self, row: TableRow, *measures: str) -> Cell | None:
        """The amount of a row under the first of these measures that it has."""
        for measure in measures:
            for cell in self.cells(row):
                if cell.column.measure == measure and cell.column.role == "amount":
                    return cell
        return None

    def rows(self, side: str = "") -> list[TableRow]:
        """The rows, of one side in a table of two."""
        return [row for row in self.table.rows if row.side == side]

    def totals(self, side: str = "") -> list[TableRow]:
        """The rows of 合计, 本年支出合计, 支出总计 … that have an amount."""
        return [row for row in self.rows(side) if row.role == "total" and self.cells(row)]

    @property
    def sides(self) -> tuple[str, ...]:
        """收入 and 支出 of a table of two sides; ("",) of any other."""
        return tuple(dict.fromkeys(row.side for row in self.table.rows))


@dataclass(frozen=True)
class Ledger:
    """All that the checks look at in one document; final, whether it is a 决算, where income and spending may differ."""

    sheets: tuple[Sheet, ...]
    sections: tuple[Section, ...]
    fiscal_year: int
    organisation: str
    final: bool = False

    def of(self, *kinds: str) -> list[Sheet]:
        """Tables of these kinds, in the order of the document."""
        return [sheet for sheet in self.sheets if sheet.table.kind in kinds]

    def first(self, kind: str) -> Sheet | None:
        """The first table of a kind that has amounts."""
        return next((sheet for sheet in self.of(kind) if sheet.table.cells), None)

    def sentences(self) -> Iterator[tuple[Section, Sentence]]:
        """The sentences of the prose; forms and definitions aside."""
        for section in self.sections:
            if section.kind not in ("form", "term"):
                yield from ((section, sentence) for sentence in section.sentences)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two figures that should be equal (or the first at most the second), with the cells that they rest on.

    Attributes:
        claim, against: the figures.
        claim_cells, against_cells: the cells behind them.
        parts: how many rounded figures were added: each may be off by one in its last place.
        at_most: the claim may be smaller.
        taken: which figure is used where they differ.
        tolerance: how far apart they may be, in the unit of the claim; None for that of rounded amounts.
    """

    claim: Claim
    against: Claim
    claim_cells: tuple[Cell, ...] = ()
    against_cells: tuple[Cell, ...] = ()
    parts: int = 1
    at_most: bool = False
    taken: str = ""
    tolerance: Decimal | None = None

    @property
    def difference(self) -> Decimal:
        """The first figure less the second, in the unit of the first."""
        return self.claim.less(self.against)

    @property
    def holds(self) -> bool:
        """Whether the figures agree, roundings aside."""
        allowed = self.tolerance
        if allowed is None:
            coarse = max(_ROUNDING[self.claim.money_unit], _ROUNDING[self.against.money_unit])
            allowed = coarse * max(1, self.parts) / YUAN_PER_UNIT[self.claim.money_unit]
        return self.difference <= allowed if self.at_most else abs(self.difference) <= allowed


def claim_of(cell: Cell, table: Table) -> Claim:
    """A printed figure as a claim."""
    return Claim(place_of(cell, table), cell.money.amount, cell.money.money_unit, (cell.line,), cell.cell)


def place_of(cell: Cell, table: Table) -> str:
    """Table, row and column of a figure, for people."""
    return f"{title_of(table)}“{cell.row.item}”行“{column_name(cell.column)}”列"


def title_of(table: Table) -> str:
    """A table's title in the marks of a title."""
    return f"《{table.title}》" if table.title else "（无表名）"


def column_name(column: Column) -> str:
    """A column's own words, with those above it where they alone tell it from its neighbours (小计)."""
    if not column.path:
        return f"第{column.index + 1}列"
    words = column.path[-2:] if match_key(column.path[-1]) in ("小计", "合计") else column.path[-1:]
    return "/".join(word for word in words if column_kind(word) is None or word == words[-1]) or column.path[-1]


def sum_of(label: str, cells: Sequence[Cell]) -> Claim:
    """The sum of figures of one unit as a claim."""
    total = sum((cell.money.amount for cell in cells), Decimal(0))
    return Claim(label, total, cells[0].money.money_unit, tuple(dict.fromkeys(cell.line for cell in cells)))


def figure(claim: Claim) -> str:
    """A claim's figure as people write it."""
    return plain_number(claim.amount) + claim.money_unit
