"""Asking the sample index, and reading what came back."""

from __future__ import annotations

import pytest
from reading import Ask

from qa import BudgetQA


@pytest.fixture(scope="session")
def ask(budgets: BudgetQA) -> Ask:
    """`ask(question, *turns before it)`: the answer of the sample index."""
    return lambda question, *history: budgets.ask(question, history=history)


@pytest.fixture(scope="session")
def ask_real(real_budgets: BudgetQA) -> Ask:
    """The same over the index with the default encoder."""
    return lambda question, *history: real_budgets.ask(question, history=history)
