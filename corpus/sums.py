"""Sums that hold or break across the columns of a row: 合计 = 基本 + 项目, 三公 合计 = 出国 + 接待 + 用车, 合计 = its sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from corpus.contents import Amounts
from corpus.headers import SOURCES, THREE_PUBLIC, THREE_PUBLIC_WHOLE, VEHICLES, column_subject, side_of, sums_of
from corpus.model import Column

# What each printed amount may be off by, having been rounded on its own.
ROUNDING = Decimal("0.01")


def proofs(columns: Sequence[Column], rows: Iterable[Amounts]) -> Iterator[bool]:
    """For every sum across the columns of every row, whether it holds; an amount under 备注 counts as a broken one.

    Args: rows as the amounts by the index of their column.
    """
    notes = {column.index for column in columns if column.role == "note"}
    subjects = {column.index: column_subject(column) for column in columns if column.role == "amount"}
    sides = {column.index: side_of(column) for column in columns if column.role == "amount"}
    amounts_of = [column for column in columns if column.role == "amount"]
    for amounts in rows:
        yield from (False for index in amounts if index in notes)
        measures: dict[str, dict[str, list[Decimal]]] = {}
        items: dict[str, list[Decimal]] = {}
        for column in amounts_of:
            amount = amounts.get(column.index)
            if amount is None:
                continue
            if subjects[column.index]:
                items.setdefault(subjects[column.index], []).append(amount)
            else:
                measures.setdefault(sides[column.index], {}).setdefault(column.measure, []).append(amount)
        for whole, parts in _equations(measures, items):
            yield adds_up(whole, parts)


def adds_up(whole: Decimal, parts: Sequence[Decimal]) -> bool:
    """Whether parts are a whole but for the rounding of each."""
    return abs(whole - sum(parts, Decimal(0))) <= ROUNDING * (len(parts) + 1)


def _equations(
    sides: dict[str, dict[str, list[Decimal]]], items: dict[str, list[Decimal]]
) -> Iterator[tuple[Decimal, list[Decimal]]]:
    """A whole and its parts, for each sum that the amounts of a row could make."""
    for measures in sides.values():
        if "total" not in measures and "current_year" in measures:
            # 本年收入合计 is the total of a table that has no other.
            measures["total"] = measures.pop("current_year")
        for whole, parts in sums_of(measures):
            present = [amount for part in parts for amount in measures.get(part, [])]
            if len(measures.get(whole, [])) == 1 and present:
                yield measures[whole][0], present
        if len(measures.get("total", [])) == 1 and measures.get("government_funds"):
            # A table of 政府采购 gives the first three sources as one.
            others = [amount for part in SOURCES[3:] for amount in measures.get(part, [])]
            yield measures["total"][0], [*measures["government_funds"], *others]
        # 上年结转 stands in the total only beside 当年预算; alone it stands next to it.
        if len(measures.get("total", [])) == 1 and measures.get("current_year"):
            yield measures["total"][0], [*measures["current_year"], *measures.get("carry_over", [])]
    # 合计 is of 会议费 and 培训费, too, where 三公经费 has a column of its own.
    total = items.get(THREE_PUBLIC_WHOLE) or sides.get("", {}).get("total", [])
    groups = [amount for subject in THREE_PUBLIC for amount in items.get(subject, [])]
    if len(total) == 1 and groups:
        yield total[0], groups
    vehicles = [amount for subject in VEHICLES for amount in items.get(subject, [])]
    if vehicles and len(items.get(THREE_PUBLIC[2], [])) == 1:
        yield items[THREE_PUBLIC[2]][0], vehicles
