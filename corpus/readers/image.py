"""Scans and photographs of pages: PNG, JPEG and TIFF of one page or several, read by OCR."""

from __future__ import annotations

import io
import time
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING

from corpus.errors import ReadError
from corpus.model import Finding
from corpus.readers.blocks import ReadBlocks
from corpus.readers.page import PageItems
from corpus.readers.pages import (
    INSTALL_OCR,
    LONGEST_SIDE,
    content_to_items,
    ocr_finding,
    ocr_is_installed,
    pages_to_blocks,
)

if TYPE_CHECKING:
    from PIL import Image

    from corpus.readers.image_rulings import Picture

# 300 dots an inch on A2 are 35 million; beyond this a picture is no page.
_MOST_DOTS = 120_000_000
_MOST_PAGES = 300
# The longer side of A4 in points: what a picture is taken for.
_A4 = 842.0
LONGEST_OCR = 1_800.0


def read(data: bytes, where: str) -> ReadBlocks:
    """The blocks of a picture of a page, each line with the boxes of its cells as if the page were A4.

    Args: the file's bytes, and its name for messages.
    Returns: blocks, places, and as faults what was read by OCR and with doubt.
    Raises: ReadError for a file that is no picture, is damaged or far too large, or where OCR is not installed.
    """
    if not ocr_is_installed():
        raise ReadError(f"{where}：读扫描图要先安装：{INSTALL_OCR}")
    from corpus.readers.ocr import picture_to_page

    pages: list[PageItems] = []
    faults: list[Finding] = []
    began = time.monotonic()
    for number, picture in enumerate(_pictures(data, where), start=1):
        if time.monotonic() - began > LONGEST_OCR:
            faults.append(Finding("reading", f"第{number}页起未读：这份文件识别得太久，请拆成几个文件再读"))
            break
        height, width = picture.shape[:2]
        page = picture_to_page(picture, number, *(side * _A4 / max(width, height) for side in (width, height)))
        pages.append(content_to_items(page.content))
        faults.append(ocr_finding(page))
    return pages_to_blocks(pages, faults, where)


def _pictures(data: bytes, where: str) -> Iterator[Picture]:
    """The pages of a picture file, turned as their EXIF says.

    Raises: ReadError.
    """
    from PIL import Image, ImageOps, ImageSequence

    try:
        with warnings.catch_warnings():
            # Pillow warns of odd metadata and of size; size is judged here.
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data)) as opened:
                for number, frame in enumerate(ImageSequence.Iterator(opened)):
                    if frame.width * frame.height > _MOST_DOTS or number >= _MOST_PAGES:
                        raise ReadError(
                            f"{where}：图片太大（{frame.width}×{frame.height}），不像一页扫描件，请缩小后再读"
                        )
                    yield _picture(ImageOps.exif_transpose(frame))
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
        raise ReadError(f"{where}：图片已损坏，或者内容不是图片，请重新导出") from error


def _picture(frame: Image.Image) -> Picture:
    import numpy as np
    from PIL import Image

    if "A" in frame.getbands() or "transparency" in frame.info:
        # What is transparent shows the paper.
        rgba = frame.convert("RGBA")
        frame = Image.alpha_composite(Image.new("RGBA", rgba.size, "white"), rgba)
    frame = frame.convert("RGB")
    frame.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return np.asarray(frame, np.uint8)
