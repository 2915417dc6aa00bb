"""What the prompt says: to a line, and in the line below it."""

from __future__ import annotations

import re
from collections.abc import Callable

from rich.cells import cell_len

from corpus.errors import BudgetError
from corpus.system import readable
from qa.answer import Answer
from qa.commands import run_command
from qa.desk import Desk
from qa.screen import drawn, fit

_CHOICE = re.compile("[1-9]")


def toolbar(desk: Desk, width: int, *, ready: bool, short: Callable[[str], str] | None = None) -> str:
    """The line below the prompt: what to choose, whose figures are talked about, the index; what does not fit is left out.

    Args: short, the short name of an organisation, for a terminal in which the full one takes more than half the line.
    """
    store = desk.budgets.store
    parts = [f"按 1–{len(desk.choices)} 选"] if desk.choices else []
    question = desk.session.question
    if question is not None and (question.scope.organisations or question.scope.years):
        years = "、".join(f"{year}年" for year in question.scope.years or _years(desk))
        names = "、".join(question.scope.organisations[:2])
        if short is not None and cell_len(names) > width // 2:
            names = "、".join(map(short, question.scope.organisations[:2]))
        parts.append(f"{names} {years}".strip())
    parts += ["" if ready else "准备中…", store.folder.name, f"{len(store.documents)} 份文件", "/help"]
    text = ""
    for part in filter(None, parts):
        longer = f"{text} · {part}" if text else f" {part}"
        if text and fit(longer, width) != longer:
            break
        text = longer
    return fit(text, width)


def _years(desk: Desk) -> tuple[int, ...]:
    question = desk.session.question
    documents = question.scope.documents if question else ()
    return (documents[0].fiscal_year,) if len(documents) == 1 else ()


def respond(line: str, desk: Desk) -> str:
    """What the prompt says to a line: a command's text, or the answer; "" for an empty line.

    Raises: Leave for /quit.
    """
    line = readable(line)
    if not line.strip():
        return ""
    try:
        if desk.choices and _CHOICE.fullmatch(line.strip()):
            if int(line) > len(desk.choices):
                return f"只有 1–{len(desk.choices)} 可以选。"
            chosen = desk.choices[int(line) - 1].label
            answer = desk.choose(int(line))
            # Which one was chosen is said, unless the answer does.
            head = "" if chosen in answer.text.split("\n")[0] else f"{chosen}：\n"
            return head + _shown(answer, desk)
        text = run_command(line, desk)
        return text if text is not None else _shown(desk.ask(line), desk)
    except BudgetError as error:
        return str(error)


def _shown(answer: Answer, desk: Desk) -> str:
    return drawn(answer, desk.width, color=desk.color)
