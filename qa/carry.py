"""What a turn does with the results of the turns before: 加起来呢, 差多少, 第二个呢, 占项目支出多少, 分别多少."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.catalog import Catalog
from qa.compute import compute_figure
from qa.compute_sets import select
from qa.lexicon import measures, term_pattern, term_patterns
from qa.locate import Figure, Hints, locate_measure
from qa.numerals import number_of
from qa.pairs import telling
from qa.plan import Plan, Selection
from qa.question import Question
from qa.rules.figures import find_figures

# Operations over several figures, by the intents that ask for them, the most particular first.
_OPERATIONS = (
    ("ratio", "ratio"),
    ("average", "average"),
    ("difference", "difference"),
    ("compare", "difference"),
    ("sum", "sum"),
)
_SETS = frozenset({"rank", "filter", "list", "count", "average"})
_PAIR = ("one", "other")
_TWO = frozenset({"difference", "ratio"})
_ORDINAL = re.compile(
    r"(?P<back>上面|刚才|前面|其中|里面|里)?的?第(?P<n>[一二三四五六七八九十\d]{1,3})(?:[个项名位大高多家]|(?=呢|是|$|[?？,，]))"
)
_EACH = re.compile("分别|各是?多少|各多少|都是多少|列出来|列一下|有哪些|是哪些|哪几个|哪些|明细|逐[项个]|清单")
_ALL_TOGETHER = re.compile("一共|总共|合计|加起来|共")
_FILLER = re.compile(
    "那|呢|啊|呀|了|请问|再|又|还|它们|这些|两者|二者|两个|两项|多少|钱|元|是|的|都|和|比|谁|哪个?|更|要|第|名|一下|算"
)


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of a conversation: the question and the plan that answered it."""

    question: Question
    plan: Plan

    @property
    def chosen(self) -> tuple[Figure, ...]:
        """The figures that the turn told: those chosen from a set, or those asked for."""
        plan = self.plan
        if plan.operation not in _SETS:
            return plan.figures
        computed = [compute_figure(figure, plan.unit) for figure in plan.figures]
        if plan.operation in ("rank", "filter"):
            return tuple(c.figure for c in select(computed, plan.selection))
        return plan.figures

    @property
    def labels(self) -> tuple[str, ...]:
        """Names of what was told, without the remarks in brackets that the answer adds."""
        return tuple(re.sub(r"（[^（）]*）$", "", figure.label) for figure in self.chosen)


def carried(question: Question, turns: Sequence[Turn]) -> Plan | None:
    """A plan over earlier results, for a turn that names an operation and nothing of its own; None otherwise."""
    if not turns or not turns[-1].plan.figures:
        return None
    before = turns[-1]
    ordinal = _ORDINAL.search(question.focus)
    if ordinal:
        return _of_place(before, number_of(ordinal["n"]), back=bool(ordinal["back"]))
    if before.plan.operation == "count" and (_EACH.search(question.focus) or _ALL_TOGETHER.search(question.focus)):
        return _set_again(question, before.plan)
    if question.asks("share") and len(before.chosen) > 1:
        return _share(question, before)
    operation = next((op for intent, op in _OPERATIONS if question.asks(intent)), "")
    if not operation or not _is_bare(question.focus):
        return None
    operands = _operands(before) if len(before.chosen) > 1 else _singles(turns)
    if operation in _TWO:
        operands = operands[-2:] if len(before.chosen) <= 1 else operands
        if len(operands) != len(_PAIR):
            return None
    return _over(operation, question, operands, before.plan) if len(operands) > 1 else None


def _operands(before: Turn) -> tuple[Figure, ...]:
    """What was told, at most as many as were asked for: the three highest are three, though a fourth ties with the third."""
    wanted = before.plan.selection.first or before.plan.selection.last
    return before.chosen[:wanted] if before.plan.operation == "rank" and wanted else before.chosen


def _is_bare(focus: str) -> bool:
    """Whether nothing but the operation is said."""
    for intent, _ in _OPERATIONS:
        for pattern in (term_pattern(intent), *term_patterns(f"{intent}_pattern")):
            focus = pattern.sub(" ", focus)
    return not telling(_FILLER.sub(" ", focus))


def _of_place(before: Turn, place: int, *, back: bool) -> Plan | None:
    """第二呢 after a rank is the second of all; 上面第二个 the second of those told."""
    plan = before.plan
    if plan.operation == "rank" and not back and (plan.selection.first == 1 or plan.selection.last == 1):
        return replace(plan, selection=Selection(place=place, ascending=bool(plan.selection.last)), then=())
    told = before.chosen
    if not 0 < place <= len(told):
        message = f"前面的回答里有 {len(told)} 项，没有第{place}项。"
        return Plan("refuse", documents=plan.documents, status="not_found", message=message)
    figure = told[place - 1]
    return Plan("figures", (figure,), (figure.catalog.document,), plan.unit, asked=plan.asked)


def _set_again(question: Question, plan: Plan) -> Plan:
    """The members that were counted, told with their amounts or added."""
    if _EACH.search(question.focus):
        return replace(plan, operation="list", then=(), unit=question.unit or plan.unit)
    return replace(plan, operation="sum", then=(), unit=question.unit or plan.unit)


def _share(question: Question, before: Turn) -> Plan | None:
    """What share those told have together of the whole that the turn names, or of all spending."""
    documents = {figure.catalog.document for figure in before.chosen}
    if len(documents) != 1:
        return None
    catalog = before.chosen[0].catalog
    named = question.focus.partition("占")[2]
    whole = _whole(replace(question, focus=named), catalog)
    if whole is None:
        return None
    return Plan("share", (*_operands(before), whole), tuple(documents), question.unit, asked=question.intents)


def _whole(question: Question, catalog: Catalog) -> Figure | None:
    there = [figure for figure in find_figures(question, catalog, guess=False).figures if not figure.blank]
    return there[0] if there else locate_measure(measures()["total_expenditure"], catalog, Hints())


def _singles(turns: Sequence[Turn]) -> tuple[Figure, ...]:
    """The figures of the last turns that told one each, in the order asked."""
    found: list[Figure] = []
    for turn in reversed(turns):
        if turn.plan.operation != "figures" or len(turn.plan.figures) != 1:
            break
        if all(turn.plan.figures[0].cells != known.cells for known in found):
            found.append(turn.plan.figures[0])
    return tuple(reversed(found))


def _over(operation: str, question: Question, operands: Sequence[Figure], before: Plan) -> Plan:
    documents = tuple(dict.fromkeys(figure.catalog.document for figure in operands))
    over_units = len(documents) > 1
    if over_units and not before.over_units:
        operands = [
            replace(f, label=f"{f.catalog.document.organisation}{f.catalog.document.fiscal_year}年{f.label}")
            for f in operands
        ]
    return Plan(
        operation,
        tuple(operands),
        documents,
        question.unit or before.unit,
        asked=question.intents,
        selection=Selection(all=True),
        set_name=before.set_name,
        over_units=over_units,
    )
