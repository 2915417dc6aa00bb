"""Printed lines into blocks: rows of tables, headings with and without marks, contents pages left out.

All formats share these rules. The text formats (plain text from OCR, Markdown) are taken apart here as well, because real
files mix them: headings with `#` beside headings without, `<b>` inside either. A Markdown table row and a tab-separated
one both become a Row whose k-th cell is the k-th on the line. A format that knows its tables and headings hands over
Printed lines that say so.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from corpus.model import Block, Grid, Heading, Paragraph, Row
from corpus.money import is_amount
from corpus.text import strip_tags

_MARKED = re.compile(r"^\s*(#{1,6})\s+(.*?)\s*#*\s*$")
_BOLD_LINE = re.compile(r"^\*\*([^*]+)\*\*$")
_CONTENTS_TITLE = re.compile(r"^(目\s*录|contents)$", re.IGNORECASE)
_CONTENTS_LINE = re.compile(r"(\.{3,}|…+|·{3,}|-{3,}|\t|\s{2,}|[．.]{2,})\s*\d{1,3}$|\.{4,}$|…{2,}$")
# 苏州市审计局2026年度部门预算公开 at the top of every page; …(项)：-31- at the end of one.
_RUNNING_TITLE = re.compile(r"^[^|\t]{4,40}\d{4}\s*年[^|\t]{0,12}(?:预算|决算)(?:公开|公开说明|公开文本)?$")
_GLUED_PAGE = re.compile(r"([一-鿿：:。，；）)])\s*[-—–]\s*\d{1,3}\s*[-—–]\s*$")
_PAGES = 4
_DASHES = re.compile(r"^:?-{2,}:?$")
# A rule of its own (---, ***) or a page number (12, - 12 -, 第12页) marks a page in converted text; as a paragraph it
# would cut a table in two, and the rows below would lose their header.
_PAGE_MARK = re.compile(
    r"^(?:([-*_])\1{2,}|[-—–·\s]*\d{1,3}[-—–·\s]*|第\s*\d{1,3}\s*页(?:[，,\s]*共\s*\d{1,3}\s*页)?)$"
)
# Chinese documents number their outline: 第一部分, 一、, （一）, 1、. The marks of a converter say less than the numbers.
_NUMBERED_LEVELS = (
    (re.compile(r"^第[一二三四五六七八九十\d]+(部分|章|篇)"), 1),
    (re.compile(r"^[一二三四五六七八九十]+、"), 2),
    (re.compile(r"^[(（][一二三四五六七八九十]+[)）]"), 3),
    (re.compile(r"^\d{1,2}[、.．](?!\d)"), 4),
)
_TABLE_TITLE = re.compile(r"表(\s*[(（][^()（）]*[)）])*\s*$")
_LONGEST_HEADING = 44
# A row whose amounts are all blank may lose every tab behind its name. Between rows, with an amount in the next, the name
# alone is still a row; as a paragraph it would cut the table in two.
_BARE_ROW = re.compile(r"^(?!注|备注|说明)[^。；：:，,！？\s]{2,30}$")
_MOST_BARE_ROWS = 3
_TABLE_LEVEL = 3


def split_front_matter(text: str) -> tuple[dict[str, str], int, str]:
    """The `key: value` lines between two `---` at the very top, the line where the body begins, and the body."""
    lines = text.split("\n")
    if lines[0].strip() != "---":
        return {}, 1, text
    for index, line in enumerate(lines[1:30], start=1):
        if line.strip() == "---":
            pairs = (entry.split(":", 1) for entry in lines[1:index] if ":" in entry)
            return {key.strip(): value.strip() for key, value in pairs}, index + 2, "\n".join(lines[index + 1 :])
    return {}, 1, text


@dataclass(frozen=True, slots=True)
class Printed:
    """A line as a file prints it, before it is known what it is.

    Attributes:
        line: its number.
        text: its text; "" where it is a row of a table.
        cells: the cells where it is a row of a table; None where it is text.
        level: of a heading, where the format marks it as one; 0 else.
        table: which of the file's tables the row is of, where the format keeps them apart; 0 else.
    """

    line: int
    text: str
    cells: tuple[str, ...] | None = None
    level: int = 0
    table: int = 0


def lines_to_blocks(text: str, *, first_line: int = 1) -> list[Block]:
    """Headings, paragraphs and grids of a text, in order, each with its line; see printed_to_blocks."""
    lines = _without_furniture(text.split("\n"))
    return printed_to_blocks(Printed(line, raw) for line, raw in enumerate(lines, start=first_line))


def _without_furniture(lines: Sequence[str]) -> list[str]:
    """Lines with what a page prints around its text blanked out: a running title, a page number run into the last line."""
    counts = Counter(line.strip() for line in lines)
    running = {line for line, count in counts.items() if count >= _PAGES and _RUNNING_TITLE.search(line)}
    return ["" if line.strip() in running else _GLUED_PAGE.sub(r"\1", line) for line in lines]


def printed_to_blocks(printed: Iterable[Printed]) -> list[Block]:
    """Headings, paragraphs and grids of printed lines, in order.

    Rows that follow one another, with nothing but blank lines between them, are one grid: a page break inside a table
    leaves blank lines only. Contents pages are left out.
    """
    blocks: list[Block] = []
    rows: list[Row] = []
    bare: list[Row] = []
    table = 0

    def close() -> None:
        if rows:
            blocks.append(Grid(tuple(rows)))
        blocks.extend(Paragraph(row.cells[0], row.line) for row in bare)
        rows.clear()
        bare.clear()

    for entry in _without_contents(printed):
        cells = _cells(entry.text) if entry.cells is None else entry.cells
        if cells is not None:
            if _is_ruler(cells) or (entry.cells is not None and not any(cells)):
                continue
            if (bare and not _goes_on(cells)) or (rows and entry.table != table and not _continues(rows, cells)):
                close()
            table = entry.table
            rows += [*bare, Row(cells, entry.line)]
            bare.clear()
            continue
        line = strip_tags(entry.text).strip()
        if not line or _PAGE_MARK.match(line):
            continue
        heading = _heading(line, entry.line, entry.level)
        if rows and heading is None and len(bare) < _MOST_BARE_ROWS and _BARE_ROW.match(line):
            bare.append(Row((_unmarked(line),), entry.line))
            continue
        close()
        blocks.append(heading or Paragraph(_unmarked(line), entry.line))
    close()
    return blocks


def _continues(rows: Sequence[Row], cells: Sequence[str]) -> bool:
    """Whether a table goes on with the one above it: a page break parts a table in two, the second has data or the header anew."""
    key = [cell for cell in cells if cell]
    return any([cell for cell in row.cells if cell] == key for row in rows[:3]) or any(
        is_amount(cell) for cell in cells
    )


def _cells(raw: str) -> tuple[str, ...] | None:
    stripped = raw.strip()
    if stripped.startswith("|") and stripped.count("|") >= 2:
        inner = stripped[1:-1] if stripped.endswith("|") else stripped[1:]
        return tuple(_cell(cell.replace("\\|", "|")) for cell in re.split(r"(?<!\\)\|", inner))
    if stripped.endswith("|") and stripped.count("|") > 1:
        # A saved page's table as some converters write it: no bar before the first cell.
        return tuple(_cell(cell) for cell in stripped[:-1].split("|"))
    if "\t" in raw and stripped:
        return tuple(_cell(cell) for cell in raw.split("\t"))
    return None


def _cell(text: str) -> str:
    return strip_tags(text).replace("<br>", "").strip()


def _goes_on(cells: Sequence[str]) -> bool:
    """Whether a row below a bare name is one of the same table: it has an amount, or it is no more than a name itself."""
    filled = [cell for cell in cells if cell]
    return any(is_amount(cell) for cell in filled) or (
        len(filled) == 1 and bool(_BARE_ROW.match(filled[0])) and not _TABLE_TITLE.search(filled[0])
    )


def _is_ruler(cells: Sequence[str]) -> bool:
    # Markdown's line under the header; converters put one in the middle of a page-broken table, too.
    filled = [cell for cell in cells if cell]
    return bool(filled) and all(_DASHES.match(cell) for cell in filled)


def _unmarked(line: str) -> str:
    return line.replace("**", "").removeprefix("> ").strip()


def is_page_mark(text: str) -> bool:
    """Whether a line is no more than the number of a page, or a rule between pages.

    >>> is_page_mark("- 12 -"), is_page_mark("第3页 共40页"), is_page_mark("12.50")
    (True, True, False)
    """
    return bool(_PAGE_MARK.match(text))


def is_heading(text: str) -> bool:
    """Whether a line of text is a heading by its numbering (一、 （一） 1. 第一部分) or a table's title."""
    return _heading(text, 0) is not None


def _heading(line: str, number: int, level: int = 0) -> Heading | None:
    """The heading that a line is, by its marks, its number or (level) by its format; None for a line of prose."""
    marked = _MARKED.match(f"{'#' * level} {line}" if level else line)
    text = _unmarked(marked[2] if marked else line)
    if not text:
        return None
    bold = bool(_BOLD_LINE.match(line))
    for pattern, level in _NUMBERED_LEVELS:
        if pattern.match(text):
            return Heading(text, level, number) if marked or bold or _short(text) else None
    if marked:
        return Heading(text, _TABLE_LEVEL if _TABLE_TITLE.search(text) else len(marked[1]), number)
    if _TABLE_TITLE.search(text) and len(text) <= _LONGEST_HEADING and not re.search(r"[。；，]", text):
        return Heading(text, _TABLE_LEVEL, number)
    return Heading(text, _TABLE_LEVEL, number) if bold and len(text) <= _LONGEST_HEADING else None


def _short(text: str) -> bool:
    return len(text) <= _LONGEST_HEADING and not re.search(r"[。；;]", text) and not re.search(r"[:：].", text)


def _without_contents(printed: Iterable[Printed]) -> Iterator[Printed]:
    inside = False
    for entry in printed:
        raw = entry.text if entry.cells is None else "\t".join(entry.cells)
        text = strip_tags(raw).replace("*", "").strip().lstrip("#").strip()
        if not inside and _CONTENTS_TITLE.match(text):
            inside = True
            continue
        if inside and text:
            if _CONTENTS_LINE.search(text):
                continue
            inside = False
        yield entry
