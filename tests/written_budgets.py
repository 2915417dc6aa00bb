"""The blocks of a budget written out as Word, Excel, web, Markdown and CSV files, the way people lay such files out.

Header cells that stand above blanks are merged with them, over columns and over rows; amounts of a workbook are numbers
under a number format. What is read back must be the facts of the blocks.
"""

from __future__ import annotations

import csv
import html
import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

import docx
import openpyxl
import xlwt
from openpyxl.styles import Alignment

from corpus.headers import split_header
from corpus.model import Block, Budget, Document, Grid, Heading, Paragraph, Row
from corpus.money import is_amount, parse_amount
from corpus.readers.shown import shown_number

Fact = tuple[object, ...]
_MENU = "".join(
    f'<li><a href="/{name}/">{name}</a></li>' for name in ("首页", "政务公开", "办事服务", "互动交流", "数据发布")
)


@dataclass(frozen=True)
class Merged:
    """A merged cell of a table: its first row and column, from 0, and how many it spans."""

    row: int
    column: int
    rows: int
    columns: int


def facts(budget: Budget) -> list[Fact]:
    """Every amount with all that it is of, and nothing of where it stands."""
    return [
        (
            table.title, table.kind, cell.row.item, cell.row.subject, cell.row.code, cell.row.path, cell.row.role,
            cell.row.side, cell.row.budget_unit, cell.column.title, cell.column.measure, cell.money.amount,
            cell.money.money_unit,
        )
        for table in budget.tables
        for cell in table.cells
    ]  # fmt: skip


def targets(budget: Budget) -> list[Fact]:
    """Every target of every form."""
    return [(t.project, t.term, t.path, t.text, t.number, t.unit) for table in budget.tables for t in table.targets]


def merges(rows: Sequence[Row]) -> list[Merged]:
    """Header cells merged with the blanks to their right that no cell above parts from them, then with those below."""
    header, _ = split_header(rows)
    count = 0
    while count < len(header) and rows[count] is header[count]:
        count += 1
    width = max(len(row.cells) for row in rows)
    texts = [[*row.cells, *[""] * (width - len(row.cells))] for row in rows[:count]]
    owner: dict[tuple[int, int], tuple[int, int]] = {}
    found: list[Merged] = []
    for r in range(count):
        for c in range(width):
            if not texts[r][c]:
                continue
            right = c + 1
            while right < width and not texts[r][right] and (r, right) not in owner and (
                r == 0 or owner.get((r - 1, right)) == owner.get((r - 1, c))
            ):  # fmt: skip
                right += 1
            below = r + 1
            while below < count and not any(texts[below][c:right]):
                below += 1
            owner |= {(i, j): (r, c) for i in range(r, below) for j in range(c, right)}
            if right > c + 1 or below > r + 1:
                found.append(Merged(r, c, below - r, right - c))
    return found


def written_docx(document: Document) -> bytes:
    """A Word file: headings by style, tables with merged cells."""
    word = docx.Document()
    for block in document.blocks:
        if isinstance(block, Heading):
            word.add_heading(block.text, block.level)
        elif isinstance(block, Paragraph):
            word.add_paragraph(block.text)
        else:
            width = max(len(row.cells) for row in block.rows)
            table = word.add_table(len(block.rows), width)
            # table.cell() walks the whole table each time: this one is written row by row.
            for row, line in zip(block.rows, table.rows, strict=True):
                for text, cell in zip(row.cells, line.cells, strict=False):
                    cell.text = text
            for merged in merges(block.rows):
                first = table.cell(merged.row, merged.column)
                text = first.text
                last = table.cell(merged.row + merged.rows - 1, merged.column + merged.columns - 1)
                first.merge(last).text = text
    return _saved(word.save)


def sheets_of(document: Document) -> list[list[Block]]:
    """The blocks of each sheet of a workbook: a new one begins with the first heading below a table."""
    sheets: list[list[Block]] = [[]]
    below = False
    for block in document.blocks:
        if below and isinstance(block, Heading):
            sheets.append([])
            below = False
        sheets[-1].append(block)
        below = below or isinstance(block, Grid)
    return sheets


def number_of(text: str) -> tuple[float, str] | None:
    """The number and the number format under which a workbook shows a text; None for what is kept as text."""
    if not is_amount(text):
        return None
    places = len(text.partition(".")[2].rstrip(")）"))
    decimals = f".{'0' * places}" if places else ""
    for code in ("General", f"#,##0{decimals}", f"0{decimals}", "0" * len(text)):
        number = parse_amount(text)
        value = int(number) if number == number.to_integral_value() and not places else float(number)
        if Decimal(str(value)) == number and shown_number(value, code) == text:
            return value, code
    return None


def _laid_on_sheet(blocks: Sequence[Block]) -> Iterator[tuple[list[str], list[Merged]]]:
    """The rows of a sheet, with the merged cells that begin in each (rows from the row itself)."""
    width = max((len(row.cells) for block in blocks if isinstance(block, Grid) for row in block.rows), default=1)
    for index, block in enumerate(blocks):
        if isinstance(block, Grid):
            own = merges(block.rows)
            for number, row in enumerate(block.rows):
                yield list(row.cells), [merged for merged in own if merged.row == number]
            yield [], []
        else:
            over = [Merged(0, 0, 1, width)] if width > 1 and index % 2 == 0 else []
            yield [block.text], over


def written_xlsx(document: Document) -> bytes:
    """A workbook: a sheet a table, its title merged over the columns, amounts as numbers."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for number, blocks in enumerate(sheets_of(document), start=1):
        sheet = book.create_sheet(f"{number}预算")
        for row, (cells, merged) in enumerate(_laid_on_sheet(blocks), start=1):
            for column, text in enumerate(cells, start=1):
                if text:
                    cell = sheet.cell(row, column)
                    found = number_of(text)
                    cell.value, cell.number_format = found if found else (text, "@")
                    # A leading = would be taken for a formula.
                    cell.data_type = cell.data_type if found else "s"
                    cell.alignment = Alignment(horizontal="center")
            for span in merged:
                first, last = span.column + 1, span.column + span.columns
                sheet.merge_cells(start_row=row, start_column=first, end_row=row + span.rows - 1, end_column=last)
    return _saved(book.save)


def written_xls(document: Document) -> bytes:
    """The same workbook in the format of before 2007."""
    book = xlwt.Workbook(encoding="utf-8")
    styles: dict[str, xlwt.XFStyle] = {}
    for number, blocks in enumerate(sheets_of(document), start=1):
        sheet = book.add_sheet(f"{number}预算")
        for row, (cells, merged) in enumerate(_laid_on_sheet(blocks)):
            spans = {span.column: span for span in merged}
            for column, text in enumerate(cells):
                found = number_of(text)
                value, code = found if found else (text, "@")
                style = styles.setdefault(code, xlwt.easyxf(num_format_str=code))
                span = spans.get(column)
                if span is not None:
                    last = (row + span.rows - 1, column + span.columns - 1)
                    sheet.write_merge(row, last[0], column, last[1], value, style)
                elif text:
                    sheet.write(row, column, value, style)
    return _saved(book.save)


def written_html(document: Document) -> bytes:
    """A page of a government site: menus around, spans in the header."""
    body = "".join(_html_block(block) for block in document.blocks)
    return (
        '<!DOCTYPE html><html><head><meta charset="utf-8"><title>预算公开_某某政府网</title>'
        "<style>td{border:1px solid}</style><script>var x = '<table>';</script></head><body>"
        f'<div class="top-nav"><ul>{_MENU}</ul></div><div>当前位置：<a href="/">首页</a> &gt; <a href="/b">预算</a></div>'
        f'<div class="content">{body}</div><div class="footer">版权所有：某某人民政府</div></body></html>'
    ).encode()


def _html_block(block: Block) -> str:
    if isinstance(block, Heading):
        return f"<h{block.level}>{html.escape(block.text)}</h{block.level}>"
    if isinstance(block, Paragraph):
        return f"<p>{html.escape(block.text)}</p>"
    width = max(len(row.cells) for row in block.rows)
    spans = {(merged.row, merged.column): merged for merged in merges(block.rows)}
    covered = {
        (r, c)
        for m in spans.values()
        for r in range(m.row, m.row + m.rows)
        for c in range(m.column, m.column + m.columns)
        if (r, c) != (m.row, m.column)
    }
    lines = []
    for r, row in enumerate(block.rows):
        cells = [*row.cells, *[""] * (width - len(row.cells))]
        told = ""
        for c, text in enumerate(cells):
            if (r, c) not in covered:
                span = spans.get((r, c), Merged(r, c, 1, 1))
                told += f'<td colspan="{span.columns}" rowspan="{span.rows}"><p>{html.escape(text)}</p></td>'
        lines.append(f"<tr>{told}</tr>")
    return f"<table><tbody>{''.join(lines)}</tbody></table>"


def written_markdown(document: Document) -> bytes:
    """Markdown with pipe tables."""
    lines: list[str] = []
    for block in document.blocks:
        if isinstance(block, Heading):
            lines += ["#" * block.level + " " + block.text, ""]
        elif isinstance(block, Paragraph):
            lines += [block.text, ""]
        else:
            for number, row in enumerate(block.rows):
                lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in row.cells) + " |")
                if number == 0:
                    lines.append("|" + " --- |" * len(row.cells))
            lines.append("")
    return "\n".join(lines).encode()


def written_csv(document: Document, delimiter: str = ",") -> bytes:
    """One CSV file: tables parted by blank lines, lines of text in the first cell."""
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=delimiter)
    for block in document.blocks:
        if isinstance(block, Grid):
            writer.writerows(row.cells for row in block.rows)
            writer.writerow([])
        else:
            writer.writerow([block.text])
    return stream.getvalue().encode()


WRITERS: dict[str, Callable[[Document], bytes]] = {
    ".docx": written_docx,
    ".xlsx": written_xlsx,
    ".xls": written_xls,
    ".html": written_html,
    ".md": written_markdown,
    ".csv": written_csv,
}


def with_part(package: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """An office file with bytes of one of its parts replaced."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as before, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            data = before.read(name)
            after.writestr(name, data.replace(old, new, 1) if name == part else data)
    return stream.getvalue()


def _saved(save: Callable[[io.BytesIO], object]) -> bytes:
    stream = io.BytesIO()
    save(stream)
    return stream.getvalue()
