"""Pages drawn stroke by stroke for tests: one table, ruled in the ways that other programs rule theirs."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

import pypdfium2
from pdf_writer import FONT
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from corpus.model import Grid
from corpus.readers.blocks import ReadBlocks
from corpus.readers.pdf import read

WIDTH, HEIGHT = A4
XS = (60.0, 140.0, 260.0, 340.0, 420.0, 520.0)
ROW = 22.0
SIZE = 9.0
# A header of two rows with a merged cell across and two merged cells down, then data with blanks.
ROWS = (
    ("科目编码", "科目名称", "合计", "其中", ""),
    ("", "", "", "基本支出", "项目支出"),
    ("201", "一般公共服务支出", "1,234.56", "1,000.00", "234.56"),
    ("20101", "人大事务", "1,234.56", "1,000.00", "234.56"),
    ("2010101", "行政运行", "1,000.00", "1,000.00", ""),
    ("2010102", "一般行政管理事务", "234.56", "", "234.56"),
)
DATA = ROWS[2:]
Draw = Callable[[Canvas], None]


def drawn(*pages: Draw, size: tuple[float, float] = A4, rotation: int = 0) -> bytes:
    """A PDF with one page for each drawing."""
    written = io.BytesIO()
    canvas = Canvas(written, pagesize=size)
    for page in pages:
        canvas.setFont(FONT, SIZE)
        page(canvas)
        canvas.showPage()
    canvas.save()
    if not rotation:
        return written.getvalue()
    turned = io.BytesIO()
    with pypdfium2.PdfDocument(written.getvalue()) as pdf:
        for number in range(len(pdf)):
            pdf[number].set_rotation(rotation)
        pdf.save(turned)
    return turned.getvalue()


def words(canvas: Canvas, rows: Sequence[Sequence[str]], top: float, xs: Sequence[float] = XS) -> None:
    """The words of a table, names to the left and amounts to the right of their cells; top counts from the page's top."""
    for number, row in enumerate(rows):
        y = HEIGHT - top - number * ROW - 15
        for left, right, text in zip(xs, xs[1:], row, strict=False):
            if text[:1].isdigit() and "." in text:
                canvas.drawRightString(right - 4, y, text)
            else:
                canvas.drawString(left + 4, y, text)


def line(canvas: Canvas, x0: float, y0: float, x1: float, y1: float) -> None:
    """A stroke, in points from the top left."""
    canvas.line(x0, HEIGHT - y0, x1, HEIGHT - y1)


def thin_rectangle(canvas: Canvas, x0: float, y0: float, x1: float, y1: float) -> None:
    """A line as spreadsheets print it: a filled rectangle half a point thick."""
    canvas.rect(x0, HEIGHT - y1, max(0.5, x1 - x0), max(0.5, y1 - y0), stroke=0, fill=1)


def dashes(canvas: Canvas, x0: float, y0: float, x1: float, y1: float) -> None:
    """A line of short strokes."""
    along = max(x1 - x0, y1 - y0)
    for start in range(0, int(along), 4):
        end = min(start + 2, along)
        if x1 > x0:
            line(canvas, x0 + start, y0, x0 + end, y0)
        else:
            line(canvas, x0, y0 + start, x0, y0 + end)


def rule(canvas: Canvas, top: float, count: int, stroke: Callable[..., None] = line, *, merged: bool = True) -> None:
    """The lines of a table of `count` rows; merged leaves out those inside the header's merged cells."""
    bottom = top + count * ROW
    for number in range(count + 1):
        y = top + number * ROW
        start = XS[3] if merged and number == 1 else XS[0]
        stroke(canvas, start, y, XS[-1], y)
    for index, x in enumerate(XS):
        stroke(canvas, x, top + ROW if merged and index == 4 else top, x, bottom)


def grids(data: bytes) -> list[list[tuple[str, ...]]]:
    """The cells of every grid that a PDF reads into."""
    return [[row.cells for row in block.rows] for block in read(data, "a.pdf").blocks if isinstance(block, Grid)]


def texts(read_blocks: ReadBlocks) -> list[str]:
    """Headings and paragraphs in order."""
    return [block.text for block in read_blocks.blocks if not isinstance(block, Grid)]
