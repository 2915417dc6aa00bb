"""Pages into one run of numbered lines: furniture gone, wrapped prose joined, tables carried over page breaks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import quantiles

from corpus.model import Place
from corpus.money import is_amount
from corpus.readers.lines import Printed, is_heading, is_page_mark
from corpus.readers.page import Item, PageContent, PageItems, TablePart, TableRow, TextLine, around, first_words
from corpus.readers.page_text import join_lines
from corpus.text import drop_numbering, match_key

# The share of a page, at its top and at its bottom, where running headers, footers and page numbers stand.
_MARGIN = 0.12
# A line at one place on this many pages is furniture.
_FEWEST_PAGES = 3
_MOST_FURNITURE = 3
# In ems. A line that ends this short of the right margin ends its paragraph; one that begins this far in opens one.
_SHORT = 2.6
_INDENT = 1.2
# Lines set further apart than this, as a multiple of the usual pitch, are of two paragraphs.
_PARAGRAPH_GAP = 1.6
# Edges of columns on two pages that differ by no more than this are the same, in points.
_SAME_EDGE = 6.0
# Columns further apart are those of another table.
_OTHER_EDGE = 25.0
_SHORTEST_TITLE = 6
# Body text is set in 16 points at most (三号), titles in 18 to 26.
_TITLE_TYPE = 17.5
_TITLE_END = re.compile(r"表(?:[(（][^()（）]*[)）])?$")
_LEADERS = re.compile(r"[.…·．]{4,}|\s{2,}\d{1,3}$")


@dataclass(frozen=True, slots=True)
class Flow:
    """The lines of a file in order, numbered from 1, in stretches that end where a table does, and where each line stands."""

    stretches: tuple[tuple[Printed, ...], ...]
    places: dict[int, Place]


def pages_to_flow(pages: Sequence[PageItems]) -> Flow:
    """One run of lines out of the pages of a file."""
    stretches: list[list[Printed]] = [[]]
    places: dict[int, Place] = {}
    for page, item in _continued(_without_furniture(pages)):
        if item is None:
            stretches.append([])
        elif isinstance(item, TextLine):
            places[len(places) + 1] = Place(page=page.number, boxes=(page.shown(item.box),))
            stretches[-1].append(Printed(len(places), item.text))
        else:
            for row in item.rows:
                boxes = tuple(page.shown(box) if box else None for box in row.boxes)
                places[len(places) + 1] = Place(page=page.number, boxes=boxes)
                stretches[-1].append(Printed(len(places), "", row.cells))
    return Flow(tuple(tuple(stretch) for stretch in stretches), places)


def _without_furniture(pages: Sequence[PageItems]) -> list[PageItems]:
    """Pages without running headers, footers and page numbers."""
    seen: Counter[tuple[str, int, bool]] = Counter()
    for page in pages:
        seen.update({_furniture_key(page.content, item) for item in page.items if isinstance(item, TextLine)})
    enough = max(_FEWEST_PAGES, 0.3 * len(pages))
    kept = []
    for page in pages:
        items = list(page.items)
        for end in (0, -1):
            for _ in range(_MOST_FURNITURE):
                if not items or not isinstance(line := items[end], TextLine) or not _at_margin(page.content, line):
                    break
                if not is_page_mark(line.text.strip()) and seen[_furniture_key(page.content, line)] < enough:
                    break
                items.pop(end)
        kept.append(replace(page, items=tuple(items)))
    return kept


def _at_margin(content: PageContent, line: TextLine) -> bool:
    return line.box[3] < _MARGIN * content.height or line.box[1] > (1 - _MARGIN) * content.height


def _furniture_key(content: PageContent, line: Item) -> tuple[str, int, bool]:
    """A line without its digits, where it stands to some points, and whether that is at a margin."""
    assert isinstance(line, TextLine)
    return (re.sub(r"\d+", "#", match_key(line.text)), round(line.box[1] / 8), _at_margin(content, line))


def _continued(pages: Sequence[PageItems]) -> Iterator[tuple[PageContent, Item | None]]:
    """Items in order, a table that goes on over a page without what the next page repeats; None where a table ends."""
    open_table: TablePart | None = None
    where = pages[0].content if pages else None
    caption: list[str] = []
    for page in pages:
        items = list(_paragraphs(page))
        for index, item in enumerate(items[_repeated_caption(items, caption, open_table) :]):
            if open_table is not None:
                assert where is not None
                part = _joined(open_table, item) if index == 0 and isinstance(item, TablePart) else None
                if part is not None:
                    open_table, part = _whole_row(open_table, part)
                yield where, open_table
                if part is None:
                    yield where, None
                    caption = []
                open_table, item = None, part or item
            if isinstance(item, TablePart):
                open_table, where = item, page.content
            else:
                caption.append(_caption_key(item.text))
                yield page.content, item
    if open_table is not None and where is not None:
        yield where, open_table


def _caption_key(text: str) -> str:
    """A line above a table; that it goes on (续表一) or is the second of three (2/3) tells no table from another."""
    return re.sub(r"[(（]?续表?[一二三四五六七八九十\d]*[)）]?|\d+/\d+", "", match_key(text))


def _repeated_caption(items: Sequence[Item], caption: Sequence[str], last: TablePart | None) -> int:
    """How many lines at the top of a page only repeat what stood above the table that goes on there."""
    lines = 0
    while lines < len(items) and isinstance(items[lines], TextLine):
        lines += 1
    if last is None or not lines or lines == len(items):
        return 0
    table = items[lines]
    assert isinstance(table, TablePart)
    texts = [item.text for item in items[:lines] if isinstance(item, TextLine)]
    goes_on = first_words(table.rows[0]) == last.head or any("续" in text for text in texts)
    return lines if goes_on and all(_caption_key(text) in {"", *caption} for text in texts) else 0


def _joined(last: TablePart, part: TablePart) -> TablePart | None:
    """The part of a table on a new page, in the columns of the part before; None where it is a table of its own.

    A page on which no row needs a column's edge may lack it.
    """
    first = first_words(part.rows[0])
    is_head = len(first) > 1 and not any(is_amount(cell) for cell in part.rows[0].cells)
    if len(first) == 1 and _TITLE_END.search(first[0]) and len(first[0]) >= _SHORTEST_TITLE:
        return None
    if len(last.edges) == len(part.edges):
        apart = max(abs(one - other) for one, other in zip(last.edges, part.edges, strict=True))
        if apart > _OTHER_EDGE and is_head and first != last.head:
            return None
        return replace(part, head=last.head)
    if not _lies_in(part.edges, last.edges):
        return None
    columns = [_nearest(last.edges, edge) for edge in part.edges[:-1]]
    rows = tuple(_spread(row, columns, len(last.edges) - 1) for row in part.rows)
    return TablePart(rows, part.box, last.edges, last.head)


def _spread(row: TableRow, columns: Sequence[int], width: int) -> TableRow:
    """A row laid into the columns of a wider table."""
    texts = dict(zip(columns, row.cells, strict=True))
    boxes = dict(zip(columns, row.boxes, strict=True))
    return TableRow(
        tuple(texts.get(index, "") for index in range(width)),
        tuple(boxes.get(index) for index in range(width)),
        frozenset(columns[index] for index in row.full),
    )


def _whole_row(upper: TablePart, lower: TablePart) -> tuple[TablePart, TablePart | None]:
    """Two parts of a table, a row that the page break cut put together in the upper one.

    The lower part of a row has no amount of its own, and only in cells whose text above has filled its last line.
    """
    last, first = upper.rows[-1], lower.rows[0]
    filled = {index for index, text in enumerate(first.cells) if text}
    texts = [first.cells[index] for index in filled]
    is_rest = filled < {index for index, text in enumerate(last.cells) if text} and filled <= last.full
    if not filled or not is_rest or any(is_amount(text) or drop_numbering(text) != text for text in texts):
        return upper, lower
    cells = tuple(join_lines(one, other, full=True) for one, other in zip(last.cells, first.cells, strict=True))
    whole = replace(upper, rows=(*upper.rows[:-1], replace(last, cells=cells)))
    return whole, replace(lower, rows=lower.rows[1:])


def _lies_in(edges: Sequence[float], wider: Sequence[float]) -> bool:
    same_sides = abs(edges[0] - wider[0]) <= _SAME_EDGE and abs(edges[-1] - wider[-1]) <= _SAME_EDGE
    return same_sides and all(abs(wider[_nearest(wider, edge)] - edge) <= _SAME_EDGE for edge in edges)


def _nearest(edges: Sequence[float], at: float) -> int:
    return min(range(len(edges)), key=lambda index: abs(edges[index] - at))


def _paragraphs(page: PageItems) -> Iterator[Item]:
    """The items of a page, lines of prose joined into paragraphs."""
    margins = _margins([item for item in page.items if isinstance(item, TextLine)])
    open_lines: list[TextLine] = []
    for item in page.items:
        if open_lines and not (isinstance(item, TextLine) and _runs_on(open_lines, item, *margins)):
            yield _paragraph(open_lines)
            open_lines = []
        if isinstance(item, TextLine):
            open_lines.append(item)
        else:
            yield item
    if open_lines:
        yield _paragraph(open_lines)


def _margins(lines: Sequence[TextLine]) -> tuple[float, float, float]:
    """Where the lines of prose begin and end on a page, and how far they stand apart."""
    if len(lines) < 2:
        return (0.0, float("inf"), float("inf"))
    left = min(line.box[0] for line in lines)
    right = max(line.box[2] for line in lines)
    pitches = [lower.box[1] - upper.box[1] for upper, lower in pairwise(lines)]
    usual = quantiles(pitches, n=4)[0] if len(pitches) > 1 else pitches[0]
    return (left, right, usual)


def _runs_on(above: Sequence[TextLine], line: TextLine, left: float, right: float, pitch: float) -> bool:
    """Whether a line goes on with the paragraph above it: that one is full, and this one is not set in."""
    last = above[-1]
    if _is_one_title(last, line):
        return True
    if last.box[2] < right - _SHORT * last.em or line.box[0] > left + _INDENT * line.em:
        return False
    if line.box[1] - last.box[1] > _PARAGRAPH_GAP * max(pitch, last.em) or abs(line.em - last.em) > 0.2 * last.em:
        return False
    return not _LEADERS.search(last.text) and not (len(above) == 1 and _is_title(last))


def _is_one_title(last: TextLine, line: TextLine) -> bool:
    """Whether two lines are one title: large type, set to one middle, and neither of them whole by itself."""
    centred = abs((last.box[0] + last.box[2]) / 2 - (line.box[0] + line.box[2]) / 2) <= last.em
    if not centred or last.em < _TITLE_TYPE or abs(last.em - line.em) > 0.1 * last.em:
        return False
    close = line.box[1] - last.box[1] <= 2.2 * last.em
    return close and not _TITLE_END.search(last.text) and (not is_heading(line.text) or len(line.text) <= 2)


def _is_title(line: TextLine) -> bool:
    return is_heading(line.text) and bool(_TITLE_END.search(line.text))


def _paragraph(lines: Sequence[TextLine]) -> TextLine:
    text = lines[0].text
    for line in lines[1:]:
        text = join_lines(text, line.text, full=True)
    return TextLine(text, around([line.box for line in lines]), lines[0].em)
