"""Targets of the samples equal the golden ones, which stand in their files.

Golden files are written by `pytest tests/corpus/test_golden_targets.py --update-golden` and then read line by line beside
the forms.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from corpus.budget import read_budget
from corpus.model import Budget
from corpus.text import join_wrapped

GOLDEN = Path(__file__).parents[1] / "golden" / "targets"
SAMPLES = sorted((Path(__file__).parents[2] / "corpus" / "samples").glob("[0-9]*.md"))
FIELDS = ("document", "project", "term", "path", "text", "comparator", "number", "unit", "line", "cell")


def records(budget: Budget) -> Iterator[dict[str, Any]]:
    for table in budget.tables:
        for t in table.targets:
            number = None if t.number is None else str(t.number)
            values = (t.project, t.term, list(t.path), t.text, t.comparator, number, t.unit, t.line, t.cell)
            yield dict(zip(FIELDS, (budget.document.name, *values), strict=True))


def golden_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (GOLDEN / f"{path.stem}.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_targets_of_a_sample_equal_the_golden_ones(path: Path, update_golden: bool) -> None:
    found = list(records(read_budget(path)))
    if update_golden:
        GOLDEN.mkdir(parents=True, exist_ok=True)
        lines = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in found)
        (GOLDEN / f"{path.stem}.jsonl").write_text(lines, "utf-8")
    expected = golden_of(path)
    assert expected, f"{path.stem}.jsonl is empty"
    assert [record for record in expected if tuple(record) != FIELDS] == [], "unknown or missing keys"
    assert found == expected


def test_every_golden_file_has_its_sample() -> None:
    assert sorted(path.stem for path in GOLDEN.glob("*.jsonl")) == [path.stem for path in SAMPLES]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_golden_value_stands_at_its_line_and_cell(path: Path) -> None:
    """An oracle that knows no form: the line split at its pipes."""
    lines = path.read_text("utf-8").split("\n")
    astray = [
        record
        for record in golden_of(path)
        if not join_wrapped(lines[record["line"] - 1].split("|")[record["cell"]]).endswith(record["text"])
    ]
    assert astray == []


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_golden_name_or_its_beginning_stands_in_its_line(path: Path) -> None:
    lines = path.read_text("utf-8").split("\n")
    for record in golden_of(path):
        line = lines[record["line"] - 1].replace(" ", "")
        assert record["path"][-1].replace(" ", "")[:4] in line, record


def test_targets_of_the_originals_are_those_of_the_samples(
    sample_budgets: dict[str, Budget], seed_budgets: dict[str, Budget]
) -> None:
    """The golden targets hold for the originals too: the samples tell their forms' prose anew, not their targets."""
    for number, budget in seed_budgets.items():
        found = [[record[key] for key in FIELDS[1:8]] for record in records(budget)]
        assert found == [[record[key] for key in FIELDS[1:8]] for record in records(sample_budgets[number])]
