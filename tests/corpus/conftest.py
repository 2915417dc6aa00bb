"""Budgets read once for all tests of corpus/."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.budget import read_budget
from corpus.model import Budget


@pytest.fixture(scope="session")
def sample_budgets(samples: Path) -> dict[str, Budget]:
    """The five samples understood, by the number that their file names begin with."""
    return {path.name[:3]: read_budget(path) for path in sorted(samples.glob("[0-9]*.md"))}


@pytest.fixture(scope="session")
def seed_budgets(acceptance: Path) -> dict[str, Budget]:
    """The originals of the five samples, by the same numbers."""
    folder = acceptance / "seeds"
    if not folder.is_dir():
        pytest.skip(f"no folder of originals at {folder}")
    return {path.name[:3]: read_budget(path) for path in sorted(folder.glob("*.txt"))}
