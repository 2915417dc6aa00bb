"""Everything measured by one command: a table, and JSON with --json.

    python -m benchmarks [--quick] [--questions FILE.jsonl] [--documents FOLDER] [--runs 5] [--json FILE]
    python -m benchmarks --scale 20000 [--short] [--asked 1000] [--jobs 2] [--folder DIR]

Cold questions, importing, warm questions, batches, building (five budgets; 1,000; nothing changed), memory, size. --quick
leaves the long builds out. --scale makes so many budgets, indexes and asks them, and holds that against five.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks import build, scale, speed
from benchmarks.measuring import ROOT, machine, versions

_ACCEPTANCE = ROOT.parent / "shared"
_OWN_QUESTIONS = ROOT / "tests" / "acceptance" / "questions.jsonl"
_MANY = 1000
Row = tuple[str, str]


def asked_of(options: argparse.Namespace) -> tuple[Path, Path]:
    """The documents to index and the questions to ask of them: those given, the acceptance data, else the samples'."""
    seeds, questions = _ACCEPTANCE / "seeds", _ACCEPTANCE / "eval" / "questions.jsonl"
    there = seeds.is_dir() and questions.is_file()
    return (
        options.documents or (seeds if there else build.samples()),
        options.questions or (questions if there else _OWN_QUESTIONS),
    )


def of_questions(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """Everything about asking."""
    documents, questions = asked_of(options)
    index = folder / "asked"
    build.timed("", documents, index)
    figure, memory = speed.cold(index, speed.FIGURE, options.runs)
    prose, prose_memory = speed.cold(index, speed.PROSE, options.runs)
    return {
        "cold": {
            "figure_seconds": round(figure, 3), "figure_peak_mb": round(memory),
            "prose_seconds": round(prose, 3), "prose_peak_mb": round(prose_memory),
        },
        "imports_ms": speed.imports(options.runs),
        "warm": scale.asking(index, questions, options.runs),
        "batch_a_second": {str(jobs): round(speed.batch_rate(index, questions, jobs)) for jobs in (1, 2)},
    }  # fmt: skip


def of_builds(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """Everything about building."""
    found = {row.name: row.to_json() for row in build.of_samples(folder / "samples")}
    if not options.quick:
        found |= {row.name: row.to_json() for row in build.of_made(folder / "builds", _MANY, options.seed)}
    return found


def rows(found: dict[str, Any]) -> Iterator[Row]:
    """The table's rows: what, and how much."""
    if "cold" in found:
        cold, warm, batch = found["cold"], found["warm"], found["batch_a_second"]
        yield "冷启动，问数字", f"{cold['figure_seconds']} 秒，{cold['figure_peak_mb']} MB"
        yield "冷启动，问文字", f"{cold['prose_seconds']} 秒，{cold['prose_peak_mb']} MB"
        for module, spent in found["imports_ms"].items():
            yield f"导入 {module}", f"{spent} 毫秒"
        yield from _warm_rows(warm)
        yield "成批，1 / 2 个线程", f"{batch['1']} / {batch['2']} 问/秒"
    for name, own in found.get("builds", {}).items():
        yield f"建索引：{name}", _build_told(own)
    for key, label in (("many", "大索引"), ("few", "五份")):
        if key in found:
            yield f"{label}：建索引", _build_told(found[key]["build"])
            yield f"{label}：没有变化", f"{found[key]['unchanged_seconds']} 秒"
            yield from ((f"{label}：{name}", value) for name, value in _warm_rows(found[key]["asking"]))
    if "growth" in found:
        yield "数字一问 p50，大索引是五份的", f"{found['growth']} 倍"


def _warm_rows(warm: dict[str, Any]) -> Iterator[Row]:
    yield "答对", f"{warm['right']}/{warm['questions']}，编造 {warm['fabricated']}"
    yield "热，数字 p50 / p99", f"{warm['figure_ms_p50']} / {warm['figure_ms_p99']} 毫秒"
    yield "热，文字 p50 / p99", f"{warm['prose_ms_p50']} / {warm['prose_ms_p99']} 毫秒"
    yield "打开索引；内存", f"{warm['open_ms']} 毫秒；{warm['peak_mb']} MB"


def _build_told(own: dict[str, Any]) -> str:
    rate = f"，{own['documents_a_second']} 份/秒" if own["documents_a_second"] else ""
    stages = "，".join(f"{stage} {spent}" for stage, spent in own["stages"].items())
    return f"{own['seconds']} 秒{rate}，{own['facts']} 个数，每份 {own['bytes_a_document'] // 1000} kB（{stages}）"


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--documents", type=Path, help="budgets that the questions are about")
    parser.add_argument("--questions", type=Path, help="questions with answers, JSON Lines")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--scale", type=int, metavar="N")
    parser.add_argument("--short", action="store_true", help="with --scale: budgets of half the facts")
    parser.add_argument("--asked", type=int, default=1000)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--folder", type=Path, help="where to work; kept afterwards")
    parser.add_argument("--json", type=Path, metavar="FILE")
    options = parser.parse_args()
    found: dict[str, Any] = {"date": date.today().isoformat(), "machine": machine(), "versions": versions()}
    with tempfile.TemporaryDirectory(prefix="budgetqa-benchmark-") as temporary:
        folder = options.folder or Path(temporary)
        if options.scale:
            found |= scale.measured(
                folder, options.scale, options.seed, long=not options.short, asked=options.asked, jobs=options.jobs
            )
        else:
            found |= of_questions(options, folder) | {"builds": of_builds(options, folder)}
    print(f"{found['date']}，{found['machine']}")
    print("，".join(f"{name} {number}" for name, number in found["versions"].items()))
    for name, value in rows(found):
        print(f"{name}\t{value}")
    if options.json:
        options.json.write_text(json.dumps(found, ensure_ascii=False, indent=1), "utf-8")


if __name__ == "__main__":
    main()
