"""Targets of a 绩效目标表: which name, under which 一级 and 二级指标, is to reach which 指标值, on which side.

What the cells are is told by corpus/indicators.py, which side they are of by corpus/sides.py; here the rows come together:
what is blank comes from the other side or from the row above.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from corpus.indicators import Token, is_cut, is_header, key_of, measure, tokens_of, vocabulary
from corpus.model import Row, Target
from corpus.persons import bears_telephone, is_signature, opens_signature
from corpus.sides import NO_SIDE, Side, only_side, two_sides

_TERMS = ("实施期", "年度")
# A project's code stands before its name in tables of many projects.
_CODE = re.compile(r"^[\dA-Z]+-")

_DESCRIBES = re.compile("描述|解释|确定依据|取值依据|设定依据")
# A side and a 指标值 on it.
_Place = tuple[int, str]


@dataclass(frozen=True, slots=True)
class _Parted:
    """A row in its sides: two, or one in a form that has no second side. No sides at all: a header or a signature."""

    line: int
    sides: tuple[Side, ...]
    project: str


def targets_of(rows: Sequence[Row], project: str) -> tuple[Target, ...]:
    """Every target of a form, in the order of print.

    Args: the form's rows as printed, clerks' rows and all; the project's name, "" for the unit's own form. Where the
        rows name their projects themselves, those names count.
    Returns: a target for every name that has a 指标值 and stands under a word of level; repeated print is repeated.
    Source: 绩效目标表 of projects and of whole units (整体绩效).
    >>> rows = [Row(("产出指标", "数量指标", "会议次数", "=8次", "", "数量指标", "会议次", "<=8次"), 1)]
    >>> [(t.term, "/".join(t.path), t.comparator, str(t.number), t.unit) for t in targets_of(rows, "会议费")]
    [('实施期', '产出指标/数量指标/会议次数', '=', '8', '次'), ('年度', '产出指标/数量指标/会议次数', '≤', '8', '次')]
    """
    parted = _labels_where_they_belong(list(_parted_rows(rows, project)))
    wholes = _whole_names(parted)
    above: list[tuple[str, str]] = [("", ""), ("", "")]
    found: list[Target] = []
    for row in parted:
        if not row.sides:
            above = [("", ""), ("", "")]
        for place, side in enumerate(row.sides):
            term, other = (_TERMS[place], row.sides[1 - place]) if len(row.sides) == 2 else ("", NO_SIDE)
            # 一级指标 is printed once for both sides.
            above[place] = _levels(side.levels or other.levels, (above[0][0], above[place][1]))
            if any(above[place]) and _is_target(side):
                found.append(_target(row, replace(side, name=_completed(row, place, wholes)), term, above[place]))
    return tuple(found)


def _parted_rows(rows: Sequence[Row], project: str) -> Iterator[_Parted]:
    # Above its header a form has no targets but most of its text.
    head = next((place for place, row in enumerate(rows) if is_header(row.cells)), 0)
    column, named = project_column(rows, head), project
    rows = _without_descriptions(rows[head:])
    tokens = [tokens_of(row.cells) for row in rows]
    is_double = any(_has_two_sides(row, found) for row, found in zip(rows, tokens, strict=True))
    second = max((_second_column(row) for row in rows), default=0)
    for row, found in zip(rows, tokens, strict=True):
        named = project_in(row, column) or named
        if is_header(row.cells) or _is_signed(row, found):
            yield _Parted(row.line, (), named)
        elif is_double:
            if not any(bears_telephone(token.text) for token in found):
                yield _Parted(row.line, two_sides(found, second or len(row.cells) // 2), named)
        else:
            # Codes, projects and prose stand before the words of level in forms that list many projects.
            start = next((i for i, token in enumerate(found) if token.kind == "level"), 0)
            if not any(bears_telephone(token.text) for token in found[start:]):
                yield _Parted(row.line, (only_side(found[start:]),), named)


def _without_descriptions(rows: Sequence[Row]) -> list[Row]:
    """The rows without what stands under 绩效指标描述 and 指标值确定依据: words about a target are not its value."""
    header = rows[0].cells if rows else ()
    beside = {index for index, cell in enumerate(header) if _DESCRIBES.search(key_of(cell))}
    if not beside:
        return list(rows)
    return [
        replace(row, cells=tuple("" if index in beside else cell for index, cell in enumerate(row.cells)))
        for row in rows
    ]


def _is_signed(row: Row, tokens: Sequence[Token]) -> bool:
    """Whether clerks sign here; 企业负责人满意度 beside a word of level is no signature."""
    has_level = any(token.kind == "level" for token in tokens)
    return is_signature(row) and (not has_level or any(opens_signature(text) for _, text in row.filled()))


def _has_two_sides(row: Row, tokens: Sequence[Token]) -> bool:
    """Whether a word of level comes back after a name, as it does in no row of one side."""
    if is_header(row.cells):
        return _second_column(row) > 0
    marks = "".join("L" if token.kind == "level" else "." for token in tokens)
    return "L" in marks.lstrip(".").lstrip("L")


def _second_column(row: Row) -> int:
    """The cell where a header's second 二级指标 stands; 0 where there is none."""
    places = [index for index, text in row.filled() if key_of(text) == "二级指标"]
    return places[1] if len(places) > 1 else 0


def project_column(rows: Sequence[Row], head: int) -> int:
    """The cell under which a table of many projects names them, in its header or one row above; -1 in a form."""
    headers = vocabulary().project_header
    for row in rows[max(head - 1, 0) : head + 1]:
        texts = [key_of(cell) for cell in row.cells]
        place = next((index for index, text in enumerate(texts) if text in headers), -1)
        if place >= 0:
            return place
    return -1


def project_in(row: Row, column: int) -> str:
    """The project that a row of such a table names, without its code; "" where it goes on with the one above."""
    text = row.cells[column] if 0 <= column < len(row.cells) else ""
    return "" if key_of(text) in vocabulary().project_header else _CODE.sub("", text)


def _labels_where_they_belong(rows: list[_Parted]) -> list[_Parted]:
    """The rows without words of level that slid up into the last row of the group above (004 L307, L886).

    Such a word stands on the left only and comes again, on both sides, in the next row.
    """
    moved = list(rows)
    for place, (row, below) in enumerate(pairwise(rows)):
        if len(row.sides) != 2 or len(below.sides) != 2:
            continue
        left, right = row.sides
        slid = left.levels and not right.levels and right.value
        if slid and _seconds(left) == _seconds(below.sides[0]) == _seconds(below.sides[1]) != "":
            moved[place] = replace(row, sides=(replace(left, levels=()), right))
    return moved


def _seconds(side: Side) -> str:
    return side.levels[-1].level.second if side.levels and side.levels[-1].level else ""


def _levels(printed: Sequence[Token], above: tuple[str, str]) -> tuple[str, str]:
    """一级 and 二级指标 of a row: what it prints, completed by the other one and by the row above."""
    words = vocabulary()
    levels = [token.level for token in printed if token.level]
    if not levels:
        return above
    if not levels[-1].second:
        first = levels[-1].first
        kept = above[1] if first in words.parents.get(above[1], ()) else ""
        return first, kept or words.only_child.get(first, "")
    second = levels[-1].second
    parents = words.parents[second]
    firsts = [level.first for level in levels[:-1] if level.first] or [above[0]]
    return firsts[-1] if firsts[-1] in parents else parents[0], second


def _is_target(side: Side) -> bool:
    nothing = vocabulary().nothing
    return (
        side.name is not None
        and side.value is not None
        and key_of(side.value.text) not in nothing
        and key_of(side.name.text) not in nothing
    )


def _whole_names(rows: Sequence[_Parted]) -> dict[_Place, list[str]]:
    """The names of a form by side and 指标值, sorted, so that those which begin alike stand together."""
    names: dict[_Place, dict[str, str]] = {}
    for row in rows:
        for place, side in enumerate(row.sides):
            if side.name and side.value:
                texts = names.setdefault((place, key_of(side.value.text)), {})
                texts.setdefault(key_of(side.name.text), side.name.text)
    return {place: sorted(texts.values(), key=key_of) for place, texts in names.items()}


def _completed(row: _Parted, place: int, wholes: dict[_Place, list[str]]) -> Token:
    """The name, whole where it is cut: from the row's other side, else from the other side of the row that it went
    astray from (003 L652), which bears the same 指标值."""
    side = row.sides[place]
    assert side.name and side.value
    name = side.name
    if len(row.sides) == 1:
        return name
    other = row.sides[1 - place].name
    if other and is_cut(name.text, other.text, shortest=2):
        return replace(name, text=max(name.text, other.text, key=len))
    found = wholes.get((1 - place, key_of(side.value.text)), [])
    first = bisect_left(found, key_of(name.text), key=key_of)
    alike = [whole for whole in found[first : first + 2] if is_cut(name.text, whole)]
    return replace(name, text=alike[0]) if len(alike) == 1 else name


def _target(row: _Parted, side: Side, term: str, levels: tuple[str, str]) -> Target:
    assert side.name and side.value
    text = side.value.text
    if measure(text).number is not None:
        text = f"{side.sign}{text}{side.unit}"
    measured = measure(text)
    return Target(
        project=row.project,
        term=term,
        path=(*(level for level in levels if level), side.name.text),
        text=text,
        comparator=measured.comparator,
        number=measured.number,
        unit=measured.unit,
        line=row.line,
        cell=side.value.index + 1,
    )
