"""Items that only say where another one stands: 监狱（款）下的行政运行, 一般公共预算拨款支出中的其他支出."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from corpus.patterns import column_kind
from corpus.text import match_key
from index.records import StoredRow
from qa.items import ItemLink, Links
from qa.lexicon import Span

_UNDER = re.compile(r"(?=.)(?:[这该那]?[一个]{0,2}[(]?[类款][)]?)?(?:项下|之下|下面|下|里面|里|中)?的?(?:“|\")?")
# So many items a 款 has at most.
_CHILDREN = 12
_INSIDE_SOURCE = re.compile(r"(?:支出|预算|安排|资金)*(?:里面?|当中|之中|中|内|下面?|的)+[,，“\"]?")
_OF_ITEM = re.compile('[”"]?(?:支出|资金)?[的中]?')
# 本年收入 and 财政拨款 beside an item are asked for as often as figures of their own.
_PLAIN = frozenset({"total", "current_year", "fiscal_appropriation"})
# The measure that a source of money is, where another item is looked for in its table.
_BUDGETS = {
    "general_public": "general_public_budget",
    "fund": "government_fund_budget",
    "state_capital": "state_capital_budget",
}
_SPENDING = frozenset({"basic_expenditure", "project_expenditure", "personnel_expenses", "public_expenses"})


def within_class(links: Links, focus: str) -> Links:
    """监狱（款）下的行政运行: the class only says which of several rows of the name is meant."""
    items = sorted(links.items, key=lambda item: item.start)
    kept: list[ItemLink] = list(items)
    for above, below in pairwise(items):
        rows = tuple(row for row in below.rows if match_key(above.name) in map(match_key, row.path[:-1]))
        rows = rows or tuple(_nearest_below(above, below))
        if rows and _UNDER.fullmatch(focus[above.end : below.start]):
            kept = [replace(below, rows=rows) if item is below else item for item in kept if item is not above]
    return replace(links, items=tuple(kept)) if len(kept) < len(items) else links


def _nearest_below(above: ItemLink, below: ItemLink) -> Iterator[StoredRow]:
    """In tables without codes, the first row of a name that follows the class's own."""
    for parent in above.rows:
        after = [row for row in below.rows if row.table is parent.table and row.number > parent.number]
        if after and min(row.number for row in after) - parent.number <= _CHILDREN:
            yield min(after, key=lambda row: row.number)


def within_source(links: Links, focus: str) -> Links:
    """一般公共预算拨款支出中其他法院支出: the source, a row by itself, only says in which budget's table the item stands."""
    items = sorted(links.items, key=lambda item: item.start)
    for above, below in pairwise(items):
        kind = column_kind(above.name)
        budget = _BUDGETS.get(kind.measure, "") if kind is not None else ""
        if budget and _INSIDE_SOURCE.fullmatch(focus[above.end : below.start]):
            kept = tuple(item for item in links.items if item is not above)
            return replace(links, items=kept, measures=(*links.measures, Span(above.start, above.end, budget)))
    return _source_of_measure(links, focus)


def _source_of_measure(links: Links, focus: str) -> Links:
    """一般公共预算财政拨款|基本支出: a row of income right before a measure of spending says of which budget it is."""
    for item in links.items:
        kind = column_kind(item.name)
        budget = _BUDGETS.get(kind.measure, "") if kind is not None else ""
        heads = [span for span in links.measures if span.start >= item.end and span.meaning in _SPENDING]
        # 一般公共预算拨款|支出 is the budget's spending, too, where the rows of the name are of income alone.
        spent = focus.startswith("支出", item.end) and all(row.side == "收入" for row in item.rows)
        if budget and (spent or any(_OF_ITEM.fullmatch(focus[item.end : head.start]) for head in heads)):
            kept = tuple(other for other in links.items if other is not item)
            return replace(links, items=kept, measures=(*links.measures, Span(item.start, item.end, budget)))
    return links


def column_named(links: Links, focus: str) -> tuple[Links, str]:
    """“两庭”建设年初结转和结余: a row by itself, right after an item whose table has it as a column, is that column.

    Returns: the links without it, and the column's measure; "" where there is none.
    """
    items = sorted(links.items, key=lambda item: item.start)
    for item, beside in pairwise(items):
        kind = column_kind(beside.name)
        measure = kind.measure if kind is not None and kind.measure not in _PLAIN else ""
        if not measure or not _OF_ITEM.fullmatch(focus[item.end : beside.start]):
            continue
        if any(measure in row.table.measures for row in item.rows):
            kept = tuple(other for other in links.items if other is not beside)
            return replace(links, items=kept), measure
    return links, ""
