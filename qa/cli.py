"""The command `budgetqa`: each subcommand a thin layer over BudgetQA. Answers on stdout, everything else on stderr."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any, TextIO

import click

from corpus.errors import BudgetError, ReadError
from qa.locations import find_index

_HELP = """问政府预算，答准确数字和出处。

\b
例：
  budgetqa ask 忻州人大2023年项目支出多少
  budgetqa index 预算文件夹 --index budget-index
  budgetqa chat
"""


class QuestionFirst(click.Group):
    """A group in which a first word that is no command is a question: `budgetqa 忻州人大2023年项目支出多少`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `ask` before a bare question; without any argument, chat on a terminal and answer lines from a pipe."""
        if not args:
            args = ["chat"]
        elif not args[0].startswith("-") and args[0] not in self.commands:
            args = ["ask", *args]
        return super().parse_args(ctx, args)


def _tell(message: str) -> None:
    click.echo(message, err=True)


def _fails_in_one_line(run: Callable[..., None]) -> Callable[..., None]:
    """A BudgetError is one line and exit 1; a closed pipe ends quietly; Ctrl-C says that what is done is kept."""

    @wraps(run)
    def wrapped(*args: Any, **kwargs: Any) -> None:
        try:
            run(*args, **kwargs)
            sys.stdout.flush()
        except BudgetError as error:
            _tell(f"错误：{error}")
            sys.exit(1)
        except BrokenPipeError:
            # The reader of our output has left (head, less): nobody is there to be told.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(0)
        except KeyboardInterrupt:
            _tell("已中断，完成的部分已保留")
            sys.exit(1)

    return wrapped


_INDEX = click.option(
    "--index", "index", metavar="DIR", help="索引文件夹；缺省用 $BUDGETQA_INDEX、./budget-index，再没有就用自带样本"
)


@click.group(cls=QuestionFirst, help=_HELP, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="budgetqa", message="budgetqa %(version)s")
def main() -> None:
    """The command."""
    for stream in (sys.stdout, sys.stderr):
        # LANG=C gives ASCII streams, and every answer is Chinese.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


@main.command("index")
@click.argument("paths", nargs=-1, required=True)
@click.option("--index", "index", default="budget-index", show_default=True, metavar="DIR", help="索引放在哪个文件夹")
@click.option(
    "--encoder", metavar="NAME", help="编码器：缺省用自带的小模型，也可写 sentence-transformers 模型名或本地文件夹"
)
@click.option("--jobs", type=click.IntRange(min=1), default=1, show_default=True, help="同时读几个文件")
@click.option("--report", is_flag=True, help="逐个文件列出读到的表和数")
@_fails_in_one_line
def index_command(paths: tuple[str, ...], index: str, encoder: str | None, jobs: int, report: bool) -> None:
    """读预算文件或文件夹，建立索引；再次运行，没有变化就不重做。

    \b
    例：budgetqa index 预算文件夹 --index budget-index
    """
    from index.build import build_index

    with _progress() as progress:
        result = build_index([Path(p) for p in paths], Path(index), encoder=encoder, progress=progress, jobs=jobs)
    for line in (*result.skipped, *result.notes):
        _tell(line)
    if result.unchanged:
        _tell(f"{index}：文件没有变化，索引不用重做（{result.documents} 份文件，{result.facts} 个数）")
    else:
        skipped = f"，跳过 {len(result.skipped)} 个文件" if result.skipped else ""
        _tell(f"{index}：已索引 {result.documents} 份文件、{result.facts} 个数{skipped}")
    if report:
        from index.report import report_lines

        for line in report_lines(Path(index)):
            click.echo(line)


@contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None]]:
    """A rich progress bar on stderr while the index is being built; quiet where stderr is no terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        tasks: dict[str, Any] = {}

        def step(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage, total=total)
            bar.update(tasks[stage], completed=done, total=total)

        yield step


@main.command("ask")
@click.argument("question", nargs=-1, required=True)
@_INDEX
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="输出格式"
)
@click.option("--explain", is_flag=True, help="说明这个回答是怎么来的")
@_fails_in_one_line
def ask_command(question: tuple[str, ...], index: str | None, form: str, explain: bool) -> None:
    """回答一个问题。

    \b
    例：budgetqa ask 忻州人大2023年项目支出多少
    """
    from qa.assistant import BudgetQA

    with BudgetQA.open(find_index(index, tell=_tell)) as budgets:
        answer = budgets.ask(" ".join(question))
    if form == "json":
        record = answer.to_json() | ({"explanation": list(answer.explanation)} if explain else {})
        click.echo(json.dumps(record, ensure_ascii=False))
        return
    click.echo(answer.text)
    if explain:
        click.echo("\n".join(("", "怎么来的：", *answer.explanation)))


@main.command("chat")
@_INDEX
@_fails_in_one_line
def chat_command(index: str | None) -> None:
    """进入对话：连续提问，/help 看命令。

    \b
    例：budgetqa chat --index budget-index
    """
    from qa.assistant import BudgetQA

    with BudgetQA.open(find_index(index, tell=_tell)) as budgets:
        if sys.stdin.isatty() and sys.stdout.isatty():
            from qa.repl import chat

            chat(budgets, show=click.echo)
        else:
            from qa.repl import chat_from_pipe

            chat_from_pipe(budgets, sys.stdin, show=click.echo)


@main.command("batch")
@click.argument("file", type=click.Path(path_type=Path))
@_INDEX
@click.option("--output", type=click.Path(path_type=Path), help="写到哪个文件；缺省写到屏幕")
@click.option(
    "--format", "form", type=click.Choice(["jsonl", "csv", "xlsx"]), help="输出格式；缺省看文件名，否则 jsonl"
)
@click.option("--jobs", type=click.IntRange(min=1), default=1, show_default=True, help="同时回答几个问题")
@_fails_in_one_line
def batch_command(file: Path, index: str | None, output: Path | None, form: str | None, jobs: int) -> None:
    """回答一个文件里的所有问题（.txt 一行一问，.csv/.xlsx 有“问题”列，.jsonl 有 question）。

    \b
    例：budgetqa batch 问题.txt --output 回答.jsonl
    """
    from qa.assistant import BudgetQA
    from qa.batch import answer_lines, doubled_ids, read_questions

    lines = read_questions(file)
    form = form or _form_of(output)
    _check_output(file, output, form)
    for identity in doubled_ids(lines):
        _tell(f"{file}：编号“{identity}”出现不止一次，都已回答，请核对")
    counts: dict[str, int] = {}
    with BudgetQA.open(find_index(index, tell=_tell)) as budgets:
        try:
            for status in _written(answer_lines(budgets, lines, jobs=jobs), output, form):
                counts[status] = counts.get(status, 0) + 1
        finally:
            told = "，".join(f"{status} {count}" for status, count in sorted(counts.items()))
            _tell(f"共 {len(lines)} 行，完成 {sum(counts.values())}：{told or '无'}")


def _form_of(output: Path | None) -> str:
    suffix = output.suffix.lower().lstrip(".") if output else ""
    return suffix if suffix in ("csv", "xlsx") else "jsonl"


def _check_output(file: Path, output: Path | None, form: str) -> None:
    if output is None:
        if form == "xlsx":
            raise ReadError("xlsx 不能写到屏幕，请用 --output 指定文件")
        return
    if output.exists() and file.exists() and output.samefile(file):
        raise ReadError(f"{output}：输出文件就是输入文件，会毁掉问题，请换一个名字")
    if output.is_dir():
        raise ReadError(f"{output}：这是文件夹，请写出文件名")


def _written(answers: Iterator[Any], output: Path | None, form: str) -> Iterator[str]:
    from qa.batch import write_csv, write_jsonl, write_xlsx

    if form == "xlsx" and output is not None:
        try:
            yield from (answer.status for answer in write_xlsx(answers, output))
        except OSError as error:
            raise ReadError(f"{output}：无法写入（{error.strerror}），请检查权限和磁盘空间") from error
        return
    write = write_csv if form == "csv" else write_jsonl
    with _opened(output, form) as stream:
        yield from (answer.status for answer in write(answers, stream))


@contextmanager
def _opened(output: Path | None, form: str) -> Iterator[TextIO]:
    if output is None:
        yield sys.stdout
        return
    try:
        # Excel takes a CSV for Chinese only with a byte-order mark.
        stream = output.open(
            "w", encoding="utf-8-sig" if form == "csv" else "utf-8", newline="" if form == "csv" else None
        )
    except OSError as error:
        raise ReadError(f"{output}：无法写入（{error.strerror}），请检查路径和权限") from error
    with stream:
        yield stream


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
@_fails_in_one_line
def facts_command(index: str | None, form: str, **filters: str) -> None:
    """导出所有数字，一行一个，带出处。

    \b
    例：budgetqa facts --format csv --organisation 忻州 --table 支出总表
    """
    from index.store import Store
    from qa.export import facts, write_facts

    store = Store(find_index(index, tell=_tell))
    write_facts(facts(store, filters=filters), sys.stdout, form)
    store.close()


def run(arguments: Sequence[str] | None = None) -> None:
    """The entry point of the installed command."""
    main(args=list(arguments) if arguments is not None else None, prog_name="budgetqa")
