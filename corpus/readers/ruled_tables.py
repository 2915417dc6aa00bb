"""Tables by their ruling lines: what stands in each cell of a lattice."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from corpus.model import Box
from corpus.money import is_amount
from corpus.readers.page import Glyph, PageContent, TablePart, TableRow, around, first_words
from corpus.readers.page_text import Run, cell_text, glyph_lines, parted_at, runs_of
from corpus.readers.rulings import Lattice, Region, lattices

# How far a character's middle may stand outside the lattice and still be in it, in points.
_SLACK = 2.0
# An empty outer column narrower than this is part of a frame.
_STRIP = 9.0


def ruled_tables(content: PageContent) -> tuple[list[TablePart], list[Glyph]]:
    """The tables that ruling lines make on a page, from top to bottom, and the characters that stand in none of them."""
    tables: list[TablePart] = []
    rest = list(content.glyphs)
    # Smaller ones first: a frame around the whole page is not the table.
    for lattice in sorted(lattices(content.horizontals, content.verticals), key=_area):
        box = (lattice.xs[0], lattice.ys[0], lattice.xs[-1], lattice.ys[-1])
        inside = [glyph for glyph in rest if _is_inside(glyph, box)]
        if not inside or len(lattice.regions) < 2:
            # One cell alone is a framed paragraph.
            continue
        table = _table(lattice, inside, box)
        if table is None:
            continue
        taken = set(map(id, inside))
        rest = [glyph for glyph in rest if id(glyph) not in taken]
        tables.append(table)
    return tables, rest


def _area(lattice: Lattice) -> float:
    return (lattice.xs[-1] - lattice.xs[0]) * (lattice.ys[-1] - lattice.ys[0])


def _is_inside(glyph: Glyph, box: Box) -> bool:
    x = (glyph.x0 + glyph.x1) / 2
    return box[0] - _SLACK <= x <= box[2] + _SLACK and box[1] - _SLACK <= glyph.middle <= box[3] + _SLACK


def _table(lattice: Lattice, glyphs: Sequence[Glyph], box: Box) -> TablePart | None:
    runs = [part for line in glyph_lines(glyphs) for run in runs_of(line) for part in parted_at(run, lattice.verticals)]
    held: dict[Region, list[Run]] = {region: [] for region in lattice.regions}
    for run in runs:
        held[_region_of(run, lattice)].append(run)
    even = _even_cells(lattice, held)
    rows: list[TableRow] = []
    for row in range(len(lattice.ys) - 1):
        own = [region for region in even or lattice.regions if region.row == row]
        rows.extend(_rows(lattice, own, held))
    filled = [row for row in rows if any(row.cells)]
    if not filled:
        return None
    table = TablePart(tuple(filled), box, lattice.xs, first_words(filled[0]))
    return _without_strips(_by_cells(table) if even else table)


def _even_cells(lattice: Lattice, held: dict[Region, list[Run]]) -> list[Region]:
    """The cells of a table whose every row is cut into as many, though not everywhere at the same x; none of another.

    Two stretches of one table set one under the other with columns of other widths have the edges of both: each row
    would have holes, and no column the same figures above and below. What stands empty beside a narrower stretch is no cell.
    """
    last = len(lattice.xs) - 1

    def is_beside(region: Region) -> bool:
        return not held[region] and (region.column == 0 or region.last_column == last) and _height(region) > 1

    cells = [region for region in lattice.regions if not is_beside(region)]
    counts = Counter(region.row for region in cells)
    even = len(counts) == len(lattice.ys) - 1 and len(set(counts.values())) == 1 and counts[0] < last
    return cells if even and all(_height(region) == 1 for region in cells) else []


def _height(region: Region) -> int:
    return region.last_row - region.row


def _by_cells(table: TablePart) -> TablePart:
    """A table whose rows have as many cells each, by those alone; the edges are those of its first row."""
    rows = tuple(_of_columns(row, [i for i, box in enumerate(row.boxes) if box is not None]) for row in table.rows)
    edges = [box[0] for box in rows[0].boxes if box is not None]
    return TablePart(rows, table.box, (*edges, table.edges[-1]), table.head)


def _of_columns(row: TableRow, kept: Sequence[int]) -> TableRow:
    """A row by some of its columns."""
    return TableRow(
        tuple(row.cells[i] for i in kept),
        tuple(row.boxes[i] for i in kept),
        frozenset(kept.index(i) for i in row.full if i in kept),
    )


def _without_strips(table: TablePart) -> TablePart:
    """A table without an empty first or last column too narrow for any text: the space between two lines of a frame.

    Inside a table even such a column counts: heads may have slid over it.
    """
    widths = [right - left for left, right in pairwise(table.edges)]
    outer = (0, len(widths) - 1)
    kept = [
        i
        for i, width in enumerate(widths)
        if i not in outer or width >= _STRIP or any(row.cells[i] for row in table.rows)
    ]
    if len(kept) in (0, len(widths)):
        return table
    rows = tuple(_of_columns(row, kept) for row in table.rows)
    return TablePart(rows, table.box, (*(table.edges[i] for i in kept), table.edges[-1]), table.head)


def _region_of(run: Run, lattice: Lattice) -> Region:
    """The cell in which a run stands: its middle decides the row, most of its length the column."""
    x0, top, x1, bottom = run.box
    row = min(max(bisect_right(lattice.ys, (top + bottom) / 2) - 1, 0), len(lattice.ys) - 2)

    def within(region: Region) -> float:
        return min(x1, lattice.xs[region.last_column]) - max(x0, lattice.xs[region.column])

    return max((region for region in lattice.regions if region.row <= row < region.last_row), key=within)


def _box(lattice: Lattice, region: Region) -> Box:
    return (
        lattice.xs[region.column],
        lattice.ys[region.row],
        lattice.xs[region.last_column],
        lattice.ys[region.last_row],
    )


def _rows(lattice: Lattice, regions: Sequence[Region], held: dict[Region, list[Run]]) -> list[TableRow]:
    """The rows that begin in one row of the lattice: one, or several where no line parts them."""
    bands = _bands([held[region] for region in regions])
    width = len(lattice.xs) - 1
    rows = []
    for index in range(max(1, len(bands))):
        cells = [""] * width
        boxes: list[Box | None] = [None] * width
        full: set[int] = set()
        for region in regions:
            whole = _box(lattice, region)
            runs = held[region]
            if bands:
                low, high = bands[index]
                runs = [run for run in runs if low <= (run.box[1] + run.box[3]) / 2 < high]
                whole = (whole[0], max(whole[1], low), whole[2], min(whole[3], high))
            cells[region.column], is_full = cell_text(runs, whole[2] - whole[0])
            full |= {region.column} if is_full else set()
            boxes[region.column] = whole
        rows.append(TableRow(tuple(cells), tuple(boxes), frozenset(full)))
    return rows


def _bands(cells: Sequence[Sequence[Run]]) -> list[tuple[float, float]]:
    """Rows that no line parts, from where to where: two columns or more have whole amounts under one another."""
    columns = []
    for runs in cells:
        lines = [Run(tuple(line)) for line in glyph_lines(glyph for run in runs for glyph in run.glyphs)]
        if len(lines) > 1 and all(is_amount(line.text) and "." in line.text[-3:] for line in lines):
            columns.append([around([line.box]) for line in lines])
    if len(columns) < 2:
        return []
    most = max(columns, key=len)
    middles = [(box[1] + box[3]) / 2 for box in most]
    edges = [(upper + lower) / 2 for upper, lower in pairwise(middles)]
    return list(zip([float("-inf"), *edges], [*edges, float("inf")], strict=True))
