"""How fast: cold and warm questions, building an index. Prints a table and, with --json, one JSON object.

    python benchmarks/speed.py [--documents FOLDER] [--questions FILE.jsonl] [--runs N] [--json]

Medians of repeated runs on this machine; no test asserts them.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.resources import files
from pathlib import Path

from index.build import build_index
from qa import BudgetQA, QuestionError
from qa.batch import read_questions

_FIGURE = "忻州人大2023年项目支出多少"
_PROSE = "忻州市人大办公用房面积多大"
_WARM_UP = 3


def cold_seconds(index: Path, question: str, runs: int) -> list[float]:
    """Wall time of `budgetqa ask` as a whole process."""
    command = [str(Path(sys.executable).parent / "budgetqa"), "ask", question, "--index", str(index)]
    times = []
    for _ in range(runs):
        started = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True, env=os.environ)
        times.append(time.perf_counter() - started)
    return times


def warm_milliseconds(index: Path, questions: list[tuple[str, tuple[str, ...]]], runs: int) -> dict[str, list[float]]:
    """Time of every question in a process that has answered before, by whether the encoder was needed."""
    found: dict[str, list[float]] = {"figure": [], "prose": []}
    with BudgetQA.open(index) as budgets:
        for turn in range(_WARM_UP + runs):
            for text, history in questions:
                started = time.perf_counter()
                try:
                    answer = budgets.ask(text, history=history)
                except QuestionError:
                    continue
                spent = (time.perf_counter() - started) * 1000
                searched = any("规则 quote" in line or "规则 meaning" in line for line in answer.explanation)
                if turn >= _WARM_UP:
                    found["prose" if searched else "figure"].append(spent)
    return found


def build_seconds(documents: Path) -> tuple[float, float, Path]:
    """Time to build an index from nothing and again with nothing changed, and the index."""
    folder = Path(tempfile.mkdtemp(prefix="budgetqa-benchmark-"))
    started = time.perf_counter()
    build_index([documents], folder)
    first = time.perf_counter() - started
    started = time.perf_counter()
    build_index([documents], folder)
    return first, time.perf_counter() - started, folder


def _percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))] if values else float("nan")


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=Path, default=Path(str(files("corpus") / "samples")))
    parser.add_argument("--questions", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    first, again, index = build_seconds(options.documents)
    lines = read_questions(options.questions) if options.questions else []
    questions = [(line.question, line.history) for line in lines] or [(_FIGURE, ()), (_PROSE, ())]
    warm = warm_milliseconds(index, questions, options.runs)
    report = {
        "machine": f"{platform.system()} {platform.machine()}，{os.cpu_count()} 核，Python {platform.python_version()}",
        "build_seconds": round(first, 2),
        "build_unchanged_seconds": round(again, 3),
        "cold_figure_seconds": round(statistics.median(cold_seconds(index, _FIGURE, options.runs)), 3),
        "cold_prose_seconds": round(statistics.median(cold_seconds(index, _PROSE, options.runs)), 3),
        "warm_figure_ms_p50": round(_percentile(warm["figure"], 0.5), 2),
        "warm_figure_ms_p99": round(_percentile(warm["figure"], 0.99), 2),
        "warm_prose_ms_p50": round(_percentile(warm["prose"], 0.5), 2),
        "warm_prose_ms_p99": round(_percentile(warm["prose"], 0.99), 2),
    }
    shutil.rmtree(index, ignore_errors=True)
    if options.json:
        print(json.dumps(report, ensure_ascii=False))
        return
    for name, value in report.items():
        print(f"{name:<26} {value}")


if __name__ == "__main__":
    main()
