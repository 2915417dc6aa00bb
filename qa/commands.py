"""Commands of the prompt: a registry of names, Chinese aliases, help, and what each shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import BudgetError
from corpus.text import match_key
from index.records import StoredDocument
from qa.desk import Desk
from qa.findings import finding_lines
from qa.keep import keep_conversation
from qa.screen import source_table


class Leave(Exception):
    """The asker wants to leave the prompt."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command: its name, its aliases, a line of help, and what it does (argument → text)."""

    name: str
    aliases: tuple[str, ...]
    help: str
    run: Callable[[Desk, str], str]


COMMANDS: dict[str, Command] = {}
_ITEMS_SHOWN = 60
# A list of thousands of documents or faults is for `budgetqa facts` and `budgetqa check`.
_DOCUMENTS_SHOWN = 200
_FINDINGS_SHOWN = 100


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
    lines.append(
        "有几种可能时按数字键（1–9）挑一个。Tab 补全（拼音首字母也行：xzrd），Ctrl-R 找以前的问题，→ 接受灰色的提示。"
    )
    lines.append("Ctrl-C 清除本行，Ctrl-D 离开。")
    return "\n".join(lines)


@_command("/source", "来源", "/来源", help="上一个回答的出处")
def _source(desk: Desk, argument: str) -> str:
    answer = desk.session.answer
    if answer is None or not answer.citations:
        return "还没有带出处的回答。"
    lines: list[str] = []
    drawn: set[str] = set()
    for number, citation in enumerate(answer.citations, start=1):
        lines.append(f"[{number}] {citation.document} {citation.where}")
        if citation.table:
            lines.append(
                f"    《{citation.table}》 {citation.item} × {citation.column}：{citation.amount}{citation.unit}"
            )
            if citation.table not in drawn:
                lines.append(source_table(desk.budgets.store, citation, desk.width, color=desk.color))
            drawn.add(citation.table)
        else:
            lines.append(f"    {'（样本改写）' if citation.paraphrase else ''}“{citation.quote}”")
    return "\n".join(line for line in lines if line)


@_command("/explain", "解释", "/解释", help="上一个回答是怎么来的")
def _explain(desk: Desk, argument: str) -> str:
    answer = desk.session.answer
    return "\n".join(answer.explanation) if answer else "还没有回答。"


@_command("/docs", "文件", "/文件", help="索引里有哪些文件；/docs 关键字 缩小")
def _docs(desk: Desk, argument: str) -> str:
    found = _documents_with(desk, argument)
    if not found:
        return f"没有文件名或单位名称含有“{argument}”的文件。"
    lines = [f"{d.organisation}  {d.fiscal_year}年{d.scope}{d.kind}  {d.name}" for d in found[:_DOCUMENTS_SHOWN]]
    more = [f"…共 {len(found)} 份，可用 /docs 关键字 缩小"] if len(found) > _DOCUMENTS_SHOWN else []
    return "\n".join(lines + more)


def _documents_with(desk: Desk, argument: str) -> list[StoredDocument]:
    key = match_key(argument)
    return [d for d in desk.budgets.store.documents if argument in d.name or (key and key in match_key(d.organisation))]


@_command("/check", "核对", "/核对", help="文件自相矛盾的地方：说到的那份，或 /check 关键字")
def _check(desk: Desk, argument: str) -> str:
    question = desk.session.question
    talked = list(question.scope.documents) if question and not argument else []
    documents = talked or _documents_with(desk, argument)
    store = desk.budgets.store
    findings = [found for document in documents for found in store.findings_of(document)]
    if not findings:
        return f"核对了 {len(documents)} 份文件：没有发现对不上的地方。"
    lines = finding_lines(findings[:_FINDINGS_SHOWN])
    lines.append(f"核对了 {len(documents)} 份文件：{len(findings)} 处对不上")
    if len(findings) > _FINDINGS_SHOWN:
        lines[-1] += f"，这里是前 {_FINDINGS_SHOWN} 处，全部见 budgetqa check"
    return "\n".join(lines)


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


@_command("/export", "导出", "/导出", help="把这次对话写到文件：/export 对话.xlsx（或 .csv .jsonl .md .txt）")
def _export(desk: Desk, argument: str) -> str:
    if not desk.asked:
        return "还没有回答可以导出。"
    if not argument:
        return "请写出文件名，例如：/export 对话.xlsx（或 .csv、.jsonl、.md、.txt）。"
    path = Path(argument).expanduser()
    try:
        keep_conversation(desk.asked, path, desk.budgets.store)
    except BudgetError as error:
        return str(error)
    return f"{path}：已写入 {len(desk.asked)} 个回答"


@_command("/open", "打开", "/打开", help="换一个索引：/open 索引文件夹")
def _open(desk: Desk, argument: str) -> str:
    if not argument:
        return f"现在是 {desk.budgets.store.folder}；换一个请写：/open 索引文件夹"
    try:
        desk.open(argument)
    except BudgetError as error:
        return f"{error}（仍用 {desk.budgets.store.folder}）"
    store = desk.budgets.store
    return f"已打开 {store.folder}：{len(store.documents)} 份文件、{store.manifest.facts} 个数。"


@_command("/clear", "清除", "/清除", help="忘掉前面的对话")
def _clear(desk: Desk, argument: str) -> str:
    desk.clear()
    return "好，重新开始。"


@_command("/quit", "退出", "/退出", "exit", "quit", help="离开")
def _quit(desk: Desk, argument: str) -> str:
    raise Leave
