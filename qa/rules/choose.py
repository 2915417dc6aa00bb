"""Rules over a set: the highest and lowest, the first few, those above or below a bound, all of them, how many."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from corpus.money import YUAN_PER_UNIT, Money
from corpus.told import told_in
from qa.context import Context
from qa.lexicon import says, term_patterns
from qa.locate import Figure
from qa.members import Members, gather, latest_of_each
from qa.numerals import number_of
from qa.plan import Plan, Quote, Selection
from qa.purchases import locate_bought, locate_coded
from qa.question import Question
from qa.rules.figures import find_figures
from qa.rules.forms import asks_field

_RANKS = ("highest", "lowest", "first_n", "last_n", "rank")
_INCLUSIVE = re.compile(
    "以上|及以上|不少于|不低于|至少|不小于|起码|以下|不超过|没有?超过|未超过|不高于|以内|不多于|不大于|至多|>=|<=|≥|≤|达到"
)
_ASKED_NUMBER = re.compile(
    "哪(?P<n>[两二三四五六七八九十])(?:个|家|项|种|类|条|部|次|所)|(?P<said>[两二三四五六七八九十])(?=(?:个|家)[^,，。]{0,12}(?:是|有|叫)?(?:哪|什么))"
)
_MEANS_NONE = re.compile(r"没有(?:列|安排|编|写|这)|没列|没安排|未列|未安排|没有.{0,6}预算|写明了?没有|不含有")
# 有几个，合计多少 wants the sum beside the count; 一共有几个 only counts.
_SUMS = re.compile(
    "涉及(?:的)?(?:资金|金额)|合计|加起来|总和|相加|加总|合起来|(?:一共|总共|共)(?:是|要|有|安排|花)?(?:多少(?:钱|元|万)|几万)"
)
_OF_WHOLE = re.compile("占(?!比最|比第|比前|比排|用|地)(?:到|了|据|去)?(?P<whole>.*)")
_IS_SAID = re.compile("哪(?:些|几个)(?:项目|科目)(?:是|属于)(?P<what>[^,，?？]{3,12}?)的")
_SAID = 3
# 纳入绩效目标管理的项目有几个、涉及多少 is told in a sentence; forms of a scan may leave some out.
_TOLD_OF_FORMS = re.compile("(?:纳入|实行|实施|编报|公开).{0,4}绩效(?:目标)?(?:管理)?.{0,4}项目.{0,8}(?:几|多少)")
# 其他运转类项目多少个: the prose alone sorts them.
_OF_SORT = re.compile("(?P<sort>其他运转类|特定目标类|人员类|运转类)(?:的)?项目.{0,4}(?:几|多少)")
# 台、桌类 is a name; 书 alone may be anything.
_SHORTEST_GOODS = 3
_CHOOSES = re.compile("属于.{2,10}的")
_EACH_OF = re.compile("分别|各(?:是|有|为)?多少|各是")
_SPOKEN = {"万": "万元", "亿": "亿元", "块": "元", "块钱": "元", "": "万元"}


def rank(question: Question, context: Context) -> Plan | None:
    """The highest, the lowest, the first N, the k-th, or all in order."""
    if not question.asks(*_RANKS):
        return None
    members = gather(question, context)
    if members is None or not (members.entries or members.over_units):
        return None
    return _plan("rank", question, members, rank_selection(question))


def average(question: Question, context: Context) -> Plan | None:
    """The mean of a set: of the projects of a unit, of one figure over several units."""
    if not question.asks("average") or question.asks("per_head", "target", *_RANKS):
        return None
    members = gather(question, context)
    return _plan("average", question, members, Selection(all=True)) if members is not None and members.entries else None


def rank_selection(question: Question) -> Selection:
    """Which members a question wants: the highest, the first so many, the k-th; all of them in order otherwise."""
    first = _counted("first_n_pattern", question.focus)
    last = _counted("last_n_pattern", question.focus)
    place = next((number_of(m["k"]) for p in term_patterns("rank_pattern") if (m := p.search(question.focus))), 0)
    ascending = bool(re.search("从低到高|从小到大|从少到多|由低到高|由小到大|由少到多|升序", question.focus))
    if first:
        return Selection(first=first)
    if last:
        return Selection(last=last)
    if place:
        return Selection(place=place, ascending=question.asks("lowest"))
    if question.asks("rank"):
        return Selection(all=True, ascending=ascending)
    return Selection(first=int(question.asks("highest")), last=int(question.asks("lowest")))


def _counted(key: str, focus: str) -> int:
    return next((number_of(found["n"]) for p in term_patterns(key) if (found := p.search(focus))), 0)


def bounded(question: Question, context: Context) -> Plan | None:
    """Those above, below or between bounds."""
    selection = _bounds(question.focus)
    if selection is None:
        return None
    members = gather(question, context)
    return _plan("filter", question, members, selection) if members is not None else None


def _bounds(focus: str) -> Selection | None:
    between = next((m for p in term_patterns("between_pattern") if (m := p.search(focus))), None)
    if between and between["high_unit"]:
        high_unit = between["high_unit"]
        low = _money(between["low"], between["low_unit"] or high_unit)
        return Selection(low=low, high=_money(between["high"], high_unit), inclusive=True)
    for key, side in (("above_pattern", "low"), ("below_pattern", "high")):
        for pattern in term_patterns(key):
            found = pattern.search(focus)
            if found and found["bound"] and (found["unit"] or "") != "%":
                inclusive = bool(_INCLUSIVE.search(focus[max(0, found.start() - 3) : found.end() + 3]))
                bound = _money(found["bound"], found["unit"] or "")
                return (
                    Selection(low=bound, inclusive=inclusive)
                    if side == "low"
                    else Selection(high=bound, inclusive=inclusive)
                )
    return None


def _money(bound: str, unit: str) -> Money:
    scale = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
    factor, digits = Decimal(1), bound
    while len(digits) > 1 and digits[-1] in scale and re.match(r"[\d.,]+", digits):
        factor, digits = factor * scale[digits[-1]], digits[:-1]
    unit = _SPOKEN.get(unit, unit)
    amount = Decimal(number_of(digits)) if not re.match(r"[\d.,]+$", digits) else Decimal(digits.replace(",", ""))
    return Money(amount * factor, unit if unit in YUAN_PER_UNIT else "万元")


def listing(question: Question, context: Context) -> Plan | None:
    """All members of a set, or how many there are."""
    counts = question.asks("count") and not question.asks("list")
    without = question.asks("all_units") and bool(_MEANS_NONE.search(question.focus))
    if not (without or question.asks("list", "count")) or question.asks("why", "define", "change", "growth", "target"):
        return None
    if _EACH_OF.search(question.focus) and _names_several(question, context):
        return None  # 项目支出和基本支出分别是多少 asks for two figures, not for all projects
    if (_TOLD_OF_FORMS.search(question.focus) or _OF_SORT.search(question.focus)) and (
        told := _told_of_forms(question, context)
    ):
        return told
    if asks_field(question.focus) or (question.asks("procurement") and _names_purchase(question, context)):
        return None
    members = gather(question, context)
    if members is None or (question.asks("prose") and not _names_set(members)):
        return None
    if _CHOOSES.search(question.focus) or question.asks("above", "below", "between"):
        return None  # 属于特定目标类的有几个: a list of all would pass over what was asked
    if members.over_units and not (
        without or question.asks("all_units", "money", "amount") or _EACH_OF.search(question.focus)
    ):
        return None
    members = _called(members, question.focus)
    if _asks_another_number(question, members):
        return None
    if members.over_units and without:
        return _plan("without", question, members, Selection(all=True))
    return _plan("count" if counts else "list", question, members, Selection(all=True))


def _asks_another_number(question: Question, members: Members) -> bool:
    """Whether the question says how many there are, and a table has another number: 下属是哪两家 is told by the prose."""
    asked = _ASKED_NUMBER.search(question.focus)
    return asked is not None and number_of(asked["n"] or asked["said"]) != len(members.entries) + len(members.blank)


def _told_of_forms(question: Question, context: Context) -> Plan | None:
    """The sentence that tells how many projects have targets, and of what amount; None where no document tells it."""
    documents = latest_of_each(question.scope.documents)
    sort = _OF_SORT.search(question.focus)
    for section in context.store.catalog(documents[0].id).sections if len(documents) == 1 else ():
        for sentence in section.sentences if section.kind == "performance" else ():
            units = {told.unit for told in told_in(sentence.text)}
            same = ("公开" in question.focus) == sentence.text.startswith("公开") and "绩效目标" in sentence.text
            if "个" in units and (f"{sort['sort']}项目" in sentence.text if sort else same):
                quote = Quote(section, sentence, asked=f"{question.focus}；多少钱")
                return Plan("quote", documents=tuple(documents), quotes=(quote,), asked=question.intents)
    return None


def _called(members: Members, focus: str) -> Members:
    """The members whose names hold what the question says of them (哪些项目是提前下达的); all where it says nothing."""
    said = _IS_SAID.search(focus)
    if not said:
        return members
    pieces = {said["what"][i : i + _SAID] for i in range(len(said["what"]) - _SAID + 1)}
    kept = tuple(entry for entry in members.entries if any(piece in entry.label for piece in pieces))
    return replace(members, entries=kept, blank=()) if kept else members


def _names_several(question: Question, context: Context) -> bool:
    """Whether two or more figures of one document are named one by one."""
    documents = latest_of_each(question.scope.documents)
    if len(documents) != 1:
        return False
    return len(find_figures(question, context.store.catalog(documents[0].id), guess=False, columns=False).figures) > 1


def _names_purchase(question: Question, context: Context) -> bool:
    """Whether one purchase is named by its remark (采购明细里的茶吧机) or its code (A0605)."""
    documents = latest_of_each(question.scope.documents)
    if len(documents) != 1:
        return False
    catalog = context.store.catalog(documents[0].id)
    if locate_bought(question.focus, (), catalog) or locate_coded(question.focus, catalog):
        return True
    goods = {row.key for row in catalog.rows_of("procurement") if row.role == "item"}
    return any(len(key) >= _SHORTEST_GOODS and key in question.focus for key in goods)


def _names_set(members: Members) -> bool:
    return members.over_units or len(members.entries) > 0


def _plan(operation: str, question: Question, members: Members, selection: Selection) -> Plan:
    documents = tuple(dict.fromkeys(entry.catalog.document for entry in members.entries))
    return Plan(
        operation,
        figures=members.entries,
        documents=documents or question.scope.documents[:1],
        unit=question.unit,
        notes=question.scope.notes,
        asked=question.intents | ({"each"} if says("money", question.focus) or "各" in question.focus else frozenset()),
        selection=selection,
        set_name=members.name,
        blank=members.blank,
        over_units=members.over_units,
        then=_then(question, operation),
        whole=_whole(question, members),
    )


def _then(question: Question, operation: str) -> tuple[str, ...]:
    """What is done with the members chosen: 占比最高的三个项目合计多少, 前三大项目占项目支出的比重."""
    wanted = ["sum"] if _SUMS.search(question.focus) else []
    wanted += ["average"] if question.asks("average") and operation != "average" else []
    wanted += ["share"] if question.asks("share") and _OF_WHOLE.search(question.focus) else []
    return tuple(wanted)


def _whole(question: Question, members: Members) -> Figure | None:
    """The whole that the chosen members are a share of: the one named after 占, else all members together (None)."""
    named = _OF_WHOLE.search(question.focus)
    if not (question.asks("share") and named) or members.over_units or not members.entries:
        return None
    catalog = members.entries[0].catalog
    side = replace(question, focus=named["whole"])
    return next((f for f in find_figures(side, catalog, guess=False).figures if not f.blank), None)
