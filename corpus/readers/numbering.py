"""Automatic numbers of a Word file: 一、 and （一） that Word prints before a heading and keeps out of its text."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from corpus.readers.styles import Styles, W, value_of

_DIGITS = "零一二三四五六七八九"
_PLACEHOLDER = re.compile(r"%([1-9])")
_MOST = 99


def chinese_number(number: int) -> str:
    """A whole number up to 99 as outlines print it.

    >>> chinese_number(3), chinese_number(10), chinese_number(12), chinese_number(40)
    ('三', '十', '十二', '四十')
    """
    if not 0 < number <= _MOST:
        return str(number)
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones else "")


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalFullWidth": str,
    "decimalZero": lambda number: f"{number:02}",
    "chineseCounting": chinese_number,
    "chineseCountingThousand": chinese_number,
    "taiwaneseCounting": chinese_number,
    "taiwaneseCountingThousand": chinese_number,
    "japaneseCounting": chinese_number,
    "ideographDigital": chinese_number,
    "decimalEnclosedCircle": lambda number: chr(0x2460 + number - 1) if 0 < number <= 20 else str(number),
    "decimalEnclosedCircleChinese": lambda number: chr(0x2460 + number - 1) if 0 < number <= 20 else str(number),
}


class Numbering:
    """The running numbers of the lists of a document."""

    def __init__(self, part: Any) -> None:
        """Args: the main part of a document; it may have no lists."""
        self._levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self._lists: dict[str, str] = {}
        self._counts: dict[tuple[str, int], int] = {}
        try:
            root = part.numbering_part.element
        except (KeyError, NotImplementedError, AttributeError):
            return
        for abstract in root.iterfind(f"{W}abstractNum"):
            levels = {_whole(level.get(f"{W}ilvl")): _level(level) for level in abstract.iterfind(f"{W}lvl")}
            self._levels[abstract.get(f"{W}abstractNumId") or ""] = levels
        for number in root.iterfind(f"{W}num"):
            self._lists[number.get(f"{W}numId") or ""] = value_of(number.find(f"{W}abstractNumId"))

    def label(self, paragraph: Any, styles: Styles) -> str:
        """The number before a paragraph, such as 一、; "" for none. To be asked once, in order: it counts on."""
        holders = [paragraph.find(f"{W}pPr"), *(style.find(f"{W}pPr") for style in styles.chain(paragraph))]
        found = next(
            (p for holder in holders if holder is not None and (p := holder.find(f"{W}numPr")) is not None), None
        )
        if found is None:
            return ""
        abstract = self._lists.get(value_of(found.find(f"{W}numId")), "")
        depth = _whole(value_of(found.find(f"{W}ilvl")))
        levels = self._levels.get(abstract, {})
        if depth not in levels:
            return ""
        self._count(abstract, depth, levels)
        if levels[depth][0] == "bullet":
            return ""

        def number(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            form, _, start = levels.get(at, ("decimal", "", 1))
            return _FORMATS.get(form, str)(self._counts.get((abstract, at), start))

        return _PLACEHOLDER.sub(number, levels[depth][1])

    def _count(self, abstract: str, depth: int, levels: dict[int, tuple[str, str, int]]) -> None:
        start = levels[depth][2]
        self._counts[abstract, depth] = self._counts.get((abstract, depth), start - 1) + 1
        for other in [key for key in self._counts if key[0] == abstract and key[1] > depth]:
            del self._counts[other]


def _level(level: Any) -> tuple[str, str, int]:
    """The number's form, its text with places (%1、) and where it starts."""
    start = value_of(level.find(f"{W}start"))
    return (
        value_of(level.find(f"{W}numFmt")) or "decimal",
        value_of(level.find(f"{W}lvlText")),
        int(start) if start.isdecimal() else 1,
    )


def _whole(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else 0
