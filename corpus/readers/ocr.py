"""Pictures of pages into characters with places, by RapidOCR, whose models come inside its package."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from corpus.readers.image_rulings import Picture, rulings_of, straightened, tilt_of
from corpus.readers.page import Glyph, PageContent

# Text read with less is told; below the second it is not taken at all.
_SURE = 0.85
_TAKEN = 0.5
# A detected line is higher than its type by this share, at the top and at the bottom each.
_LINE_MARGIN = 0.14
# Characters of one detected line that stand closer than this, in ems, belong together.
_FILLED_GAP = 0.6
# A page of which this share of the lines stands upright was scanned lying on its side.
_ON_ITS_SIDE = 0.5
# What is read upside down is read with little confidence.
_UPSIDE_DOWN = 0.7
_LONGEST_SIDE = 4000
# Dots of the longer side on which lines are looked for: a third of the time of all dots, and not a line fewer.
_FOUND_ON = 1_792


@dataclass(frozen=True, slots=True)
class OcrPage:
    """A page read by OCR; doubtful, the texts read with little confidence."""

    content: PageContent
    doubtful: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _ReadLine:
    """A detected line: its characters, each with confidence and the corners of its box in pixels."""

    text: str
    score: float
    corners: np.ndarray[Any, Any]
    words: tuple[tuple[str, float, np.ndarray[Any, Any]], ...]


def picture_to_page(picture: Picture, number: int, width: float, height: float) -> OcrPage:
    """The characters and ruling lines of a picture of a page.

    Args: picture, RGB or grey; number of the page; width and height of the page as shown, in points.
    """
    tilt = tilt_of(picture)
    picture = straightened(picture, tilt) if tilt else picture
    turns, lines = 0, _read(picture)
    upright = sum(_stands_upright(line) for line in lines if len(line.text) > 2)
    if upright > _ON_ITS_SIDE * max(1, sum(len(line.text) > 2 for line in lines)):
        turns, lines = 1, _read(_turned(picture, 1))
        if _surety((1, lines)) < _UPSIDE_DOWN * max(1, len(lines)):
            turns, lines = max(((1, lines), (3, _read(_turned(picture, 3)))), key=_surety)
    elif lines and _surety((0, lines)) / len(lines) < _UPSIDE_DOWN:
        turns, lines = max(((0, lines), (2, _read(_turned(picture, 2)))), key=_surety)
    picture = _turned(picture, turns)
    if turns % 2:
        width, height = height, width
    scale = width / picture.shape[1]
    horizontals, verticals = rulings_of(picture, scale)
    glyphs = tuple(glyph for line in lines if line.score >= _TAKEN for glyph in _glyphs(line, scale))
    doubtful = tuple(line.text for line in lines if line.score < _SURE)
    return OcrPage(PageContent(number, width, height, glyphs, horizontals, verticals, turns, tilt), doubtful)


def _turned(picture: Picture, quarters: int) -> Picture:
    return np.ascontiguousarray(np.rot90(picture, -quarters)) if quarters else picture


def _surety(way: tuple[int, Sequence[_ReadLine]]) -> float:
    """How surely a picture was read after so many turns."""
    return sum(line.score for line in way[1])


def _stands_upright(line: _ReadLine) -> bool:
    width, height = np.ptp(line.corners, axis=0)
    return bool(height > 1.5 * width)


@cache
def _engine() -> Any:
    from rapidocr import RapidOCR

    # Whole pages, not snippets: lines are found on a picture half as fine and read on the whole one; the direction of
    # lines is settled for the page.
    params = {"Global.log_level": "critical", "Global.max_side_len": _LONGEST_SIDE, "Global.use_cls": False}
    return RapidOCR(params={**params, "Det.limit_type": "max", "Det.limit_side_len": _FOUND_ON})


def _read(picture: Picture) -> list[_ReadLine]:
    # The engine takes colours in the order of OpenCV; black on white is the same in either.
    result = _engine()(picture, return_word_box=True, return_single_char_box=True)
    if result.boxes is None or result.txts is None:
        return []
    return [
        _ReadLine(text, float(score), np.asarray(corners), _words(words))
        for text, score, corners, words in zip(
            result.txts, result.scores, result.boxes, result.word_results, strict=True
        )
    ]


def _words(words: Iterable[tuple[str, float, Any]]) -> tuple[tuple[str, float, np.ndarray[Any, Any]], ...]:
    return tuple((text, float(score), np.asarray(corners)) for text, score, corners in words if text)


def _glyphs(line: _ReadLine, scale: float) -> list[Glyph]:
    """The characters of a detected line, all of its height, small gaps between them closed."""
    top, bottom = (float(side) * scale for side in (line.corners[:, 1].min(), line.corners[:, 1].max()))
    margin = _LINE_MARGIN * (bottom - top)
    top, bottom = top + margin, bottom - margin
    words = line.words or ((line.text, line.score, line.corners),)
    sides = [(float(box[:, 0].min()) * scale, float(box[:, 0].max()) * scale) for _, _, box in words]
    glyphs = []
    for index, ((text, score, _), (x0, x1)) in enumerate(zip(words, sides, strict=True)):
        following = sides[index + 1][0] if index + 1 < len(sides) else x1
        if x1 < following <= x1 + _FILLED_GAP * (bottom - top):
            x1 = following
        glyphs.append(Glyph(text, x0, top, x1, bottom, score))
    return [glyph for glyph in glyphs if glyph.text.strip()]
