"""Rules over a few figures: their sum, their difference, which is more, and what share one has of another."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from index.catalog import Catalog
from qa.context import Context
from qa.items import link_items
from qa.lexicon import measures
from qa.locate import Figure, Hints, locate_measure
from qa.members import gather, latest_of_each
from qa.numerals import number_of
from qa.plan import Plan, Selection
from qa.purchases import locate_parts, names_part
from qa.question import EACH_OF, Question
from qa.rules.figures import find_figures, find_parts, taken_notes

_EARLIER = "上年|去年|上一年|往年|前年"
_BETWEEN = re.compile(r"、|,|，|;|；|和|与|跟|及|以及|还有|加上|加|减去|减|比(?!例|重|较|" + _EARLIER + r")|\+|＋")
_AGAINST = re.compile(r"[,，]?比(?!例|重|较|" + _EARLIER + r")|减去|减掉|超出|超过|高出|多出")
# 比上年减少多少 asks for a change that the text tells; 上年 is no figure to set against another.
_AGAINST_EARLIER = re.compile(f"[比较](?:{_EARLIER})(?!度?结转|度?结余)")
_AGAINST_YEAR = re.compile(r"[比较](?:19|20)?\d{2}年")
_AND = re.compile("和|与|跟|同|、")
_LISTED = re.compile("、|和|与|跟|及|加上|\\+|＋")
_ASKS_MONEY = re.compile("多少(?:钱|元|万|亿|经费|资金)")
_RATE = re.compile("比例|比重|百分|几成|份额|占比|%")
_WHOLES = frozenset({"支出总计", "收入总计"})
_OF_LIST = re.compile("的(?=[^,，?？]{2,20}[、和与跟及])")
# 项目支出里，人大监督占多少: the whole before its part.
_INSIDE = re.compile("(?:里面|里头|当中|之中|以内|中|里|内)的?[,，]?")
_COUNTED = re.compile(
    r"(?:这|那|上述|以上)?[两二三四五六七八九十\d]{1,2}(?:个|项|笔|种)(?:项目|科目|经费|费用)?(?=合计|一共|总共|共|加|相加|总|,|，)"
)
_OTHERS = re.compile("其他|其它|其余|剩下|余下|别的")
_ASKS = frozenset({"amount", "money"})
_PLACED = re.compile("在(?P<whole>[^在,，]{2,20}?)(?:里面|里头|当中|之中|中|里|内)的?$")
_WITHIN_WHOLE = re.compile("(?:多少|几)[^,，?？]{0,4}[,，?？].{0,3}其中")
# 采购一共多少，货物多少: each is asked for, the first a whole already.
_WHOLE_THEN_PART = re.compile(
    "(?:一共|总共|共|合计|总额|总计)[^,，]{0,4}(?:多少|几)[^,，?？]{0,4}[,，?？][^,，?？]{1,12}(?:多少|几)"
)
_ADDS = re.compile("加起来|加在一起|加一起|加到一块|加一块|合计|合起来|合在一起|相加|加总|求和|总和|之和|加上")
_OF = re.compile(r"占(?:到|了|据|去)?|相当于|是(?=.{1,16}(?:百分之|几成|几分之))")


_COUNTED_ITEMS = re.compile("(?P<n>[两二三四五六])(?:项|笔|样)(?!目)")


def total(question: Question, context: Context) -> Plan | None:
    """The sum of several items named, or of one figure over several units."""
    each = EACH_OF.search(question.focus)
    if not question.asks("sum"):
        return None
    beside = _WITHIN_WHOLE.search(question.focus) or _WHOLE_THEN_PART.search(question.focus)
    if beside and not _ADDS.search(question.focus, beside.end()):
        return None  # 采购一共多少，其中货物多少 asks for the whole and its part
    if each and not _ADDS.search(question.focus, each.start()):
        return None  # 收入合计多少，其中拨款和基金各多少 asks for each
    documents = latest_of_each(question.scope.documents)
    if len(documents) == 1:
        catalog = context.store.catalog(documents[0].id)
        rest = _rest_of(question, catalog, context)
        if rest is not None:
            return rest
        named, absent = _several(question, catalog), _absent(question, catalog)
        figures = _parts_alone(named, question.focus)
        if len(figures) == 1 < len(named) and not absent:
            return _plan("figures", question, figures)
        said = _COUNTED_ITEMS.search(question.focus)
        if said and 0 < len(figures) < int(number_of(said["n"])) and not absent and len(figures) < 2:
            # 加油和修车两项 of which one is known is no sum.
            names = "、".join(figure.label for figure in figures)
            message = f"问的是{said[0]}相加，只认出“{names}”，不能当作合计。请写出各项在表里的名称。"
            return Plan("refuse", (), tuple(documents), status="not_found", message=message)
        if len(figures) + len(absent) < 2 or not figures:
            return None
        plan = _plan("sum", question, figures)
        missing = f"表里没有{'、'.join(f'“{name}”' for name in absent)}，没有计入"
        return replace(plan, notes=(*plan.notes, missing)) if absent else plan
    if not (question.scope.named or question.asks("all_units")):
        return None
    if not (question.asks("all_units") or _ADDS.search(question.focus) or _names_each(question)):
        return None  # 临汾市的采购总共多少 may be of either office
    members = gather(question, context)
    if members is None or len(members.entries) < 2:
        return None
    return replace(_plan("sum", question, members.entries), set_name=members.name, blank=members.blank, over_units=True)


def _parts_alone(figures: list[Figure], focus: str) -> list[Figure]:
    """The figures without those that only say of what the others are a part.

    采购几套沙发，一共多少钱 adds no 采购总额, 四个监狱的罪犯生活保障加一起 nothing of 监狱.
    """
    rows = [(figure, cell) for figure in figures for cell in figure.cells if cell.row is not None]
    tables = {id(cell.table) for _, cell in rows if cell.row is not None and cell.row.role == "item"}
    wholes = {
        id(f) for f, cell in rows if cell.row is not None and cell.row.role == "total" and id(cell.table) in tables
    }
    wholes |= {id(f) for f in figures for part in figures if f.word and f"{f.word}的{part.word or focus}" in focus}
    return [figure for figure in figures if id(figure) not in wholes]


def _names_each(question: Question) -> bool:
    """Whether every organisation is named by itself."""
    named = [span for span in question.scope.spans if span.meaning == "organisation"]
    return len(named) >= len({document.organisation for document in question.scope.documents})


def _rest_of(question: Question, catalog: Catalog, context: Context) -> Plan | None:
    """除了代表活动经费，其他项目一共多少: the members of a set without those excluded; None where nothing is."""
    members = gather(question, context) if question.excluded and _OTHERS.search(question.focus) else None
    if members is None or members.over_units:
        return None
    names = [replace(question, focus=part) for part in question.excluded]
    out = [f for name in names for f in find_figures(replace(name, intents=_ASKS), catalog).figures]
    left = [entry for entry in members.entries if all(entry.label != figure.label for figure in out)]
    if not out or len(left) == len(members.entries):
        return None
    plan = _plan("sum", question, left)
    note = f"{members.name}里不含{'、'.join(figure.label for figure in out)}"
    return replace(plan, set_name=members.name, notes=(*plan.notes, note))


def _absent(question: Question, catalog: Catalog) -> list[str]:
    """The items that a list names and the document has not."""
    return (
        list(dict.fromkeys(link_items(question.focus, catalog).absent_names)) if _LISTED.search(question.focus) else []
    )


def ratio(question: Question, context: Context) -> Plan | None:
    """How many times one figure is another."""
    if not question.asks("ratio") or question.asks("growth"):
        return None
    documents = latest_of_each(question.scope.documents)
    if len(documents) == 1:
        catalog = context.store.catalog(documents[0].id)
        sides = [replace(question, focus=side) for side in re.split("是|比|相当于|为", question.focus, maxsplit=1)]
        found = [find_figures(side, catalog, guess=False).figures for side in sides]
        figures = [side[0] for side in found if side] if len(found) == 2 else []
        return _plan("ratio", question, figures) if len(figures) == 2 else None
    members = gather(question, context)
    if len(documents) == 2 and members is not None and len(members.entries) == 2:
        first = next(iter(question.scope.organisations), "")
        entries = sorted(members.entries, key=lambda entry: entry.catalog.document.organisation != first)
        return replace(_plan("ratio", question, entries), set_name=members.name, over_units=True)
    return None


def compare(question: Question, context: Context) -> Plan | None:
    """Which of two is more, and by how much."""
    if not question.asks("difference", "compare") or _AGAINST_EARLIER.search(question.focus):
        return None
    if _against_year_before(question):
        return None  # 比2023年预算少了多少: the change that the document of 2024 tells
    documents = latest_of_each(question.scope.documents)
    if len(documents) == 1:
        catalog = context.store.catalog(documents[0].id)
        figures = _either_side(question, catalog, _AGAINST) or _several(question, catalog)
        if len(figures) > 2:
            # 总额多少，主要是货物还是服务: every figure named says which is more.
            return _plan("figures", question, figures)
        if len(figures) != 2:
            figures = _either_side(question, catalog, _AND)
        return _plan("difference", question, figures) if len(figures) == 2 else None
    if len(documents) == 2 and question.scope.named:
        members = gather(question, context)
        if members is not None and len(members.entries) == 2:
            return replace(_plan("difference", question, members.entries), set_name=members.name, over_units=True)
        if members is not None:
            plan = _plan("list", question, members.entries)
            return replace(plan, set_name=members.name, blank=members.blank, over_units=True)
    return None


def _against_year_before(question: Question) -> bool:
    """Whether the year set against is the one before the document's own, of which the document itself may tell."""
    years = {document.fiscal_year for document in question.scope.documents}
    return len(years) == 1 and min(years) - 1 in question.scope.years and bool(_AGAINST_YEAR.search(question.clean))


def _either_side(question: Question, catalog: Catalog, between: re.Pattern[str]) -> list[Figure]:
    """The figures before and after a word that sets them against each other (比, 减), where each side names one."""
    found = between.search(question.focus)
    if not found:
        return []
    sides = (question.focus[: found.start()], question.focus[found.end() :])
    figures = [find_figures(replace(question, focus=side), catalog, guess=False).figures for side in sides]
    return [figures[0][0], figures[1][0]] if all(len(side) == 1 for side in figures) else []


def share(question: Question, context: Context) -> Plan | None:
    """What share one figure (or several together) has of a whole; of all spending where no whole is named."""
    if not question.asks("share") or question.asks("growth", "change"):
        return None
    if question.asks("first_n", "last_n", "highest", "lowest", "above", "below", "between") and gather(
        question, context
    ):
        return None  # 最高的三个项目占多少: the rule of ranks chooses them first
    if _ASKS_MONEY.search(question.focus) and not _RATE.search(question.focus):
        return None
    documents = latest_of_each(question.scope.documents)
    if len(documents) != 1:
        return None
    catalog = context.store.catalog(documents[0].id)
    found = _OF.search(question.focus)
    if not found:
        return None
    if names_part(question.focus):
        return _share_of_purchases(question, catalog)
    left = replace(question, focus=question.focus[: found.start()])
    right = replace(question, focus=question.focus[found.end() :])
    wholes = [f for f in find_figures(right, catalog, guess=False).figures if not f.blank]
    if not wholes:
        left, wholes = _within(left, catalog)
    parts = _several(left, catalog) or list(find_figures(left, catalog).figures)
    if wholes and len(parts) > 1:
        # 政府采购，服务类占采购总额的比例: the whole is no part of itself.
        parts = [p for p in parts if (p.cells, p.told) != (wholes[0].cells, wholes[0].told)]
    if not parts:
        return None
    whole = wholes[0] if wholes else locate_measure(measures()[_default_whole(left, catalog)], catalog, Hints())
    if whole is None:
        return None
    each = len(parts) > 1 and EACH_OF.search(question.focus[found.start() - 1 :])
    return _plan("shares" if each else "share", question, [*parts, whole])


def _share_of_purchases(question: Question, catalog: Catalog) -> Plan | None:
    """What share of the purchases is 基本支出 or 项目支出; a refusal where the table does not tell those apart."""
    parts = locate_parts(question.focus, catalog)
    whole = locate_measure(measures()["government_procurement"], catalog, Hints())
    if parts and whole is not None and not whole.blank:
        return _plan("share" if len(parts) == 1 else "shares", question, [*parts, whole])
    message = "政府采购表没有分清基本支出和项目支出，算不出占比。"
    return Plan("refuse", (), (catalog.document,), status="not_found", message=message)


def _default_whole(question: Question, catalog: Catalog) -> str:
    """What a part is a share of where no whole is named: goods of all purchases, everything else of all spending."""
    named = {span.meaning for span in link_items(question.focus, catalog).measures}
    of_purchases = any(identity.startswith("procurement_") for identity in named)
    return "government_procurement" if of_purchases else "total_expenditure"


def _within(question: Question, catalog: Catalog) -> tuple[Question, list[Figure]]:
    """The whole that stands before its part (公用经费里办公费占…), and the question about the part alone."""
    placed = _PLACED.search(question.focus)
    if placed:
        # 人大会议在项目支出里占多少
        wholes = [
            f
            for f in find_figures(replace(question, focus=placed["whole"]), catalog, guess=False).figures
            if not f.blank
        ]
        if wholes:
            return replace(question, focus=question.focus[: placed.start()]), wholes[:1]
    for found in reversed(list(_INSIDE.finditer(question.focus))):
        before = replace(question, focus=question.focus[: found.start()])
        after = replace(question, focus=" " * found.end() + question.focus[found.end() :])
        wholes = [f for f in find_figures(before, catalog, guess=False).figures if not f.blank]
        if wholes and (_several(after, catalog) or find_figures(after, catalog).figures):
            return after, wholes[-1:]
    return question, []


def _several(question: Question, catalog: Catalog) -> list[Figure]:
    """The figures of a list of names, each linked by itself, so that a part of a name will do."""
    if len(question.scope.budget_units) > 1:
        return _of_units(question, catalog)
    question = _of_members(question, catalog)
    # 这三个项目合计: the list once more, and no 项目合计 of its own.
    question = replace(question, focus=_COUNTED.sub(lambda found: " " * len(found[0]), question.focus))
    listed = bool(_LISTED.search(question.focus))
    named = find_figures(question, catalog, guess=False, columns=not listed).figures
    if named and not listed and all(figure.how == "synonym" for figure in named):
        # 代表的交通费电话费补贴 may be one project rather than two standard items.
        named = find_figures(question, catalog).figures
    # 人头费一共要花多少 names 人员经费; 一共要花 is how it asks.
    figures = [f for f in named if f.label not in _WHOLES] or list(named)
    pieces = [piece for piece in _BETWEEN.split(find_parts(question, catalog)) if len(piece.strip()) >= 2]
    for piece in pieces:
        for figure in find_figures(replace(question, focus=piece), catalog).figures[:1]:
            if not figure.blank and all(figure.cells != known.cells for known in figures):
                figures.append(figure)
    # 总共要花 is how a list is asked for, where its names are linked by their parts.
    return [f for f in figures if f.label not in _WHOLES] if len(figures) > 1 and pieces and listed else figures


def _of_units(question: Question, catalog: Catalog) -> list[Figure]:
    """One figure of each unit inside the organisation that is named (网络宣传中心、党员教育中心)."""
    found: list[Figure] = []
    for unit in question.scope.budget_units:
        own = replace(question, scope=replace(question.scope, budget_unit=unit, budget_units=()))
        found += find_figures(own, catalog, guess=False).figures[:1]
    return [figure for figure in found if not figure.blank]


def _of_members(question: Question, catalog: Catalog) -> Question:
    """The question without the whole that its list is taken from: 基本支出的办公费、印刷费加起来 adds no 基本支出."""
    for span in link_items(question.focus, catalog).measures:
        after = question.focus[span.end :]
        inside = _INSIDE.match(after) or (_OF_LIST.match(after) and link_items(after, catalog).items)
        if inside:
            return replace(question, focus=" " * span.end + after)
    return question


def _plan(operation: str, question: Question, figures: Iterable[Figure]) -> Plan:
    listed = tuple(figures)
    documents = tuple(dict.fromkeys(figure.catalog.document for figure in listed))
    return Plan(
        operation,
        figures=listed,
        documents=documents,
        unit=question.unit,
        notes=(*question.scope.notes, *taken_notes(listed)),
        asked=question.intents,
        selection=Selection(all=True),
    )
