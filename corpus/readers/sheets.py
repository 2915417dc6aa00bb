"""Sheets of a workbook into blocks: the part that XLSX and XLS share."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from corpus.grids import captioned_tables, is_caption_text
from corpus.model import Block, Finding, Grid, Heading, Place
from corpus.money import is_amount
from corpus.readers.blocks import ReadBlocks
from corpus.readers.flow import Flow, Laid, kept_columns

Merge = tuple[int, int, int, int]
# What a program calls a sheet that nobody named.
_UNNAMED = re.compile(r"^(?:sheet|工作表|表)\s*\d*$", re.IGNORECASE)
_CONTENTS = re.compile(r"^(?:目\s*录|目\s*次|索\s*引|contents|封\s*面)$", re.IGNORECASE)
_FIGURE = re.compile(r"\d[.,]\d|\d{4}")
_TABLE_LEVEL = 3
_TOLD = 8


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as its reader found it; rows and columns count from 1.

    Attributes:
        name: on its tab.
        texts: what each cell that is not blank shows.
        merges: first row, first column, last row and last column of merged cells.
        hidden_rows, hidden_columns, hidden: what the workbook does not show, and is read all the same.
        unresolved: cells whose formula has no stored result, or whose result is an error.
    """

    name: str
    texts: Mapping[tuple[int, int], str]
    merges: Sequence[Merge] = ()
    hidden_rows: Sequence[int] = ()
    hidden_columns: Sequence[int] = ()
    hidden: bool = False
    unresolved: Sequence[tuple[int, int]] = field(default=())


def column_letters(column: int) -> str:
    """The letters of a column, from 1.

    >>> column_letters(2), column_letters(28)
    ('B', 'AB')
    """
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def sheets_to_blocks(sheets: Sequence[Sheet]) -> ReadBlocks:
    """The blocks of all sheets with their places, and what was noticed on the way."""
    blocks: list[Block] = []
    places: dict[int, Place] = {}
    faults: list[Finding] = []
    next_line = 1
    for sheet in sheets:
        if not sheet.texts or _is_contents(sheet):
            continue
        # The first line of a sheet is kept for its name.
        name = Heading(sheet.name, _TABLE_LEVEL, next_line)
        flow = Flow(sheet=sheet.name, first_line=next_line + 1)
        lines = _pour(sheet, flow)
        blocks += _titled(flow.blocks(), name)
        places |= {next_line: Place(sheet=sheet.name, refs=("A1",))} | flow.places
        faults += _faults(sheet, lines, next_line)
        next_line += 1 + len(flow.printed)
    return ReadBlocks(blocks, places, faults=faults)


def _pour(sheet: Sheet, flow: Flow) -> dict[int, int]:
    """The rows of a sheet into a flow, each stretch between blank rows a table; the line of each row."""
    rows: dict[int, dict[int, str]] = {}
    for (row, column), text in sorted(sheet.texts.items()):
        rows.setdefault(row, {})[column] = text
    wide = [cells for cells in rows.values() if len(cells) > 1]
    columns = kept_columns(wide, _covered(sheet, rows))
    lines: dict[int, int] = {}
    for stretch in _stretches(rows):
        laid = []
        for row in stretch:
            # A title may stand beside the columns of its table.
            own = columns if set(rows[row]) <= set(columns) else sorted(rows[row])
            texts = tuple(rows[row].get(column, "") for column in own)
            laid.append(Laid(texts, tuple(f"{column_letters(column)}{row}" for column in own)))
        lines |= dict(zip(stretch, flow.table(laid), strict=True))
    return lines


def _covered(sheet: Sheet, rows: Mapping[int, Mapping[int, str]]) -> set[int]:
    """Columns into which a cell reaches from the left in every row of a table; titles and notes say nothing."""
    wide = [row for row, cells in rows.items() if len(cells) > 1]
    reached: Counter[int] = Counter()
    for top, left, bottom, right in sheet.merges:
        within = bisect_right(wide, bottom) - bisect_left(wide, top)
        reached.update(dict.fromkeys(range(left + 1, right + 1), within))
    return {column for column, count in reached.items() if count >= len(wide)}


def _stretches(rows: Mapping[int, object]) -> Iterator[list[int]]:
    stretch: list[int] = []
    for row in rows:
        if stretch and row > stretch[-1] + 1:
            yield stretch
            stretch = []
        stretch.append(row)
    if stretch:
        yield stretch


def _titled(blocks: list[Block], name: Heading) -> list[Block]:
    """The blocks of a sheet, its name put before its first table where nothing else titles that."""
    if _UNNAMED.match(name.text):
        return blocks
    first = next((index for index, block in enumerate(blocks) if isinstance(block, Grid)), None)
    if first is None:
        return blocks if any(isinstance(block, Heading) for block in blocks) else [name, *blocks]
    if any(table.title for table in captioned_tables(blocks[: first + 1])[:1]):
        return blocks
    above = first
    # The unit stands between a title and its table.
    while above and not isinstance(blocks[above - 1], Heading) and is_caption_text(_text(blocks[above - 1])):
        above -= 1
    return [*blocks[:above], name, *blocks[above:]]


def _text(block: Block) -> str:
    return "" if isinstance(block, Grid) else block.text


def _is_contents(sheet: Sheet) -> bool:
    """Whether a sheet only lists the others: 目录, and no figure in it."""
    first = sheet.texts[min(sheet.texts)]
    return bool(_CONTENTS.match(sheet.name) or _CONTENTS.match(first)) and not any(
        is_amount(text) and _FIGURE.search(text) for text in sheet.texts.values()
    )


def _faults(sheet: Sheet, lines: Mapping[int, int], name_line: int) -> Iterator[Finding]:
    where = f"工作表“{sheet.name}”"
    if sheet.hidden:
        yield Finding("hidden", f"{where}是隐藏的，已照常读入，请确认它是公开的内容", name_line)
    rows = [row for row in sheet.hidden_rows if row in lines]
    if rows and not sheet.hidden:
        yield Finding("hidden", f"{where}有隐藏的行（{_listed(rows)}），已照常读入，请与原件核对", lines[rows[0]])
    filled = {column for _, column in sheet.texts}
    columns = [column_letters(column) for column in sheet.hidden_columns if column in filled]
    if columns and not sheet.hidden:
        yield Finding("hidden", f"{where}有隐藏的列（{_listed(columns)}），已照常读入，请与原件核对", name_line)
    for row, column in sheet.unresolved:
        cell = f"{column_letters(column)}{row}"
        message = f"{where}{cell}是公式，文件里没有它的结果；此格未计入，请用 Excel 或 WPS 打开后保存再试"
        yield Finding("formula", message, lines.get(row, name_line))


def _listed(things: Sequence[object]) -> str:
    more = f"等 {len(things)} 处" if len(things) > _TOLD else ""
    return "、".join(str(thing) for thing in things[:_TOLD]) + more
