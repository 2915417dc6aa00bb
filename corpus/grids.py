"""Which rows are one table, and what stands above it: title, owner, money unit, note."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.headers import TOTAL_WORDS, split_header
from corpus.model import Block, Grid, Heading, Paragraph, Row
from corpus.patterns import column_kind
from corpus.text import match_key

_UNIT = re.compile(r"(?:金额)?单位[:：]?\s*[(（]?(?:人民币)?(亿元|百万元|万元|千元|元)")
_OWNER = re.compile(r"^(?:部门|单位|预算单位|预算部门)(?:名称)?[:：]\s*(.+)$")
_TABLE_NUMBER = re.compile(
    r"^(?:(?:部门|预算|决算|单位)?(?:公开)?(?:表)?|附|[A-Z]{1,4})?表?\s*[一二三四五六七八九十\d]+(?:[-—–.][一二三四五六七八九十\d]+)*\s*(?:表)?$"
)
# 沙泉决01表, XX县公开03表: a number, whatever stands before it; what a title tells of is none of that.
_NUMBERED = re.compile(
    r"^[^收支费预算绩效购]{0,8}?(?:公开|预|决|附|预算|决算)?[一二三四五六七八九十\d]+(?:[-—–.][\d]+)*表$"
)
_YEAR_LINE = re.compile(r"^[(（《]?\s*\d{4}\s*[)）]?\s*年?(?:度)?\s*[)）》]?$")
_YEAR_CUT = re.compile(r"^[(（]\d{4}年?$|^年?度?[)）]$")
_GLUED = re.compile(
    r"^(.{2,40}?表)?\s*((?:编制|预算)?(?:部门|单位)(?:名称)?[:：]\s*\S{4,40}?)\s*((?:金额)?单位[:：]\s*(?:亿元|百万元|万元|千元|元))$"
)
_NOTE = re.compile(r"^(?:注|备注|说明)[:：]|本表无数据|^(?:本部门|本单位).{0,12}(?:无|没有|不涉及).{0,30}$")
_TITLE_ROW = re.compile(r"表(?:[(（][^()（）]*[)）])?$")
_CONTINUED = re.compile(r"[(（]?续表?[)）]?$|^续表?[:：]?")
_COLUMNS = frozenset({"code", "name"})
# A caption stands close above its table; further up it belongs to something else.
_CAPTION_REACH = 7


@dataclass(frozen=True, slots=True)
class Captioned:
    """Rows of one table with what is printed around them.

    Attributes: title ("" for none) and its line (0 for none), owner, money_unit ("" for none), note, and the rows.
    """

    title: str
    title_line: int
    owner: str
    money_unit: str
    note: str
    rows: tuple[Row, ...]


def captions_apart(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks with grids that only number a table, name its owner or its unit as lines: 预算公开表01 ⇥ 单位：万元."""
    apart: list[Block] = []
    for block in blocks:
        if isinstance(block, Grid) and all(_only_captions(row) for row in block.rows):
            apart += [Paragraph(" ".join(text for _, text in row.filled()), row.line) for row in block.rows]
        else:
            apart.append(block)
    return tuple(apart)


def _only_captions(row: Row) -> bool:
    filled = [text for _, text in row.filled()]
    if not any("表" in text or "单位" in text or "部门" in text for text in filled):
        return False  # numbers alone are a row
    return all(_is_no_title(text) or _OWNER.match(text) or _UNIT.match(text) for text in filled)


def captioned_tables(blocks: Sequence[Block]) -> list[Captioned]:
    """Every grid with its caption; a grid that opens a second table in its midst is parted there."""
    tables: list[Captioned] = []
    for index, block in enumerate(blocks):
        if not isinstance(block, Grid):
            continue
        for number, rows in enumerate(_parted(block.rows)):
            table = _caption(blocks, index) if number == 0 else Captioned("", 0, "", "", "", ())
            table = _with_title_row(replace(table, note=_note_below(blocks, index)), rows)
            if tables and _goes_on(tables[-1], table):
                tables[-1] = replace(tables[-1], rows=(*tables[-1].rows, *table.rows), note=table.note)
            else:
                tables.append(table)
    return tables


def _goes_on(above: Captioned, below: Captioned) -> bool:
    """Whether a table is the one above on the next page: its header printed again, its title not or again, no new total."""
    titles = {"", match_key(above.title)}
    if _CONTINUED.sub("", match_key(below.title)) not in titles or below.owner not in ("", above.owner):
        return False
    header, data = split_header(above.rows)
    again, rest = split_header(below.rows)
    same = [row.cells for row in header] == [row.cells for row in again]
    if not (header and data and rest and same and _names_columns(header)):
        return False
    return not any(match_key(text) in TOTAL_WORDS for _, text in rest[0].filled())


def _names_columns(header: Sequence[Row]) -> bool:
    """Whether a header names columns of items; the first rows of a form (项目名称：…) do not, and every form has them."""
    kinds = (column_kind(text) for row in header for _, text in row.filled())
    return any(kind is not None and kind.role in _COLUMNS for kind in kinds)


def caption_lines(blocks: Sequence[Block]) -> set[int]:
    """Lines that belong to a table's caption or note and are therefore no prose."""
    lines: set[int] = set()
    for index, block in enumerate(blocks):
        if isinstance(block, Grid):
            lines.update(line for _, line in _lines_above(blocks, index))
            if _note_below(blocks, index):
                following = blocks[index + 1]
                assert not isinstance(following, Grid)
                lines.add(following.line)
    return lines


def is_table_number(text: str) -> bool:
    """Whether a line is no more than the number of a table: 预算公开表1, 附表2, 表三."""
    return bool(_TABLE_NUMBER.match(text)) and "表" in text


def is_caption_text(text: str) -> bool:
    """Whether a line says what stands between a title and its table: the unit, the owner, the table's number, the year."""
    patterns = (_UNIT, _OWNER, _TABLE_NUMBER, _YEAR_LINE, _YEAR_CUT)
    return len(text) <= 60 and any(pattern.search(text) for pattern in patterns)


def is_table_title(text: str) -> bool:
    """Whether a line is long enough for a table's title and ends as one: 2023年预算支出总表."""
    return bool(_TITLE_ROW.search(match_key(text))) and 8 <= len(text) <= 60


def _parted(rows: Sequence[Row]) -> Iterator[tuple[Row, ...]]:
    start = 0
    for index, row in enumerate(rows):
        filled = row.filled()
        is_title = bool(filled) and len(filled) <= 2 and bool(_TITLE_ROW.search(match_key(filled[0][1])))
        # 支出预算总表 is short for a title; with 单位：万元 in the row below it is one.
        long = is_title and (len(filled[0][1]) >= 8 or _is_caption_row(rows[index + 1 : index + 2]))
        if index > start and long:
            yield tuple(rows[start:index])
            start = index
    yield tuple(rows[start:])


def _is_caption_row(rows: Sequence[Row]) -> bool:
    return any(_UNIT.search(text) for row in rows for _, text in row.filled())


def _with_title_row(table: Captioned, rows: tuple[Row, ...]) -> Captioned:
    """The table without rows at its top that are really its caption: a title, 部门：…, 单位：万元 put into cells."""
    while len(rows) > 1:
        filled = [piece for _, text in rows[0].filled() for piece in _unglued(text)]
        first = filled[0] if filled else ""
        # 公开03表 in a cell of its own is the number of the table whose title stands above it.
        is_title = bool(_TITLE_ROW.search(match_key(first))) and not _is_no_title(first)
        if 0 < len(filled) <= 2 and is_title and (len(first) >= 8 or _is_caption_row(rows[1:2])):
            table = replace(table, title=first, title_line=rows[0].line)
        elif filled and _UNIT.search(filled[-1]) and all(_is_caption_cell(text) for text in filled):
            found = _UNIT.search(filled[-1])
            owner = next((named[1].strip() for text in filled if (named := _OWNER.match(text))), table.owner)
            table = replace(table, money_unit=found[1] if found else table.money_unit, owner=owner)
            if is_title:
                table = replace(table, title=first, title_line=rows[0].line)
        elif filled and not all(is_table_number(text) for text in filled):
            break
        rows = rows[1:]
    return replace(table, rows=rows)


def _unglued(text: str) -> list[str]:
    """The pieces of a cell in which title, owner and money unit are run together: 收支总表部门：某局 单位：万元."""
    found = _GLUED.match(text)
    return [piece for piece in found.groups() if piece] if found else [text]


def _is_caption_cell(text: str) -> bool:
    """Whether a cell of a table's first row says no more than whose it is and in which unit."""
    return bool(_UNIT.search(text) or _OWNER.match(text) or text.endswith(("：", ":"))) or not re.search(
        r"科目|项目|合计", text
    )


def _caption(blocks: Sequence[Block], index: int) -> Captioned:
    title, title_line, owner, unit = "", 0, "", ""
    for text, line in _lines_above(blocks, index):
        found = _UNIT.search(text)
        if found and len(text) <= 40 and not unit:
            unit = found[1]
            # 编制单位：某局 金额单位：万元 stand on one line in some places.
            text = text[: found.start()].strip(" \t(（")
            if not title and _TITLE_ROW.search(match_key(text)):
                # 2023年预算支出总表（单位：万元）
                title, title_line = text, line
        named = _OWNER.match(text)
        if named:
            owner = owner or named[1].strip()
        elif text and not found and not title and not _is_no_title(text):
            title, title_line = text, line
    return Captioned(title, title_line, owner, unit, "", ())


def _is_no_title(text: str) -> bool:
    return any(pattern.match(text) for pattern in (_TABLE_NUMBER, _NUMBERED, _YEAR_LINE, _YEAR_CUT))


def _lines_above(blocks: Sequence[Block], index: int) -> list[tuple[str, int]]:
    """Caption lines above a grid, the nearest first: up to and with the title."""
    lines: list[tuple[str, int]] = []
    for block in reversed(blocks[max(0, index - _CAPTION_REACH) : index]):
        if isinstance(block, Grid):
            break
        text = block.text.strip()
        if isinstance(block, Paragraph) and not is_caption_text(text):
            # The owner's name may wrap to a line of its own (002 L347-348).
            if len(text) <= 12 and lines and not re.search(r"[。；：:]", text) and index > 1:
                lines.append(("", block.line))
                continue
            break
        lines.append((text, block.line))
        if _ends_caption(block):
            break
    return lines


def _ends_caption(block: Heading | Paragraph) -> bool:
    return isinstance(block, Heading) and not _is_no_title(block.text)


def _note_below(blocks: Sequence[Block], index: int) -> str:
    if index + 1 < len(blocks):
        following = blocks[index + 1]
        if isinstance(following, Paragraph) and len(following.text) <= 60 and _NOTE.search(following.text):
            return following.text
    return ""
