"""Targets of forms put into words: name, value as printed, project and side; their values and places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from corpus.money import plain_number
from index.records import StoredTarget
from qa.answer import Citation, Value

_EACH = re.compile("每|人均|平均")
_EACH_IN_NAME = re.compile(r"(?P<each>每[一-鿿]{1,4}?)(?P<number>\d[\d.,]*)(?P<unit>亿元|万元|元)")
_UNITS = {"万": "万元", "亿": "亿元"}


def target_line(stored: StoredTarget) -> str:
    """A target in a line: whose it is, what is to be reached, and as what it is printed."""
    target = stored.target
    whose = f"“{target.project}”" if target.project else "整体绩效"
    term = f"{target.term}目标" if target.term else "绩效目标"
    return f"{whose}{term}，{target.path[1] or target.path[0]}“{target.path[-1]}” {target.text}"


def target_values(stored: StoredTarget, asked: str = "") -> Iterator[Value]:
    """The number of a target; none for a target in words. 5000元/个/年 has the unit 元, its label says of what.

    Args: asked, the clause of the question: where it asks what each gets, a name that tells it is answer enough.
    """
    target = stored.target
    if target.number is None:
        return
    told = _EACH_IN_NAME.search(target.path[-1]) if _EACH.search(asked) else None
    if told:
        # 按照每村20万元标准对60个村进行补助 =1200万元: what each gets stands in the name.
        yield Value(told["each"], Decimal(told["number"].replace(",", "")), told["unit"])
        return
    unit, _, per = target.unit.partition("/")
    label = target.path[-1] + (f"（每{'每'.join(per.split('/'))}）" if per else "")
    yield Value(label, target.number, _UNITS.get(unit, unit), target.comparator)


def target_citation(stored: StoredTarget) -> Citation:
    """The place of a target in its form."""
    target = stored.target
    amount = "" if target.number is None else plain_number(target.number)
    column = f"{target.term}/指标值" if target.term else "指标值"
    document = stored.table.document
    return Citation(
        document.name, stored.table.title, "/".join(target.path), column, target.line, target.cell,
        amount, _UNITS.get(target.unit, target.unit), f"{target.path[-1]} {target.text}",
        place=document.places.get(target.line),
    )  # fmt: skip
