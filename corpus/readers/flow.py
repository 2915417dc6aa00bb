"""Lines of a file that has none: numbered as they come, each with its place; captions inside tables taken out of them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpus.grids import is_caption_text, is_table_title
from corpus.model import Block, Place
from corpus.money import is_amount
from corpus.readers.lines import Printed, printed_to_blocks

_NOTE = re.compile(r"^(?:注|备注|说明)\s*[:：]|。")
# The name of an item is shorter; a cell of a row that has nothing else and is longer is a sentence.
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Laid:
    """A row of a table as it is laid on the page: its cells and the reference of each."""

    cells: tuple[str, ...]
    refs: tuple[str, ...]


class Flow:
    """Headings, paragraphs and tables of a file, or of a sheet of it, in their order, growing into blocks."""

    def __init__(self, *, sheet: str = "", first_line: int = 1) -> None:
        """Nothing yet. Args: the sheet that its places name; the number of its first line."""
        self.printed: list[Printed] = []
        self.places: dict[int, Place] = {}
        self._sheet = sheet
        self._next = first_line
        self._tables = 0

    def text(self, text: str, ref: str, *, level: int = 0) -> None:
        """A paragraph or, by its level, a heading."""
        for part in text.split("\n"):
            bare = part.strip("* \u3000")
            if bare:
                # 单位：万元 in the style of a heading is still no title.
                is_caption = is_caption_text(bare) and not is_table_title(bare)
                self._add(bare if is_caption else part, None, (ref,), level=0 if is_caption else level)

    def table(self, rows: Sequence[Laid]) -> list[int]:
        """The rows of a table; titles, units and notes that stand in rows of their own are told apart from its data.

        Returns: the line of each row.
        """
        self._tables += 1
        lines: list[int] = []
        for row, is_text in zip(rows, prose_rows([row.cells for row in rows]), strict=True):
            lines.append(self._next)
            if is_text:
                index = next(index for index, cell in enumerate(row.cells) if cell)
                self._add(row.cells[index], None, row.refs[index : index + 1])
            else:
                self._add("", row.cells, row.refs)
        return lines

    def blocks(self) -> list[Block]:
        """All of it as blocks."""
        return printed_to_blocks(self.printed)

    def _add(self, text: str, cells: tuple[str, ...] | None, refs: tuple[str, ...], *, level: int = 0) -> None:
        self.printed.append(Printed(self._next, text, cells, level, self._tables if cells is not None else 0))
        self.places[self._next] = Place(sheet=self._sheet, refs=refs)
        self._next += 1


def prose_rows(rows: Sequence[Sequence[str]]) -> list[bool]:
    """For each row of a table whether it is no row of data but a line of text: a title, a unit, a note below.

    Such a row has one filled cell. Above the header it stands in the first column or says what captions say (a group of
    columns named alone stands further right); below the last row of data it is a note or a sentence: a name alone is an
    item without amounts. A title begins a table anew.
    """
    filled = [[index for index, cell in enumerate(row) if cell] for row in rows]
    data = {
        number for number, indexes in enumerate(filled)
        if len(indexes) > 1 or (indexes and is_amount(rows[number][indexes[0]]))
    }  # fmt: skip
    last = max(data, default=-1)
    told: list[bool] = []
    begun = False
    for number, indexes in enumerate(filled):
        if not indexes or number in data:
            told.append(False)
            begun = begun or bool(indexes)
            continue
        text = rows[number][indexes[0]]
        title, long = is_table_title(text), len(text) > _LONGEST_NAME
        if begun:
            told.append(title or (number > last and (long or bool(_NOTE.search(text)))))
        else:
            told.append(title or long or indexes[0] == 0 or is_caption_text(text))
        begun = begun and not title
    return told


def kept_columns(rows: Sequence[Mapping[int, str]], covered: set[int]) -> list[int]:
    """The columns of a table worth a cell, from 0: merged cells leave columns behind in which nothing ever begins.

    Args: the cells of each row by their column; the columns that some cell of several columns reaches over.
    """
    filled = {column for row in rows for column, text in row.items() if text}
    if not filled:
        return []
    return [column for column in range(min(filled), max(filled) + 1) if column in filled or column not in covered]
