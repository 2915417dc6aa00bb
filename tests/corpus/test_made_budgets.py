"""Documents whose sums all hold get no finding; one figure changed in them gets one."""

from __future__ import annotations

import pytest
from corpus_pages import FORMS, page
from made_budgets import document, figures

SEEDS = range(40)


@pytest.mark.parametrize("seed", SEEDS)
def test_document_made_by_rule_has_no_finding(seed: int) -> None:
    assert [finding.message for finding in page(document(seed)).findings] == []


@pytest.mark.parametrize("seed", SEEDS)
def test_document_made_by_rule_is_read_whole_and_proved(seed: int) -> None:
    """No finding says nothing where nothing was compared."""
    budget, made = page(document(seed)), figures(seed)
    formal = [cell for table in budget.tables if table.kind not in FORMS for cell in table.cells]
    assert len(formal) >= 100
    assert [c for c in formal if (c.line, c.cell) not in budget.proofs] == []
    assert (budget.identity.organisation, budget.identity.fiscal_year) == (made.organisation, made.year)
    rules = {rule for rules in budget.proofs.values() for rule in rules}
    assert {"children", "totals", "columns", "grand_totals", "same_item", "basic_expenditure", "prose"} <= rules
    assert {"project_expenditure", "operating_expenses", "form_and_project"} <= rules
