"""What `budgetqa index` says while it builds and when it is done; how far it is goes to stderr, the report to stdout."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from index.build import BuildReport, Step

Tell = Callable[[str], None]
# Where stderr is no terminal, a long build says so often how far it is: a log wants lines, but not one a file.
_SECONDS_BETWEEN_LINES = 10.0


def index_files(
    paths: Sequence[Path], folder: Path, encoder: str | None, jobs: int, *, report: bool, tell: Tell
) -> Iterator[str]:
    """Build an index and tell what was done; the lines of the report, where one is wanted.

    Raises: as index.build.build_index.
    """
    from index.build import build_index

    with progress_on_stderr(tell) as progress:
        result = build_index(paths, folder, encoder=encoder, progress=progress, jobs=jobs)
    for line in (*result.skipped, *result.notes):
        tell(line)
    if result.anew:
        tell(result.anew)
    tell(_summary(folder, result))
    if result.findings:
        tell(f"勾稽核对：{result.findings} 处对不上，用 budgetqa check --index {folder} 查看")
    else:
        tell("勾稽核对：没有发现对不上的地方")
    if report:
        from index.report import report_lines

        yield from report_lines(folder, result)


def _summary(folder: Path, result: BuildReport) -> str:
    if result.unchanged:
        return f"{folder}：文件没有变化，索引不用重做（{result.documents} 份文件，{result.facts} 个数）"
    skipped = f"，跳过 {len(result.skipped)} 个文件" if result.skipped else ""
    counts = (("新增", result.added), ("改动", result.changed), ("移除", result.removed), ("移动", result.moved))
    told = "、".join(f"{name} {len(files)}" for name, files in counts if files)
    # Of a first build everything is new: no need to say so.
    changes = f"；这次{told or '没有增减'}，读了 {result.read} 份" if result.read < result.documents else ""
    return f"{folder}：已索引 {result.documents} 份文件、{result.facts} 个数{skipped}{changes}"


@contextmanager
def progress_on_stderr(tell: Tell) -> Iterator[Callable[[Step], None]]:
    """Something that hears how far a build is: a rich bar on a terminal, a line now and then elsewhere."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    if not console.is_terminal:
        yield _lines(tell)
        return
    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[found]}"),
        TimeRemainingColumn(),
    )  # fmt: skip
    with Progress(*columns, console=console, transient=True) as bar:
        tasks: dict[str, Any] = {}

        def step(now: Step) -> None:
            if now.stage not in tasks:
                tasks[now.stage] = bar.add_task(now.stage, total=now.total, found="")
            bar.update(tasks[now.stage], completed=now.done, total=now.total, found=_found(now))

        yield step


def _found(now: Step) -> str:
    return f"{now.facts} 个数，{now.findings} 处对不上" if now.facts else ""


def _lines(tell: Tell) -> Callable[[Step], None]:
    last = time.monotonic()

    def step(now: Step) -> None:
        nonlocal last
        if time.monotonic() - last >= _SECONDS_BETWEEN_LINES and now.done < now.total:
            last = time.monotonic()
            tell(f"{now.stage} {now.done}/{now.total}" + (f"，{_found(now)}" if now.facts else ""))

    return step
