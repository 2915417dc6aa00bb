"""The work behind a prompt that already stands: the index is opened, then what a first question would wait for is loaded."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from corpus.errors import BudgetError

if TYPE_CHECKING:
    from qa.assistant import BudgetQA
    from qa.completion import BudgetCompleter
    from qa.desk import Desk


class Background:
    """A thread that opens the index and makes it ready, step by step; a daemon, so that leaving never waits for it.

    Attributes: desk, the conversation as soon as the index is open, None until then; completer likewise.
    """

    def __init__(self, opening: Callable[[], BudgetQA]) -> None:
        """Args: opening gives the index; it is called in the thread."""
        self._opening = opening
        self._opened, self._left = threading.Event(), threading.Event()
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="warm-up", daemon=True)
        self._begun = False
        self.desk: Desk | None = None
        self.completer: BudgetCompleter | None = None

    def begin(self) -> None:
        """Begin, once: not before the prompt stands, since two threads of Python share one core's worth of work."""
        if not self._begun:
            self._begun = True
            self._thread.start()

    def opened(self) -> Desk:
        """The conversation; waits until the index is open. Raises: what opening it raised."""
        self.begin()
        self._opened.wait()
        if self.desk is None:
            assert self._error is not None
            raise self._error
        return self.desk

    @property
    def ready(self) -> bool:
        """Whether all is done."""
        return self._begun and not self._thread.is_alive()

    def stop(self) -> None:
        """Begin no further step."""
        self._left.set()

    def wait(self) -> None:
        """Until all is done."""
        self.begin()
        self._thread.join()

    def _run(self) -> None:
        try:
            from qa.completion import BudgetCompleter
            from qa.desk import Desk

            budgets = self._opening()
            desk = Desk(budgets, budgets.session())
            self.completer = BudgetCompleter(desk)
            self.desk = desk
        except BaseException as error:  # told by the thread that asks for the desk
            self._error = error
            return
        finally:
            self._opened.set()
        completer = self.completer
        steps: list[Callable[[], None]] = [
            lambda: _ask(budgets), completer.learn_names, completer.learn_letters, lambda: _search(budgets)
        ]  # fmt: skip
        for step in steps:
            if self._left.is_set():
                return
            # What is wrong with the encoder is told when a question needs it; and the index may be closed meanwhile.
            with suppress(BudgetError, sqlite3.ProgrammingError):
                step()


def _ask(budgets: BudgetQA) -> None:
    for document in budgets.store.documents[:1]:
        budgets.ask(f"{document.organisation}{document.fiscal_year}年支出总计")


def _search(budgets: BudgetQA) -> None:
    budgets.search_for([document.id for document in budgets.store.documents[:1]])
