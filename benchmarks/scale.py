"""A large index: so many made budgets indexed without the encoder, questions about them asked, growth against five."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from benchmarks.build import timed
from benchmarks.generate import write
from benchmarks.measuring import run

_FEW = 5


def measured(folder: Path, documents: int, seed: int, *, long: bool, asked: int, jobs: int) -> dict[str, Any]:
    """What building and asking took with so many documents and with five, and how many times as long a figure takes."""
    large = _of(folder / "many", documents, seed, long=long, asked=asked, jobs=jobs)
    few = _of(folder / "few", _FEW, seed, long=long, asked=asked, jobs=1)
    growth = large["asking"]["figure_ms_p50"] / few["asking"]["figure_ms_p50"]
    return {"many": large, "few": few, "growth": round(growth, 2)}


def _of(folder: Path, documents: int, seed: int, *, long: bool, asked: int, jobs: int) -> dict[str, Any]:
    started = time.perf_counter()
    write(folder, documents, seed, long=long, asked=asked)
    written = time.perf_counter() - started
    index = folder / "index"
    build = timed(f"{documents} 份", folder / "budgets", index, encoder="none", jobs=jobs)
    unchanged = timed("没有变化", folder / "budgets", index)
    return {
        "write_seconds": round(written, 1),
        "build": build.to_json(),
        "unchanged_seconds": round(unchanged.seconds, 2),
        "asking": asking(index, folder / "questions.jsonl"),
    }


def asking(index: Path, questions: Path, runs: int = 1) -> dict[str, Any]:
    """What asking takes in a process of its own (benchmarks/asking.py)."""
    found: dict[str, Any] = json.loads(
        run("-m", "benchmarks.asking", str(index), str(questions), "--runs", str(runs)).stdout
    )
    return found
