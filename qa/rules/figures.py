"""Shared by the rules that need figures: what the question names in one document, located."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.records import Catalog
from qa.items import ItemLink, Links, link_items, link_part
from qa.lexicon import measures
from qa.locate import Figure, Hints, hinted_tables, locate_item, locate_measure, locate_table_total
from qa.question import Question

# These name a source or a side of the budget; beside another measure they only say which table is meant.
QUALIFIERS = frozenset(
    {"fiscal_appropriation", "general_public_budget", "government_fund_budget", "state_capital_budget", "special_account", "unit_funds", "carry_over"}
)
_TERM_WORDS = ("实施期",)


@dataclass(frozen=True, slots=True)
class Found:
    """What a question names in one document: figures located, and the links they come from."""

    figures: tuple[Figure, ...]
    links: Links
    unlocated: tuple[ItemLink, ...] = ()


def find_figures(question: Question, catalog: Catalog, *, guess: bool = True, columns: bool = True) -> Found:
    """The figures that a question names in a document.

    Args: guess allows parts of names and misspellings where nothing is named outright; columns lets a measure beside an
        item be its column (人大会议的项目支出), False takes both as figures of their own (人大会议和基本支出).
    """
    links = link_items(question.focus, catalog)
    heads, qualifiers = _split(span.meaning for span in links.measures)
    hints = _hints(question, links, heads, qualifiers, catalog.document.organisation)
    items = _without_same_place(links.items)
    if items:
        located = [(link, locate_item(link, catalog, hints)) for link in items]
        figures = tuple(figure for _, figure in located if figure is not None)
        if not columns:
            figures += tuple(f for i in heads if (f := locate_measure(measures()[i], catalog, hints)) is not None)
        missed = tuple(link for link, figure in located if figure is None)
        if figures or not heads:
            return Found(figures, links, missed)
    asked = heads or qualifiers
    figures = tuple(f for identity in asked if (f := locate_measure(measures()[identity], catalog, hints)) is not None)
    if figures or asked:
        return Found(figures, links)
    if links.tables and not links.absent:
        total = locate_table_total(links.tables[0].meaning, catalog, hints)
        if total is not None:
            return Found((total,), links)
    if not guess:
        return Found((), links)
    return Found(_guessed(links, catalog, hints), links)


def find_parts(question: Question, catalog: Catalog) -> str:
    """What is left of a question after the names it says outright: where parts of names may still be."""
    return link_items(question.focus, catalog).rest


def _split(identities: Iterable[str]) -> tuple[list[str], list[str]]:
    unique = list(dict.fromkeys(identities))
    return [i for i in unique if i not in QUALIFIERS], [i for i in unique if i in QUALIFIERS]


def _hints(
    question: Question, links: Links, heads: Sequence[str], qualifiers: Sequence[str], organisation: str
) -> Hints:
    named = heads if links.items else ()
    tables = {span.meaning for span in links.tables}
    implied = set(hinted_tables(named))
    for identity in qualifiers:
        # 一般公共预算的基本支出 is asked of that budget's own table; 一般公共预算 alone is a source.
        if heads or links.items:
            implied |= {place.table for place in measures()[identity].places[:1] if place.table}
    columns = tuple(measures()[i].column for i in (*named, *qualifiers) if links.items and measures()[i].column)
    term = "form_term" if any(word in question.focus for word in _TERM_WORDS) else "form_year"
    return Hints(
        tables=frozenset(tables),
        implied=frozenset(implied),
        columns=columns,
        side=question.side,
        carry_over=question.carry_over,
        budget_unit=question.scope.budget_unit or (organisation if question.asks("own_level") else ""),
        term=term,
    )


def _without_same_place(items: Sequence[ItemLink]) -> list[ItemLink]:
    """A name and the code beside it (2010108代表工作) are one item."""
    kept: list[ItemLink] = []
    for item in items:
        twin = next((k for k in kept if k.rows and item.rows and {id(r) for r in k.rows} & {id(r) for r in item.rows}), None)
        if twin is None:
            kept.append(item)
        elif item.how == "code":
            kept[kept.index(twin)] = item
    return kept


def _guessed(links: Links, catalog: Catalog, hints: Hints) -> tuple[Figure, ...]:
    standard = " ".join(span.meaning for span in links.absent)
    for link in link_part(f"{links.rest} {standard}", catalog):
        figure = locate_item(link, catalog, hints)
        if figure is not None:
            return (figure,)
    return ()
