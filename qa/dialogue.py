"""Follow-ups: a Session remembers what was asked, and a turn that leaves something out is made whole from it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from corpus.errors import QuestionError
from corpus.text import match_key
from index.aliases import BARE
from index.store import Store
from qa.answer import Answer
from qa.carry import Turn, carried
from qa.items import link_items
from qa.lexicon import measures, says
from qa.members import row_sets
from qa.numerals import number_of
from qa.question import INTENTS, Question
from qa.scope import Scope
from qa.versions import of_versions

if TYPE_CHECKING:
    from qa.assistant import BudgetQA

_POINTS_BACK = re.compile(
    r"(?:这|那|上面|前面|刚才)(?:的)?(?P<n>[两二三四五六七八九十\d]{1,2})(?:项|个|者|笔|款|家)|(?:它们|这些|这几项|这几个|以上几项)"
)
_POINTS_TO_ONE = re.compile("它|这个项目|该项目|这项目|这一?项|这笔钱|这笔|该项|这个科目|此项|这个钱")
_SHARE_ALONE = re.compile(r"^[\s,，]*(?:那|它|这个|其)?占")
_CONVERTS = re.compile("换成|换算|折合|折成|折算|合多少|按.{1,3}算")
_RANKS = ("highest", "lowest", "first_n", "last_n", "rank", "above", "below", "between", "count", "list", "average")
_SAME_SUBJECT = (
    "why",
    "change",
    "growth",
    "performance",
    "target",
    "define",
    "procurement",
    "derive",
    "quantity",
    "prose",
    "use",
)
# 跟津贴补贴加一块儿: what was told before is the first of the two.
_WITH_BEFORE = re.compile("[\\s,，]*(?:再)?(?:跟|和|与|同|加上|比)(?!上|去|前|往|\\d)")
_TOGETHER = ("sum", "difference", "compare", "ratio")
_IN_REGION = re.compile("^[^,，]{0,6}(?:市|县|区)?(?:人大|政协|组织部|办公室)的?呢")
_WITHIN = re.compile("其中|里面|里头|当中")
_OF_NOTHING = re.compile("占(?:了|到|据)?(?=多少|几成|百分|比|$)")
# What a short turn may say without naming anything: 那…呢, 多少, 一共.
_FILLER = re.compile(
    r"同一年|同年|那|呢|吗|啊|呀|的|是|多少|一共|总共|有|了|又|还|再|,|，|。|\?|？|!|！|\s|钱|哪个|什么|怎么样|具体|详细|点|预算|安排|数"
)
# This much left over, and the turn speaks of something of its own.
_OWN_WORDS = 4
_SHORTEST_WORD = 2
_KIND = 4


class Session:
    """One conversation. Not for two threads at once; sessions over one BudgetQA are independent."""

    def __init__(self, budgets: BudgetQA) -> None:
        """Args: the index to ask."""
        self._budgets = budgets
        self._turns: list[Turn] = []
        self.answer: Answer | None = None

    @property
    def question(self) -> Question | None:
        """The last question as it was understood."""
        return self._turns[-1].question if self._turns else None

    def ask(self, text: str) -> Answer:
        """The answer to the next turn. Raises: QuestionError as BudgetQA.ask."""
        question = self._budgets.understand(text, self._turns)
        self.answer, plan = self._budgets.answer(question)
        self._turns.append(Turn(question, plan))
        return self.answer

    def hear(self, text: str) -> None:
        """An earlier turn, remembered without being put into words; one that is no question is passed over."""
        try:
            question = self._budgets.understand(text, self._turns)
        except QuestionError:
            return
        self._turns.append(Turn(question, self._budgets.plan(question)[1]))

    def trim(self, kept: int) -> str:
        """Forget all but the last turns; the organisation and year that were then talked about, as a turn would name them.

        What is kept stays understood as it was, though the turn that named the organisation be forgotten.
        """
        self._turns = self._turns[-kept:]
        scope = self._turns[0].question.scope if self._turns else None
        if scope is None or len(scope.organisations) != 1:
            return ""
        return scope.organisations[0] + "、".join(f"{year}年" for year in scope.years)

    def clear(self) -> None:
        """Forget the conversation."""
        self._turns.clear()
        self.answer = None


def in_context(question: Question, turns: Sequence[Turn], store: Store) -> Question:
    """The question with what it leaves out taken from the turns before.

    A turn that names another organisation, year or item inherits nothing of those; one that names only a year or only an
    organisation asks the same of that; 这三项 are the last three figures asked for.
    """
    if not turns or question.scope.problem == "organisation":
        return question
    # A turn for which there is no document is not what 泽州呢 goes on from.
    before = next((turn for turn in reversed(turns) if not turn.question.scope.problem), turns[-1])
    scoped = replace(question, scope=_scope(question, before.question, store))
    if scoped.scope.named and not question.scope.named:
        # 市人大的呢: the bare name has said whose figure is asked for, and names no item.
        question = replace(question, focus=_without_organ(question.focus, scoped.scope, store))
        scoped = replace(scoped, focus=question.focus)
    if scoped.scope.problem:
        return scoped
    pointing = _POINTS_BACK.search(question.focus)
    if pointing:
        wanted = number_of(pointing["n"]) if pointing["n"] else 0
        names = _last_labels(turns, wanted)
        focus = question.focus[: pointing.start()] + "、".join(names) + question.focus[pointing.end() :]
        return _with_focus(scoped, focus)
    if _WITH_BEFORE.match(question.focus) and len(before.labels) == 1 and question.asks(*_TOGETHER):
        return _with_focus(scoped, f"{before.labels[0]}和{_WITH_BEFORE.sub('', question.focus)}")
    sibling = _sibling(question.focus, before)
    if sibling:
        return _with_focus(scoped, question.focus.replace(_FILLER.sub("", question.focus), sibling))
    one = _POINTS_TO_ONE.search(question.focus)
    if one and len(before.labels) == 1:
        return _with_focus(scoped, question.focus[: one.start()] + before.labels[0] + question.focus[one.end() :])
    if _names_something(question, scoped.scope, store):
        return _of_whole_before(scoped, before)
    if not question.scope.named and not question.scope.years and (plan := carried(question, turns)) is not None:
        return replace(scoped, carried=plan)
    if question.unit and _CONVERTS.search(question.focus):
        return replace(before.question, text=question.text, scope=scoped.scope, unit=question.unit)
    names_scope = (
        question.scope.named
        or bool(question.scope.years)
        or scoped.scope.organisations != before.question.scope.organisations
    )
    if before.question.carried is not None:
        # The operation was over what an earlier turn told: that is what is asked again of another.
        before = next((turn for turn in reversed(turns) if turn.question.carried is None), before)
    return _same_again(scoped, before, names_scope=names_scope)


def _same_again(question: Question, before: Turn, *, names_scope: bool) -> Question:
    """A turn that names no figure: the same thing again, with another operation, unit, organisation or year.

    Args: names_scope, whether the turn itself names an organisation or a year; one that names nothing at all and says more
        than 详细点 is no question about the turn before.
    """
    label = before.labels[-1] if before.labels else ""
    if question.asks("share") and label and _SHARE_ALONE.match(question.focus):
        return _with_focus(question, label + question.focus.strip(" ,，"))
    if question.asks(*_RANKS):
        name = before.plan.set_name or next((s.name for s in row_sets() if s.pattern.search(before.question.focus)), "")
        if name:
            # Parted, lest 项目 and 前三名 give 目前.
            return _with_focus(question, f"{name},{question.focus}")
    if question.asks(*_SAME_SUBJECT) and label:
        return _with_focus(question, label + question.focus)
    own = len(_FILLER.sub("", question.focus))
    if own >= (_OWN_WORDS if names_scope or question.unit else 1):
        return question
    if question.scope.named or question.scope.years or question.unit:
        unit = question.unit or before.question.unit
        return replace(before.question, text=question.text, scope=question.scope, unit=unit)
    return question


def _sibling(focus: str, before: Turn) -> str:
    """服务呢 after 政府采购货物预算 is 政府采购服务预算: a measure of the same kind as the one told; "" for none."""
    word, label = _FILLER.sub("", focus), match_key(before.labels[-1]) if before.labels else ""
    if len(word) < _SHORTEST_WORD:
        return ""
    alike = [m.name for m in measures().values() if match_key(m.name)[:_KIND] == label[:_KIND] and m.name != label]
    return next((name for name in alike if word in match_key(name)[_KIND:]), "")


def _of_whole_before(question: Question, before: Turn) -> Question:
    """其中基本工资占多少 after a class is its share of that class."""
    if question.asks("share") and _WITHIN.search(question.focus) and len(before.labels) == 1:
        focus = _OF_NOTHING.sub(lambda found: f"占{before.labels[0]}的比重 ", _WITHIN.sub(" ", question.focus), count=1)
        return _with_focus(question, focus)
    return question


def _with_focus(question: Question, focus: str) -> Question:
    """The question with its words made whole; what it asks is read again from them."""
    return replace(question, focus=focus, intents=frozenset(key for key in INTENTS if says(key, focus)))


def _last_labels(turns: Sequence[Turn], wanted: int) -> list[str]:
    names = [label for turn in turns for label in turn.labels]
    unique = list(dict.fromkeys(reversed(names)))
    chosen = unique[:wanted] if wanted else unique
    return list(reversed(chosen))


def _scope(question: Question, before: Question, store: Store) -> Scope:
    asked, earlier = question.scope, before.scope
    if not earlier.named and not earlier.documents:
        return asked
    asked = _in_region_before(asked, earlier)
    same = not asked.named or asked.organisations == earlier.organisations
    organisations = asked.organisations if asked.named else earlier.organisations
    if not asked.named and not organisations:
        organisations = tuple(dict.fromkeys(d.organisation for d in earlier.documents))
    # 倒推2023年 asks this year's document for the figure before it.
    named = () if question.asks("derive") else asked.years
    years = named or (earlier.years if same else ())
    if asked.named and (named or not years):
        return asked
    unit = asked.budget_unit if asked.named else earlier.budget_unit
    return replace(_narrowed(store, organisations, years, asked), budget_unit=unit)


def _without_organ(focus: str, scope: Scope, store: Store) -> str:
    names = [a.alias for a in store.aliases_in(focus) if a.organisation in scope.organisations and a.strength == BARE]
    if not _IN_REGION.search(focus):
        return focus
    for name in sorted(names, key=len, reverse=True):
        focus = focus.replace(name, " " * len(name))
    return focus


def _in_region_before(asked: Scope, earlier: Scope) -> Scope:
    """市人大的呢 after an office of 临汾 is the 人大 of 临汾: the one of its kind in the region talked about."""
    if asked.named or len(asked.organisations) < 2:
        return asked
    regions = {document.region for document in earlier.documents}
    there = {d.organisation for d in asked.documents if d.region in regions} - set(earlier.organisations)
    if len(there) != 1:
        return asked
    kept = tuple(document for document in asked.documents if document.organisation in there)
    return replace(asked, organisations=tuple(there), documents=kept, named=True, years=asked.years or earlier.years)


def _narrowed(store: Store, organisations: tuple[str, ...], years: tuple[int, ...], asked: Scope) -> Scope:
    documents = store.directory.of_organisations(organisations)
    fitting = tuple(d for d in documents if not years or d.fiscal_year in years)
    if documents and not fitting:
        there = "、".join(sorted(f"{d.fiscal_year}年{d.kind}" for d in documents))
        who = "、".join(dict.fromkeys(organisations))
        message = f"没有{who}{'、'.join(f'{y}年' for y in years)}的文件，现有：{there}。"
        return replace(
            asked, documents=(), organisations=organisations, years=years, named=True, problem="year", message=message
        )
    scope = replace(
        asked, documents=fitting, organisations=organisations, years=years, named=True, problem="", message=""
    )
    return of_versions(scope, "", store)


def _names_something(question: Question, scope: Scope, store: Store) -> bool:
    """Whether the turn names a figure of its own."""
    for document in scope.documents[:1] or store.documents[:1]:
        links = link_items(question.focus, store.catalog(document.id))
        own = [span for span in links.measures if not _is_whole_of_share(question, span.start)]
        return bool(links.items or own or links.absent)
    return False


def _is_whole_of_share(question: Question, start: int) -> bool:
    # 占总预算多少 names the whole, not the part that is asked about.
    return question.asks("share") and "占" in question.focus[max(0, start - 3) : start]
