"""The facts of the formal tables of the samples, compared with golden files that were read beside the originals.

`pytest tests/corpus/test_golden_tables.py --update-golden` writes them anew; a changed file gets a second reader.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from corpus_pages import records

from corpus.budget import read_budget

GOLDEN = Path(__file__).parents[1] / "golden" / "tables"
SAMPLES = sorted((Path(__file__).parents[2] / "corpus" / "samples").glob("[0-9]*.md"))
FIELDS = ("document", "table", "item", "item_standard", "code", "column", "amount", "unit", "line", "cell")


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_formal_tables_of_a_sample_equal_the_golden_facts(path: Path, update_golden: bool) -> None:
    facts = list(records(read_budget(path), forms=False))
    golden = GOLDEN / f"{path.stem}.jsonl"
    if update_golden:
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text("".join(json.dumps(fact, ensure_ascii=False) + "\n" for fact in facts), "utf-8")
    expected = [json.loads(line) for line in golden.read_text("utf-8").splitlines()]
    assert expected, f"{golden.name} is empty"
    assert [fact for fact in expected if tuple(fact) != FIELDS] == [], "unknown or missing keys"
    assert facts == expected


def test_every_golden_file_has_its_sample() -> None:
    assert sorted(path.stem for path in GOLDEN.glob("*.jsonl")) == [path.stem for path in SAMPLES]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_golden_amount_stands_at_its_line_and_cell(path: Path) -> None:
    """An oracle that knows no reader: the line split at its pipes."""
    lines = path.read_text("utf-8").split("\n")
    golden = [json.loads(line) for line in (GOLDEN / f"{path.stem}.jsonl").read_text("utf-8").splitlines()]
    astray = [
        fact
        for fact in golden
        if lines[fact["line"] - 1].split("|")[fact["cell"]].strip().replace(",", "") != fact["amount"]
    ]
    assert astray == []
