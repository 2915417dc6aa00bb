"""Web pages, saved with the menus around them: headings, paragraphs, tables with their spans; the rest of the page left out.

A page keeps no pages or lines that a reader would see: the place of a cell is the number of its table, row and cell,
that of a sentence the number of its paragraph. Tables that hold tables lay out the page and are no tables here.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from corpus.errors import ReadError
from corpus.model import Place
from corpus.money import is_amount
from corpus.patterns import load_toml
from corpus.readers.blocks import ReadBlocks
from corpus.readers.decode import decode
from corpus.readers.extras import needed
from corpus.readers.flow import Flow
from corpus.readers.lines import Printed, printed_to_blocks
from corpus.readers.spans import Span, laid_rows

_DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_XML_LINE = re.compile(r"^\s*<\?xml[^>]*\?>")
_UNPRINTED = frozenset(
    {"script", "style", "noscript", "nav", "footer", "iframe", "select", "button", "textarea", "svg", "head",
     "template", "object", "video", "audio", "map", "option", "input"}
)  # fmt: skip
_INLINE = frozenset(
    {"a", "abbr", "b", "big", "cite", "code", "em", "font", "i", "ins", "label", "mark", "q", "s", "small", "span", "strong",
     "sub", "sup", "u", "tt", "o:p", "st1:chsdate", "del", "bdo", "img", "wbr", "time"}
)  # fmt: skip
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_NAME_PART = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_SPACE = re.compile(r"[ \t\r\n\u00a0\u200b\ufeff]+")
_TITLE_END = re.compile(r"[_|｜]|\s[-—–]+\s")
# Elements nested deeper than this are read as plain text: no page that people wrote goes as deep.
_DEEPEST = 120
_MOST_SPANNED = 1000
_FIRST_LINES = 20


@dataclass(frozen=True, slots=True)
class _Around:
    """What belongs to the page and not to the document."""

    names: frozenset[str]
    lines: re.Pattern[str]


@cache
def _around() -> _Around:
    data = load_toml("corpus", "data", "web.toml")
    return _Around(
        frozenset(data["around"]), re.compile("|".join(f"(?:{line})" for line in data["lines"]), re.IGNORECASE)
    )


def read(data: bytes, where: str) -> ReadBlocks:
    """The blocks of a saved web page.

    Args: the file's bytes, and its name for messages.
    Raises: ReadError.
    """
    html = needed("lxml.html", "office", where)
    text = _XML_LINE.sub("", _decoded(data, where))
    try:
        root = html.document_fromstring(text)
    except Exception as error:
        # The parser mends what it can; what it cannot is no page (lxml.etree.ParserError, ValueError).
        raise ReadError(f"{where}：网页读不懂（{type(error).__name__}），请在浏览器里另存为网页后再试") from error
    page = _Page(root)
    page.take(root)
    return page.read(" ".join((root.findtext(".//title") or "").split()))


def _decoded(data: bytes, where: str) -> str:
    """The text of a page: as text is decoded, unless it declares an encoding that this is not about."""
    declared = _DECLARED.search(data[:4096])
    name = declared[1].decode("ascii", "replace").lower() if declared else ""
    try:
        return decode(data, where)
    except ReadError:
        # Some bytes of a page in GBK are damaged at times; the declaration says what the rest is.
        try:
            codec = codecs.lookup("gb18030" if name in ("gb2312", "gbk") else name).name if name else ""
        except LookupError:
            codec = ""
        text = data.decode(codec, "replace") if codec and b"\0" not in data else ""
        if not text or text.count("\ufffd") > len(text) / 100:
            raise
        return text


class _Page:
    """A page on its way into a flow of lines."""

    def __init__(self, root: Any) -> None:
        # The first line is kept for the page's title.
        self._flow = Flow(first_line=2)
        self._half = len(_text_of(root)) / 2
        self._pieces: list[tuple[str, bool, bool]] = []
        self._paragraphs = 0
        self._tables = 0

    def read(self, title: str) -> ReadBlocks:
        """The blocks; the page's title comes first where the document's own text does not say it."""
        self._flush(0)
        name = _TITLE_END.split(title)[0].strip()
        told = "".join(_SPACE.sub("", entry.text) for entry in self._flow.printed[:_FIRST_LINES])
        if not name or not self._flow.printed or _SPACE.sub("", name) in told:
            return ReadBlocks(self._flow.blocks(), self._flow.places)
        blocks = printed_to_blocks([Printed(1, name), *self._flow.printed])
        return ReadBlocks(blocks, {1: Place(refs=("网页标题",))} | self._flow.places)

    def take(self, element: Any, depth: int = 0, *, bold: bool = False, linked: bool = False, level: int = 0) -> None:
        """Everything printed inside an element, in order."""
        self._add(element.text, bold, linked)
        for child in element:
            tag = child.tag if isinstance(child.tag, str) else ""
            if tag and not self._is_around(child, tag):
                self._child(child, tag, depth, bold=bold, linked=linked, level=level)
            self._add(child.tail, bold, linked)

    def _child(self, child: Any, tag: str, depth: int, *, bold: bool, linked: bool, level: int) -> None:
        if depth > _DEEPEST:
            self._add(" ".join(child.itertext()), bold, linked)
        elif tag == "br":
            self._flush(level)
        elif tag in _INLINE:
            heavy = bold or tag in ("b", "strong")
            self.take(
                child,
                depth + 1,
                bold=heavy,
                linked=linked or (tag == "a" and child.get("href") is not None),
                level=level,
            )
        else:
            self._flush(level)
            if tag == "table" and not _is_layout(child):
                self._table(child)
            else:
                self.take(child, depth + 1, bold=bold, linked=linked, level=_HEADINGS.get(tag, level))
            self._flush(_HEADINGS.get(tag, level))

    def _is_around(self, element: Any, tag: str) -> bool:
        """Whether an element is a part of the page and not of the document.

        One that holds figures, or most of the text, never is; nor one with sentences that merely has the name of such a part.
        """
        if tag in _UNPRINTED:
            return True
        names = {part.lower() for part in _NAME_PART.findall(f"{element.get('class') or ''} {element.get('id') or ''}")}
        unseen = _is_menu(element, tag) or bool(_HIDDEN.search(element.get("style") or ""))
        if not unseen and tag != "aside" and not names & _around().names:
            return False
        text = _text_of(element)
        return len(text) < self._half and (unseen or "。" not in text) and not _has_figures(element)

    def _add(self, text: str | None, bold: bool, linked: bool) -> None:
        if text:
            self._pieces.append((text, bold, linked))

    def _flush(self, level: int) -> None:
        """A paragraph ends here."""
        pieces = [piece for piece in self._pieces if _SPACE.sub("", piece[0])]
        text = _SPACE.sub(" ", "".join(text for text, _, _ in self._pieces)).strip()
        self._pieces.clear()
        # A line that is nothing but links is a menu, or a contents page.
        if not pieces or (not level and all(linked for _, _, linked in pieces)) or _around().lines.match(text):
            return
        self._paragraphs += 1
        if not level and all(bold for _, bold, _ in pieces) and "*" not in text:
            text = f"**{text}**"
        self._flow.text(text, f"第{self._paragraphs}段", level=level)

    def _table(self, table: Any) -> None:
        self._tables += 1
        for caption in table.iterfind("caption"):
            self._flow.text(_text_of(caption), f"表{self._tables}标题", level=3)
        rows = [[_span(cell) for cell in row if cell.tag in ("td", "th")] for row in _rows(table)]
        self._flow.table(laid_rows(rows, f"表{self._tables}"))


def _is_menu(element: Any, tag: str) -> bool:
    """Whether a list or a table consists of links."""
    if tag not in ("ul", "ol", "dl", "table", "header"):
        return False
    links = element.findall(".//a[@href]")
    linked = sum(len(_text_of(link)) for link in links)
    return len(links) > 2 and linked > 0.6 * len(_text_of(element))


def _has_figures(element: Any) -> bool:
    return any(is_amount(text) and "." in text for cell in element.iter("td") if (text := _text_of(cell)))


def _is_layout(table: Any) -> bool:
    """Whether a table lays out the page: most of its text stands in tables inside it, or it has one cell a row."""
    inner = [t for t in table.iter("table") if t is not table and next(t.iterancestors("table")) is table]
    if inner and sum(len(_text_of(t)) for t in inner) > len(_text_of(table)) / 2:
        return True
    return all(sum(cell.tag in ("td", "th") for cell in row) <= 1 for row in _rows(table))


def _rows(table: Any) -> Iterator[Any]:
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from (row for row in child if row.tag == "tr")


def _span(cell: Any) -> Span:
    return Span(_text_of(cell), _whole(cell.get("colspan")), _whole(cell.get("rowspan")))


def _whole(text: str | None) -> int:
    digits = (text or "").strip()
    return min(max(int(digits), 1), _MOST_SPANNED) if digits.isdecimal() and len(digits) < 9 else 1


def _text_of(element: Any) -> str:
    """The text of an element; a line break or a paragraph inside parts words as a space does."""
    parts: list[str] = []
    _collect(element, parts, 0)
    return _SPACE.sub(" ", "".join(parts)).strip()


def _collect(element: Any, parts: list[str], depth: int) -> None:
    if depth > _DEEPEST:
        parts.extend(element.itertext())
        return
    parts.append(element.text or "")
    for child in element:
        if isinstance(child.tag, str) and child.tag not in ("script", "style"):
            gap = "" if child.tag in _INLINE else " "
            parts.append(gap)
            _collect(child, parts, depth + 1)
            parts.append(gap)
        parts.append(child.tail or "")
