"""What the package offers: the list, the tree of errors, and the README's lines of Python."""

from __future__ import annotations

import contextlib
import io
import re
from decimal import Decimal
from pathlib import Path

import pytest

import qa
from qa import BudgetError, BudgetQA, Conversations, ModelMissing, QuestionError, StoreError, StoreMissing, StoreStale

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
    monkeypatch.setenv("BUDGETQA_INDEX", str(sample_index))
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


def test_without_a_folder_the_index_is_found_as_the_commands_find_it(
    sample_index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BUDGETQA_INDEX", str(sample_index))
    with BudgetQA.open() as budgets, Conversations.open() as chats:
        assert budgets.ask("忻州人大2023年项目支出多少").values[0].amount == Decimal("541.80")
        assert chats.ask("群一", "忻州人大2023年项目支出多少").status == "answered"
    monkeypatch.setenv("BUDGETQA_INDEX", str(tmp_path / "无"))
    with pytest.raises(StoreMissing, match="无"):
        BudgetQA.open()


def test_without_any_index_a_program_is_warned_that_it_asks_the_samples(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("BUDGETQA_INDEX", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    with BudgetQA.open() as budgets:
        assert len(budgets.store.documents) == 5
    assert ["样本" in record.getMessage() for record in caplog.records] == [True]


def test_opening_what_is_no_index_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(StoreMissing, match="没有索引"):
        BudgetQA.open(tmp_path)


def test_elapsed_time_is_told_in_milliseconds(budgets: BudgetQA) -> None:
    elapsed = budgets.ask("忻州人大2023年项目支出多少").elapsed_ms
    assert elapsed > 0
    assert round(elapsed, 1) == elapsed
