"""Cells that reach over rows and columns, laid on the grid of their table; their text stands once, in the first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.readers.flow import Laid, kept_columns

# No table of a budget is as wide; a page that says so is broken, or means harm.
_MOST_COLUMNS = 400


@dataclass(frozen=True, slots=True)
class Span:
    """A cell: its text, and how many columns and rows it reaches over."""

    text: str
    columns: int = 1
    rows: int = 1


def laid_rows(rows: Sequence[Sequence[Span]], table: str) -> list[Laid]:
    """The rows of a table on its grid; columns in which no cell begins are left out, references count them.

    Args: the cells of each row, those reached from above left out; the table's name in references (表3).
    """
    placed = list(_placed(rows))
    covered = {column for _, over in placed for column in over}
    texts = [dict(cells) for cells, _ in placed]
    columns = kept_columns(texts, covered - {column for cells, _ in placed for column in cells})
    return [
        Laid(
            tuple(cells.get(column, "") for column in columns),
            tuple(f"{table}第{number}行第{column + 1}格" for column in columns),
        )
        for number, cells in enumerate(texts, start=1)
    ]


def _placed(rows: Sequence[Sequence[Span]]) -> Iterator[tuple[dict[int, str], set[int]]]:
    """The texts of each row by column, and the columns that cells of the row, or of rows above, reach over."""
    below: dict[int, int] = {}
    for row in rows:
        texts: dict[int, str] = {}
        over = {column for column, left in below.items() if left > 0}
        below = {column: left - 1 for column, left in below.items() if left > 1}
        taken = set(over)
        column = 0
        for span in row:
            while column in taken:
                column += 1
            if column >= _MOST_COLUMNS:
                break
            reach = range(column, min(column + max(span.columns, 1), _MOST_COLUMNS))
            texts[column] = span.text
            over.update(reach[1:])
            taken.update(reach)
            if span.rows > 1:
                below.update(dict.fromkeys(reach, span.rows - 1))
            column = reach.stop
        yield texts, over
