"""How fast a question is: cold as a whole process, warm in one, many in a batch; what importing takes; and memory."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.asking import read_gold, report
from benchmarks.measuring import timed_process
from qa import BudgetQA
from qa.batch import BatchLine, answer_lines, read_questions

FIGURE = "忻州人大2023年项目支出多少"
PROSE = "忻州市人大办公用房面积多大"
_MODULES = ("qa", "qa.cli", "qa.assistant", "index.build", "qa.service.app")
_BATCH_ROUNDS = 3


def cold(index: Path, question: str, runs: int) -> tuple[float, float]:
    """Median seconds and peak memory in MB of `budgetqa ask` as a whole process."""
    # The command as it is installed: a start of `python -m` would look elsewhere for modules.
    command = [str(Path(sys.executable).parent / "budgetqa"), "ask", question, "--index", str(index)]
    found = [timed_process(*command) for _ in range(runs)]
    return statistics.median(seconds for seconds, _ in found), max(memory for _, memory in found)


def imports(runs: int) -> dict[str, float]:
    """Median milliseconds that importing each module adds to starting Python."""
    empty = statistics.median(timed_process("-c", "pass")[0] for _ in range(runs))
    found = {}
    for module in _MODULES:
        try:
            seconds = statistics.median(timed_process("-c", f"import {module}")[0] for _ in range(runs))
        except RuntimeError:
            continue  # an extra that is not installed
        found[module] = round(1000 * (seconds - empty), 1)
    return found


def batch_rate(index: Path, questions: Path, jobs: int) -> float:
    """Questions a second of a batch with so many jobs."""
    lines = read_questions(questions)
    with BudgetQA.open(index) as budgets:
        _through(budgets, lines, jobs)
        started = time.perf_counter()
        for _ in range(_BATCH_ROUNDS):
            _through(budgets, lines, jobs)
        return _BATCH_ROUNDS * len(lines) / (time.perf_counter() - started)


def _through(budgets: BudgetQA, lines: Sequence[BatchLine], jobs: int) -> None:
    for _ in answer_lines(budgets, lines, jobs=jobs):
        pass


def warm(index: Path, questions: Path, runs: int) -> dict[str, Any]:
    """Milliseconds of figure and prose questions in a process that has answered before, and how many were right."""
    return report(index, read_gold(questions), runs)
