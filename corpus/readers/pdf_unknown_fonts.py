"""Characters of fonts that are named in a PDF but not embedded, which pdfium leaves out: read through pdfminer.

Titles of official papers are set in 方正小标宋, which is seldom embedded. pdfminer is thirty times slower than pdfium, so
only pages that need it pass through it.
"""

from __future__ import annotations

import io
import logging
import re
from dataclasses import replace

import pdfplumber

from corpus.readers.page import Glyph, PageContent, turned
from corpus.readers.pdf_page import LayerQuality, on_page

_NO_MEANING = re.compile(r"\(cid:\d+\)|\ufffd")
# pdfminer warns of every odd font; what could not be read is told by the reader.
logging.getLogger("pdfminer").setLevel(logging.CRITICAL)


def with_named_characters(content: PageContent, quality: LayerQuality, data: bytes) -> tuple[PageContent, LayerQuality]:
    """A page with the characters that pdfminer finds on it, where they are more than pdfium found."""
    try:
        with pdfplumber.open(io.BytesIO(data), pages=[content.number]) as pdf:
            page = pdf.pages[0]
            left, top, right, bottom = page.bbox
            width, height = right - left, bottom - top
            glyphs = []
            bad = 0
            for char in page.dedupe_chars().chars:
                unknown = bool(_NO_MEANING.search(char["text"]))
                bad += unknown
                place = (char["x0"] - left, char["top"] - top, char["x1"] - left, char["bottom"] - top)
                box = turned(place, content.turns, width, height)
                glyphs.append(Glyph("\ufffd" if unknown else char["text"], *box))
    except Exception:  # pdfminer raises whatever a damaged page makes it trip over; pdfium has read the page
        return content, quality
    found = on_page(glyphs, content.width, content.height)
    if len(found) <= len(content.glyphs):
        return content, quality
    return replace(content, glyphs=found), replace(quality, characters=len(found), bad=bad, silent=0)
