"""Pages, read from a text layer or by OCR, into blocks with places."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING

from corpus.errors import ReadError
from corpus.model import Finding
from corpus.readers.aligned_tables import lines_and_aligned_tables
from corpus.readers.blocks import ReadBlocks
from corpus.readers.lines import printed_to_blocks
from corpus.readers.page import PageContent, PageItems
from corpus.readers.page_flow import pages_to_flow
from corpus.readers.ruled_tables import ruled_tables

if TYPE_CHECKING:
    from corpus.readers.ocr import OcrPage


INSTALL_OCR = 'pip install "budgetqa[ocr]"'
# Scans are read at this many dots an inch: characters of 9 points are 25 dots high.
OCR_DPI = 200
# A larger page is scaled down to this many dots.
LONGEST_SIDE = 3_508
_MOST_DOUBTS_TOLD = 3


def ocr_is_installed() -> bool:
    """Whether the packages of the extra `ocr` are there."""
    return all(find_spec(name) is not None for name in ("rapidocr", "onnxruntime", "cv2"))


def ocr_finding(page: OcrPage) -> Finding:
    """That a page was read by OCR, and which of its texts with little confidence."""
    message = f"第{page.content.number}页是扫描图，由文字识别读出"
    if page.doubtful:
        some = "、".join(f"“{text}”" for text in page.doubtful[:_MOST_DOUBTS_TOLD])
        more = f"等{len(page.doubtful)}处" if len(page.doubtful) > _MOST_DOUBTS_TOLD else ""
        message += f"，{some}{more}把握不大"
    return Finding("ocr", f"{message}，请对照原件")


def content_to_items(content: PageContent) -> PageItems:
    """The lines and tables of a page from top to bottom."""
    tables, rest = ruled_tables(content)
    items = [*tables, *lines_and_aligned_tables(rest)]
    return PageItems(content, tuple(sorted(items, key=lambda item: (item.box[1], item.box[0]))))


def pages_to_blocks(pages: Sequence[PageItems], faults: Sequence[Finding], where: str) -> ReadBlocks:
    """The blocks of a file's pages.

    Args: pages; what could not be read; the file's name for messages.
    Raises: ReadError where nothing could be read, with the first thing that stood in the way.
    """
    flow = pages_to_flow(pages)
    blocks = [block for stretch in flow.stretches for block in printed_to_blocks(stretch)]
    if not blocks:
        unread = next((fault.message for fault in faults if fault.rule == "reading"), "文件里没有文字")
        raise ReadError(f"{where}：{unread}")
    return ReadBlocks(blocks, flow.places, faults=tuple(faults))
