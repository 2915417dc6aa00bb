"""Every gold cell is found at its place and means what the gold says, by the rules of the acceptance data themselves."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from corpus_pages import records

from corpus.model import Budget


@pytest.fixture
def gold(acceptance: Path) -> tuple[Path, Path]:
    """The checker and the gold cells."""
    checker, cells = acceptance / "eval" / "check_cells.py", acceptance / "eval" / "cells.jsonl"
    for path in (checker, cells):
        if not path.is_file():
            pytest.skip(f"the acceptance data has no {path.name}")
    return checker, cells


def check(checker: Path, cells: Path, facts: Path) -> dict[str, int]:
    """The checker's report."""
    command = [sys.executable, str(checker), str(cells), str(facts), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True)
    report: dict[str, int] = json.loads(done.stdout)
    return report


def write(path: Path, budgets: dict[str, Budget]) -> Path:
    """Facts as the contract prints them, one JSON object a line."""
    lines = [json.dumps(fact, ensure_ascii=False) for budget in budgets.values() for fact in records(budget)]
    path.write_text("\n".join(lines), "utf-8")
    return path


def test_every_gold_cell_is_found_and_placed(
    gold: tuple[Path, Path], seed_budgets: dict[str, Budget], tmp_path: Path
) -> None:
    checker, cells = gold
    report = check(checker, cells, write(tmp_path / "facts.jsonl", seed_budgets))
    count = sum(1 for line in cells.read_text("utf-8").splitlines() if line.strip())
    assert report == {"cells": count, "found": count, "placed": count}
