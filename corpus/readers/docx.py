"""Word files (.docx): headings by style and number, paragraphs, tables with merged cells, in the order of the body.

Headers, footers, deleted text and the contents page stay out. A Word file keeps no pages: the place of a cell is the
number of its table, row and cell, that of a sentence the number of its paragraph.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from corpus.errors import ReadError
from corpus.readers.blocks import ReadBlocks
from corpus.readers.extras import needed
from corpus.readers.flow import Flow
from corpus.readers.numbering import Numbering
from corpus.readers.package import checked_package
from corpus.readers.spans import Span, laid_rows
from corpus.readers.styles import Styles, W, flag, value_of

# Content that is not printed as text of the body: deleted, an old drawing beside its new one, a text box (told after its
# paragraph), a note's mark.
_UNPRINTED = frozenset({f"{W}del", f"{W}moveFrom", f"{W}txbxContent", f"{W}footnoteReference", f"{W}pPr"})
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BREAKS = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-", f"{W}ptab": "\t"}
# Wrappers around paragraphs and tables: content controls, tracked insertions, hyperlinks, smart tags.
_WRAPPERS = frozenset({f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}customXml", f"{W}moveTo", f"{W}smartTag"})
_DEEPEST_TABLE = 8


def read(data: bytes, where: str) -> ReadBlocks:
    """The blocks of a Word file.

    Args: the file's bytes, and its name for messages.
    Raises: ReadError.
    """
    docx = needed("docx", "office", where)
    checked_package(data, where)
    try:
        body = _Body(docx.Document(io.BytesIO(data)))
    except Exception as error:
        # A damaged package fails in its XML, its relations or its styles, each with errors of their own.
        raise ReadError(
            f"{where}：Word 文件读不懂（{type(error).__name__}），可能损坏，请用 Word 打开后另存再试"
        ) from error
    # Outside: a fault of ours in what follows is not to be blamed on the file.
    return body.read()


class _Body:
    """The body of a document on its way into a flow of lines."""

    def __init__(self, document: Any) -> None:
        self._element = document.element.body
        self._styles = Styles(document.styles.element)
        self._numbering = Numbering(document.part)
        self._flow = Flow()
        self._paragraphs = 0
        self._tables = 0

    def read(self) -> ReadBlocks:
        """All blocks."""
        self._take(self._element, 0)
        return ReadBlocks(self._flow.blocks(), self._flow.places)

    def _take(self, parent: Any, depth: int) -> None:
        for child in _blocks(parent):
            if child.tag == f"{W}tbl":
                self._table(child, depth)
            else:
                self._paragraph(child)

    def _paragraph(self, paragraph: Any) -> None:
        number = self._numbering.label(paragraph, self._styles)
        text = _text_of(paragraph)
        if text.strip():
            self._paragraphs += 1
            style = self._styles.of(paragraph)
            if not style.contents:
                marked = f"**{text.strip()}**" if _is_bold(paragraph) and not style.level and "*" not in text else text
                if number:
                    marked = number + text.strip()
                self._flow.text(marked, f"第{self._paragraphs}段", level=style.level)
        for box in _text_boxes(paragraph):
            self._take(box, 0)

    def _table(self, table: Any, depth: int) -> None:
        inner = [child for child in table.iter(f"{W}tbl") if child is not table]
        rows = [row for row in _rows(table) if not _is_deleted(row)]
        nested = sum(len(_text_in(child)) for child in inner if _outer(child) is table)
        if depth < _DEEPEST_TABLE and (nested > len(_text_in(table)) / 2 or _is_frame(rows)):
            # A table that holds tables, or one cell a row, lays out the page.
            for row in rows:
                for cell in _cells(row):
                    self._take(cell, depth + 1)
            return
        self._tables += 1
        spans = [_spans(row) for row in rows]
        self._flow.table(laid_rows(spans, f"表{self._tables}"))


def _blocks(parent: Any) -> Iterator[Any]:
    for child in parent:
        if child.tag in (f"{W}p", f"{W}tbl"):
            yield child
        elif child.tag in _WRAPPERS and not _is_contents(child):
            yield from _blocks(child)


def _is_contents(control: Any) -> bool:
    kinds = control.iterfind(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
    return any("Contents" in value_of(kind) for kind in kinds)


def _text_of(paragraph: Any) -> str:
    """The text of a paragraph as printed, tabs and line breaks kept."""
    parts: list[str] = []
    _collect(paragraph, parts)
    return "".join(parts)


def _collect(element: Any, parts: list[str]) -> None:
    for child in element:
        tag = child.tag
        if tag == f"{W}t":
            parts.append(child.text or "")
        elif tag == f"{W}br" and child.get(f"{W}type") in ("page", "column"):
            continue
        elif tag in _BREAKS:
            parts.append(_BREAKS[tag])
        elif tag not in _UNPRINTED and tag != _FALLBACK and not (tag == f"{W}r" and _is_hidden(child)):
            _collect(child, parts)


def _is_hidden(run: Any) -> bool:
    return flag(run.find(f"{W}rPr/{W}vanish"))


def _is_bold(paragraph: Any) -> bool:
    runs = [run for run in paragraph.iter(f"{W}r") if any((text.text or "").strip() for text in run.iter(f"{W}t"))]
    return bool(runs) and all(flag(run.find(f"{W}rPr/{W}b")) for run in runs)


def _text_boxes(paragraph: Any) -> list[Any]:
    return [
        box
        for box in paragraph.iter(f"{W}txbxContent")
        if not any(above.tag == _FALLBACK for above in box.iterancestors())
    ]


def _rows(table: Any) -> Iterator[Any]:
    for child in table:
        if child.tag == f"{W}tr":
            yield child
        elif child.tag in _WRAPPERS:
            yield from _rows(child)


def _cells(row: Any) -> Iterator[Any]:
    for child in row:
        if child.tag == f"{W}tc":
            yield child
        elif child.tag in _WRAPPERS:
            yield from _cells(child)


def _is_deleted(row: Any) -> bool:
    return row.find(f"{W}trPr/{W}del") is not None


def _is_frame(rows: list[Any]) -> bool:
    return all(sum(1 for _ in _cells(row)) <= 1 for row in rows)


def _outer(table: Any) -> Any:
    return next((above for above in table.iterancestors() if above.tag == f"{W}tbl"), None)


def _text_in(element: Any) -> str:
    return "".join((text.text or "").strip() for text in element.iter(f"{W}t"))


def _spans(row: Any) -> list[Span]:
    """The cells of a row; one that a cell above reaches into is blank, as a text table prints it."""
    before = row.find(f"{W}trPr/{W}gridBefore")
    spans = [Span("")] * _whole(before, 0)
    for cell in _cells(row):
        merge = cell.find(f"{W}tcPr/{W}vMerge")
        continued = merge is not None and merge.get(f"{W}val") != "restart"
        text = "" if continued else " ".join(" ".join(_text_of(p) for p in cell.iter(f"{W}p")).split())
        spans.append(Span(text, _whole(cell.find(f"{W}tcPr/{W}gridSpan"), 1)))
    return spans


def _whole(element: Any, default: int) -> int:
    value = value_of(element)
    return min(int(value), 400) if value.isdecimal() else default
