"""What test modules of Word files, workbooks and web pages share: a document told as text, and a small page."""

from __future__ import annotations

from corpus.model import Document, Grid, Heading

TABLE = (
    "<table><tr><td rowspan=2>科目名称</td><td colspan=2>2023年预算数</td></tr><tr><td>合计</td><td>基本支出</td></tr>"
    "<tr><td>合计</td><td>1,004.98</td><td>1,000.00</td></tr></table>"
)
ROWS_OF_TABLE = ["科目名称|2023年预算数|", "|合计|基本支出", "合计|1,004.98|1,000.00"]


def texts(document: Document) -> list[str]:
    """Headings (with their level), paragraphs and rows as text."""
    told: list[str] = []
    for block in document.blocks:
        if isinstance(block, Grid):
            told += ["|".join(row.cells) for row in block.rows]
        else:
            told.append(f"{block.level} {block.text}" if isinstance(block, Heading) else block.text)
    return told
