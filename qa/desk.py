"""What stands behind a prompt: the index, the conversation, what may be chosen, and how wide the terminal is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from qa.answer import Answer, Candidate
from qa.locations import find_index

if TYPE_CHECKING:
    from qa.assistant import BudgetQA
    from qa.dialogue import Session

# Where there is no terminal, tables are this wide.
PIPE_WIDTH = 80
# One key chooses: 1 to 9.
_MOST_CHOICES = 9


class Desk:
    """A conversation at a prompt: what commands look at and change.

    Attributes:
        budgets, session: the index that is open and the conversation over it.
        width: columns of the terminal; color: whether it shows colours.
        asked: the answers of this conversation, in order.
        choices: the candidates of the last answer, if it was ambiguous.
        first: the index that the prompt began with.
    """

    def __init__(self, budgets: BudgetQA, session: Session) -> None:
        """Args: an open index and a conversation over it."""
        self.first = self.budgets = budgets
        self.session = session
        self.width = PIPE_WIDTH
        self.color = False
        self.asked: list[Answer] = []
        self.choices: tuple[Candidate, ...] = ()
        self._opened: BudgetQA | None = None

    def ask(self, text: str) -> Answer:
        """The answer to the next turn. Raises: BudgetError."""
        self.choices = ()
        answer = self.session.ask(text)
        self.asked.append(answer)
        self.choices = answer.candidates[:_MOST_CHOICES] if answer.status == "ambiguous" else ()
        return answer

    def choose(self, number: int) -> Answer:
        """The answer to the last question for the candidate of a number, from 1.

        The question is asked again with the candidate's name in front; where that gives another figure than the candidate
        had, the name alone is asked, as a follow-up.
        """
        candidate, question = self.choices[number - 1], self.asked[-1].question
        answer = self.ask(f"{candidate.label}{question}")
        if candidate.value is not None and candidate.value.amount not in [value.amount for value in answer.values]:
            self.asked.pop()
            answer = self.ask(candidate.label)
        return answer

    def clear(self) -> None:
        """Forget the conversation."""
        self.session.clear()
        self.asked.clear()
        self.choices = ()

    def open(self, index: str) -> None:
        """Go over to another index. Raises: StoreMissing, StoreStale; the old one stays open then."""
        from qa.assistant import BudgetQA

        told: list[str] = []
        opened = BudgetQA.open(find_index(str(Path(index).expanduser()), tell=told.append))
        self.close()
        self.budgets = self._opened = opened
        self.session = opened.session()
        self.clear()

    def close(self) -> None:
        """Close the index that /open opened; the first one is its opener's."""
        if self._opened is not None:
            self._opened.close()
            self._opened = None
