"""Workbooks: XLSX by openpyxl, XLS by xlrd, into sheets of shown texts. Of a formula the stored result, never itself."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

import openpyxl
from openpyxl.utils.cell import range_boundaries

from corpus.errors import ReadError
from corpus.readers.blocks import ReadBlocks
from corpus.readers.content import OLE
from corpus.readers.extras import needed
from corpus.readers.package import checked_package
from corpus.readers.sheets import Sheet, sheets_to_blocks
from corpus.readers.shown import shown_date, shown_number

_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_FORMULA = re.compile(rb"<(?:\w+:)?f[ />]")
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([^"]*)"[^>]*?(?:/>|></(?:\w+:)?mergeCell>)')
# A title over a whole row of 16,384 columns is within; a merged column of a million rows holds nothing but its first cell.
_LARGEST_MERGE = 50_000
_MOST_MERGED = 1_000_000
_SHEET_PART = re.compile(r"worksheets/[^/]+\.xml$")
# Cells beyond these columns are stray marks of a pasted format; no table of a budget is as wide.
_LAST_COLUMN = 400


def read(data: bytes, where: str) -> ReadBlocks:
    """The blocks of a workbook, its sheets in order.

    Args: the file's bytes, and its name for messages.
    Raises: ReadError.
    """
    is_old = data.startswith(OLE)
    if not is_old:
        checked_package(data, where)
    elif _ENCRYPTED in data:
        raise ReadError(f"{where}：文件加了密码，请先去掉密码再试")
    xlrd = needed("xlrd", "office", where) if is_old else None
    try:
        sheets = list(_old_sheets(xlrd, data)) if is_old else _sheets(data)
    except Exception as error:
        # A damaged workbook fails wherever its reader first trips over it: KeyError, struct.error, AssertionError …
        if "encrypt" in str(error).lower():
            raise ReadError(f"{where}：文件加了密码，请先去掉密码再试") from error
        raise ReadError(
            f"{where}：表格文件读不懂（{type(error).__name__}），可能损坏，请用 Excel 或 WPS 打开后另存为 xlsx 再试"
        ) from error
    return sheets_to_blocks(sheets)


def _sheets(data: bytes) -> list[Sheet]:
    """The sheets of an XLSX."""
    parts = _sheet_parts(data)
    data = _without_endless_merges(data, parts)
    shown = _opened(data, results=True)
    formulas = _opened(data, results=False) if any(_FORMULA.search(part) for part in parts.values()) else None
    return [_sheet(sheet, formulas[sheet.title] if formulas is not None else None) for sheet in shown.worksheets]


def _opened(data: bytes, *, results: bool) -> Any:
    with warnings.catch_warnings():
        # openpyxl warns of what it will not write back: validations, pictures; nothing of that is read.
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(io.BytesIO(data), data_only=results, keep_links=False)


def _sheet_parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist() if _SHEET_PART.search(name)}


def _without_endless_merges(data: bytes, parts: Mapping[str, bytes]) -> bytes:
    """The workbook without merged cells of whole columns: openpyxl makes each of their million cells."""
    left = _MOST_MERGED

    def kept(found: re.Match[bytes]) -> bytes:
        nonlocal left
        try:
            first_column, first_row, last_column, last_row = range_boundaries(found[1].decode("ascii", "replace"))
        except (ValueError, TypeError):
            return b""
        area = ((last_column or 0) - (first_column or 0) + 1) * ((last_row or 0) - (first_row or 0) + 1)
        left -= area if area <= _LARGEST_MERGE else 0
        return found[0] if area <= _LARGEST_MERGE and left > 0 else b""

    changed = {name: _MERGE.sub(kept, part) for name, part in parts.items()}
    if changed == parts:
        return data
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in dict.fromkeys(old.namelist()):
            new.writestr(name, changed[name] if name in changed else old.read(name))
    return stream.getvalue()


def _sheet(sheet: Any, formulas: Any) -> Sheet:
    texts: dict[tuple[int, int], str] = {}
    unresolved: list[tuple[int, int]] = []
    # Only the cells that are in the file: a single mark in the last row would otherwise make a million.
    for (row, column), cell in sorted(sheet._cells.items()):
        if column > _LAST_COLUMN:
            continue
        # A result of type str that is empty is one: =IF(A1="","",…) shows nothing on purpose.
        lost = cell.value is None and cell.data_type != "str" and formulas is not None
        if cell.data_type == "e" or (lost and _is_formula(formulas, row, column)):
            unresolved.append((row, column))
            continue
        text = _text(cell.value, cell.number_format or "General")
        if text:
            texts[row, column] = text
    hidden_columns = [
        column
        for dimension in sheet.column_dimensions.values()
        if dimension.hidden
        for column in range(dimension.min or 1, min(dimension.max or 1, _LAST_COLUMN) + 1)
    ]
    return Sheet(
        sheet.title,
        texts,
        [(m.min_row, m.min_col, m.max_row, min(m.max_col, _LAST_COLUMN)) for m in sheet.merged_cells.ranges],
        [row for row, dimension in sorted(sheet.row_dimensions.items()) if dimension.hidden],
        sorted(hidden_columns),
        sheet.sheet_state != "visible",
        unresolved,
    )


def _is_formula(formulas: Any, row: int, column: int) -> bool:
    cell = formulas._cells.get((row, column))
    return cell is not None and cell.data_type == "f"


def _text(value: object, code: str) -> str:
    """What a cell shows."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return shown_number(value, code)
    if isinstance(value, datetime | date | time):
        return shown_date(value, code)
    if isinstance(value, timedelta):
        return str(value)
    return " ".join(str(value).split())


def _old_sheets(xlrd: Any, data: bytes) -> Iterator[Sheet]:
    """The sheets of an XLS.

    Its formulas are told by their results alone; an empty one is a blank, as Excel shows it.
    """
    book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=io.StringIO())
    for sheet in book.sheets():
        texts: dict[tuple[int, int], str] = {}
        unresolved: list[tuple[int, int]] = []
        for row in range(sheet.nrows):
            for column, cell in enumerate(sheet.row(row)[:_LAST_COLUMN]):
                if cell.ctype == xlrd.XL_CELL_ERROR:
                    unresolved.append((row + 1, column + 1))
                text = _old_text(xlrd, book, cell)
                if text:
                    texts[row + 1, column + 1] = text
        yield Sheet(
            sheet.name,
            texts,
            [(top + 1, left + 1, bottom, min(right, _LAST_COLUMN)) for top, bottom, left, right in sheet.merged_cells],
            [row + 1 for row, info in sorted(sheet.rowinfo_map.items()) if info.hidden],
            [column + 1 for column, info in sorted(sheet.colinfo_map.items()) if info.hidden],
            sheet.visibility != 0,
            unresolved,
        )


def _old_text(xlrd: Any, book: Any, cell: Any) -> str:
    if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK, xlrd.XL_CELL_ERROR):
        return ""
    form = book.format_map.get(book.xf_list[cell.xf_index].format_key) if cell.xf_index is not None else None
    code = form.format_str if form is not None else "General"
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return _text(bool(cell.value), code)
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            return _text(xlrd.xldate_as_datetime(cell.value, book.datemode), code)
        except (ValueError, OverflowError):
            return shown_number(cell.value, "General")
    return _text(cell.value, code)
