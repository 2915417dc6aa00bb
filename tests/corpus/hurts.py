"""Formal tables cut out of the samples, and the ways a page hurts a table.

A hurt takes a cut table and gives every way in which it can befall it, each as a name and the changed lines.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from corpus_pages import FORMS

from corpus.grids import Captioned, captioned_tables
from corpus.headers import split_header
from corpus.model import Finding, Row, Table
from corpus.patterns import kind_of_table
from corpus.readers.lines import lines_to_blocks, split_front_matter
from corpus.tables import table_from
from corpus.text import drop_numbering

SAMPLES = sorted((Path(__file__).parents[2] / "corpus" / "samples").glob("0*.md"))
Lines = tuple[str, ...]
Worth = Counter[tuple[str, str, str, str, int]]
# Between two Chinese characters a space can only be a line wrap.
_WRAP = re.compile(r"(?<=[一-鿿（）()、，。“”《》：])(?=[一-鿿（）()、，。“”《》：])")
_WHOLE_CODE = re.compile(r"^\d{5}$|^\d{7}$")


@dataclass(frozen=True, slots=True)
class Cut:
    """One table with its caption, rows separated by tabs; header and data are the indexes of its lines."""

    name: str
    lines: Lines
    header: tuple[int, ...]
    data: tuple[int, ...]


Hurt = Callable[[Cut], Iterator[tuple[str, Lines]]]


def read(lines: Lines) -> tuple[Table, list[Finding]]:
    """The one table of some lines, its rows numbered from 1: where a hurt leaves the rows as they were, it is read once."""
    (captioned,) = captioned_tables(lines_to_blocks("\n".join(lines)))
    rows = tuple(Row(row.cells, number) for number, row in enumerate(captioned.rows, start=1))
    return _table(replace(captioned, title_line=0, rows=rows))


@cache
def _table(captioned: Captioned) -> tuple[Table, list[Finding]]:
    return table_from(captioned)


def facts(table: Table) -> Worth:
    """Every fact by what it is of and what it is worth, its place aside."""
    return Counter(
        (fold(cell.row.side), fold(cell.row.subject), fold(cell.row.code), fold(cell.column.title), cell.money.fen)
        for cell in table.cells
    )


def fold(text: str) -> str:
    """Text with its widths folded."""
    return unicodedata.normalize("NFKC", text)


def cut_table(name: str, text: str) -> Cut:
    """A page with one table, its rows turned into rows of tabs."""
    lines = tuple(_tabbed(line) for line in text.rstrip("\n").split("\n") if not _is_ruler(line))
    (captioned,) = captioned_tables(lines_to_blocks("\n".join(lines)))
    header, data = split_header(captioned.rows)
    return Cut(name, lines, tuple(row.line - 1 for row in header), tuple(row.line - 1 for row in data))


@cache
def formal_tables(path: Path) -> tuple[Cut, ...]:
    """Every formal table of a sample, each from its heading to the next."""
    _, _, body = split_front_matter(path.read_text("utf-8"))
    cuts = []
    for part in re.split(r"\n(?=#)", body):
        tables = captioned_tables(lines_to_blocks(part))
        if len(tables) == 1 and kind_of_table(tables[0].title, frozenset()) not in FORMS:
            cuts.append(cut_table(f"{path.name[:3]} {tables[0].title}", part))
    return tuple(cuts)


def _tabbed(line: str) -> str:
    return "\t".join(cell.strip() for cell in line.strip()[1:-1].split("|")) if line.startswith("|") else line


def _is_ruler(line: str) -> bool:
    return line.startswith("|") and not re.sub(r"[|\s:-]", "", line)


def with_line(lines: Lines, index: int, *new: str) -> Lines:
    """Lines with one of them replaced by others."""
    return (*lines[:index], *new, *lines[index + 1 :])


def break_pages(cut: Cut, *, again: bool = False) -> Iterator[tuple[str, Lines]]:
    """A page break below each row, the header's last one included."""
    header = [cut.lines[index] for index in cut.header] if again else []
    for index in (cut.header[-1], *cut.data):
        yield f"page ends at line {index + 1}", with_line(cut.lines, index, cut.lines[index], "", "", *header)


def break_pages_with_header(cut: Cut) -> Iterator[tuple[str, Lines]]:
    """A page break below each row, the header printed again."""
    yield from break_pages(cut, again=True)


def _from_page(cut: Cut, change: Callable[[str], str]) -> Iterator[tuple[str, Lines]]:
    """A page break below each row, all rows of the next page changed."""
    for last in (cut.header[-1], *cut.data[:-1]):
        changed = [change(line) if index > last and index in cut.data else line for index, line in enumerate(cut.lines)]
        if tuple(changed) != cut.lines:
            yield f"page ends at line {last + 1}", (*changed[: last + 1], "", *changed[last + 1 :])


def drop_trailing_cells(cut: Cut) -> Iterator[tuple[str, Lines]]:
    """Rows of the next page end at their last filled cell; one tab stays, without any it would be a line of prose."""
    yield from _from_page(cut, lambda line: re.sub(r"(?<=\t)\t+$", "", line))


def add_trailing_cells(cut: Cut) -> Iterator[tuple[str, Lines]]:
    """Rows of the next page have two more blank cells."""
    yield from _from_page(cut, lambda line: line + "\t\t")


def bare_names(cut: Cut) -> Iterator[tuple[str, Lines]]:
    """Rows of the next page without amounts are left with their name alone, no tab behind it.

    Names with a number in front (三、国防支出) are left out: alone on a line they are headings, and nothing tells.
    """
    yield from _from_page(cut, lambda line: line.rstrip("\t") if re.match(r"[一-鿿]{2,}\t+$", line) else line)


def drop_blank_columns(cut: Cut) -> Iterator[tuple[str, Lines]]:
    """A page leaves out the columns that are blank on it, in the midst of the rows, too."""
    for last in (cut.header[-1], *cut.data[:-1]):
        below = [index for index in cut.data if index > last]
        rows = [cut.lines[index].split("\t") for index in below]
        width = max((len(row) for row in rows), default=0)
        kept = [k for k in range(width) if any(row[k] for row in rows if k < len(row))]
        if len(kept) in (0, 1, width):
            continue
        lines = list(cut.lines)
        for index, row in zip(below, rows, strict=True):
            lines[index] = "\t".join(row[k] if k < len(row) else "" for k in kept)
        yield f"page ends at line {last + 1}", (*lines[: last + 1], "", *lines[last + 1 :])


def wrap_names(cut: Cut) -> Iterator[tuple[str, Lines]]:
    """A space at the first place of every cell, header cells too, then at the second, and so on to the last."""
    number = 0
    while True:
        changed = list(cut.lines)
        for index in (*cut.header, *cut.data):
            changed[index] = "\t".join(_wrapped(cell, number) for cell in cut.lines[index].split("\t"))
        if tuple(changed) == cut.lines:
            return
        yield f"cells wrapped at place {number + 1}", tuple(changed)
        number += 1


def _wrapped(cell: str, number: int) -> str:
    places = [found.start() for found in _WRAP.finditer(cell)]
    return f"{cell[: places[number]]} {cell[places[number] :]}" if number < len(places) else cell


def drop_header_blank(cut: Cut) -> Iterator[tuple[str, Lines]]:
    """One blank cell of the header left out, the words behind it slide left."""
    yield from _header_blanks(cut, lambda cells, k: [*cells[:k], *cells[k + 1 :]])


def drop_header_blank_in_width(cut: Cut) -> Iterator[tuple[str, Lines]]:
    """One blank cell of the header left out, and a blank put at the end: the width of the row tells nothing."""
    yield from _header_blanks(cut, lambda cells, k: [*cells[:k], *cells[k + 1 :], ""])


def double_header_blank(cut: Cut) -> Iterator[tuple[str, Lines]]:
    """One blank cell of the header doubled, the words behind it slide right."""
    yield from _header_blanks(cut, lambda cells, k: [*cells[:k], "", *cells[k:]])


def double_header_blank_in_width(cut: Cut) -> Iterator[tuple[str, Lines]]:
    """One blank cell of the header doubled, and the blank at its end left out: the width of the row tells nothing."""
    yield from _header_blanks(cut, lambda cells, k: [*cells[:k], "", *cells[k:-1]] if not cells[-1] else cells)


def _header_blanks(cut: Cut, change: Callable[[list[str], int], list[str]]) -> Iterator[tuple[str, Lines]]:
    for index in cut.header:
        cells = cut.lines[index].split("\t")
        for k, cell in enumerate(cells):
            changed = "\t".join(change(cells, k))
            if not cell and changed != cut.lines[index]:
                yield f"blank {k + 1} of header line {index + 1}", with_line(cut.lines, index, changed)


def cut_codes(cut: Cut) -> Iterator[tuple[str, Lines]]:
    """Codes of 款 and 项 cut to their last two digits."""
    changed = list(cut.lines)
    for index in cut.data:
        code, *rest = cut.lines[index].split("\t")
        changed[index] = "\t".join([code[-2:] if _WHOLE_CODE.match(code) else code, *rest])
    if tuple(changed) != cut.lines:
        yield "codes in pieces", tuple(changed)


def continue_names(cut: Cut, known: Callable[[str], bool]) -> Iterator[tuple[str, Lines]]:
    """The name of a row goes on alone in the next row, for each row whose name is known, cut at its middle."""
    for index in cut.data:
        cells = cut.lines[index].split("\t")
        for k, cell in enumerate(cells):
            middle = len(cell) // 2
            if len(cell) >= 4 and known(cell) and not known(cell[:middle]) and not known(cell[middle:]):
                first = "\t".join([*cells[:k], cell[:middle], *cells[k + 1 :]])
                second = "\t".join([*[""] * k, cell[middle:], *[""] * (len(cells) - k - 1)])
                yield f"line {index + 1} goes on below", with_line(cut.lines, index, first, second)


def cut_names(cut: Cut, left: int, known: Callable[[str], bool]) -> Iterator[tuple[str, Lines]]:
    """Every known name longer than so many characters cut to them, as a narrow column cuts it."""
    changed = list(cut.lines)
    for index in cut.data:
        cells = cut.lines[index].split("\t")
        changed[index] = "\t".join(_cut_short(cell, left) if known(cell) else cell for cell in cells)
    if tuple(changed) != cut.lines:
        yield f"names cut to {left}", tuple(changed)


def _cut_short(cell: str, left: int) -> str:
    number = len(cell) - len(drop_numbering(cell))
    return cell[: number + left]
