"""Questions asked one after another in one process, each timed and held against its answer; and what that took.

    python -m benchmarks.asking INDEX QUESTIONS.jsonl [--runs N]

Prints one JSON object. A process of its own, so that its memory is that of asking and of nothing else.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.measuring import ROOT, percentile

# The rules of the acceptance data stand with the tests.
sys.path.append(str(ROOT / "tests" / "acceptance"))

from scoring import Gold as Gold
from scoring import fault as fault

from qa import Answer, BudgetQA, QuestionError

_WARM_UP = 1
_FAULTS_SHOWN = 20
# A name that is no field of a gold answer.
_BESIDE = ("evidence",)


@dataclass(slots=True)
class Asked:
    """What came of questions: milliseconds by whether sentences were searched (of work, too, for figures), right answers by kind, faults in words."""

    figure: list[float] = field(default_factory=list)
    figure_cpu: list[float] = field(default_factory=list)
    prose: list[float] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    fabricated: int = 0


def read_gold(path: Path) -> list[Gold]:
    """Questions with their answers from JSON Lines."""
    found = []
    for text in path.read_text("utf-8").splitlines():
        record: dict[str, Any] = {key: value for key, value in json.loads(text).items() if key not in _BESIDE}
        found.append(Gold(**{key: tuple(value) if isinstance(value, list) else value for key, value in record.items()}))
    return found


class Searches:
    """Counts the searches of a BudgetQA: a question that searched is one of prose, whatever rule answered it."""

    def __init__(self, budgets: BudgetQA) -> None:
        """Args: the index to be asked; its own retriever is asked through this from now on."""
        self.count = 0
        retriever = budgets._context.retriever
        search = retriever.search

        def counted(*args: Any, **named: Any) -> list[Any]:
            self.count += 1
            return search(*args, **named)

        retriever.search = counted  # type: ignore[method-assign]


def ask_all(budgets: BudgetQA, questions: list[Gold], runs: int) -> Asked:
    """Ask every question so many times after a first round that warms up; the last round is scored."""
    found = Asked()
    searches = Searches(budgets)
    for turn in range(_WARM_UP + runs):
        for gold in questions:
            session = budgets.session()
            for earlier in gold.history:
                session.hear(earlier)
            # The question alone: turns before it are questions of their own.
            before, started, worked = searches.count, time.perf_counter(), time.thread_time()
            try:
                answer = session.ask(gold.question)
            except QuestionError:
                continue
            spent, work = (time.perf_counter() - started) * 1000, (time.thread_time() - worked) * 1000
            if turn >= _WARM_UP or not runs:
                searched = searches.count > before
                (found.prose if searched else found.figure).append(spent)
                if not searched:
                    found.figure_cpu.append(work)
            if turn == _WARM_UP + runs - 1:
                _score(found, gold, answer)
    return found


def _score(found: Asked, gold: Gold, answer: Answer) -> None:
    wrong = fault(gold, answer)
    found.kinds[gold.kind] += 1
    found.right[gold.kind] += not wrong
    found.fabricated += wrong == "fabricated"
    if wrong:
        values = "、".join(f"{value.label} {value.amount}{value.unit}" for value in answer.values[:3])
        found.faults.append(f"{gold.id} {gold.question}：{wrong}；{answer.status} {values or answer.text[:80]!r}")


def report(index: Path, questions: list[Gold], runs: int) -> dict[str, Any]:
    """What asking took and how much of it was right, as JSON."""
    started = time.perf_counter()
    with BudgetQA.open(index) as budgets:
        opened = time.perf_counter() - started
        first = time.perf_counter()
        budgets.ask(questions[0].question)
        first = time.perf_counter() - first
        asked = ask_all(budgets, questions, runs)
    total = sum(asked.kinds.values())
    return {
        "questions": total,
        "right": sum(asked.right.values()),
        "accuracy": round(sum(asked.right.values()) / total, 4) if total else None,
        "fabricated": asked.fabricated,
        "kinds": {kind: f"{asked.right[kind]}/{count}" for kind, count in sorted(asked.kinds.items())},
        "open_ms": round(1000 * opened, 1),
        "first_ms": round(1000 * first, 1),
        "figure_ms_p50": round(percentile(asked.figure, 0.5), 2),
        "figure_ms_p99": round(percentile(asked.figure, 0.99), 2),
        # Of this process alone: on a busy machine the clock tells of the others, too.
        "figure_cpu_ms_p50": round(percentile(asked.figure_cpu, 0.5), 2),
        "prose_ms_p50": round(percentile(asked.prose, 0.5), 2),
        "prose_ms_p99": round(percentile(asked.prose, 0.99), 2),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "faults": asked.faults[:_FAULTS_SHOWN],
    }


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("index", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--runs", type=int, default=1)
    options = parser.parse_args()
    print(json.dumps(report(options.index, read_gold(options.questions), options.runs), ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
