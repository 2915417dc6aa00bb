"""The command `budgetqa`: each subcommand a thin layer over BudgetQA. Answers on stdout, everything else on stderr."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from corpus.errors import BudgetError
from corpus.system import FULL, readable, reason
from qa.locations import find_index
from qa.serving import mcp_command, serve_command

if TYPE_CHECKING:
    from qa.assistant import BudgetQA

_HELP = """问政府预算，答准确数字和出处。

\b
例：
  budgetqa ask 忻州人大2023年项目支出多少
  budgetqa index 预算文件夹 --index budget-index
  budgetqa chat
"""


_INTERRUPTED = {
    "index": "已中断，原来的索引没有改动",
    "batch": "已中断，已写出的回答都已保留；写到文件的，同样的命令再运行一次就接着往下答",
}


class QuestionFirst(click.Group):
    """A group in which a first word that is no command is a question: `budgetqa 忻州人大2023年项目支出多少`.

    Whatever goes wrong is told here, in one line: exit 1 for a BudgetError, 2 for wrong usage.
    """

    def main(  # type: ignore[override]  # of click's two overloads this is the wider one
        self, args: Sequence[str] | None = None, prog_name: str | None = None, **extra: Any
    ) -> Any:
        """Run a command line and leave with its exit code."""
        _prepare_streams()
        try:
            code = super().main(args, prog_name, **extra | {"standalone_mode": False})
        except click.UsageError as error:
            command = error.ctx.command_path if error.ctx else "budgetqa"
            _tell(f"用法错误：{_usage_fault(error)}；看用法：{command} --help")
            sys.exit(2)
        except click.Abort:
            _tell("已中断")
            sys.exit(1)
        except OSError as error:
            if error.errno not in FULL:
                raise
            _drop_output()
            _tell(f"错误：输出没有写完（{reason(error)}），请换一个位置重做")
            sys.exit(1)
        sys.exit(code if isinstance(code, int) else 0)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `ask` before a bare question; without any argument, chat on a terminal and answer lines from a pipe."""
        if not args:
            args = ["chat"] if _on_terminal() else ["batch", "-"]
        elif args[0] not in self.commands and args[0] not in (*ctx.help_option_names, "--version"):
            args = ["ask", *args]
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a closed pipe ends quietly."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except BudgetError as error:
            _tell(f"错误：{error}")
            sys.exit(1)
        except BrokenPipeError:
            # The reader of our output has left (head, less): nobody is there to be told.
            _drop_output()
            sys.exit(0)
        except KeyboardInterrupt:
            _tell(_INTERRUPTED.get(ctx.invoked_subcommand or "", "已中断"))
            sys.exit(1)
        return result


def _tell(message: str) -> None:
    click.echo(message, err=True)


def _on_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _prepare_streams() -> None:
    """Every question and answer is Chinese, also where LANG=C gives ASCII streams; a closed stream is an empty one."""
    sys.stdin = sys.stdin or io.StringIO()
    sys.stdout = sys.stdout or io.StringIO()
    for stream, errors in ((sys.stdin, "surrogateescape"), (sys.stdout, "replace"), (sys.stderr, "replace")):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors=errors)


def _drop_output() -> None:
    # What is still in the buffer would be tried again, and fail again, when Python ends.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _usage_fault(error: click.UsageError) -> str:
    if isinstance(error, click.MissingParameter) and error.param is not None:
        return f"缺少 {error.param.get_error_hint(error.ctx) if error.ctx else error.param.name}"
    if isinstance(error, click.NoSuchOption):
        return f"没有选项 {error.option_name}"
    if isinstance(error, click.BadOptionUsage):
        return f"选项 {error.option_name} 后面缺少值"
    if isinstance(error, click.BadParameter) and error.param is not None and error.ctx is not None:
        return f"{error.param.get_error_hint(error.ctx)} 的值不对（{_wanted(error.param.type) or error.message.rstrip('.')}）"
    return error.format_message().rstrip(".")


def _wanted(kind: click.ParamType[Any]) -> str:
    """What values an option takes, in the user's language; "" for kinds that say it themselves."""
    if isinstance(kind, click.Choice):
        return f"可以是 {'、'.join(map(str, kind.choices))}"
    if not isinstance(kind, click.IntRange):
        return ""
    if kind.min is not None and kind.max is not None:
        return f"要 {kind.min} 到 {kind.max} 的整数"
    return f"要不小于 {kind.min} 的整数" if kind.min is not None else "要整数"


_INDEX = click.option(
    "--index", "index", metavar="DIR", help="索引文件夹；缺省用 $BUDGETQA_INDEX、./budget-index，再没有就用自带样本"
)


@click.group(cls=QuestionFirst, help=_HELP, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="budgetqa", message="budgetqa %(version)s")
def main() -> None:
    """The command."""


@main.command("index")
@click.argument("paths", nargs=-1, required=True, metavar="文件或文件夹...")
@click.option("--index", "index", default="budget-index", show_default=True, metavar="DIR", help="索引放在哪个文件夹")
@click.option(
    "--encoder",
    metavar="NAME",
    help="编码器：缺省沿用索引原来的，新索引用自带的小模型；也可写 sentence-transformers 模型名或本地文件夹；none 不编码，文字只按字词找",
)
@click.option("--jobs", type=click.IntRange(min=1), default=1, show_default=True, help="同时读几个文件")
@click.option("--report", is_flag=True, help="列出增、改、删、移、跳过的文件，再逐份列出读到的表和数")
def index_command(paths: tuple[str, ...], index: str, encoder: str | None, jobs: int, report: bool) -> None:
    """读预算文件或文件夹，建立索引；再次运行，只读增加和改动的文件。

    \b
    例：budgetqa index 预算文件夹 --index budget-index
    """
    from qa.indexing import index_files

    if not index.strip():
        raise click.UsageError("--index 后面是空的，请写出文件夹", click.get_current_context())
    for line in index_files([Path(p) for p in paths], Path(index), encoder, jobs, report=report, tell=_tell):
        click.echo(line)


@main.command("ask")
@click.argument("question", nargs=-1, required=True, metavar="问题...")
@_INDEX
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="输出格式"
)
@click.option("--explain", is_flag=True, help="说明这个回答是怎么来的")
def ask_command(question: tuple[str, ...], index: str | None, form: str, explain: bool) -> None:
    """回答一个问题。

    \b
    例：budgetqa ask 忻州人大2023年项目支出多少
    """
    from qa.assistant import BudgetQA

    with BudgetQA.open(find_index(index, tell=_tell)) as budgets:
        answer = budgets.ask(readable(" ".join(question)))
    if form == "json":
        record = answer.to_json() | ({"explanation": list(answer.explanation)} if explain else {})
        click.echo(json.dumps(record, ensure_ascii=False))
        return
    click.echo(answer.text)
    if explain:
        click.echo("\n".join(("", "怎么来的：", *answer.explanation)))


@main.command("chat")
@_INDEX
def chat_command(index: str | None) -> None:
    """进入对话：连续提问，/help 看命令。

    \b
    例：budgetqa chat --index budget-index
    """
    from index.manifest import read_manifest
    from qa.repl import chat, chat_from_pipe

    folder = find_index(index, tell=_tell)
    # What is wrong with an index is nearly always told by its manifest: before the prompt, and not after the first question.
    read_manifest(folder)

    def opening() -> BudgetQA:
        from qa.assistant import BudgetQA

        return BudgetQA.open(folder)

    if _on_terminal():
        chat(opening, show=click.echo, page=click.echo_via_pager)
        return
    with opening() as budgets:
        chat_from_pipe(budgets, sys.stdin, show=click.echo)


@main.command("batch")
@click.argument("file", required=False)
@_INDEX
@click.option(
    "--output", type=click.Path(path_type=Path), help="写到哪个文件；缺省写到屏幕；中断了再运行一次，接着没答的往下答"
)
@click.option(
    "--format", "form", type=click.Choice(["jsonl", "csv", "xlsx"]), help="输出格式；缺省看文件名，否则 jsonl"
)
@click.option(
    "--pack", metavar="NAME", help="用自带的题库，对每份文件各问一遍（审查：部门预算审查）；也可写在 FILE 的位置"
)
@click.option("--for-each", is_flag=True, help="FILE 里的问题对每份文件各问一遍，{单位}、{年度} 由文件填入")
@click.option("--document", default="", help="只问文件名或单位名称含有这几个字的文件（与题库、--for-each 合用）")
@click.option("--jobs", type=click.IntRange(min=1), default=1, show_default=True, help="同时回答几个问题")
def batch_command(
    file: str | None,
    index: str | None,
    output: Path | None,
    form: str | None,
    pack: str | None,
    for_each: bool,
    document: str,
    jobs: int,
) -> None:
    """回答一个文件里的所有问题（.txt 一行一问，.csv/.xlsx 有“问题”列，.jsonl 有 question；- 从管道读，一行一问），或一个题库。

    \b
    例：budgetqa batch 问题.txt --output 回答.jsonl
        budgetqa batch 审查 --output 审查.xlsx
    """
    from qa.assistant import BudgetQA
    from qa.batch_run import BatchOrder, run_batch

    if (file is None) == (pack is None):
        fault = "FILE 和 --pack 写一个就够" if file else "缺少 FILE 或 --pack"
        raise click.UsageError(fault, click.get_current_context())
    order = BatchOrder(file or "", output, form or "", pack or "", for_each, document, jobs)
    order.check()
    with BudgetQA.open(find_index(index, tell=_tell)) as budgets:
        run_batch(budgets, order, tell=_tell)


@main.command("check")
@_INDEX
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "csv"]), default="text", show_default=True, help="输出格式"
)
@click.option("--document", default="", help="文件名含有")
def check_command(index: str | None, form: str, document: str) -> None:
    """列出文件里自相矛盾的数（勾稽核对）；有就以退出码 1 结束。

    \b
    例：budgetqa check --index budget-index --format csv
    """
    from index.store import Store
    from qa.findings import write_findings

    with closing(Store(find_index(index, tell=_tell))) as store:
        findings = [found for found in store.findings() if document in found.document.name]
        write_findings(findings, sys.stdout, form)
        told = f"{len(findings)} 处对不上" if findings else "没有发现对不上的地方"
        documents = sum(document in known.name for known in store.documents)
        _tell(f"核对了 {documents} 份文件：{told}")
    if findings:
        sys.stdout.flush()
        sys.exit(1)


@main.command("facts")
@_INDEX
@click.option(
    "--format", "form", type=click.Choice(["jsonl", "csv"]), default="jsonl", show_default=True, help="输出格式"
)
@click.option("--document", default="", help="文件名含有")
@click.option("--organisation", default="", help="单位名称含有")
@click.option("--year", default="", help="年度")
@click.option("--table", default="", help="表名或种类含有")
@click.option("--item", default="", help="项目名或编码含有")
@click.option("--told", "prose", is_flag=True, help="导出文字里说的数（面积、辆、人数、增减、占比），不是表里的")
def facts_command(index: str | None, form: str, prose: bool, **filters: str) -> None:
    """导出所有数字，一行一个，带出处。

    \b
    例：budgetqa facts --format csv --organisation 忻州 --table 支出总表
    """
    from index.store import Store
    from qa.export import csv_fields, facts, told, write_facts

    with closing(Store(find_index(index, tell=_tell))) as store:
        records = told(store, filters=filters) if prose else facts(store, filters=filters)
        if not write_facts(records, sys.stdout, form, fields=csv_fields(store, told=prose)):
            _tell("没有符合条件的数，请放宽条件")


main.add_command(serve_command)
main.add_command(mcp_command)


def run(arguments: Sequence[str] | None = None) -> None:
    """The entry point of the installed command."""
    main(args=list(arguments) if arguments is not None else None, prog_name="budgetqa")
