"""How fast an index is made and kept up, a row for each build.

The five samples and made budgets from nothing with one and two processes, nothing changed, one budget more, one changed, one
taken away. Seconds on this machine; no test asserts them.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

from benchmarks.generate import budgets, write
from benchmarks.measuring import folder_bytes
from index.build import BuildReport, Step, build_index

# Files so new are hashed to be sure: those of a benchmark are made as old as a user's.
_AGE = 3600


@dataclass(frozen=True, slots=True)
class Build:
    """A build: seconds in all and by stage, how many documents were read, what the index holds in bytes."""

    name: str
    seconds: float
    read: int
    documents: int
    facts: int
    bytes: int
    stages: dict[str, float] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """A row as JSON, with documents a second."""
        rate = round(self.read / self.seconds, 1) if self.read > 1 else None
        return {
            "seconds": round(self.seconds, 3), "documents_a_second": rate, "documents": self.documents,
            "facts": self.facts, "bytes_a_document": round(self.bytes / self.documents),
            "stages": {name: round(spent, 2) for name, spent in self.stages.items()},
        }  # fmt: skip


class Stages:
    """Hears how far a build is, and keeps how long each stage took."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._stage, self._since = "看文件", time.perf_counter()

    def __call__(self, step: Step) -> None:
        """One step."""
        if step.stage != self._stage:
            self.end(step.stage)

    def end(self, following: str = "") -> None:
        """The stage so far is over."""
        now = time.perf_counter()
        self.seconds[self._stage] = self.seconds.get(self._stage, 0.0) + now - self._since
        self._stage, self._since = following, now


def samples() -> Path:
    """The folder of the five samples."""
    return Path(str(files("corpus") / "samples"))


def timed(name: str, documents: Path, index: Path, *, encoder: str | None = None, jobs: int = 1) -> Build:
    """One build."""
    stages = Stages()
    started = time.perf_counter()
    report: BuildReport = build_index([documents], index, encoder=encoder, jobs=jobs, progress=stages)
    seconds = time.perf_counter() - started
    stages.end()
    return Build(name, seconds, report.read, report.documents, report.facts, folder_bytes(index), stages.seconds)


def of_samples(folder: Path) -> Iterator[Build]:
    """The five samples with the encoder, from nothing and with nothing changed."""
    yield timed("五份样本（含编码）", samples(), folder)
    yield timed("五份样本，没有变化", samples(), folder)


def of_made(folder: Path, count: int, seed: int) -> Iterator[Build]:
    """So many made budgets without the encoder, and small changes to them."""
    made = folder / "made"
    write(made, count, seed, asked=1)
    made = made / "budgets"
    _aged(made)
    yield timed(f"{count} 份，1 个进程", made, folder / "one", encoder="none")
    yield timed(f"{count} 份，2 个进程", made, folder / "two", encoder="none", jobs=2)
    yield timed("没有变化", made, folder / "two")
    others = [other.text for other in budgets(2, seed + 1)]
    (made / "new.txt").write_text(others[0], "utf-8")
    yield timed("增加一份", made, folder / "two")
    (made / "new.txt").write_text(others[1], "utf-8")
    yield timed("改动一份", made, folder / "two")
    (made / "new.txt").unlink()
    yield timed("移除一份", made, folder / "two")


def _aged(folder: Path) -> None:
    for path in folder.rglob("*.txt"):
        then = path.stat().st_mtime - _AGE
        os.utime(path, (then, then))
