"""Rows that only head the rows of a unit or of a 科目 below them: they bear no code where the rows under them do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.headers import TOTAL_WORDS
from corpus.model import Row
from corpus.table_sides import Side, text_of
from corpus.text import drop_numbering, match_key


@dataclass(frozen=True, slots=True)
class Headed:
    """What a row is in a table parted by units.

    Attributes: heads, unit or class for a row that heads others, "" for any other; unit, the name of the unit that the row
        is of, "" where no heading tells it.
    """

    heads: str
    unit: str


def headed_rows(side: Side, data: Sequence[Row]) -> list[Headed]:
    """What each row is in a table whose rows bear the code of their unit, and whose headings bear none.

    单位代码 318002 of the rows is the unit that the first heading above them names; a heading further down names a 科目.
    """
    column = side.labels.get("unit_code")
    told = [Headed("", "")] * len(data)
    if column is None or not side.codes:
        return told
    run: list[int] = []
    code = unit = ""
    for place, row in enumerate(data):
        own = match_key(text_of(row, column))
        if not own and not any(text_of(row, part) for part in side.codes):
            if match_key(drop_numbering(_name(row, side))) not in TOTAL_WORDS:
                run.append(place)
            continue
        if own and own != code:
            code, unit = own, _name(data[run[0]], side) if run else ""
            for heading in run[:1]:
                told[heading] = Headed("unit", unit)
            run = run[1:]
        for heading in run:
            told[heading] = Headed("class", unit)
        run = []
        told[place] = Headed("", unit)
    return told


def _name(row: Row, side: Side) -> str:
    return next(
        (text for role in ("name", "project", "unit_name") if (text := text_of(row, side.labels.get(role)))), ""
    )
