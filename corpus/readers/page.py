"""What stands on a printed page, however it was read: characters and ruling lines, with their places in points."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import cos, radians, sin

from corpus.model import Box
from corpus.text import match_key

# Ruling lines closer than this are one: a double line, or the two edges of a thin rectangle.
SAME_LINE = 3.0


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character of a text layer, or a word that OCR read; its box is as high as the type is (an em).

    Attributes: text; box in points from the top left of the page as read; confidence, 1 for a text layer.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    confidence: float = 1.0

    @property
    def em(self) -> float:
        """The size of the type."""
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        """The height at which the line runs."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Ruling:
    """A horizontal or a vertical ruling line: where it lies across its direction, and from where to where it runs."""

    at: float
    start: float
    end: float

    @property
    def length(self) -> float:
        """From start to end."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class PageContent:
    """A page as it is read, its text upright.

    Attributes: number, from 1; width and height as read; glyphs; horizontals and verticals, merged ruling lines;
        turns, the quarter turns (clockwise) that made the shown page upright; tilt, how far a scan stood askew beyond
        them, in degrees against the clock.
    """

    number: int
    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    horizontals: tuple[Ruling, ...]
    verticals: tuple[Ruling, ...]
    turns: int = 0
    tilt: float = 0.0

    def shown(self, box: Box) -> Box:
        """A box as read, on the page as it is shown; rounded to a tenth of a point."""
        box = _tilted(box, self.tilt, self.width, self.height) if self.tilt else box
        x0, top, x1, bottom = turned(box, -self.turns, self.width, self.height)
        return (round(x0, 1), round(top, 1), round(x1, 1), round(bottom, 1))


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of text outside tables."""

    text: str
    box: Box
    em: float


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table on a page.

    Attributes: cells as printed; the box of each, None where no cell begins; full, the cells whose last line is as long as
        the cell is wide, so that a page break may have cut it there.
    """

    cells: tuple[str, ...]
    boxes: tuple[Box | None, ...]
    full: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class TablePart:
    """A table, or as much of it as stands on one page.

    Attributes: rows, all of one width; box; edges, the x of its columns' edges, one more than columns; head, the words of
        the whole table's first row.
    """

    rows: tuple[TableRow, ...]
    box: Box
    edges: tuple[float, ...]
    head: tuple[str, ...] = ()


Item = TextLine | TablePart


@dataclass(frozen=True, slots=True)
class PageItems:
    """A page's lines and tables from top to bottom."""

    content: PageContent
    items: tuple[Item, ...] = field(default=())


def first_words(row: TableRow) -> tuple[str, ...]:
    """What stands in a row, under which tables on two pages are known for one."""
    return tuple(match_key(cell) for cell in row.cells if cell)


def turned(box: Box, quarters: int, width: float, height: float) -> Box:
    """A box after quarter turns of its page, clockwise; width and height are those before.

    >>> turned((10.0, 20.0, 30.0, 25.0), 1, 100.0, 200.0)
    (175.0, 10.0, 180.0, 30.0)
    """
    for _ in range(quarters % 4):
        x0, top, x1, bottom = box
        box = (height - bottom, x0, height - top, x1)
        width, height = height, width
    return box


def _tilted(box: Box, degrees: float, width: float, height: float) -> Box:
    """The box around a box that is turned against the clock about the middle of its page."""
    sine, cosine = sin(radians(degrees)), cos(radians(degrees))
    corners = [
        (width / 2 + x * cosine + y * sine, height / 2 - x * sine + y * cosine)
        for x in (box[0] - width / 2, box[2] - width / 2)
        for y in (box[1] - height / 2, box[3] - height / 2)
    ]
    return around([(x, y, x, y) for x, y in corners])


def around(boxes: list[Box]) -> Box:
    """The smallest box around some boxes."""
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )
