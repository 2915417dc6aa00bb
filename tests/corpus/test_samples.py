"""The bundled samples: marked as retold, without persons, and with the figures of their originals."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from corpus_pages import records

from corpus.model import Budget

NUMBERS = ("000", "001", "002", "003", "004")
# Mobile numbers, area codes with a number, and any long run of digits: filing stamps are 14 digits long.
PHONE = re.compile(r"(?<![\d.])(?:1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}|0\d{2,3}[\s-]?\d{7,8}|\d{10,})(?!\d)")
SIGNATURES = ("负责人:", "负责人：", "经办人", "联系电话", "填报日期", "填报时间")
# Place and order differ: the samples are Markdown and have no contents page.
PLACE = ("document", "line", "cell")


def facts(budget: Budget) -> Counter[tuple[object, ...]]:
    """Facts without their place, each with the document's organisation and year."""
    identity = budget.identity
    return Counter(
        (identity.organisation, identity.fiscal_year, *(value for key, value in fact.items() if key not in PLACE))
        for fact in records(budget)
    )


def test_five_samples_are_read_and_marked_as_retold(sample_budgets: dict[str, Budget]) -> None:
    assert tuple(sample_budgets) == NUMBERS
    assert all(budget.document.paraphrased for budget in sample_budgets.values())
    assert all(budget.identity.organisation and budget.identity.fiscal_year for budget in sample_budgets.values())


def test_originals_are_not_marked_as_retold(seed_budgets: dict[str, Budget]) -> None:
    assert not any(budget.document.paraphrased for budget in seed_budgets.values())


@pytest.mark.parametrize("number", NUMBERS)
def test_facts_of_a_sample_are_those_of_its_original(
    number: str, sample_budgets: dict[str, Budget], seed_budgets: dict[str, Budget]
) -> None:
    sample, seed = facts(sample_budgets[number]), facts(seed_budgets[number])
    assert (sorted((seed - sample).elements()), sorted((sample - seed).elements())) == ([], [])


@pytest.mark.parametrize("number", NUMBERS)
def test_kinds_of_tables_of_a_sample_are_those_of_its_original(
    number: str, sample_budgets: dict[str, Budget], seed_budgets: dict[str, Budget]
) -> None:
    kinds = [[table.kind for table in budgets[number].tables] for budgets in (sample_budgets, seed_budgets)]
    assert kinds[0] == kinds[1]


@pytest.mark.parametrize("number", NUMBERS)
def test_sample_names_no_clerk_and_no_telephone(number: str, samples: Path) -> None:
    (path,) = samples.glob(f"{number}*.md")
    text = path.read_text("utf-8")
    assert PHONE.findall(text) == []
    assert [mark for mark in SIGNATURES if mark in text] == []


@pytest.mark.parametrize("number", NUMBERS)
def test_original_gives_no_telephone_to_facts_or_sentences(number: str, seed_budgets: dict[str, Budget]) -> None:
    budget = seed_budgets[number]
    told = [sentence.text for section in budget.sections for sentence in section.sentences]
    told += [part for section in budget.sections for part in section.path]
    told += [str(value) for fact in records(budget) for value in fact.values()]
    assert [text for text in told if PHONE.search(text)] == []
    assert [text for text in told if any(mark in text for mark in SIGNATURES)] == []
