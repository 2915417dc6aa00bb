"""A batch as a workbook: the answers, the figures side by side, what the documents contradict, and every source."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, BinaryIO

from index.store import Store
from qa.answer import Answer, Citation
from qa.batch import FIELDS as PLAIN
from qa.batch import Answered, answer_record
from qa.findings import finding_record
from qa.review import FIELDS as REVIEW
from qa.review import review_record, statuses

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

# The heads of a review, which is read by people; a plain batch keeps the names of its CSV.
_HEADS = {
    "id": "编号", "topic": "类别", "asked_of": "文件", "organisation": "单位", "year": "年度", "question": "问题",
    "status": "状态", "text": "回答", "label": "项目", "amount": "数", "unit": "单位（计量）", "basis": "口径",
    "change": "比上年增减", "change_unit": "增减单位", "growth": "增减率%", "reason": "原因", "check": "核对", "notes": "注",
    "document": "来源文件", "table": "来源表", "item": "行", "column": "列", "place": "位置", "quote": "原文", "sources": "来源号",
}  # fmt: skip
_FINDINGS = {
    "document": "文件", "organisation": "单位", "year": "年度", "title": "规则", "message": "说明", "line": "行号",
    "claim": "甲", "claim_amount": "甲数", "against": "乙", "against_amount": "乙数", "difference": "相差", "taken": "采用",
}  # fmt: skip
_SOURCES = ("来源号", "文件", "表", "行", "列", "位置", "数", "单位", "原文")
_NUMBERS = ("amount", "change", "growth", "year", "line", "cell", "claim_amount", "against_amount", "difference")
_WIDE = {"question": 40, "text": 60, "basis": 40, "reason": 40, "message": 60, "quote": 40, "notes": 30, "check": 30}
_USUAL_WIDTH = 14
_LONGEST_CELL = 32_767
_NUMBER = re.compile(r"-?\d+(?:\.(\d+))?")
# Excel keeps fifteen digits of a number: a longer one stays text, as printed.
_DIGITS_KEPT = 15


def write_workbook(answers: Iterable[Answered], stream: BinaryIO, store: Store, *, review: bool) -> Iterator[Answer]:
    """Write the sheets 回答, 对照 (of a review), 勾稽 and 来源; saved at the end and when interrupted.

    Args: review, whether the questions are those of a pack, each asked of every document.
    """
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    fields = (*(REVIEW if review else PLAIN), "sources")
    heads = [_HEADS[field] if review else field for field in fields]
    sheet = _sheet(book, "回答", heads, [_WIDE.get(field, _USUAL_WIDTH) for field in fields])
    sources: dict[Citation, int] = {}
    matrix: dict[str, dict[str, tuple[str, str]]] = {}
    counted: list[str] = []
    try:
        for done in answers:
            record = (review_record if review else answer_record)(done)
            numbers = [sources.setdefault(citation, len(sources) + 1) for citation in _cited(done)]
            record["sources"] = " ".join(f"[{number}]" for number in numbers)
            sheet.append([_cell(sheet, field, record[field]) for field in fields])
            counted.append(done.answer.status)
            figure = (str(record["amount"] or done.answer.status), str(record["unit"]))
            matrix.setdefault(str(done.line.id).partition("@")[0], {})[done.line.document] = figure
            yield done.answer
    finally:
        sheet.auto_filter.ref = f"A1:{_letter(len(fields))}{len(counted) + 1}"
        if review:
            _write_matrix(book, matrix)
        _write_findings(book, store, {citation.document for citation in sources})
        _write_sources(book, sources)
        _write_summary(book, store, counted)
        whole = io.BytesIO()
        book.save(whole)
        stream.write(whole.getvalue())


def _cited(done: Answered) -> list[Citation]:
    change = done.change.citations if done.change is not None else ()
    return list(dict.fromkeys((*done.answer.citations, *change)))


def _letter(number: int) -> str:
    from openpyxl.utils import get_column_letter

    return get_column_letter(number)


def _sheet(book: Workbook, title: str, heads: Sequence[str], widths: Sequence[int] = ()) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    sheet: Any = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for number, width in enumerate(widths or [_USUAL_WIDTH] * len(heads), start=1):
        sheet.column_dimensions[_letter(number)].width = width
    cells = [WriteOnlyCell(sheet, head) for head in heads]
    for cell in cells:
        cell.font = Font(bold=True)
    sheet.append(cells)
    return sheet


def _cell(sheet: Any, field: str, value: object) -> Any:
    """A number as a number with the decimals it is printed with; everything else as text, never a formula."""
    from openpyxl.cell import WriteOnlyCell

    text = str(value)
    if not text:
        return None
    number = _NUMBER.fullmatch(text) if field in _NUMBERS else None
    if number is not None and len(text.replace(".", "").strip("-0")) <= _DIGITS_KEPT:
        cell = WriteOnlyCell(sheet)
        # As a Decimal, which the file gets digit by digit; a float would be rounded on the way.
        cell.value = Decimal(text)
        cell.number_format = _format(field, number[1])
        return cell
    # A workbook refuses control characters and longer texts.
    cell = WriteOnlyCell(sheet, "".join(c for c in text if c >= " " or c == "\n")[:_LONGEST_CELL])
    # A text that begins with = would be run as a formula.
    cell.data_type = "s"
    return cell


def _format(field: str, decimals: str | None) -> str:
    grouped = "0" if field in ("year", "line", "cell") else "#,##0"
    return f"{grouped}.{'0' * len(decimals)}" if decimals else grouped


def _write_matrix(book: Workbook, matrix: dict[str, dict[str, tuple[str, str]]]) -> None:
    """A question a row, a document a column: the figure with its unit, or the status where there is none."""
    documents = list(dict.fromkeys(document for row in matrix.values() for document in row if document))
    heads = ["编号", *(head for document in documents for head in (document, "单位"))]
    sheet = _sheet(book, "对照", heads)
    for identity, row in matrix.items():
        pairs = [row.get(document, ("", "")) for document in documents]
        if identity:  # the line of a document that could not be asked about has none
            cells = [
                _cell(sheet, name, text) for pair in pairs for name, text in zip(("amount", "unit"), pair, strict=True)
            ]
            sheet.append([_cell(sheet, "id", identity), *cells])


def _write_findings(book: Workbook, store: Store, documents: set[str]) -> None:
    sheet = _sheet(book, "勾稽", list(_FINDINGS.values()), [_WIDE.get(field, _USUAL_WIDTH) for field in _FINDINGS])
    for document in store.documents:
        if document.name in documents:
            for found in store.findings_of(document):
                record = finding_record(found)
                sheet.append([_cell(sheet, field, record[field]) for field in _FINDINGS])


def _write_sources(book: Workbook, sources: dict[Citation, int]) -> None:
    sheet = _sheet(book, "来源", _SOURCES)
    for citation, number in sources.items():
        told = (number, citation.document, citation.table, citation.item, citation.column, citation.where)
        texts = [_cell(sheet, "line" if place == 0 else "", value) for place, value in enumerate(told)]
        amount = [_cell(sheet, "amount", citation.amount), _cell(sheet, "", citation.unit)]
        sheet.append([*texts, *amount, _cell(sheet, "", citation.quote)])


def _write_summary(book: Workbook, store: Store, counted: list[str]) -> None:
    sheet = _sheet(book, "说明", ["项", "数"])
    sheet.append(["回答", len(counted)])
    for status, count in sorted(Counter(counted).items()):
        sheet.append([status, count])
    sheet.append(["汇总", statuses(counted)])
    sheet.append(["索引里的文件", len(store.documents)])
    sheet.append(
        ["数都按文件所印", "状态：answered 有数，no_data 文件未安排，not_found 没有，ambiguous 有几种可能，error 出错"]
    )
