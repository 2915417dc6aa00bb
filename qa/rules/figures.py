"""Shared by the rules that need figures: what the question names in one document, located."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from corpus.identity import is_own_name
from corpus.text import match_key
from index.catalog import Catalog
from qa.items import ItemLink, Links, link_items, link_misspelt, link_part, telling_pairs
from qa.lexicon import Span, abbreviated, blank_out, measures, says, term_pattern
from qa.locate import (
    Figure,
    Hints,
    hinted_tables,
    locate_halves,
    locate_item,
    locate_measure,
    locate_table_total,
)
from qa.pairs import telling
from qa.purchases import PURCHASING, locate_parts, located_purchases, names_part, unknown_part
from qa.question import Question
from qa.told_figures import told_of
from qa.within import column_named, within_class, within_source

# These name a source or a side of the budget; beside another measure they only say which table is meant.
QUALIFIERS = frozenset(
    {
        "fiscal_appropriation",
        "general_public_budget",
        "government_fund_budget",
        "state_capital_budget",
        "special_account",
        "unit_funds",
        "carry_over",
    }
)
_OTHER_BUDGETS = frozenset({"government_fund_budget", "state_capital_budget"})
# Keys of vocab/terms.toml and the rows of a project's form that each means, the nearest first.
_FUND_SOURCES = (
    ("fund_central", ("中央财政资金",)),
    ("fund_provincial", ("省级财政资金",)),
    ("fund_local", ("市县(区)财政资金",)),
    ("fund_county", ("县级财政资金", "市县(区)财政资金")),
    ("fund_own", ("单位自筹",)),
)
# All spending and all income; words for them without 支出 or 收入 (预算总额, 打算花多少) are also a way of asking.
_WHOLES = frozenset({"total_expenditure", "total_income"})
_SIDE = re.compile("支出|收入")
# 政府采购预算中|服务类: the first is only where the second is looked for.
_WITHIN = re.compile(r"[的中里,，]{0,3}")
_PURCHASES = "procurement_"
# 本年安排的项目支出 is all of it.
_PLAIN = re.compile(
    "哪家|谁|哪个|各家|[两几]家|本年|当年|今年|全年|年初|本级|全部|所有|财政拨款|一般公共预算|部门|单位|决算|预算|公开|文件|报告"
)
_BARE_BUDGET = re.compile("^[^一-鿿]*(?:的|总|年度?)*预算")
_SAYS_TOTAL = re.compile("总计")
_OF_THE_YEAR = {"total_expenditure": "current_year_expenditure", "total_income": "current_year_income"}
_HALVES = {"basic_expenditure", "project_expenditure"}
_SAYS_PROJECT = re.compile("[那这]个项目|[那这]项工作")
_WHOLE_NAME = 6
_TERM_WORDS = ("实施期",)
# So many pairs of characters of a project's name must be said beside the everyday words.
_TELLING_OUTSIDE = 2


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
    key = ("figures", catalog.document.id, guess, columns)
    if key not in question.read:
        question.read[key] = _find(question, catalog, guess=guess, columns=columns)
    found: Found = question.read[key]
    return found


def _find(question: Question, catalog: Catalog, *, guess: bool, columns: bool) -> Found:
    links = _linked(question, catalog)
    if names_part(question.focus) and not question.asks("share", "ratio"):
        # 政府采购里的项目支出 is a part of the purchases, or nothing: never all of 项目支出.
        return Found(locate_parts(question.focus, catalog), links)
    guess = guess and question.wants_amount
    heads, qualifiers = _split(_most_particular(links, question.focus))
    if links.items and set(heads) == _HALVES:
        # 委托业务费（基本支出加项目支出）: both columns, or both tables, together.
        return Found(tuple(f for item in links.items if (f := locate_halves(item, catalog)) is not None), links)
    if not columns:
        # 收入合计多少，一般公共预算和政府性基金各多少: sources asked for beside the whole are figures of their own.
        heads, qualifiers = [*heads, *qualifiers], []
    links, column = column_named(links, question.focus) if columns else (links, "")
    hints = _hints(question, links, heads, qualifiers, _own_unit(catalog))
    hints = replace(hints, columns=(column, *hints.columns)) if column else hints
    if hints.fund_sources and not _without_sources(links.items):
        # 市级财政资金 of no project is not 财政拨款, which is all levels together.
        return Found((), links)
    links = within_class(links, question.focus)
    items = _without_same_place(_without_sources(links.items) if hints.fund_sources else links.items)
    if guess:
        items = _nearer_project(items, question, links, catalog) or items
        if not items and heads:
            # 基本支出里的津帖补贴: the measure is understood, the item misspelt.
            items = link_misspelt(links.rest, catalog)[:1]
    everyday = all(item.how == "synonym" for item in items)
    if everyday and heads == ["project_expenditure"] and (said := _description(links, question.focus)):
        # 培训人大代表的项目经费 is of that project, and never of all projects.
        return Found(_described(said.meaning, catalog, hints), replace(links, absent=links.absent or (said,)))
    words = [item.word for item in links.items if item.how == "synonym"]
    if bought := located_purchases(question, heads, items, words, catalog):
        return Found(bought, links)
    if unknown_part(links.measures, links.rest):
        return Found((), links)
    if items:
        located = [(link, locate_item(link, catalog, hints)) for link in items]
        figures = tuple(figure for _, figure in located if figure is not None)
        if not columns:
            figures += tuple(f for i in heads if (f := locate_measure(measures()[i], catalog, hints)) is not None)
        missed = tuple(link for link, figure in located if figure is None)
        if figures or not heads or hints.fund_sources:
            return Found(figures, links, missed)
    if "three_public" in heads and _OTHER_BUDGETS.intersection(qualifiers):
        # 政府性基金预算的三公经费 has a table of its own, or is told nowhere: never the 三公经费 of the general budget.
        own = locate_table_total("three_public_other", catalog, hints)
        return Found((own,) if own is not None else (), links)
    return _find_measures(question, catalog, links, hints, heads or qualifiers, guess=guess)


def _find_measures(
    question: Question, catalog: Catalog, links: Links, hints: Hints, named: Sequence[str], *, guess: bool
) -> Found:
    """The figures of the measures named, of a table named by itself, else what can be guessed."""
    places = [place.table for identity in named for place in measures()[identity].places]
    if links.tables and named and links.tables[0].meaning not in places:
        # 整体支出绩效目标申报表的资金总额 is that table's own total.
        own = locate_table_total(links.tables[0].meaning, catalog, hints)
        if own is not None and not own.blank:
            return Found((own,), links)
    asked = named or _whole_of_unit(question, hints, links)
    if catalog.document.kind == "决算" and not _SAYS_TOTAL.search(question.focus):
        # 总支出 and 支出合计 of a 决算 are what was spent; 总计 has what was left over in it, before and after.
        asked = [_OF_THE_YEAR.get(identity, identity) for identity in asked]
    figures = tuple(f for identity in asked if (f := locate_measure(measures()[identity], catalog, hints)) is not None)
    figures = figures or told_of(asked, links, catalog, hints)
    if figures or asked:
        return Found(figures, links)
    if links.tables and not links.absent:
        total = locate_table_total(links.tables[0].meaning, catalog, hints)
        if total is not None:
            return Found((total,), links)
    if not guess:
        return Found((), links)
    return Found(_guessed(links, catalog, hints), links)


def _whole_of_unit(question: Question, hints: Hints, links: Links) -> list[str]:
    """某中心2026年预算是多少: the whole of a unit inside the organisation; [] where something else is asked of it."""
    whole = hints.budget_unit and question.asks("amount", "money") and _BARE_BUDGET.search(links.rest)
    return ["total_expenditure"] if whole else []


def _linked(question: Question, catalog: Catalog) -> Links:
    links = within_source(link_items(question.focus, catalog), question.focus)
    if not links.items and (whole := _named_whole(question, catalog)):
        links = replace(links, items=whole, tables=(), measures=())
    if _SAYS_PROJECT.search(question.focus) and not any(_may_be_project(item) for item in links.items):
        # 订报刊那个项目 is a project, not 办公费.
        links = replace(links, items=(), absent=links.absent or tuple(_spans(links.items)))
    return links


def _named_whole(question: Question, catalog: Catalog) -> tuple[ItemLink, ...]:
    """Projects whose name holds what was taken for organisation or year: 忻州市人民代表大会志经费, 2024年、2025年残保金."""
    if len(question.focus) != len(question.clean):
        # Only a part of the question is looked at: places no longer agree.
        return ()
    taken = question.scope.spans
    return tuple(
        item
        for item in link_items(question.clean, catalog, misspelt=False).items
        if item.how == "name"
        and len(item.word) >= _WHOLE_NAME
        and any(row.role == "project" for row in item.rows)
        and any(span.start < item.end and item.start < span.end for span in taken)
        and not any(span.start <= item.start and item.end <= span.end for span in taken)
    )


def taken_notes(figures: Iterable[Figure]) -> list[str]:
    """What was taken for what, where no name says it outright."""
    guessed = [
        f"没有完全同名的项目，按最接近的“{figure.label}”回答"
        for figure in figures
        if figure.how in ("part", "fuzzy", "meaning")
    ]
    everyday = [
        f"“{figure.word}”按“{figure.label}”理解"
        for figure in figures
        if figure.how == "synonym" and figure.word and figure.word not in match_key(figure.label)
    ]
    return guessed + everyday


def find_parts(question: Question, catalog: Catalog) -> str:
    """What is left of a question after the names it says outright: where parts of names may still be."""
    return link_items(question.focus, catalog).rest


def _most_particular(links: Links, focus: str) -> list[str]:
    """The measures named, without a whole that is only the way to ask for something else.

    委托业务费预算总额 and 打算花多少钱买公车 are of the item; 政府采购预算中服务类 is the part.
    """
    identities = [span.meaning for span in links.measures]
    parts = [span for span in links.measures if span.meaning.startswith(_PURCHASES)]
    within = [
        span.meaning
        for span in links.measures
        if any(_WITHIN.fullmatch(focus[span.end : part.start]) for part in parts if part.start >= span.end)
    ]
    rest = _PLAIN.sub(" ", term_pattern("amount_filler").sub(" ", links.rest))
    spent = any("花" in focus[span.start : span.end] for span in links.measures)
    others = [i for i in identities if i not in _WHOLES] or links.items or links.absent or (spent and telling(rest))
    generic = {span.meaning for span in links.measures if not _SIDE.search(focus[span.start : span.end])}
    # 政府采购|支出一共, 三公经费|支出合计: all of what stands right before it.
    ends = {span.end for span in links.measures if span.meaning not in _WHOLES} | {item.end for item in links.items}
    return [
        span.meaning
        for span in links.measures
        if not (others and span.meaning in _WHOLES and (span.meaning in generic or span.start in ends))
        and not (span.meaning == PURCHASING and span.meaning in within)
    ]


def _may_be_project(item: ItemLink) -> bool:
    return item.how != "synonym" or any(row.role == "project" for row in item.rows)


def _spans(items: Iterable[ItemLink]) -> Iterator[Span[str]]:
    return (Span(item.start, item.end, item.name) for item in items)


def _split(identities: Iterable[str]) -> tuple[list[str], list[str]]:
    unique = list(dict.fromkeys(identities))
    return [i for i in unique if i not in QUALIFIERS], [i for i in unique if i in QUALIFIERS]


@lru_cache(maxsize=64)
def _own_unit(catalog: Catalog) -> str:
    """The name under which tables list the organisation itself beside its units; "" where they list none."""
    units = catalog.names.units
    own = [unit for unit in units if is_own_name(unit, catalog.document.organisation)]
    return own[0] if own and len(units) > len(own) else ""


def _hints(question: Question, links: Links, heads: Sequence[str], qualifiers: Sequence[str], own_unit: str) -> Hints:
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
        budget_unit=question.scope.budget_unit or (own_unit if question.asks("own_level") else ""),
        term=term,
        period=question.period,
        fund_sources=_fund_sources(question.focus, links),
    )


def _without_sources(items: Sequence[ItemLink]) -> list[ItemLink]:
    """The items that are no source of funds: a form that bears no project's name has its rows named 中央财政资金 alone."""
    sources = {row for _, rows in _FUND_SOURCES for row in rows}
    return [item for item in items if item.name not in sources]


def _fund_sources(focus: str, links: Links) -> tuple[str, ...]:
    """The rows of a project's form that the question means beside the project; () where it asks for the whole.

    Looked for outside the items' names alone: a measure (财政资金) may be the end of the source's name.
    """
    outside = blank_out(focus, [Span(item.start, item.end, "") for item in _without_sources(links.items)])
    rows = next((rows for key, rows in _FUND_SOURCES if says(key, outside)), ())
    forms = {row.path[-1] for item in links.items for row in item.rows if row.table.kind == "performance"}
    # 自筹 is also a column of the tables (单位资金), where no form tells of it.
    return rows if "单位自筹" not in rows or forms.intersection(rows) else ()


def _nearer_project(items: Sequence[ItemLink], question: Question, links: Links, catalog: Catalog) -> list[ItemLink]:
    """The project that everyday words describe better than the standard items they stand for.

    代表的交通费电话费补贴 is no 其他交通费用 and no 邮电费, but the project that has 代表 and 交通 in its name.
    """
    if not items or any(item.how == "code" for item in items):
        return []
    if any(row.role == "project" for item in items if item.how == "name" for row in item.rows):
        return []
    if len([b for b in telling_pairs(question.focus, catalog) if not _said_in(items, b)]) < _TELLING_OUTSIDE:
        return []
    for link in link_part(question.focus, catalog):
        projects = tuple(row for row in link.rows if row.role == "project")
        outside = [b for b in link.shared if not _said_in(items, b)]
        fits = all(item.how == "synonym" or match_key(item.word) in match_key(link.name) for item in items)
        if link.how == "part" and projects and fits and len(outside) >= _TELLING_OUTSIDE:
            return [replace(link, rows=projects)]
    return []


def _said_in(items: Sequence[ItemLink], pair: str) -> bool:
    return any(pair in item.word for item in items)


def _without_same_place(items: Sequence[ItemLink]) -> list[ItemLink]:
    """A name and the code beside it (2010108代表工作) are one item."""
    kept: list[ItemLink] = []
    for item in items:
        twin = next(
            (k for k in kept if k.rows and item.rows and {id(r) for r in k.rows} & {id(r) for r in item.rows}), None
        )
        if twin is None:
            kept.append(item)
        elif item.how == "code":
            kept[kept.index(twin)] = item
    return kept


def _description(links: Links, focus: str) -> Span[str] | None:
    """What stands before 的 and a measure and says which project is meant, as no row's name; None where nothing does."""
    start = links.measures[0].start
    if not focus[:start].endswith("的"):
        return None
    said = re.split(r"[,，。;；、?？\s]", focus[: start - 1])[-1]
    if not telling(_PLAIN.sub(" ", term_pattern("amount_filler").sub(" ", said))):
        return None
    return Span(start - len(said) - 1, start - 1, said)


def _described(said: str, catalog: Catalog, hints: Hints) -> tuple[Figure, ...]:
    for link in link_part(said, catalog):
        figure = locate_item(replace(link, rows=tuple(r for r in link.rows if r.role == "project")), catalog, hints)
        if figure is not None:
            return (figure,)
    return ()


def _pairs(name: str) -> set[str]:
    short = abbreviated(match_key(name))
    return {short[i : i + 2] for i in range(len(short) - 1)}


def _guessed(links: Links, catalog: Catalog, hints: Hints) -> tuple[Figure, ...]:
    standard = " ".join(span.meaning for span in links.absent)
    for link in link_part(links.rest, catalog, standard=standard):
        if links.absent:
            # 取暖费 that the document has not is no 办公费; only a project may go by such a word.
            link = replace(link, rows=tuple(row for row in link.rows if row.role == "project"))
        if link.shared and any(set(link.shared) <= _pairs(name) for name in links.absent_names):
            # 培训费 called by its own name is no 县级人大代表履职培训费.
            continue
        figure = locate_item(link, catalog, hints)
        if figure is not None:
            return (figure,)
    return ()
