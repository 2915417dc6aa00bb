"""Characters on a page into runs, lines and the text of cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from corpus.model import Box
from corpus.readers.page import Glyph, Ruling, around

# In ems. Characters of a run stand closer than the first; a gap wider than those that follow is a space, between Latin
# words and between figures and Chinese too; one wider than the last parts two things that only share a line.
_WITHIN_WORD = 0.4
_SPACE = 0.3
_LATIN_SPACE = 0.15
_WIDE_SPACE = 0.6
WIDE_GAP = 2.0
# A line's characters stand this close to its middle, in ems.
_SAME_LINE = 0.45
# A ruling line this deep inside a character, as a share of its width, does not part it from the next.
_STRADDLED = 0.25
# A line of a cell that leaves less than this free, beside the next character, was wrapped.
_PADDING = 11.0
_FIGURE = re.compile(r"^[-−]?[\d,，.]+$")


@dataclass(frozen=True, slots=True)
class Run:
    """Characters of one line that stand together."""

    glyphs: tuple[Glyph, ...]

    @property
    def box(self) -> Box:
        """Around all of them."""
        return around([(g.x0, g.top, g.x1, g.bottom) for g in self.glyphs])

    @property
    def em(self) -> float:
        """The size of the type."""
        return median(glyph.em for glyph in self.glyphs)

    @property
    def text(self) -> str:
        """The characters; a gap inside is a space."""
        parts = [self.glyphs[0].text]
        for before, glyph in pairwise(self.glyphs):
            if glyph.x0 - before.x1 > _least_space(before.text[-1], glyph.text[0]) * max(before.em, glyph.em):
                parts.append(" ")
            parts.append(glyph.text)
        return "".join(parts).strip()


def _least_space(left: str, right: str) -> float:
    """The gap, in ems, that is a space between two characters."""
    if left.isascii() and right.isascii():
        return _LATIN_SPACE if left.isalpha() or right.isalpha() else _SPACE
    # Word processors set 2026 年 a little apart by themselves.
    return _WIDE_SPACE if left.isascii() or right.isascii() else _SPACE


def glyph_lines(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Characters in lines, from top to bottom, each from left to right."""
    lines: list[list[Glyph]] = []
    middles: list[float] = []
    for glyph in sorted(glyphs, key=lambda glyph: (glyph.middle, glyph.x0)):
        # A line may be set in two sizes; the last lines begun are the only ones that may still take a character.
        for index in range(len(lines) - 1, max(-1, len(lines) - 4), -1):
            size = max(glyph.em, lines[index][0].em)
            if abs(glyph.middle - middles[index]) <= _SAME_LINE * min(size, 1.5 * glyph.em):
                lines[index].append(glyph)
                middles[index] += (glyph.middle - middles[index]) / len(lines[index])
                break
        else:
            lines.append([glyph])
            middles.append(glyph.middle)
    for line in lines:
        line.sort(key=lambda glyph: (glyph.x0, glyph.x1))
    order = sorted(range(len(lines)), key=lambda index: middles[index])
    return [lines[index] for index in order]


def runs_of(line: Sequence[Glyph], *, gap: float = _WITHIN_WORD) -> list[Run]:
    """The runs of a line, parted where characters stand further apart than `gap` ems."""
    runs: list[list[Glyph]] = []
    for glyph in line:
        if runs and glyph.x0 - runs[-1][-1].x1 <= gap * max(glyph.em, runs[-1][-1].em):
            runs[-1].append(glyph)
        else:
            runs.append([glyph])
    return [Run(tuple(run)) for run in runs]


def parted_at(run: Run, verticals: Sequence[Ruling]) -> list[Run]:
    """A run cut where a ruling line goes down between two of its characters.

    A line through the midst of a character cuts nothing: text that is too long for its cell runs over its edge.
    """
    x0, top, x1, bottom = run.box
    middle = (top + bottom) / 2
    cuts = [line.at for line in verticals if x0 < line.at < x1 and line.start <= middle <= line.end]
    pieces: list[list[Glyph]] = [[]]
    for index, glyph in enumerate(run.glyphs):
        start = run.glyphs[index - 1] if index else glyph
        if index and any(_between(start, glyph, at) for at in cuts):
            pieces.append([])
        pieces[-1].append(glyph)
    return [Run(tuple(piece)) for piece in pieces]


def _between(left: Glyph, right: Glyph, at: float) -> bool:
    low = left.x1 - _STRADDLED * (left.x1 - left.x0)
    high = right.x0 + _STRADDLED * (right.x1 - right.x0)
    return low <= at <= max(high, low)


def cell_text(runs: Sequence[Run], width: float) -> tuple[str, bool]:
    """The text of a cell, its wrapped lines joined without a space between Chinese characters; whether its last line is full.

    Figures on two lines are one figure only where the first line is full; else they stay two, and are no amount.

    Args: the runs in the cell; its width in points.
    """
    lines = glyph_lines(glyph for run in runs for glyph in run.glyphs)
    text = ""
    full = False
    for line in lines:
        run = Run(tuple(line))
        own = run.text
        text = join_lines(text, own, full=full)
        x0, _, x1, _ = run.box
        full = x1 - x0 + (x1 - x0) / max(1, len(own)) > width - _PADDING
    return text, full


def join_lines(text: str, following: str, *, full: bool) -> str:
    """Two lines as one: a space only between Latin words, and between figures of which the first was not cut.

    Args: full, whether the first line left no room for another character.
    """
    if not text or not following:
        return text + following
    if text[-1].isascii() and text[-1].isalpha() and following[0].isascii() and following[0].isalpha():
        return f"{text} {following}"
    last = text.rsplit(" ", 1)[-1]
    figures = bool(_FIGURE.match(last) and _FIGURE.match(following))
    # 1,000.00 above 2,000.00 are two whole amounts, however narrow the cell is.
    whole = bool(re.search(r"\.\d\d$", last) and re.search(r"\.\d\d$", following))
    return f"{text} {following}" if figures and (whole or not full) else text + following
