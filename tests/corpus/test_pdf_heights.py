"""Boxes of characters in PDFs whose fonts do not tell how high their lines are: a decimal point stays in its figure."""

from __future__ import annotations

from corpus.model import Box
from corpus.readers.page import Glyph
from corpus.readers.page_text import glyph_lines
from corpus.readers.pdf_page import even_heights

# As pdfium tells them, from the bottom of the page: 17.03 with the ink of each character, and a line below.
TIGHT: list[tuple[str, Box]] = [
    ("1", (203.9, 100.0, 208.3, 106.5)),
    ("7", (208.3, 100.0, 212.7, 106.5)),
    (".", (212.7, 100.0, 214.9, 102.6)),
    ("0", (215.0, 99.9, 219.4, 106.6)),
    ("3", (219.4, 99.9, 223.8, 106.6)),
    ("元", (203.9, 80.0, 211.9, 87.5)),
]
BASELINES = [100.1, 100.1, 100.1, 100.1, 100.1, 81.0]


def lines(glyphs: list[tuple[str, Box]]) -> list[str]:
    turned = [Glyph(text, box[0], 800 - box[3], box[2], 800 - box[1]) for text, box in glyphs]
    return ["".join(glyph.text for glyph in line) for line in glyph_lines(turned)]


def test_point_of_a_font_without_heights_stays_in_its_figure() -> None:
    assert lines(TIGHT) != ["17.03", "元"]
    even = even_heights(TIGHT, lambda place: BASELINES[place])
    assert lines(even) == ["17.03", "元"]
    assert {box[1] for _, box in even[:5]} == {99.9} and {box[3] for _, box in even[:5]} == {106.6}
    assert even[5] == TIGHT[5]


def test_boxes_of_a_font_that_tells_its_heights_stay_as_they_are() -> None:
    loose: list[tuple[str, Box]] = [(text, (box[0], 100.0, box[2], 108.0)) for text, box in TIGHT]
    assert even_heights(loose, lambda place: 1 / 0) is loose
    assert even_heights([], lambda place: 1 / 0) == []
