"""Ruling lines put together from their pieces, and the lattices that they make."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.readers.page import SAME_LINE, Ruling

# The dots and dashes of one line stand closer than this.
_DASH_GAP = 3.5
# A shorter line rules nothing: the stroke of a drawn character, an underlined digit.
_SHORTEST = 7.0
# A line that ends this far from another still meets it.
_MEETS = 4.0
# A line over this share of a cell's side closes it.
_CLOSES = 0.6
# Lines reaching out further than this over the outermost crossing line have an open cell there.
_OPEN = 12.0


def merged(pieces: Iterable[Ruling]) -> tuple[Ruling, ...]:
    """Lines of one direction, their pieces, dashes and doubles put together.

    >>> merged([Ruling(10.0, 0, 50), Ruling(10.5, 51, 90), Ruling(40.0, 0, 90)])
    (Ruling(at=10.0, start=0, end=90), Ruling(at=40.0, start=0, end=90))
    """
    lines: list[Ruling] = []
    for group in _close_together(sorted(pieces, key=lambda piece: piece.at)):
        # Where most of its length lies: a short stub beside a long line does not move it.
        at = max(group, key=lambda piece: piece.length).at
        start: float | None = None
        end = 0.0
        for piece in sorted(group, key=lambda piece: piece.start):
            if start is not None and piece.start > end + _DASH_GAP:
                lines.append(Ruling(at, start, end))
                start = None
            start, end = (piece.start, piece.end) if start is None else (start, max(end, piece.end))
        if start is not None:
            lines.append(Ruling(at, start, end))
    return tuple(line for line in lines if line.length >= _SHORTEST)


def _close_together(pieces: Sequence[Ruling]) -> list[list[Ruling]]:
    groups: list[list[Ruling]] = []
    for piece in pieces:
        if groups and piece.at - groups[-1][0].at <= SAME_LINE:
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return groups


@dataclass(frozen=True, slots=True)
class Region:
    """A cell of a lattice, as the columns and rows of it that it spans (the last ones not included)."""

    column: int
    row: int
    last_column: int
    last_row: int


@dataclass(frozen=True, slots=True)
class Lattice:
    """A table by its ruling lines.

    Attributes: xs and ys, the edges of its columns and rows; regions, its cells, merged ones whole; verticals, the
        ruling lines themselves.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    regions: tuple[Region, ...]
    verticals: tuple[Ruling, ...]


def lattices(horizontals: Sequence[Ruling], verticals: Sequence[Ruling]) -> list[Lattice]:
    """Every table that the lines make: lines that meet, at least two of either direction (open sides count)."""
    made = []
    for across, down in _that_meet(horizontals, verticals):
        across, down = _with_open_sides(across, down)
        if len(across) >= 2 and len(down) >= 2:
            made.append(_lattice(across, down))
    return [lattice for lattice in made if len(lattice.xs) > 1 and len(lattice.ys) > 1]


def _that_meet(
    horizontals: Sequence[Ruling], verticals: Sequence[Ruling]
) -> Iterable[tuple[list[Ruling], list[Ruling]]]:
    """Lines in groups that hang together."""
    group = list(range(len(horizontals) + len(verticals)))

    def root(index: int) -> int:
        while group[index] != index:
            group[index] = group[group[index]]
            index = group[index]
        return index

    for i, across in enumerate(horizontals):
        for j, down in enumerate(verticals, start=len(horizontals)):
            meets = across.start - _MEETS <= down.at <= across.end + _MEETS
            if meets and down.start - _MEETS <= across.at <= down.end + _MEETS:
                group[root(i)] = root(j)
    groups: dict[int, tuple[list[Ruling], list[Ruling]]] = {}
    for index, line in enumerate((*horizontals, *verticals)):
        own = groups.setdefault(root(index), ([], []))
        own[index >= len(horizontals)].append(line)
    return groups.values()


def _with_open_sides(across: list[Ruling], down: list[Ruling]) -> tuple[list[Ruling], list[Ruling]]:
    """The lines of a table with those added that an open table leaves out at its sides."""
    return [*across, *_sides(down, across)], [*down, *_sides(across, down)]


def _sides(lines: Sequence[Ruling], crossing: Sequence[Ruling]) -> list[Ruling]:
    if len(lines) < 2 or not crossing:
        return []
    low, high = min(line.at for line in lines), max(line.at for line in lines)
    start, end = min(line.start for line in lines), max(line.end for line in lines)
    sides = []
    if min(line.at for line in crossing) - start > _OPEN and sum(line.start <= start + _MEETS for line in lines) > 1:
        sides.append(Ruling(start, low, high))
    if end - max(line.at for line in crossing) > _OPEN and sum(line.end >= end - _MEETS for line in lines) > 1:
        sides.append(Ruling(end, low, high))
    return sides


def _lattice(across: Sequence[Ruling], down: Sequence[Ruling]) -> Lattice:
    xs, ys = _edges(down), _edges(across)
    floor = [[False] * (len(xs) - 1) for _ in ys]
    wall = [[False] * len(xs) for _ in range(len(ys) - 1)]
    for line in across:
        row = _nearest(ys, line.at)
        for column in range(len(xs) - 1):
            floor[row][column] |= _covers(line, xs[column], xs[column + 1])
    for line in down:
        column = _nearest(xs, line.at)
        for row in range(len(ys) - 1):
            wall[row][column] |= _covers(line, ys[row], ys[row + 1])
    regions = tuple(_regions(floor, wall))
    return _without_idle_edges(Lattice(xs, ys, regions, tuple(down)))


def _edges(lines: Sequence[Ruling]) -> tuple[float, ...]:
    return tuple(
        max(group, key=lambda line: line.length).at
        for group in _close_together(sorted(lines, key=lambda line: line.at))
    )


def _nearest(edges: Sequence[float], at: float) -> int:
    return min(range(len(edges)), key=lambda index: abs(edges[index] - at))


def _covers(line: Ruling, start: float, end: float) -> bool:
    return min(line.end, end) - max(line.start, start) >= _CLOSES * (end - start)


def _regions(floor: list[list[bool]], wall: list[list[bool]]) -> Iterable[Region]:
    """Cells of a lattice: spaces with no line between them are one, as far as they make a rectangle."""
    rows, columns = len(wall), len(floor[0])
    taken = [[False] * columns for _ in range(rows)]
    for row in range(rows):
        for column in range(columns):
            if taken[row][column]:
                continue
            right = column + 1
            while right < columns and not wall[row][right] and not taken[row][right]:
                right += 1
            below = row + 1
            while below < rows and _goes_on(floor, wall, below, column, right):
                below += 1
            for line in taken[row:below]:
                line[column:right] = [True] * (right - column)
            yield Region(column, row, right, below)


def _goes_on(floor: list[list[bool]], wall: list[list[bool]], row: int, column: int, right: int) -> bool:
    """Whether a region reaches into the row below it: nothing rules it off, and it is no wider and no narrower there."""
    if any(floor[row][column:right]) or any(wall[row][column + 1 : right]):
        return False
    return (column == 0 or wall[row][column]) and (right == len(floor[0]) or wall[row][right])


def _without_idle_edges(lattice: Lattice) -> Lattice:
    """A lattice without the columns and rows in which no cell begins: what only a merged cell beside them spans."""
    columns = sorted({region.column for region in lattice.regions})
    rows = sorted({region.row for region in lattice.regions})
    regions = tuple(
        Region(
            columns.index(region.column),
            rows.index(region.row),
            sum(column < region.last_column for column in columns),
            sum(row < region.last_row for row in rows),
        )
        for region in lattice.regions
    )
    xs = (*(lattice.xs[index] for index in columns), lattice.xs[-1])
    ys = (*(lattice.ys[index] for index in rows), lattice.ys[-1])
    return Lattice(xs, ys, regions, lattice.verticals)
