"""Files read and understood, each apart from the others, in this process or in several; given back as they come.

A file that cannot be read is one line and never the end of a build, whatever its reader raises and even where its reader
takes the process with it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from signal import SIG_DFL, SIGINT, signal

from corpus.budget import read_budget
from corpus.errors import CorpusError
from corpus.model import Budget, Grid
from corpus.system import fault_of_ours
from index.survey import Task
from index.write import Prepared, prepare

# So many files a process are read ahead of what is being written: what waits is kept in memory.
_AHEAD = 4


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the files of a task.

    Attributes:
        task: its files, all with the same bytes.
        skipped: the line for each file, from the first, that gave no budget.
        prepared: the budget of the file after those; None where none gave one.
        notes: what is to be told about that file, without its path.
        passing: whether it failed for a reason that may be gone the next time.
    """

    task: Task
    skipped: tuple[str, ...] = ()
    prepared: Prepared | None = None
    notes: tuple[str, ...] = ()
    passing: bool = False


def outcomes(tasks: Sequence[Task], jobs: int) -> Iterator[Outcome]:
    """What became of each task, in their order. Args: jobs, how many processes read."""
    if jobs <= 1 or len(tasks) < 2 * jobs:
        yield from map(read_task, tasks)
        return
    rest = deque(tasks)
    while rest:
        done = 0
        try:
            for outcome in _in_processes(rest, jobs):
                done += 1
                yield outcome
            return
        except BrokenProcessPool:
            # One of those under way took its process with it; each alone shows which.
            for _ in range(done):
                rest.popleft()
            for _ in range(min(len(rest), _AHEAD * jobs)):
                yield _alone(rest.popleft())


def _in_processes(tasks: Sequence[Task], jobs: int) -> Iterator[Outcome]:
    """Outcomes in order, a bounded number of them waiting. Raises: BrokenProcessPool."""
    # Ctrl-C reaches every process of the terminal: the readers die of it without a word, this one tells.
    pool = ProcessPoolExecutor(max_workers=jobs, initializer=signal, initargs=(SIGINT, SIG_DFL))
    waiting: deque[Future[Outcome]] = deque()
    try:
        for task in tasks:
            waiting.append(pool.submit(read_task, task))
            if len(waiting) >= _AHEAD * jobs:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


def _alone(task: Task) -> Outcome:
    """A task in a process of its own, which may end unexpectedly."""
    pool = ProcessPoolExecutor(max_workers=1, initializer=signal, initargs=(SIGINT, SIG_DFL))
    try:
        return pool.submit(read_task, task).result()
    except BrokenProcessPool:
        line = f"{task.sources[0]}：读它的进程意外结束（可能内存不足），已跳过；可减小 --jobs 后再建一次"
        return Outcome(task, tuple(line for _ in task.sources), passing=True)
    finally:
        pool.shutdown(cancel_futures=True)


def read_task(task: Task) -> Outcome:
    """The first file of a task that is a budget, as records."""
    skipped: list[str] = []
    for source in task.sources:
        try:
            budget = read_budget(source.path, source.member)
            if budget.identity.organisation or any(table.cells for table in budget.tables):
                return Outcome(task, tuple(skipped), prepare(source, budget), tuple(_notes(budget)))
            skipped.append(f"{source}：没有预算表，也认不出单位，不像预算文件")
        except CorpusError as error:
            skipped.append(str(error))
        except Exception as error:  # a reader's fault with one file must not cost the other thousand
            skipped.append(f"{source}：阅读时程序出错（{fault_of_ours(error)}），已跳过；请把这份文件报告给开发者")
    return Outcome(task, tuple(skipped))


def _notes(budget: Budget) -> Iterator[str]:
    damaged = _damaged(budget)
    if damaged:
        yield f"有 {damaged} 处字符损坏，读成“\ufffd”，请与原件核对"
    if not budget.identity.organisation or not budget.identity.fiscal_year:
        yield "认不出单位或年度，问到它时请写文件名"


def _damaged(budget: Budget) -> int:
    """How many characters of a document could not be decoded."""
    count = 0
    for block in budget.document.blocks:
        texts = [cell for row in block.rows for cell in row.cells] if isinstance(block, Grid) else [block.text]
        count += sum(text.count("\ufffd") for text in texts)
    return count
