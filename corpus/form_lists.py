"""绩效目标表 that list many projects in one table (项目名称、预算数、年度目标、指标…), parted into a form for each project."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.grids import Captioned
from corpus.indicators import is_header, key_of, vocabulary
from corpus.model import Row
from corpus.money import is_amount
from corpus.targets import project_column, project_in
from corpus.text import join_wrapped, match_key

_GOAL = re.compile("(?:年度|总体|项目)?(?:绩效)?(?:总体)?目标(?:内容|描述)?")
_MONEY = re.compile(r"(?:年度|项目)?(?:资金总额|预算(?:数|金额|总额)?|金额|资金|总投入)(?:\([^()]*\))?")
_OVER_TARGETS = frozenset({"绩效指标", "指标名称", "指标内容"})
# Of a header in two lines, the upper one names the projects.
_HEADER_LINES = 2


@dataclass(frozen=True, slots=True)
class ListedProject:
    """One project of such a table.

    Attributes: name; its rows with the header above them; money: the place of its amount as row, cell and the head above it,
        None where none is printed; goal, the row and cell of its goal in words, None where none is printed.
    """

    name: str
    captioned: Captioned
    money: tuple[Row, int, str] | None
    goal: tuple[Row, int] | None


def listed_projects(captioned: Captioned) -> list[ListedProject]:
    """The projects that a table of targets lists, in its order; [] for a form of one project."""
    rows = captioned.rows
    head = next((place for place, row in enumerate(rows[:_HEADER_LINES]) if _heads_targets(row)), -1)
    column = project_column(rows, head) if head >= 0 else -1
    if column < 0:
        return []
    header, data = rows[: head + 1], rows[head + 1 :]
    return [_project(captioned, header, name, group) for name, group in _groups(data, column)]


def joined_lists(tables: Sequence[Captioned]) -> list[Captioned]:
    """Tables, those that go on with a list of targets on the next page joined to it: without title and header of their own.

    A page may also break a project's row from its targets: it stands alone between the two parts.
    """
    joined: list[Captioned] = []
    alone: list[Captioned] = []
    for table in tables:
        if joined and _goes_on_with_targets(joined[-1], table):
            parts = [joined[-1], *alone, table]
            joined[-1] = replace(joined[-1], rows=tuple(row for part in parts for row in part.rows), note=table.note)
            alone = []
        elif joined and not table.title and len(table.rows) == 1:
            alone.append(table)
        else:
            joined += [*alone, table]
            alone = []
    return [*joined, *alone]


def _goes_on_with_targets(above: Captioned, below: Captioned) -> bool:
    """Whether most rows of a table without a title name classes of targets, where those of a list above name them."""
    if below.title or not any(_heads_targets(row) for row in above.rows[:_HEADER_LINES]):
        return False
    columns = {index for row in above.rows for index, text in row.filled() if _is_class(text)}
    fitting = [row for row in below.rows if any(index in columns and _is_class(text) for index, text in row.filled())]
    return 2 * len(fitting) > len(below.rows) > 0


def _is_class(text: str) -> bool:
    level = vocabulary().levels.get(key_of(text))
    return level is not None and bool(level.first)


def _heads_targets(row: Row) -> bool:
    """Whether a row heads targets: 一级指标 … 指标值, or 绩效指标 over all of them."""
    return is_header(row.cells) or any(match_key(text) in _OVER_TARGETS for _, text in row.filled())


def _groups(rows: Sequence[Row], column: int) -> Iterator[tuple[str, list[Row]]]:
    named, group = "", list[Row]()
    for row in rows:
        name = project_in(row, column)
        if name and name != named:
            if named:
                yield named, group
            named, group = name, []
        group.append(row)
    if named:
        yield named, group


def _project(captioned: Captioned, header: Sequence[Row], name: str, group: Sequence[Row]) -> ListedProject:
    heads = _heads(header)
    money = next(
        (
            (row, index, head)
            for index, head in heads.items()
            if _MONEY.fullmatch(match_key(head))
            for row in group
            if index < len(row.cells) and is_amount(row.cells[index])
        ),
        None,
    )
    goal = next(
        (
            (row, index)
            for index, head in heads.items()
            if _GOAL.fullmatch(match_key(head))
            for row in group
            if index < len(row.cells) and row.cells[index] and not is_amount(row.cells[index])
        ),
        None,
    )
    return ListedProject(name, replace(captioned, rows=(*header, *group)), money, goal)


def _heads(header: Sequence[Row]) -> dict[int, str]:
    """What stands over each cell, the lowest line of the header that says anything."""
    return {index: join_wrapped(text) for row in header for index, text in row.filled()}
