"""Budgets written to PDF for tests: with reportlab alone, which needs no font file, and as HTML for LibreOffice."""

from __future__ import annotations

import io
from collections.abc import Sequence
from html import escape

from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Flowable, PageBreak, SimpleDocTemplate, Spacer, Table
from reportlab.platypus import Paragraph as Printed

from corpus.model import Block, Grid, Heading, Row
from corpus.money import is_amount

# A font that every reader knows by name; nothing is embedded.
FONT = "STSong-Light"
pdfmetrics.registerFont(UnicodeCIDFont(FONT))

_PROSE = ParagraphStyle("prose", fontName=FONT, fontSize=14, leading=24, wordWrap="CJK", firstLineIndent=28)
_HEADING = ParagraphStyle("heading", fontName=FONT, fontSize=16, leading=28, wordWrap="CJK")
_CELL = ParagraphStyle("cell", fontName=FONT, fontSize=8, leading=10, wordWrap="CJK")
_NUMBER = ParagraphStyle("number", parent=_CELL, alignment=TA_RIGHT)
_RULED = (("GRID", (0, 0), (-1, -1), 0.5, "black"), ("VALIGN", (0, 0), (-1, -1), "MIDDLE"))
_PADDING = (("LEFTPADDING", (0, 0), (-1, -1), 3), ("RIGHTPADDING", (0, 0), (-1, -1), 3))


def blocks_to_pdf(blocks: Sequence[Block]) -> bytes:
    """A PDF of landscape pages with all blocks in order; grids become tables with ruling lines, broken over pages."""
    story: list[Flowable] = []
    for block in blocks:
        if isinstance(block, Grid):
            story.append(_table(block.rows))
            story.append(Spacer(1, 12))
        else:
            style = _HEADING if isinstance(block, Heading) else _PROSE
            story.append(Printed(escape(block.text), style))
    written = io.BytesIO()
    SimpleDocTemplate(written, pagesize=landscape(A4), leftMargin=40, rightMargin=40).build(story)
    return written.getvalue()


def _table(rows: Sequence[Row]) -> Table:
    count = max(len(row.cells) for row in rows)
    longest = [max(len(row.cells[i]) for row in rows if i < len(row.cells)) for i in range(count)]
    shares = [min(max(length, 3), 24) for length in longest]
    widths = [760 * share / sum(shares) for share in shares]
    cells = [
        [Printed(escape(text), _NUMBER if is_amount(text) else _CELL) for text in row.cells]
        + [""] * (count - len(row.cells))
        for row in rows
    ]
    return Table(cells, colWidths=widths, style=[*_RULED, *_PADDING], splitByRow=1)


def page_break() -> Flowable:
    """The end of a page."""
    return PageBreak()


def blocks_to_html(blocks: Sequence[Block]) -> str:
    """A page that LibreOffice prints: headings, paragraphs, tables with borders."""
    parts = [
        "<html><head><meta charset='utf-8'><style>@page{size:29.7cm 21cm;margin:1.5cm}td{font-size:8pt}</style></head><body>"
    ]
    for block in blocks:
        if isinstance(block, Grid):
            parts.append("<table border='1' cellspacing='0' width='100%'>")
            for row in block.rows:
                cells = "".join(f"<td>{escape(text)}</td>" for text in row.cells)
                parts.append(f"<tr>{cells}</tr>")
            parts.append("</table>")
        elif isinstance(block, Heading):
            parts.append(f"<p><b>{escape(block.text)}</b></p>")
        else:
            parts.append(f"<p>{escape(block.text)}</p>")
    return "\n".join([*parts, "</body></html>"])
