"""Styles of a Word file: which of them are headings of which level, which are lines of the contents page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING = re.compile(r"^(?:heading|标题)\s*(\d)$", re.IGNORECASE)
_TITLE = re.compile(r"^(?:title|标题)$", re.IGNORECASE)
_CONTENTS = re.compile(r"^(?:toc|目录)\s*\d$", re.IGNORECASE)
_DEEPEST = 6
# A chain of styles that are based on one another is short; a broken file makes it a ring.
_LONGEST_CHAIN = 12


@dataclass(frozen=True, slots=True)
class Style:
    """What a paragraph is by its style: the level of a heading (0 for none), or a line of the contents page."""

    level: int = 0
    contents: bool = False


def value_of(element: Any) -> str:
    """The w:val of an element; "" without element or value."""
    return "" if element is None else element.get(f"{W}val") or ""


def flag(element: Any) -> bool:
    """Whether a property that is merely on or off is on."""
    return element is not None and value_of(element) not in ("0", "false", "off", "none")


class Styles:
    """The paragraph styles of a document."""

    def __init__(self, styles: Any) -> None:
        """Args: the w:styles element."""
        self._elements = {style.get(f"{W}styleId") or "": style for style in styles.iterfind(f"{W}style")}

    def of(self, paragraph: Any) -> Style:
        """The style of a paragraph; its own outline level comes first."""
        own = _outline(paragraph.find(f"{W}pPr/{W}outlineLvl"))
        level, contents = own, False
        for style in self.chain(paragraph):
            name = value_of(style.find(f"{W}name")).strip()
            contents = contents or bool(_CONTENTS.match(name))
            heading = _HEADING.match(name)
            level = level or (
                int(heading[1])
                if heading
                else 1
                if _TITLE.match(name)
                else _outline(style.find(f"{W}pPr/{W}outlineLvl"))
            )
        return Style(min(level, _DEEPEST), contents)

    def chain(self, paragraph: Any) -> list[Any]:
        """The styles of a paragraph, its own first, then those that it is based on."""
        chain: list[Any] = []
        name = value_of(paragraph.find(f"{W}pPr/{W}pStyle"))
        while name in self._elements and len(chain) < _LONGEST_CHAIN:
            chain.append(self._elements[name])
            name = value_of(chain[-1].find(f"{W}basedOn"))
        return chain


def _outline(element: Any) -> int:
    """An outline level, from 1; 0 for body text."""
    value = value_of(element)
    return int(value) + 1 if value.isdecimal() and int(value) < 9 else 0
