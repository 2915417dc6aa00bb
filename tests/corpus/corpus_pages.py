"""Pages made for a case, and facts as plain records that tests compare."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from corpus.budget import understand
from corpus.model import Budget, Cell, Document, Row, Table
from corpus.money import plain_number
from corpus.readers.lines import lines_to_blocks, split_front_matter

FORMS = ("performance", "overall_performance")


def page(text: str, *, name: str = "page.txt") -> Budget:
    """A budget from text, read as a file of that text would be."""
    _, first_line, body = split_front_matter(text)
    return understand(Document(name, "", tuple(lines_to_blocks(body, first_line=first_line))))


def only_table(text: str) -> Table:
    """The one table of a page."""
    (table,) = page(text).tables
    return table


def row(text: str, line: int = 1) -> Row:
    """A row from tab-separated text."""
    return Row(tuple(text.split("\t")), line)


def rows(text: str) -> list[Row]:
    """Rows from lines of tab-separated text, numbered from 1."""
    return [row(line, number) for number, line in enumerate(text.strip("\n").split("\n"), start=1)]


def figures(table: Table) -> list[tuple[str, str, str]]:
    """Subject, column title and printed amount of every cell, in order."""
    return [(cell.row.subject, cell.column.title, plain_number(cell.money.amount)) for cell in table.cells]


def record(document: str, table: Table, cell: Cell) -> dict[str, Any]:
    """One fact, in the fields of the contract that a table alone can tell."""
    return {
        "document": document,
        "table": table.title,
        "item": cell.row.item,
        "item_standard": cell.row.subject,
        "code": cell.row.code,
        "column": cell.column.title,
        "amount": plain_number(cell.money.amount),
        "unit": cell.money.money_unit,
        "line": cell.line,
        "cell": cell.cell,
    }


def records(budget: Budget, *, forms: bool = True) -> Iterable[dict[str, Any]]:
    """The facts of a budget; without forms, those of its formal tables."""
    for table in budget.tables:
        if forms or table.kind not in FORMS:
            for cell in table.cells:
                yield record(budget.document.name, table, cell)
