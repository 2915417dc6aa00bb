"""Header rows told from data and folded into column paths: what each column is, by its words."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import pairwise

from corpus.model import Column, Row
from corpus.money import is_amount
from corpus.patterns import column_kind
from corpus.text import drop_numbering, match_key

TOTAL_WORDS = frozenset(
    {"合计", "总计", "小计", "金额合计", "部门合计", "单位合计", "本年收入合计", "本年支出合计", "收入总计", "支出总计"}
)
_SIDES = ("收入", "支出")
SOURCES = ("general_public", "fund", "state_capital", "special_account", "unit_funds")
# What adds up to what, in measures; the parts that a table has not are left out.
SUMS = (
    ("total", ("basic", "project")),
    ("total", ("personnel", "public")),
    ("total", SOURCES),
    ("government_funds", SOURCES[:3]),
)
# 人员经费 and 公用经费 make 基本支出 where it has a column of its own beside 合计.
_OF_BASIC = ("personnel", "public")


def sums_of(measures: Collection[str]) -> list[tuple[str, tuple[str, ...]]]:
    """The sums that amounts of these measures in one row make, each as the whole and its parts."""
    own = "basic" if "basic" in measures else "total"
    of_basic: tuple[str, ...] = _OF_BASIC
    if own == "total" and "project" in measures and any(part in measures for part in _OF_BASIC):
        # 人员经费 ⇥ 公用经费 ⇥ 项目支出 under 合计: 基本支出 has no column of its own.
        of_basic = (*_OF_BASIC, "project")
    return [(own, of_basic) if parts == _OF_BASIC else (whole, parts) for whole, parts in SUMS]


THREE_PUBLIC_WHOLE = "三公经费"
# What tables of “三公” print beside the three, in their 合计 or not.
MEETINGS = ("会议费", "培训费")
THREE_PUBLIC = ("因公出国(境)费", "公务接待费", "公务用车购置及运行费")
VEHICLES = ("公务用车购置费", "公务用车运行维护费")

_UNIT_IN_HEAD = re.compile(r"[(（](?:单位[:：])?(亿元|百万元|万元|千元|元)[)）]\s*$")
_COUNTED_IN_HEAD = re.compile(
    r"[(（](?:个|人|辆|次|人次|批次|批|台|套|台套|家|项|平方米|辆次|个次|%)[)）]\s*$|(?:人数|人次|批次|户数|编制数|实有数)\s*$"
)
_LEVELS = ("类", "款", "项")
# Economic items have codes of two levels: 类 款.
_FEWEST_LEVELS = 2
_PLAIN_LEAF = re.compile(r"(?:(?:19|20)\d{2}年度?)?(?:预算|决算|执行|年初预算|调整预算)?(?:数|额|金额)")
# 其中：基本支出 heads a column as often as it begins a row; 一、 and （一） only begin rows.
_OF_WHICH = re.compile("^其中[:：]")
_CLOSING = frozenset({"小计", "合计"})
_WHOLES = frozenset({"", "total", "current_year"})
_EARNED, _SPENT = "本年收入", "本年支出"
_BESIDE_SPENDING = frozenset({"current_income", "carry_over", "carried_on"})
_HALVES = frozenset({"basic", "project"})
_ORDINAL_LABELS = frozenset({"栏次", "行次", "序号"})

Header = tuple[tuple[str, ...], ...]


def split_header(rows: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """The header rows of a table, and the rows of data; rows of column numbers (1 2 3 …) and repeated headers are dropped.

    A row of data has an amount, a code or a single label; a header row has several words and no amount.
    """
    header: list[Row] = []
    data: list[Row] = []
    for row in map(_without_levels, rows):
        # A page break repeats the header, at times before any data: folding it twice would double every path.
        if is_ordinal(row) or any(_same_cells(row, seen) for seen in header):
            continue
        if not data and _is_header(row, first=not header):
            header.append(row)
        else:
            data.append(row)
    return header, data


def _without_levels(row: Row) -> Row:
    """A row of amounts without the last line of the header that slid into it: 类 款 项 合计 4,733.14 is 合计 4,733.14.

    Of 类 款 项 栏次 1 2 3 the numbers of the columns go, and the levels stay a row of the header.
    """
    cells = [match_key(cell) for cell in row.cells]
    levels = set(_LEVELS) & set(cells)
    if len(levels) < _FEWEST_LEVELS or not any(is_amount(cell) for cell in row.cells):
        return row
    if _counts_up([cell for cell in cells if cell and cell not in levels | _ORDINAL_LABELS]):
        return replace(
            row, cells=tuple(cell if key in levels else "" for cell, key in zip(row.cells, cells, strict=True))
        )
    if levels != set(_LEVELS):
        return row
    return replace(row, cells=tuple("" if key in _LEVELS else cell for cell, key in zip(row.cells, cells, strict=True)))


def _counts_up(cells: Sequence[str]) -> bool:
    """Whether cells are the numbers of columns from 1 on."""
    return cells == [str(number) for number in range(1, len(cells) + 1)]


def is_ordinal(row: Row) -> bool:
    """Whether a row has no more than the numbers of its columns, 1 2 3 … in order, after a label such as 栏次."""
    words = [text for _, text in row.filled() if text.strip("*")]
    filled = [text for text in words if text not in _ORDINAL_LABELS]
    if words and words[0] in _ORDINAL_LABELS and all(text.isdecimal() and len(text) <= 2 for text in filled):
        # 栏次 1 栏次 2: said outright, however few they are.
        return True
    # Not isdigit: ① is a digit to it, and int("①") raises.
    numbers = [int(text) for text in filled if text.isdecimal() and len(text) <= 2]
    return len(filled) >= 3 and numbers == list(
        range(numbers[0] if numbers else 1, (numbers[0] if numbers else 1) + len(filled))
    )


def _is_header(row: Row, *, first: bool) -> bool:
    filled = row.filled()
    if any(is_amount(text) for _, text in filled):
        return False
    if first:
        return True
    if len(filled) < 2:
        # The middle one of three header rows may name a single group of columns (政府预算资金).
        return bool(filled) and filled[0][0] > 0 and _names_column(filled[0][1])
    words = [_OF_WHICH.sub("", text) for _, text in filled]
    return not any(drop_numbering(text) != text for text in words)


def _names_column(text: str) -> bool:
    kind = column_kind(text)
    return kind is not None and bool(kind.measure or kind.role)


def _same_cells(row: Row, other: Row) -> bool:
    return [match_key(c) for c in row.cells if c] == [match_key(c) for c in other.cells if c]


def columns_of(header: Header) -> tuple[Column, ...]:
    """The columns that a header's words make at the places where they stand; all its rows are of one width."""
    paths = _paths(header)
    columns = [_column(index, path) for index, path in enumerate(paths)]
    # 人员经费 over 科目名称 and 决算数 is the title of a list; over amounts alone it says what they are.
    titles = {column.path[-2:-1] for column in columns if column.role != "amount"}
    below = [_below(column) if column.path[-2:-1] not in titles else column for column in columns]
    return tuple(_without_earned(_counted_in([_closing(column, below) for column in below])))


def _counted_in(columns: Sequence[Column]) -> list[Column]:
    """The columns with 单位 right after 数量 as what is counted in (张, 台): no budget unit."""
    told = list(columns)
    for before, column in pairwise(columns):
        if before.role == "quantity" and column.role == "unit_name" and match_key(column.path[-1]) == "单位":
            told[column.index] = replace(column, role="measure_word")
    return told


def _closing(column: Column, columns: Sequence[Column]) -> Column:
    """A 小计 measured by the source of money that it closes (事业收入), where the whole has a column of its own."""
    if column.role != "amount" or len(column.path) < 2 or match_key(column.path[-1]) not in _CLOSING:
        return column
    above = column_kind(column.path[-2])
    if column.measure != "total" or above is None or above.measure in _WHOLES:
        return column
    whole = any(
        other.role == "amount" and other.measure in _WHOLES and other.path[:1] != column.path[:1] for other in columns
    )
    return replace(column, measure=above.measure) if whole else column


def _without_earned(columns: Sequence[Column]) -> list[Column]:
    """The columns of spending told from those beside them in one table: 本年收入, 年初结转和结余, 年末结转和结余.

    Each of those may be parted into 合计, 基本支出 and 项目支出 as the spending is: those are no 基本支出 of the year.
    """
    heads = {match_key(column.path[0]) for column in columns if column.path}
    # Over names of their own 本年收入 and 本年支出 are halves that stand side by side.
    named = any(column.role != "amount" and match_key(column.path[0]) == _EARNED for column in columns if column.path)
    if named or _SPENT not in heads:
        return list(columns)
    return [
        replace(column, measure=_beside_spending(column)) if column.role == "amount" else column for column in columns
    ]


def _beside_spending(column: Column) -> str:
    """The measure of a column beside those of 本年支出, with the group before what it is a part of."""
    head = match_key(column.path[0]) if column.path else ""
    kind = column_kind(head)
    group = "current_income" if head == _EARNED else kind.measure if kind is not None else ""
    if group not in _BESIDE_SPENDING:
        return column.measure
    leaf = match_key(column.path[-1])
    if len(column.path) == 1 or leaf in _CLOSING:
        return group
    return f"{group}_{'part' if column.measure in _WHOLES else column.measure}"


def _paths(header: Header) -> list[tuple[str, ...]]:
    """Header words from outermost to leaf for each column; a word reaches right over the blanks of its merged cell."""
    if not header:
        return []
    width = len(header[0])
    spread: list[list[str]] = []
    for depth, cells in enumerate(header):
        line = list(cells)
        if depth < len(header) - 1:
            for index in range(1, width):
                fenced = any(above[index] for above in header[:depth])
                if not line[index] and not fenced:
                    line[index] = line[index - 1]
        spread.append(line)
    paths = []
    for index in range(width):
        words: list[str] = []
        for line in spread:
            if line[index] and (not words or words[-1] != line[index]):
                words.append(line[index])
        paths.append(tuple(words))
    return paths


def _column(index: int, path: tuple[str, ...]) -> Column:
    leaf = path[-1] if path else ""
    kind = column_kind(leaf) or column_kind(_OF_WHICH.sub("", leaf))
    if kind is not None and kind.role:
        return Column(index, path, kind.role)
    # 其中：教育收费 is a part of what stands before it, whatever it is a part of.
    unknown = "part" if _OF_WHICH.match(leaf) else "total"
    measure = kind.measure if kind is not None and kind.measure else unknown
    return Column(index, path, "amount", measure)


def _below(column: Column) -> Column:
    """A column whose leaf says no more than that it is the amount (决算数), measured by the word above (项目支出)."""
    if column.role != "amount" or len(column.path) < 2:
        return column
    own = column_kind(column.path[-1])
    if own is not None and (own.measure or own.subject) and match_key(column.path[-1]) not in _CLOSING:
        return column
    above, leaf = column_kind(column.path[-2]), match_key(column.path[-1])
    if above is None or not above.measure:
        return column
    # 基本支出 over 小计 is 基本支出; 本年支出 over 小计 is the whole of the table.
    closes = leaf in _CLOSING and above.measure in _HALVES
    return replace(column, measure=above.measure) if closes or _PLAIN_LEAF.fullmatch(leaf) else column


def column_subject(column: Column) -> str:
    """The item that a column of a 三公 table printed by units stands for; "" for an ordinary column.

    A 小计 stands for the group it closes, and so does a source of funds: under 公务用车费 it is 公务用车购置及运行费.
    """
    for word in reversed(column.path):
        kind = column_kind(word)
        if kind is not None and kind.subject:
            return kind.subject
        if match_key(word) not in {"小计"} and not (kind is not None and kind.measure in SOURCES):
            return ""
    return ""


def side_of(column: Column) -> str:
    """收入 or 支出 for a column of a two-sided table, "" otherwise."""
    if not column.path:
        return ""
    head = match_key(column.path[0])
    for side in _SIDES:
        if head == side or (head.endswith(side) and head.startswith("国有资本经营预算")):
            return side
    return ""


def unit_named(column: Column, item: str, table_unit: str) -> str:
    """The unit that a row's own name or a column's head names (项目资金（元）), else the table's."""
    found = next((m for word in (item, *reversed(column.path)) if (m := _UNIT_IN_HEAD.search(word))), None)
    return found[1] if found else table_unit


def counts_things(name: str) -> bool:
    """Whether the name of a row or a column says that it counts and tells no money (公务用车保有量（辆）, 在职人数).

    >>> counts_things("5．国内公务接待批次（个）"), counts_things("在职人数"), counts_things("项目资金（元）")
    (True, True, False)
    """
    return bool(_COUNTED_IN_HEAD.search(name))
