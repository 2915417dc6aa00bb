"""Ruling lines and tilt of a picture of a page."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from corpus.readers.page import Ruling
from corpus.readers.rulings import merged

Picture = NDArray[np.uint8]

# A stroke shorter than this share of the page's width is part of a character.
_SHORTEST = 1 / 45
# A line is no thicker than this, in points.
_THICKEST = 4.0
_MOST_TILT = 6.0
# The tilt is measured on a picture of this height: fine enough for a tenth of a degree, and quick.
_MEASURED_HEIGHT = 900


def grey(picture: Picture) -> Picture:
    """A picture in shades of grey."""
    return picture if picture.ndim == 2 else np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), np.uint8)


def tilt_of(picture: Picture) -> float:
    """How far a page stands askew, in degrees against the clock; 0 where no angle makes its lines plainer.

    The lines of a page stand straight where the sums over its rows differ most.
    """
    scale = _MEASURED_HEIGHT / max(picture.shape[:2])
    small = cv2.resize(grey(picture), None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    ink = 255.0 - small.astype(np.float32)

    def plainness(angle: float) -> float:
        turned = _rotated_ink(ink, angle)
        # Either way: a page may lie on its side.
        return max(float(np.square(np.diff(turned.sum(axis=axis))).sum()) for axis in (0, 1))

    best = max(np.arange(-_MOST_TILT, _MOST_TILT + 0.1, 0.5), key=lambda angle: plainness(float(angle)))
    finer = max(np.arange(best - 0.5, best + 0.51, 0.1), key=lambda angle: plainness(float(angle)))
    return 0.0 if plainness(float(finer)) < 1.05 * plainness(0.0) else -float(finer)


def _rotated_ink(ink: NDArray[np.float32], angle: float) -> NDArray[np.float32]:
    height, width = ink.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    return np.asarray(cv2.warpAffine(ink, matrix, (width, height)), np.float32)


def straightened(picture: Picture, tilt: float) -> Picture:
    """A picture turned back by its tilt, of the same size, white where nothing was."""
    height, width = picture.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -tilt, 1.0)
    white = (255, 255, 255)
    return np.asarray(
        cv2.warpAffine(picture, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=white), np.uint8
    )


def rulings_of(picture: Picture, scale: float) -> tuple[tuple[Ruling, ...], tuple[Ruling, ...]]:
    """The horizontal and the vertical ruling lines of a straight picture, in points.

    Args: scale, points in a pixel.
    """
    ink = cv2.adaptiveThreshold(
        cv2.bitwise_not(grey(picture)), 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, 25, -12
    )
    length = max(20, int(picture.shape[1] * _SHORTEST))
    across = _strokes(np.asarray(ink, np.uint8), (length, 1), scale)
    down = _strokes(np.asarray(ink, np.uint8), (1, length), scale)
    horizontals = [Ruling((y + h / 2) * scale, x * scale, (x + w) * scale) for x, y, w, h in across]
    verticals = [Ruling((x + w / 2) * scale, y * scale, (y + h) * scale) for x, y, w, h in down]
    return merged(horizontals), merged(verticals)


def _strokes(ink: Picture, kernel: tuple[int, int], scale: float) -> list[tuple[int, int, int, int]]:
    """Boxes (x, y, width, height in pixels) of straight strokes as long as the kernel and thin as lines are."""
    shape = cv2.getStructuringElement(cv2.MORPH_RECT, kernel)
    opened = cv2.morphologyEx(ink, cv2.MORPH_OPEN, shape)
    # A line that scanning broke is closed again before it is measured.
    bridge = cv2.getStructuringElement(cv2.MORPH_RECT, (max(1, kernel[0] // 3), max(1, kernel[1] // 3)))
    closed = cv2.morphologyEx(opened, cv2.MORPH_CLOSE, bridge)
    count, _, stats, _ = cv2.connectedComponentsWithStats(closed)
    boxes = [(int(x), int(y), int(w), int(h)) for x, y, w, h, _ in stats[1:count]]
    across = kernel[0] > 1
    return [box for box in boxes if (box[3] if across else box[2]) * scale <= _THICKEST]
