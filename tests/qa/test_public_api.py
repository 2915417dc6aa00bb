"""What the package offers: the list, the tree of errors, and the README's lines of Python."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

import pytest

import qa
from qa import BudgetError, BudgetQA, ModelMissing, QuestionError, StoreError, StoreMissing, StoreStale

ROOT = Path(__file__).resolve().parents[2]


def test_public_names_are_these() -> None:
    assert qa.__all__ == sorted(qa.__all__)
    assert set(qa.__all__) == {
        "Answer",
        "BudgetError",
        "BudgetQA",
        "Candidate",
        "Citation",
        "Conversations",
        "CorpusError",
        "ModelMissing",
        "QuestionError",
        "Session",
        "StoreError",
        "StoreMissing",
        "StoreStale",
        "Value",
    }
    assert all(getattr(qa, name).__doc__ for name in qa.__all__)


def test_every_error_is_a_budget_error() -> None:
    errors = [getattr(qa, name) for name in qa.__all__ if isinstance(getattr(qa, name), type)]
    raised = [error for error in errors if issubclass(error, Exception)]
    assert len(raised) == 7
    assert all(issubclass(error, BudgetError) for error in raised)
    assert issubclass(StoreMissing, StoreError) and issubclass(StoreStale, StoreError)
    assert issubclass(ModelMissing, StoreError) and not issubclass(QuestionError, StoreError)


def test_python_of_the_readme_prints_what_it_says(
    sample_index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    assert blocks
    (tmp_path / "budget-index").symlink_to(sample_index, target_is_directory=True)
    monkeypatch.chdir(tmp_path)
    for block in blocks:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(block, "README.md", "exec"), {})
        expected = re.findall(r"print\(.*\)\s+# (.*)", block)
        assert expected
        assert printed.getvalue().splitlines() == expected


def test_closing_leaves_no_connection_and_asking_works_inside(sample_index: Path) -> None:
    with BudgetQA.open(str(sample_index)) as budgets:
        assert budgets.ask("忻州人大2023年项目支出多少").status == "answered"
    assert budgets.store._connections == []


def test_opening_what_is_no_index_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(StoreMissing, match="没有索引"):
        BudgetQA.open(tmp_path)


def test_elapsed_time_is_told_in_milliseconds(budgets: BudgetQA) -> None:
    elapsed = budgets.ask("忻州人大2023年项目支出多少").elapsed_ms
    assert elapsed > 0
    assert round(elapsed, 1) == elapsed
