"""The prompt: a loop around Session.ask. What it says comes from render and commands; this file knows the terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from prompt_toolkit import PromptSession
from prompt_toolkit.auto_suggest import AutoSuggestFromHistory
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.input import Input
from prompt_toolkit.output import Output

from corpus.errors import BudgetError
from corpus.system import readable, reason
from index.store import Store
from qa.assistant import BudgetQA
from qa.commands import COMMANDS, Desk, Leave, run_command

_PROMPT = "预算> "
_COMPLETIONS = 20
_INTERRUPTED = "这一问已停下。"
_GREETING = "budgetqa：问政府预算，答准确数字和出处。输入 /help 或“帮助”看用法，Ctrl-D 离开。"

Show = Callable[[str], None]


class BudgetCompleter(Completer):
    """Completes commands, organisations and the items of the document being talked about."""

    def __init__(self, desk: Desk) -> None:
        """Args: the index and the conversation."""
        self._desk = desk
        self._organisations = _organisation_names(desk.budgets.store)

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterator[Completion]:
        """Words that begin with what stands before the cursor."""
        text = document.text_before_cursor
        for word, start in completions(text, self._words()):
            yield Completion(word, start_position=start)

    def _words(self) -> list[str]:
        words = [command.name for command in dict.fromkeys(COMMANDS.values())] + self._organisations
        question = self._desk.session.question
        documents = question.scope.documents if question else ()
        if len(documents) == 1:
            catalog = self._desk.budgets.store.catalog(documents[0].id)
            words += dict.fromkeys(row.subject for row in catalog.rows if row.role not in ("total", "unit"))
        return words


def completions(text: str, words: Iterable[str]) -> list[tuple[str, int]]:
    """Words whose beginning is the end of the text, with the (negative) place where they begin; a pure function.

    >>> completions("请问忻州", ["忻州人大", "忻州市", "泽州人大"])
    [('忻州市', -2), ('忻州人大', -2)]
    """
    found: dict[str, int] = {}
    for word in words:
        for length in range(min(len(word) - 1, len(text)), 0, -1):
            if text.endswith(word[:length]) and (length >= 2 or word.startswith("/")):
                found.setdefault(word, -length)
                break
    return sorted(found.items(), key=lambda entry: (entry[1], len(entry[0])))[:_COMPLETIONS]


def chat(budgets: BudgetQA, *, input: Input | None = None, output: Output | None = None, show: Show = print) -> None:
    """Ask and answer until Ctrl-D or /quit; Ctrl-C clears the line.

    Args: input and output are replaced in tests; show takes each answer's text.
    """
    desk = Desk(budgets, budgets.session())
    session: PromptSession[str] = PromptSession(
        history=_history(),
        completer=BudgetCompleter(desk),
        complete_while_typing=True,
        auto_suggest=AutoSuggestFromHistory(),
        input=input,
        output=output,
    )
    show(_GREETING)
    while True:
        try:
            line = session.prompt(_PROMPT)
        except KeyboardInterrupt:
            continue
        except EOFError:
            break
        try:
            text = respond(line, desk)
        except Leave:
            break
        except KeyboardInterrupt:
            text = _INTERRUPTED
        if text:
            show(text)


def respond(line: str, desk: Desk) -> str:
    """What the prompt says to a line: a command's text, or the answer; "" for an empty line.

    Raises: Leave for /quit.
    """
    line = readable(line)
    if not line.strip():
        return ""
    text = run_command(line, desk)
    if text is not None:
        return text
    try:
        return desk.session.ask(line).text
    except BudgetError as error:
        return str(error)


def chat_from_pipe(budgets: BudgetQA, lines: Iterable[str], *, show: Show = print) -> None:
    """The same without a terminal: a line in, an answer out."""
    desk = Desk(budgets, budgets.session())
    for line in lines:
        try:
            text = respond(line, desk)
        except Leave:
            return
        if text:
            show(text)


def _organisation_names(store: Store) -> list[str]:
    return sorted({alias.alias for alias in store.aliases() if alias.strength >= 2 and not alias.budget_unit})


def _history() -> History:
    try:
        base = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
        path = Path(base) / "budgetqa" / "history"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab"):
            return FileHistory(str(path))
    except (OSError, RuntimeError) as error:  # Path.home raises RuntimeError where there is no home
        told = f"{error.filename}：{reason(error)}" if isinstance(error, OSError) else "没有主文件夹"
        print(f"历史记录不能保存（{told}），本次只记在内存里", file=sys.stderr)
        return InMemoryHistory()
