"""A page of a PDF, through pdfium, as characters and ruling lines with their places."""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import median
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from corpus.model import Box
from corpus.readers.page import Glyph, PageContent, Ruling, turned
from corpus.readers.rulings import merged

# A rectangle or a picture thinner than this is a ruling line.
_THIN = 3.0
# Beyond these a page is a map or an attack, and no budget: 8,000 characters and 4,000 lines are much.
MOST_OBJECTS = 120_000
MOST_CHARACTERS = 60_000
_MOST_SEGMENTS = 2_000
_DEEPEST = 6
# Marks that stand low on their line; of a font that tells its height they are as high as all others.
_LOW = frozenset(".,。，、．")
_TIGHT = 0.6
_BAD = frozenset({0, 0xFFFD, 0xFFFE, 0xFFFF})

Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class PageTooLarge(Exception):
    """A page with more objects or characters than any budget has."""


@dataclass(frozen=True, slots=True)
class LayerQuality:
    """How much of a page its text layer tells.

    Attributes: characters; bad, those without a meaning; pictures, the share of the page that pictures cover; silent,
        the strings of which pdfium knows no character (a font that is neither embedded nor on this machine).
    """

    characters: int
    bad: int
    pictures: float
    silent: int = 0

    @property
    def is_scan(self) -> bool:
        """Whether the page must be read from its picture."""
        if self.characters == 0:
            return self.pictures > 0
        return self.bad > 0.3 * self.characters


@dataclass(frozen=True, slots=True)
class _Frame:
    """From the coordinates of a PDF to those of the page as read: points from the top left, text upright."""

    left: float
    bottom: float
    width: float
    height: float
    quarters: int

    def box(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        left, right = sorted((x0 - self.left, x1 - self.left))
        low, high = sorted((y0 - self.bottom, y1 - self.bottom))
        return turned((left, self.height - high, right, self.height - low), self.quarters, self.width, self.height)


def page_content(page: pypdfium2.PdfPage, number: int) -> tuple[PageContent, LayerQuality]:
    """What stands on a page, and how much of it the text layer tells.

    Raises: PageTooLarge; pypdfium2.PdfiumError for a damaged page.
    """
    if pdfium.FPDFPage_CountObjects(page) > MOST_OBJECTS:
        raise PageTooLarge
    left, bottom, right, top = page.get_cropbox()
    shown = page.get_rotation() // 90
    glyphs, angles, bad = _characters(page)
    # Angles and /Rotate both go with the clock, the first in the page's own coordinates: the reader turns both back.
    turns = -((angles.most_common(1)[0][0] if angles else -shown) + shown) % 4
    frame = _Frame(left, bottom, right - left, top - bottom, shown + turns)
    marks = _Marks(page)
    pictures = sum(
        (place[2] - place[0]) * (place[3] - place[1]) for box in marks.pictures for place in [frame.box(*box)]
    )
    flat = [found for box in (*marks.paths, *marks.pictures) for found in _rulings(frame.box(*box))]
    width, height = (frame.width, frame.height) if frame.quarters % 2 == 0 else (frame.height, frame.width)
    content = PageContent(
        number,
        width,
        height,
        on_page((Glyph(text, *frame.box(*box)) for text, box in glyphs), width, height),
        merged(ruling for ruling, is_vertical in flat if not is_vertical),
        merged(ruling for ruling, is_vertical in flat if is_vertical),
        turns,
    )
    return content, LayerQuality(len(content.glyphs), bad, min(1.0, pictures / max(1.0, width * height)), marks.silent)


def on_page(glyphs: Iterable[Glyph], width: float, height: float) -> tuple[Glyph, ...]:
    """The characters that are seen: no spaces, and none beyond the edge of the page, where a cropped page hides more."""
    return tuple(
        glyph
        for glyph in glyphs
        if glyph.text.strip() and 0 <= (glyph.x0 + glyph.x1) / 2 <= width and 0 <= glyph.middle <= height
    )


def _characters(page: pypdfium2.PdfPage) -> tuple[list[tuple[str, Box]], Counter[int], int]:
    """Characters with their boxes in PDF coordinates, how many run in which direction, how many have no meaning."""
    layer = page.get_textpage()
    count = pdfium.FPDFText_CountChars(layer)
    if count > MOST_CHARACTERS:
        raise PageTooLarge
    glyphs: list[tuple[str, Box]] = []
    places: list[int] = []
    angles: Counter[int] = Counter()
    bad = 0
    clips = _Clips() if _is_flat(page) else None
    box = pdfium.FS_RECTF()
    for index in range(count):
        code = pdfium.FPDFText_GetUnicode(layer, index)
        if pdfium.FPDFText_IsGenerated(layer, index) == 1 or (code < 32 and code != 0):
            continue
        if code in _BAD or 0xE000 <= code <= 0xF8FF or pdfium.FPDFText_HasUnicodeMapError(layer, index) == 1:
            bad += 1
        if code in _BAD or 0xD800 <= code < 0xE000 or code > 0x10FFFF:
            code = 0xFFFD
        if not pdfium.FPDFText_GetLooseCharBox(layer, index, ctypes.byref(box)):
            continue
        if clips is not None and not clips.shows(
            pdfium.FPDFText_GetTextObject(layer, index), (box.bottom + box.top) / 2
        ):
            continue
        glyphs.append((chr(code), (box.left, box.bottom, box.right, box.top)))
        places.append(index)
        angles[round(pdfium.FPDFText_GetCharAngle(layer, index) / 1.5707963) % 4] += 1
    return even_heights(glyphs, lambda place: _baseline(layer, places[place])), angles, bad


def even_heights(glyphs: list[tuple[str, Box]], baseline: Callable[[int], float]) -> list[tuple[str, Box]]:
    """Characters with boxes as high as their line, where a font tells only how high each one's ink is.

    A decimal point would else stand on a line of its own below its figure: 2717.03 read as 2717 and 03.

    Args: baseline gives the height at which a character of the list stands.
    """
    heights = [box[3] - box[1] for _, box in glyphs]
    if not heights or not any(
        text in _LOW and height < _TIGHT * median(heights) for (text, _), height in zip(glyphs, heights, strict=True)
    ):
        return glyphs
    even: list[tuple[str, Box]] = []
    lines = [baseline(place) for place in range(len(glyphs))]
    for _, line in groupby(enumerate(glyphs), key=lambda entry: round(lines[entry[0]], 1)):
        group = [glyph for _, glyph in line]
        low, high = min(box[1] for _, box in group), max(box[3] for _, box in group)
        even += [(text, (box[0], low, box[2], high)) for text, box in group]
    return even


def _baseline(layer: pypdfium2.PdfTextPage, index: int) -> float:
    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetCharOrigin(layer, index, ctypes.byref(x), ctypes.byref(y))
    return y.value


def _is_flat(page: pypdfium2.PdfPage) -> bool:
    """Whether a page has no forms: what clips text inside one is told in the form's own coordinates."""
    count = pdfium.FPDFPage_CountObjects(page)
    kinds = {pdfium.FPDFPageObj_GetType(pdfium.FPDFPage_GetObject(page, index)) for index in range(count)}
    return pdfium.FPDF_PAGEOBJ_FORM not in kinds


class _Clips:
    """Which strings of a page are cut off above and below.

    Excel prints a cell that a page break cuts on both pages, and clips it; the text stands in both. To the sides text is
    clipped where it is too long for its cell, and is wanted whole.
    """

    def __init__(self) -> None:
        self._spans: dict[int, tuple[float, float]] = {}

    def shows(self, text: Any, height: float) -> bool:
        """Whether a string is to be seen at a height; both in PDF coordinates."""
        if not text:
            return True
        address = ctypes.addressof(text.contents)
        if address not in self._spans:
            self._spans[address] = self._span(pdfium.FPDFPageObj_GetClipPath(text))
        low, high = self._spans[address]
        return low - 1 <= height <= high + 1

    @staticmethod
    def _span(clip: Any) -> tuple[float, float]:
        low, high = float("-inf"), float("inf")
        x, y = ctypes.c_float(), ctypes.c_float()
        for path in range(max(0, pdfium.FPDFClipPath_CountPaths(clip)) if clip else 0):
            heights = []
            for index in range(min(pdfium.FPDFClipPath_CountPathSegments(clip, path), _MOST_SEGMENTS)):
                segment = pdfium.FPDFClipPath_GetPathSegment(clip, path, index)
                pdfium.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
                heights.append(y.value)
            if heights:
                low, high = max(low, min(heights)), min(high, max(heights))
        return low, high


def _rulings(box: Box) -> Iterator[tuple[Ruling, bool]]:
    """The ruling line that a thin mark is, and whether it is vertical; a dot may be part of either."""
    x0, top, x1, bottom = box
    if bottom - top <= _THIN:
        yield Ruling((top + bottom) / 2, x0, x1), False
    if x1 - x0 <= _THIN:
        yield Ruling((x0 + x1) / 2, top, bottom), True


class _Marks:
    """What a page has beside characters, inside forms, too; boxes in PDF coordinates.

    Attributes: paths, boxes of straight lines; pictures; silent, how many strings of text have no known character.
    """

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        self.paths: list[Box] = []
        self.pictures: list[Box] = []
        self.silent = 0
        self._layer = page.get_textpage()
        count = pdfium.FPDFPage_CountObjects(page)
        self._take((pdfium.FPDFPage_GetObject(page, index) for index in range(count)), _IDENTITY, 0)

    def _take(self, objects: Iterator[object], outer: Matrix, depth: int) -> None:
        for mark in objects:
            kind = pdfium.FPDFPageObj_GetType(mark)
            if kind == pdfium.FPDF_PAGEOBJ_PATH:
                self.paths.extend(_path_boxes(mark, outer))
            elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                self.pictures.append(_moved(_bounds(mark), outer))
            elif kind == pdfium.FPDF_PAGEOBJ_TEXT:
                self.silent += _is_silent(mark, self._layer)
            elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
                count = min(pdfium.FPDFFormObj_CountObjects(mark), MOST_OBJECTS)
                inner = (pdfium.FPDFFormObj_GetObject(mark, index) for index in range(count))
                self._take(inner, _product(_matrix(mark), outer), depth + 1)


def _is_silent(text: object, layer: pypdfium2.PdfTextPage) -> bool:
    """Whether a string has no character that pdfium knows, though its font is one that it had to guess at."""
    # The length counts bytes of UTF-16 with a closing zero.
    if pdfium.FPDFTextObj_GetText(text, layer, None, 0) > 2:
        return False
    return bool(pdfium.FPDFFont_GetIsEmbedded(pdfium.FPDFTextObj_GetFont(text)) != 1)


def _path_boxes(path: object, outer: Matrix) -> Iterator[Box]:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(path, ctypes.byref(fill), ctypes.byref(stroke))
    if not fill.value and not stroke.value:
        return
    whole = _moved(_bounds(path), outer)
    if min(whole[2] - whole[0], whole[3] - whole[1]) <= _THIN:
        yield whole
        return
    count = pdfium.FPDFPath_CountSegments(path)
    if count > _MOST_SEGMENTS:
        return
    matrix = _product(_matrix(path), outer)
    for points in _strokes(path, count, matrix):
        if not stroke.value:
            # A filled shape is a ruling line only where it is thin; one path may hold many.
            box = _box_of(points)
            if min(box[2] - box[0], box[3] - box[1]) <= _THIN:
                yield box
            continue
        for first, second in pairwise(points):
            yield _box_of([first, second])


Point = tuple[float, float]


def _strokes(path: object, count: int, matrix: Matrix) -> Iterator[list[Point]]:
    """The corners of each part of a path; a curve counts as a new beginning."""
    points: list[Point] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(path, index)
        pdfium.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        point = _point(x.value, y.value, matrix)
        if pdfium.FPDFPathSegment_GetType(segment) != pdfium.FPDF_SEGMENT_LINETO:
            if len(points) > 1:
                yield points
            points = [point]
        else:
            points.append(point)
        if pdfium.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
    if len(points) > 1:
        yield points


def _box_of(points: list[Point]) -> Box:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return (min(xs), min(ys), max(xs), max(ys))


def _bounds(mark: object) -> Box:
    sides = [ctypes.c_float() for _ in range(4)]
    pdfium.FPDFPageObj_GetBounds(mark, *(ctypes.byref(side) for side in sides))
    left, bottom, right, top = (side.value for side in sides)
    return (left, bottom, right, top)


def _matrix(mark: object) -> Matrix:
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(mark, ctypes.byref(matrix)):
        return _IDENTITY
    return (matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)


def _product(first: Matrix, second: Matrix) -> Matrix:
    """The matrix that does the first and then the second."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def _point(x: float, y: float, matrix: Matrix) -> Point:
    a, b, c, d, e, f = matrix
    return (a * x + c * y + e, b * x + d * y + f)


def _moved(box: Box, matrix: Matrix) -> Box:
    corners = [_point(x, y, matrix) for x in (box[0], box[2]) for y in (box[1], box[3])]
    return _box_of(corners)
