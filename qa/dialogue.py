"""Follow-ups: what the next turn of a conversation inherits from the one before, and a Session that remembers it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corpus.errors import QuestionError
from index.store import Store
from qa.answer import Answer
from qa.items import link_items
from qa.question import Question
from qa.scope import Scope

if TYPE_CHECKING:
    from qa.assistant import BudgetQA


class Session:
    """One conversation. Not for two threads at once; sessions over one BudgetQA are independent."""

    def __init__(self, budgets: BudgetQA) -> None:
        """Args: the index to ask."""
        self._budgets = budgets
        self.question: Question | None = None
        self.answer: Answer | None = None

    def ask(self, text: str) -> Answer:
        """The answer to the next turn. Raises: QuestionError as BudgetQA.ask."""
        question = self._budgets.understand(text, self.question)
        self.answer = self._budgets.answer(question)
        self.question = question
        return self.answer

    def hear(self, text: str) -> None:
        """An earlier turn, remembered without being answered; one that is no question is passed over."""
        try:
            self.question = self._budgets.understand(text, self.question)
        except QuestionError:
            return

    def clear(self) -> None:
        """Forget the conversation."""
        self.question = self.answer = None


def in_context(question: Question, before: Question | None, store: Store) -> Question:
    """The question with what it leaves out taken from the one before.

    A turn that names another organisation, and a year or an item, inherits nothing of those; one that names only a year or
    only an organisation asks the same of that.
    """
    if before is None or question.scope.problem == "organisation":
        return question
    organisations = question.scope.organisations or before.scope.organisations
    keep_year = not question.scope.years and (not question.scope.named or organisations == before.scope.organisations)
    years = before.scope.years if keep_year else question.scope.years
    scope = question.scope
    if not question.scope.named and (before.scope.named or before.scope.documents):
        scope = _narrowed(store, organisations or tuple(d.organisation for d in before.scope.documents), years, question.scope)
    elif keep_year and years:
        scope = _narrowed(store, organisations, years, question.scope)
    if question.scope.named or question.scope.years:
        if not _says_anything(question, scope, store):
            return replace(
                before, text=question.text, scope=scope, unit=question.unit or before.unit, inherited=("item",)
            )
    return replace(question, scope=scope)


def _narrowed(store: Store, organisations: tuple[str, ...], years: tuple[int, ...], asked: Scope) -> Scope:
    documents = [d for d in store.documents if d.organisation in organisations]
    fitting = tuple(d for d in documents if not years or d.fiscal_year in years)
    if documents and not fitting:
        there = "、".join(sorted(f"{d.fiscal_year}年{d.kind}" for d in documents))
        who = "、".join(dict.fromkeys(organisations))
        message = f"没有{who}{'、'.join(f'{y}年' for y in years)}的文件，现有：{there}。"
        return replace(asked, documents=(), organisations=organisations, years=years, named=True, problem="year", message=message)
    return replace(asked, documents=fitting, organisations=organisations, years=years, named=True, problem="", message="")


def _says_anything(question: Question, scope: Scope, store: Store) -> bool:
    """Whether the turn names a figure of its own."""
    for document in scope.documents[:1] or store.documents[:1]:
        links = link_items(question.focus, store.catalog(document.id))
        if links.items or links.measures or links.absent:
            return True
        return len("".join(links.rest.split())) > 6
    return False


