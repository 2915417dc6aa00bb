"""What `budgetqa batch` does: which questions, of which documents, where to; how far it is goes to stderr."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from corpus.errors import ReadError
from corpus.system import reason
from qa.answer import Answer
from qa.assistant import BudgetQA
from qa.batch import Answered, BatchLine, answer_lines, doubled_ids, lines_of, read_questions, write_csv, write_jsonl
from qa.journal import Journal
from qa.packs import Pack, packs
from qa.review import FIELDS, for_each, is_template, pack_lines, review_record, statuses

Tell = Callable[[str], None]
PIPE = "-"
# So many doubled ids are named, the rest counted.
_IDS_TOLD = 5
# Where stderr is no terminal, a long batch says so often how far it is.
_SECONDS_BETWEEN_LINES = 10.0


@dataclass(frozen=True, slots=True)
class BatchOrder:
    """What the command line says.

    Attributes: file, a file of questions, "-" for stdin, or the name of a pack; pack, the name of a pack; for_each, ask the
        questions of every document; document, part of the name of those wanted; form, "" for what the output is called.
    """

    file: str
    output: Path | None = None
    form: str = ""
    pack: str = ""
    for_each: bool = False
    document: str = ""
    jobs: int = 1

    def check(self) -> None:
        """Whether the output can be what the answers are written to. Raises: ReadError."""
        if self.output is None:
            if self.form == "xlsx":
                raise ReadError("xlsx 不能写到屏幕，请用 --output 指定文件")
            return
        file = Path(self.file)
        if self.file and self.output.exists() and file.exists() and self.output.samefile(file):
            raise ReadError(f"{self.output}：输出文件就是输入文件，会毁掉问题，请换一个名字")
        if self.output.is_dir():
            raise ReadError(f"{self.output}：这是文件夹，请写出文件名")

    @property
    def written_form(self) -> str:
        """jsonl, csv or xlsx."""
        suffix = self.output.suffix.lower().lstrip(".") if self.output else ""
        return self.form or (suffix if suffix in ("csv", "xlsx") else "jsonl")

    @property
    def wanted_pack(self) -> Pack | None:
        """The pack that is asked for; None for a file. Raises: ReadError for a name that is none."""
        if not self.pack:
            return None if self.file == PIPE or Path(self.file).exists() else packs().get(self.file)
        if self.pack not in packs():
            raise ReadError(f"没有题库“{self.pack}”，现有：{'、'.join(packs())}")
        return packs()[self.pack]


def run_batch(budgets: BudgetQA, order: BatchOrder, *, tell: Tell) -> None:
    """Answer what is ordered and write it; how many of each status is told at the end, and when interrupted.

    Raises: ReadError for questions that cannot be read and an output that cannot be written.
    """
    review = order.for_each or order.wanted_pack is not None
    lines, total = _lines(budgets, order, tell)
    counted: list[str] = []
    with ExitStack() as stack:
        told = f"共 {total} 行，" if total is not None else ""
        stack.callback(lambda: tell(f"{told}完成 {len(counted)}：{statuses(counted)}"))
        journal = None
        if order.output is not None and order.file != PIPE:
            journal = _journal(order.output, budgets, stack, tell)
        step = stack.enter_context(_progress(total, tell)) if order.output is not None else None
        answers = _answers(budgets, lines, journal, order.jobs)
        for answer in _written(answers, order, budgets, review=review):
            counted.append(answer.status)
            if step is not None:
                step(counted)


def _lines(budgets: BudgetQA, order: BatchOrder, tell: Tell) -> tuple[Iterable[BatchLine], int | None]:
    """The questions, and how many there are; None where nobody knows (a pipe)."""
    pack = order.wanted_pack
    if pack is None and order.file == PIPE and not order.for_each:
        return lines_of(sys.stdin), None
    if pack is not None:
        lines = pack_lines(pack)
    else:
        lines = list(lines_of(sys.stdin)) if order.file == PIPE else read_questions(Path(order.file))
        _tell_doubled(order.file, doubled_ids(lines), tell)
    if pack is None and not order.for_each:
        if any(is_template(line.question) for line in lines):
            tell(f"{order.file}：有的问题里有 {{单位}} 或 {{年度}}，要对每份文件各问一遍请加 --for-each")
        return lines, len(lines)
    filled = list(for_each(lines, budgets.store, only=order.document))
    if not filled:
        raise ReadError(
            f"索引里没有文件名或单位名称含有“{order.document}”的文件，用 budgetqa facts 或对话里的 /docs 可看有哪些"
        )
    documents = len({line.document for line in filled})
    title = f"“{pack.title}”" if pack is not None else ""
    tell(f"{title}{len(lines)} 问 × {documents} 份文件")
    return filled, len(filled)


def _tell_doubled(file: str, ids: Sequence[str | int], tell: Tell) -> None:
    if ids:
        told = "、".join(f"“{identity}”" for identity in ids[:_IDS_TOLD])
        more = f"等 {len(ids)} 个编号" if len(ids) > _IDS_TOLD else ""
        tell(f"{file}：编号{told}{more}出现不止一次，都已回答，请核对")


def _journal(output: Path, budgets: BudgetQA, stack: ExitStack, tell: Tell) -> Journal:
    try:
        journal = stack.enter_context(Journal(output, budgets.store.manifest.generation))
    except OSError as error:
        raise _cannot_write(output, error) from error
    if journal.found:
        tell(f"{output}：接着上次没做完的往下答，已有 {journal.found} 个回答")
    return journal


def _answers(budgets: BudgetQA, lines: Iterable[BatchLine], journal: Journal | None, jobs: int) -> Iterator[Answered]:
    """Every line answered in order, those of the journal without asking again."""
    if journal is None:
        yield from answer_lines(budgets, lines, jobs=jobs)
        return
    known = [(line, journal.answered(line)) for line in lines]
    fresh = answer_lines(budgets, (line for line, kept in known if kept is None), jobs=jobs)
    for _, kept in known:
        if kept is not None:
            yield kept
        else:
            done = next(fresh)
            journal.keep(done)
            yield done


def _written(answers: Iterator[Answered], order: BatchOrder, budgets: BudgetQA, *, review: bool) -> Iterator[Answer]:
    form, output = order.written_form, order.output
    if output is None:
        yield from _as_text(answers, sys.stdout, form, review=review)
        return
    try:
        if form == "xlsx":
            from qa.workbook import write_workbook

            with output.open("wb") as workbook:
                yield from write_workbook(answers, workbook, budgets.store, review=review)
            return
        # Excel takes a CSV for Chinese only with a byte-order mark.
        encoding = "utf-8-sig" if form == "csv" else "utf-8"
        with output.open("w", encoding=encoding, errors="replace", newline="" if form == "csv" else None) as stream:
            yield from _as_text(answers, stream, form, review=review)
    except OSError as error:
        raise _cannot_write(output, error) from error


def _as_text(answers: Iterator[Answered], stream: TextIO, form: str, *, review: bool) -> Iterator[Answer]:
    if form != "csv":
        return write_jsonl(answers, stream)
    return write_csv(answers, stream, FIELDS, review_record) if review else write_csv(answers, stream)


def _cannot_write(output: Path, error: OSError) -> ReadError:
    return ReadError(f"{output}：无法写入（{reason(error)}），请检查路径、权限和磁盘空间")


@contextmanager
def _progress(total: int | None, tell: Tell) -> Iterator[Callable[[Sequence[str]], None]]:
    """Something that hears which statuses there are so far: a rich bar on a terminal, a line now and then elsewhere."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    if not console.is_terminal:
        yield _now_and_then(total, tell)
        return
    columns = (
        TextColumn("回答"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[found]}"), TimeRemainingColumn(),
    )  # fmt: skip
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("回答", total=total, found="")
        counts: Counter[str] = Counter()

        def step(counted: Sequence[str]) -> None:
            counts[counted[-1]] += 1
            bar.update(task, completed=len(counted), found=f"有数 {counts['answered']}")

        yield step


def _now_and_then(total: int | None, tell: Tell) -> Callable[[Sequence[str]], None]:
    last = time.monotonic()

    def step(counted: Sequence[str]) -> None:
        nonlocal last
        if time.monotonic() - last >= _SECONDS_BETWEEN_LINES:
            last = time.monotonic()
            tell(f"回答 {len(counted)}/{total if total is not None else '?'}")

    return step
