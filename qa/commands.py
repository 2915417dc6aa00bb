"""Commands of the prompt: a registry of names, Chinese aliases, help, and what each shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qa.assistant import BudgetQA
    from qa.dialogue import Session


class Leave(Exception):
    """The asker wants to leave the prompt."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What a command may look at: the index and the conversation."""

    budgets: BudgetQA
    session: Session


@dataclass(frozen=True, slots=True)
class Command:
    """A command: its name, its aliases, a line of help, and what it does (argument → text)."""

    name: str
    aliases: tuple[str, ...]
    help: str
    run: Callable[[Desk, str], str]


COMMANDS: dict[str, Command] = {}
_ITEMS_SHOWN = 60


def _command(name: str, *aliases: str, help: str) -> Callable[[Callable[[Desk, str], str]], Callable[[Desk, str], str]]:
    def register(run: Callable[[Desk, str], str]) -> Callable[[Desk, str], str]:
        command = Command(name, aliases, help, run)
        for word in (name, *aliases):
            COMMANDS[word] = command
        return run

    return register


def run_command(line: str, desk: Desk) -> str | None:
    """What a command line shows; None where the line is no command.

    Raises: Leave for /quit.
    """
    word, _, argument = line.strip().partition(" ")
    command = COMMANDS.get(word.lower())
    if command is None:
        if word.startswith("/"):
            return f"没有命令 {word}。可用的命令：{'、'.join(dict.fromkeys(c.name for c in COMMANDS.values()))}"
        return None
    if argument and not word.startswith("/"):
        # 来源是什么 is a question; only the bare word, or a slash, is a command.
        return None
    return command.run(desk, argument.strip())


@_command("/help", "帮助", "/帮助", "help", "?", help="看有哪些命令")
def _help(desk: Desk, argument: str) -> str:
    lines = ["直接输入问题，例如：忻州人大2023年项目支出多少。接着可以只问：基本支出呢。", "命令："]
    for command in dict.fromkeys(COMMANDS.values()):
        aliases = "、".join(alias for alias in command.aliases if not alias.startswith("/"))
        lines.append(f"  {command.name:<10} {command.help}" + (f"（也可输入：{aliases}）" if aliases else ""))
    lines.append("Ctrl-C 清除本行，Ctrl-D 离开。")
    return "\n".join(lines)


@_command("/source", "来源", "/来源", help="上一个回答的出处")
def _source(desk: Desk, argument: str) -> str:
    answer = desk.session.answer
    if answer is None or not answer.citations:
        return "还没有带出处的回答。"
    lines = []
    for number, citation in enumerate(answer.citations, start=1):
        lines.append(f"[{number}] {citation.document} {citation.where}")
        if citation.table:
            lines.append(
                f"    《{citation.table}》 {citation.item} × {citation.column}：{citation.amount}{citation.unit}"
            )
        else:
            lines.append(f"    {'（样本改写）' if citation.paraphrase else ''}“{citation.quote}”")
    return "\n".join(lines)


@_command("/explain", "解释", "/解释", help="上一个回答是怎么来的")
def _explain(desk: Desk, argument: str) -> str:
    answer = desk.session.answer
    return "\n".join(answer.explanation) if answer else "还没有回答。"


@_command("/docs", "文件", "/文件", help="索引里有哪些文件")
def _docs(desk: Desk, argument: str) -> str:
    return "\n".join(
        f"{d.organisation}  {d.fiscal_year}年{d.scope}{d.kind}  {d.name}" for d in desk.budgets.store.documents
    )


@_command("/items", "项目", "/项目", help="当前单位有哪些项目可问")
def _items(desk: Desk, argument: str) -> str:
    question = desk.session.question
    documents = question.scope.documents if question else ()
    if len(documents) != 1:
        return "先问一个单位的问题，例如：忻州人大2023年项目支出多少；然后 /items 列出它的项目。"
    catalog = desk.budgets.store.catalog(documents[0].id)
    names = list(dict.fromkeys(row.subject for row in catalog.rows if row.facts and row.role not in ("total", "unit")))
    names = [name for name in names if argument in name]
    more = f"\n…共 {len(names)} 项，可用 /items 关键字 缩小" if len(names) > _ITEMS_SHOWN else ""
    return f"{documents[0].organisation}{documents[0].fiscal_year}年：" + "、".join(names[:_ITEMS_SHOWN]) + more


@_command("/clear", "清除", "/清除", help="忘掉前面的对话")
def _clear(desk: Desk, argument: str) -> str:
    desk.session.clear()
    return "好，重新开始。"


@_command("/quit", "退出", "/退出", "exit", "quit", help="离开")
def _quit(desk: Desk, argument: str) -> str:
    raise Leave
