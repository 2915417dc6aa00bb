"""PDF files: text, ruled and unruled tables; scanned pages through OCR."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from importlib.util import find_spec
from typing import TYPE_CHECKING

from corpus.errors import ReadError
from corpus.model import Finding
from corpus.readers.blocks import ReadBlocks
from corpus.readers.page import PageContent, PageItems
from corpus.readers.pages import (
    INSTALL_OCR,
    LONGEST_SIDE,
    OCR_DPI,
    content_to_items,
    ocr_finding,
    ocr_is_installed,
    pages_to_blocks,
)
from corpus.readers.pdf_bombs import swells

if TYPE_CHECKING:
    import pypdfium2

# The longest budgets, of a whole county, have some hundred pages.
MOST_PAGES = 2_000
# Reading stops where a file has taken this long, and the rest is told: a text page takes a hundredth of a second, a
# scanned one some seconds.
LONGEST_TEXT = 60.0
LONGEST_OCR = 1_800.0


def read(data: bytes, where: str) -> ReadBlocks:
    """The blocks of a PDF, each line with its page and the boxes of its cells.

    Args: the file's bytes, and its name for messages.
    Returns: blocks, places, and as faults what could not be read, or only by OCR and with doubt.
    Raises: ReadError for a file that is no PDF, is damaged, encrypted or empty, or whose reader is not installed.
    """
    if find_spec("pypdfium2") is None:
        raise ReadError(f'{where}：读 PDF 要先安装：pip install "budgetqa[pdf]"')
    with closing(_opened(data, where)) as pdf:
        if len(pdf) == 0:
            raise ReadError(f"{where}：PDF 里没有页，请检查文件是否完整")
        pages: list[PageItems] = []
        faults: list[Finding] = []
        for content, fault in _Pages(pdf, data, where).contents():
            if content is not None:
                pages.append(content_to_items(content))
            if fault is not None:
                faults.append(fault)
    return pages_to_blocks(pages, faults, where)


def _opened(data: bytes, where: str) -> pypdfium2.PdfDocument:
    import pypdfium2
    import pypdfium2.raw as pdfium

    if b"%PDF-" not in data[:1024]:
        raise ReadError(f"{where}：内容不是 PDF（开头没有 PDF 标记），请检查文件后缀")
    if swells(data):
        raise ReadError(f"{where}：PDF 里有解开后大得不像一页的内容，没有读，请检查来源")
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if pdfium.FPDF_GetLastError() == pdfium.FPDF_ERR_PASSWORD:
            raise ReadError(f"{where}：PDF 加了密码，请先用密码打开、另存为不加密的文件") from error
        raise ReadError(f"{where}：PDF 已损坏，无法打开，请重新下载") from error


class _Pages:
    """The pages of an open PDF, read one after the other within limits."""

    def __init__(self, pdf: pypdfium2.PdfDocument, data: bytes, where: str) -> None:
        self._pdf = pdf
        self._data = data
        self._where = where
        self._spent = 0.0
        self._text_left = LONGEST_TEXT
        self._ocr_left = LONGEST_OCR

    def contents(self) -> Iterator[tuple[PageContent | None, Finding | None]]:
        """Each page's content, None where it was not read, and what is to be told of it."""
        for number in range(1, len(self._pdf) + 1):
            if number > MOST_PAGES or self._text_left <= 0:
                yield (
                    None,
                    Finding(
                        "reading", f"{self._where}：共{len(self._pdf)}页，只读了前{number - 1}页，请拆成几个文件再读"
                    ),
                )
                return
            yield self._content(number)

    def _content(self, number: int) -> tuple[PageContent | None, Finding | None]:
        import pypdfium2

        from corpus.readers.pdf_page import PageTooLarge, page_content
        from corpus.readers.pdf_unknown_fonts import with_named_characters

        began = time.monotonic()
        try:
            with closing(self._pdf[number - 1]) as page:
                content, quality = page_content(page, number)
                if quality.silent:
                    content, quality = with_named_characters(content, quality, self._data)
                self._text_left -= time.monotonic() - began
                return self._scanned(page, number) if quality.is_scan else (content, None)
        except PageTooLarge:
            return None, self._told(number, "图形或文字多得不像一页预算，此页未读")
        except pypdfium2.PdfiumError:
            return None, self._told(number, "已损坏，此页未读，请重新下载")

    def _scanned(self, page: pypdfium2.PdfPage, number: int) -> tuple[PageContent | None, Finding | None]:
        if not ocr_is_installed():
            return None, self._told(number, f"是扫描图，读不出文字，要先安装：{INSTALL_OCR}")
        if self._ocr_left <= 0:
            return None, self._told(number, "是扫描图，这份文件识别得太久，此页未读，请拆成几个文件再读")
        from corpus.readers.ocr import picture_to_page

        began = time.monotonic()
        scale = min(OCR_DPI / 72, LONGEST_SIDE / max(page.get_size()))
        picture = page.render(scale=scale, rev_byteorder=True).to_numpy()[:, :, :3]
        read = picture_to_page(picture, number, *page.get_size())
        self._ocr_left -= time.monotonic() - began
        return read.content, ocr_finding(read)

    def _told(self, number: int, message: str) -> Finding:
        return Finding("reading", f"第{number}页{message}")
