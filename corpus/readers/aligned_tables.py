"""Tables without ruling lines, or with none between their columns: rows of words that stand under one another."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise, takewhile

from corpus.grids import is_caption_text, is_table_title
from corpus.model import Box
from corpus.money import is_amount
from corpus.readers.page import Glyph, Item, TablePart, TableRow, TextLine, around, first_words
from corpus.readers.page_text import WIDE_GAP, Run, glyph_lines, runs_of

# Parts of a line further apart than this, in ems, may stand in two columns.
_COLUMN_GAP = 0.9
# Fewer lines with amounts under one another are a sentence or two with figures.
_FEWEST_ROWS = 2
# Lines further apart than this, in ems of the upper one, are of two tables.
_FARTHEST = 4.0
# What marks a figure as money and not as the number of a page.
_MONEY = re.compile(r"[.．,，]\d|\d{4}")
_LONGEST_NAME = 30
# An amount and the name in the next column stand at least this far apart, in ems.
_TOUCHING = 0.2
# Where a cell is so full that it reaches the next, or is cut off there, the next stands out of step by this much, in ems;
# it begins where those above and below it do, in points, and they are at least so many.
_FULL_CELL = 0.02
_SAME_START = 1.2
_REACHES_IN = 0.15
_FEWEST_STARTS = 3
_LEADERS = re.compile(r"[.…·]{4,}")

Line = list[Run]


def lines_and_aligned_tables(glyphs: Sequence[Glyph]) -> list[Item]:
    """The lines of text among characters that stand in no ruled table, and the tables that alignment makes of some.

    Horizontal lines part no rows: in a table without vertical ones each line of text is a row.
    """
    lines = [runs_of(line, gap=_COLUMN_GAP) for line in glyph_lines(glyphs)]
    items: list[Item] = []
    start = 0
    while start < len(lines):
        end = _end_of_table(lines, start)
        if end > start:
            starts = _starts(lines[start:end])
            items.append(_table([_parted(line, starts) for line in lines[start:end]]))
            start = end
        else:
            items.append(_text_line(lines[start]))
            start += 1
    return items


def _text_line(runs: Line) -> TextLine:
    """A line outside tables; a wide gap in it becomes two spaces, as before the numbers of a contents page."""
    text = runs[0].text
    for before, run in pairwise(runs):
        wide = run.box[0] - before.box[2] > WIDE_GAP * before.em
        text += ("  " if wide else " ") + run.text
    box = around([run.box for run in runs])
    return TextLine(text, box, max(run.em for run in runs))


def _end_of_table(lines: Sequence[Line], start: int) -> int:
    """The line after the last of the table that opens at a line; the line itself where none opens."""
    if len(lines[start]) < 2 or _LEADERS.search("".join(run.text for run in lines[start])):
        return start
    end, amounts, money = start, 0, False
    for index in range(start, len(lines)):
        line = lines[index]
        if index > start and _distance(lines[index - 1], line) > _FARTHEST:
            break
        figures = [run.text for run in line if is_amount(run.text)]
        if len(line) >= 2 and not _is_prose(line):
            amounts += bool(figures)
            money |= any(_MONEY.search(text) for text in figures)
            end = index + 1
        elif not _goes_on(lines, start, index):
            break
    return end if amounts >= _FEWEST_ROWS and money else start


def _distance(upper: Line, lower: Line) -> float:
    return (lower[0].box[1] - upper[0].box[3]) / upper[0].em


def _is_prose(line: Line) -> bool:
    return any(re.search(r"[。；]", run.text) for run in line)


def _goes_on(lines: Sequence[Line], start: int, index: int) -> bool:
    """Whether a line of one run alone is within a table: a wrapped name, or a row whose amounts are all blank.

    It stands under a word of the rows above it, and is neither a sentence nor what opens the next table.
    """
    run = lines[index][0]
    if (
        _is_prose(lines[index])
        or len(run.text) > _LONGEST_NAME
        or is_caption_text(run.text)
        or is_table_title(run.text)
    ):
        return False
    return any(abs(other.box[0] - run.box[0]) <= run.em for line in lines[start:index] for other in line)


def _parted(line: Line, starts: Sequence[float]) -> Line:
    """The runs of a row, parted where a full cell stands close before the next.

    An amount at the right of its column ends before a name; and what begins where other rows begin a word is a cell.
    """
    parts: Line = []
    for run in line:
        begun = 0
        for index in range(1, len(run.glyphs)):
            left, right = run.glyphs[index - 1], run.glyphs[index]
            own = Run(run.glyphs[begun:index])
            gap = (right.x0 - left.x1) / right.em
            begins = (
                abs(gap) > _FULL_CELL
                and not right.text[0].isascii()
                and any(abs(right.x0 - start) <= _SAME_START for start in starts)
            )
            if begins or (gap > _TOUCHING and is_amount(own.text) and not right.text[0].isascii()):
                parts.append(own)
                begun = index
        parts.append(Run(run.glyphs[begun:]))
    return parts


def _starts(lines: Sequence[Line]) -> list[float]:
    """Where words begin in several rows, in points."""
    counted = Counter(round(run.box[0]) for line in lines for run in line)
    return [float(start) for start, count in counted.items() if count >= _FEWEST_STARTS]


def _table(lines: Sequence[Line]) -> TablePart:
    edges = _column_edges(lines)
    rows = []
    for line in lines:
        cells = [""] * (len(edges) - 1)
        boxes: list[Box | None] = [None] * (len(edges) - 1)
        for run, column in zip(line, _columns_of(line, edges), strict=True):
            cells[column] = f"{cells[column]} {run.text}".strip()
            own = boxes[column]
            boxes[column] = around([own, run.box]) if own else run.box
        rows.append(TableRow(tuple(cells), tuple(boxes)))
    return TablePart(tuple(rows), around([run.box for line in lines for run in line]), edges, first_words(rows[0]))


def _column_edges(lines: Sequence[Line]) -> tuple[float, ...]:
    """Where columns part: the middle of every gap that no word of a row with amounts stands in."""
    telling = [line for line in lines if any(is_amount(run.text) for run in line)]
    # A full cell reaches a little into the next.
    spans = sorted((run.box[0], run.box[2] - _REACHES_IN * run.em) for line in telling for run in line)
    left = min(run.box[0] for line in lines for run in line)
    right = max(run.box[2] for line in lines for run in line)
    edges = [left]
    spans = sorted([*spans, *_lone_heads(lines, spans)])
    reach = spans[0][1]
    for start, end in spans:
        if start > reach:
            edges.append((reach + start) / 2)
        reach = max(reach, end)
    return (*edges, right)


def _lone_heads(lines: Sequence[Line], spans: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Heads over columns in which no row has anything: those to the right of all amounts, or more heads than columns.

    A head set to the left above amounts set to the right stands beside its amounts, not over them; it is no lone one.
    """
    above = list(takewhile(lambda line: not any(is_amount(run.text) for run in line), lines))
    if not above:
        return []
    heads = sorted((run.box[0], run.box[2]) for run in above[-1])
    lone = []
    for (x0, x1), following in zip(heads, [*heads[1:], (float("inf"), 0.0)], strict=True):
        if not any(start < following[0] and end > x0 for start, end in spans):
            lone.append((x0, x1))
    return lone


def _columns_of(line: Line, edges: Sequence[float]) -> list[int]:
    """The column of each run of a line: as many runs as columns stand one in each, others where most of them stands."""
    if len(line) == len(edges) - 1:
        return list(range(len(line)))
    return [_column_of(run, edges) for run in line]


def _column_of(run: Run, edges: Sequence[float]) -> int:
    """The column in which most of a run stands; a head that reaches over several stands in the first of them."""
    x0, _, x1, _ = run.box
    sides = list(pairwise(edges))
    spanned = [index for index, (left, right) in enumerate(sides) if x0 <= left and right <= x1]
    if spanned:
        return spanned[0]
    inside = [min(x1, right) - max(x0, left) for left, right in sides]
    return inside.index(max(inside))
