"""Side by side on the same questions: budgetqa, full-text search, a vector store and grep. Prints a Markdown table.

    python -m benchmarks.compare [--documents 200] [--seed 1] [--questions 400] [--json FILE]
    python -m benchmarks.compare --folder FOLDER --gold QUESTIONS.jsonl

Without --folder budgets are made. Asked are the questions with one figure for an answer that the budgets print (a computed
one no search can find). A passage counts as right where it holds the figure as a number of its own, in 万元 or 元; our answer
only where status and first value are right. Each runs in a process of its own; txtai is left out where it is not installed.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import tempfile
import time
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks.asking import Gold, read_gold
from benchmarks.contenders import CONTENDERS, right
from benchmarks.generate import write
from benchmarks.measuring import folder_bytes, machine, percentile, run

_PRINTED = ("lookup", "code", "synonym", "unit", "project", "procurement")
_NEEDS = {"txtai（同一编码器）": "txtai"}
_WARM_UP = 5


def printed_figures(questions: list[Gold]) -> list[Gold]:
    """Questions whose answer is one figure that a budget prints."""
    return [
        q for q in questions if q.kind in _PRINTED and q.status == "answered" and len(q.values) == 1 and not q.history
    ]


def built(name: str, documents: Path, index: Path) -> dict[str, Any]:
    """Seconds and peak memory of building in this process, and bytes on disk."""
    started = time.perf_counter()
    CONTENDERS[name]().build(documents, index)
    seconds = time.perf_counter() - started
    return {"build_s": round(seconds, 1), "build_mb": _peak(), "bytes": folder_bytes(index) if index.is_dir() else 0}


def asked(name: str, documents: Path, index: Path, questions: list[Gold]) -> dict[str, Any]:
    """Right hits, time and peak memory of asking in this process."""
    contender = CONTENDERS[name]()
    contender.open(documents, index)
    for gold in questions[:_WARM_UP]:
        contender.top(gold.question)
    times, count = [], 0
    for gold in questions:
        started = time.perf_counter()
        hit = contender.top(gold.question)
        times.append((time.perf_counter() - started) * 1000)
        count += right(gold, hit)
    return {
        "questions": len(questions),
        "right": count,
        "ms_p50": round(percentile(times, 0.5), 2),
        "ms_p99": round(percentile(times, 0.99), 2),
        "ask_mb": _peak(),
    }


def _peak() -> int:
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def side_by_side(documents: Path, gold: Path) -> dict[str, dict[str, Any]]:
    """What each contender built and answered, each step in a process of its own."""
    found: dict[str, dict[str, Any]] = {}
    with tempfile.TemporaryDirectory(prefix="budgetqa-compare-") as folder:
        for number, name in enumerate(CONTENDERS):
            if (package := _NEEDS.get(name)) and find_spec(package) is None:
                print(f"{name}：没有安装 {package}，略过", file=sys.stderr)
                continue
            index = str(Path(folder) / str(number))
            common = ("-m", "benchmarks.compare", "--folder", str(documents), "--gold", str(gold), "--index", index)
            for step in ("build", "ask"):
                done = run(*common, "--step", step, "--contender", name)
                found.setdefault(name, {}).update(json.loads(done.stdout.splitlines()[-1]))
    return found


def table(found: dict[str, dict[str, Any]], documents: int) -> str:
    """The Markdown table."""
    lines = [
        "| 用什么 | 第一条就是对的数 | 一问 p50 / p99 | 建索引 | 内存（建 / 问） | 索引大小 |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for name, own in found.items():
        share = f"{100 * own['right'] / own['questions']:.1f}%（{own['right']}/{own['questions']}）"
        size = f"{own['bytes'] / 1e6:.1f} MB" if own["bytes"] else "无"
        lines.append(
            f"| {name} | {share} | {own['ms_p50']} / {own['ms_p99']} ms | {own['build_s']} 秒 "
            f"| {own['build_mb']} / {own['ask_mb']} MB | {size} |"
        )
    return "\n".join([*lines, "", f"{documents} 份预算；{date.today().isoformat()}；{machine()}"])


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--questions", type=int, default=400)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--gold", type=Path)
    parser.add_argument("--json", type=Path, metavar="FILE")
    for hidden in ("--step", "--contender", "--index"):
        parser.add_argument(hidden, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step == "build":
        print(json.dumps(built(options.contender, options.folder, Path(options.index))))
        return
    if options.step == "ask":
        questions = printed_figures(read_gold(options.gold))
        print(json.dumps(asked(options.contender, options.folder, Path(options.index), questions)))
        return
    with tempfile.TemporaryDirectory(prefix="budgetqa-compare-") as made:
        folder, gold = options.folder, options.gold
        if folder is None:
            write(Path(made), options.documents, options.seed, asked=options.questions)
            folder, gold = Path(made) / "budgets", Path(made) / "questions.jsonl"
        found = side_by_side(folder.resolve(), gold.resolve())
        print(table(found, sum(1 for _ in folder.rglob("*.txt"))))
    if options.json:
        options.json.write_text(json.dumps(found, ensure_ascii=False, indent=1), "utf-8")


if __name__ == "__main__":
    main()
