"""How fast an index is made and kept up: a table of builds over budgets made by rule.

    python benchmarks/build.py [--documents 1000] [--encoder none] [--json]

The five samples and the made budgets from nothing with one and two processes, one budget more, one changed, one taken away,
and nothing changed. Seconds on this machine; no test asserts them.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import time
from importlib.resources import files
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# The made budgets are the tests'; the packages come first, since the tests have folders of their names.
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from made_budgets import document  # noqa: E402 - found through the line above

from index.build import BuildReport, Step, build_index  # noqa: E402


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


def timed(documents: Path, index: Path, encoder: str, jobs: int = 1) -> tuple[float, BuildReport, dict[str, float]]:
    """Seconds of a build, what it did, and its stages."""
    stages = Stages()
    started = time.perf_counter()
    report = build_index([documents], index, encoder=encoder, jobs=jobs, progress=stages)
    seconds = time.perf_counter() - started
    stages.end()
    return seconds, report, stages.seconds


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--encoder", default="none")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    root = Path(tempfile.mkdtemp(prefix="budgetqa-benchmark-"))
    made = root / "budgets"
    made.mkdir()
    for seed in range(options.documents):
        (made / f"b{seed:05}.txt").write_text(document(seed), "utf-8")
    rows: list[tuple[str, float, BuildReport, dict[str, float]]] = []

    def run(name: str, documents: Path, index: str, jobs: int = 1) -> None:
        rows.append((name, *timed(documents, root / index, options.encoder, jobs)))

    run("五份样本", Path(str(files("corpus") / "samples")), "samples")
    run(f"{options.documents} 份，1 个进程", made, "one")
    run(f"{options.documents} 份，2 个进程", made, "two", jobs=2)
    time.sleep(2.5)  # so soon after their writing, files are hashed to be sure
    run("没有变化", made, "one")
    (made / "new.txt").write_text(document(options.documents), "utf-8")
    run("增加一份", made, "one")
    (made / "b00000.txt").write_text(document(options.documents + 1), "utf-8")
    run("改动一份", made, "one")
    (made / "new.txt").unlink()
    run("移除一份", made, "one")
    size = sum(path.stat().st_size for path in (root / "one").iterdir())
    shutil.rmtree(root, ignore_errors=True)
    if options.json:
        print(json.dumps({name: round(seconds, 3) for name, seconds, _, _ in rows}, ensure_ascii=False))
        return
    for name, seconds, report, stages in rows:
        rate = f"{report.read / seconds:6.1f} 份/秒" if report.read > 1 else " " * 11
        told = "，".join(f"{stage} {spent:.2f}" for stage, spent in stages.items())
        print(f"{name:<16} {seconds:7.2f} 秒 {rate}  {report.documents} 份 {report.facts} 个数  （{told}）")
    print(f"索引大小 {size / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
