"""BudgetQA: an index opened for questions. Every face of the product is a thin layer over this."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from dataclasses import replace
from types import TracebackType

from index.store import Store
from qa.answer import Answer
from qa.carry import Turn
from qa.compute import plan_to_result
from qa.context import Context
from qa.dialogue import Session, in_context
from qa.locations import index_folder
from qa.plan import Plan
from qa.question import Question, understand
from qa.render import result_to_answer
from qa.rules import RULES


class BudgetQA:
    """Questions over one index; thread-safe, many sessions at once."""

    def __init__(self, store: Store) -> None:
        """Args: an open store; `BudgetQA.open` opens one by its folder."""
        self.store = store
        self._context = Context(store)

    @classmethod
    def open(cls, index: str | os.PathLike[str] | None = None) -> BudgetQA:
        """An index folder made by `budgetqa index`; without one, that of the environment, of this folder, or the samples'.

        Raises: StoreMissing, StoreStale.
        """
        return cls(Store(index_folder(index)))

    def __enter__(self) -> BudgetQA:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the index."""
        self.store.close()

    def session(self) -> Session:
        """A conversation: each turn may lean on the ones before."""
        return Session(self)

    def ask(self, question: str, *, history: Sequence[str] = ()) -> Answer:
        """The answer to a question.

        Args: history, earlier user turns of the same conversation, oldest first.
        Raises: QuestionError for a question that is empty or over 2,000 characters.
        """
        session = self.session()
        for turn in history:
            session.hear(turn)
        started = time.perf_counter()
        return session.ask(question).timed((time.perf_counter() - started) * 1000)

    def search_for(self, document_ids: Sequence[str]) -> None:
        """Search once, so that encoder and vectors are loaded before a question needs them. Raises: ModelMissing, StoreStale."""
        self._context.retriever.search("预算", document_ids, top=1)

    def answer(self, question: Question) -> tuple[Answer, Plan]:
        """The answer to an understood question, and its plan: carried out and put into words."""
        name, plan = self.plan(question)
        answer = result_to_answer(question.text, question.focus, plan_to_result(plan))
        return replace(answer, explanation=tuple(_explained(question, name, plan))), plan

    def understand(self, text: str, turns: Sequence[Turn] = ()) -> Question:
        """A question in the light of the turns before it. Raises: QuestionError."""
        return in_context(understand(text, self.store), turns, self.store)

    def plan(self, question: Question) -> tuple[str, Plan]:
        """The first rule that has a plan for a question, by name, and the plan."""
        if question.carried is not None:
            return "carried", question.carried
        for rule in RULES:
            plan = rule(question, self._context)
            if plan is not None:
                # Whatever the rule: that there are other prints of the budget is said.
                notes = () if plan.operation == "refuse" else question.scope.version_notes
                plan = replace(plan, notes=tuple(dict.fromkeys((*plan.notes, *notes))))
                return rule.__name__, plan  # type: ignore[attr-defined]  # rules are functions
        raise AssertionError("the last rule always has a plan")


def _explained(question: Question, rule: str, plan: Plan) -> list[str]:
    scope = question.scope
    lines = [
        f"问题 {question.clean}",
        f"单位 {'、'.join(scope.organisations) or '（未写）'}；年度 {'、'.join(map(str, scope.years)) or '（未写）'}"
        f"；文件 {'、'.join(d.name for d in scope.documents[:5]) or '（无）'}",
        f"问法 {'、'.join(sorted(question.intents)) or '（无）'}；余下 {' '.join(question.focus.split())}",
        f"规则 {rule}",
    ]
    return [*lines, *plan.lines()]
