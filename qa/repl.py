"""The prompt: a loop around Session.ask. What it says comes from qa.reply; this file knows the terminal.

It imports little, so that the prompt stands at once: the index and the rules are loaded behind it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from prompt_toolkit import PromptSession
from prompt_toolkit.application import get_app
from prompt_toolkit.auto_suggest import AutoSuggestFromHistory
from prompt_toolkit.completion import CompleteEvent, Completer, Completion, ThreadedCompleter
from prompt_toolkit.document import Document
from prompt_toolkit.filters import Condition
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.input import Input
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.output import ColorDepth, Output

from corpus.system import reason
from qa.warm import Background

if TYPE_CHECKING:
    from qa.assistant import BudgetQA

_PROMPT = "预算> "
_INTERRUPTED = "这一问已停下。"
_GREETING = "budgetqa：问政府预算，答准确数字和出处。输入 /help 或“帮助”看用法，Ctrl-D 离开。"
_PREPARING = " 准备中…"
_DIGITS = "123456789"
# Lines that stay on the screen beside an answer: the prompt, the toolbar, and one to see that there is more.
_LINES_BESIDE = 3

Show = Callable[[str], None]


def chat(
    budgets: BudgetQA | Callable[[], BudgetQA],
    *,
    input: Input | None = None,
    output: Output | None = None,
    show: Show = print,
    page: Show | None = None,
) -> None:
    """Ask and answer until Ctrl-D or /quit; Ctrl-C clears the line.

    Args: budgets, an index, or what opens one, which is then done behind the prompt, and closed at the end; input and
        output are replaced in tests; show takes each answer's text, page one that is longer than the screen (None shows it
        all the same).
    Raises: StoreMissing, StoreStale, by what opens the index, at the first line.
    """
    background = Background(budgets if callable(budgets) else lambda: budgets)
    session = _session(background, input, output)
    show(_GREETING)
    try:
        while True:
            try:
                line = session.prompt(_PROMPT)
            except KeyboardInterrupt:
                continue
            except EOFError:
                return
            if line.strip() and not _told(line, background, session.output, show, page):
                return
    finally:
        background.stop()
        if background.desk is not None:
            background.desk.close()
            if callable(budgets):
                background.desk.first.close()


def _told(line: str, background: Background, terminal: Output, show: Show, page: Show | None) -> bool:
    """Show what is said to a line; whether to go on."""
    try:
        desk = background.opened()
        from qa.commands import Leave
        from qa.reply import respond
        from qa.screen import screen_lines

        size = terminal.get_size()
        desk.width = size.columns
        # NO_COLOR and dumb terminals, as prompt_toolkit tells them.
        desk.color = terminal.get_default_color_depth() != ColorDepth.DEPTH_1_BIT and not os.environ.get("NO_COLOR")
        try:
            text = respond(line, desk)
        except Leave:
            return False
    except KeyboardInterrupt:
        show(_INTERRUPTED)
        return True
    if text:
        long = screen_lines(text, size.columns) > size.rows - _LINES_BESIDE
        (page if page is not None and long else show)(text)
    return True


class _LateCompleter(Completer):
    """The completer of the index, as soon as it is open."""

    def __init__(self, background: Background) -> None:
        self._background = background

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterator[Completion]:
        completer = self._background.completer
        if completer is not None:
            yield from completer.get_completions(document, complete_event)


def _session(background: Background, input: Input | None, output: Output | None) -> PromptSession[str]:
    session: PromptSession[str] = PromptSession(
        history=_history(),
        # In a thread: the names of a thousand offices must not hold up a key.
        completer=ThreadedCompleter(_LateCompleter(background)),
        complete_while_typing=True,
        auto_suggest=AutoSuggestFromHistory(),
        key_bindings=_keys(background),
        input=input,
        output=output,
    )
    session.app.after_render += lambda _: background.begin()
    session.bottom_toolbar = lambda: _toolbar(background, session.output.get_size().columns)
    return session


def _toolbar(background: Background, width: int) -> str:
    if background.desk is None:
        return _PREPARING
    from qa.reply import toolbar

    # Until the names are read, reading them would hold up the keys.
    short = background.completer.names.short if background.ready and background.completer is not None else None
    return toolbar(background.desk, width, ready=background.ready, short=short)


def _keys(background: Background) -> KeyBindings:
    """A digit on an empty line chooses among the candidates of an ambiguous question; after a space it is a digit."""
    keys = KeyBindings()

    def bind(digit: str) -> None:
        @Condition
        def can_choose() -> bool:
            desk = background.desk
            return desk is not None and not get_app().current_buffer.text and int(digit) <= len(desk.choices)

        @keys.add(digit, filter=can_choose, eager=True)
        def _(event: KeyPressEvent) -> None:
            event.current_buffer.text = digit
            event.current_buffer.validate_and_handle()

    for digit in _DIGITS:
        bind(digit)
    return keys


def chat_from_pipe(budgets: BudgetQA, lines: Iterable[str], *, show: Show = print) -> None:
    """The same without a terminal: a line in, an answer out."""
    from qa.commands import Leave
    from qa.desk import Desk
    from qa.reply import respond

    desk = Desk(budgets, budgets.session())
    try:
        for line in lines:
            text = respond(line, desk)
            if text:
                show(text)
    except Leave:
        return
    finally:
        desk.close()


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
