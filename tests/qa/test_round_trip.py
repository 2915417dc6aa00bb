"""Every cell of the formal tables asked for in seven wordings; misspelt, in other scripts, politely; and what is not there."""

from __future__ import annotations

import random
from collections import Counter
from decimal import Decimal

import pytest
from reading import gives_no_figure
from wordings import Asked, cells, twisted, wordings

from corpus.money import YUAN_PER_UNIT, plain_number
from corpus.subjects import economic_names, functional_names
from corpus.text import match_key
from qa import Answer, BudgetQA

# The typing of every fifth cell, and every ninth for what is not there: enough for some thousand questions each.
TYPED = 5
REFUSED = 9
STRANGERS = ("太原市人大", "运城市委组织部", "大同市财政局", "临猗县人大常委会", "阳泉市教育局")


@pytest.fixture(scope="module")
def asked(budgets: BudgetQA) -> list[Asked]:
    found = list(cells(budgets.store))
    assert len(found) > 800
    return found


def fen(answer: Answer) -> set[int]:
    """All amounts that an answer gives, as figures or as candidates, in fen."""
    values = (*answer.values, *(candidate.value for candidate in answer.candidates if candidate.value))
    return {int(v.amount * YUAN_PER_UNIT[v.unit] * 100) for v in values if v.unit in YUAN_PER_UNIT}


def gives(answer: Answer, cell: Asked) -> bool:
    """Whether an answer gives a cell, or names its amount as another reading (另有口径)."""
    money = cell.fact.money
    return cell.fact.fen in fen(answer) or f"{plain_number(money.amount)}{money.money_unit}" in answer.text


def test_every_cell_comes_back_in_every_wording(budgets: BudgetQA, asked: list[Asked]) -> None:
    missed = []
    count = 0
    for cell in asked:
        for question in wordings(cell):
            count += 1
            if not gives(budgets.ask(question), cell):
                missed.append(f"{question} ≠ {cell.fact.money.amount}")
    assert count > 5_000
    assert len(missed) <= count * Decimal("0.01"), missed


def test_answer_stays_however_it_is_typed(budgets: BudgetQA, asked: list[Asked]) -> None:
    rnd = random.Random(20)
    changed = []
    kinds: Counter[str] = Counter()
    for cell in asked[::TYPED]:
        plain = budgets.ask(f"{cell.who}{cell.document.fiscal_year}年{cell.item}多少")
        for how, question in twisted(cell, rnd):
            kinds[how] += 1
            answer = budgets.ask(question)
            if (answer.status, fen(answer)) != (plain.status, fen(plain)):
                changed.append(f"{how}: {question}")
    assert min(kinds.values()) >= 100
    assert len(kinds) == 9
    assert len(changed) <= kinds.total() * Decimal("0.03"), changed


def test_organisation_or_year_that_is_not_there_gets_no_figure(budgets: BudgetQA, asked: list[Asked]) -> None:
    answered = []
    for number, cell in enumerate(asked[::REFUSED]):
        stranger = STRANGERS[number % len(STRANGERS)]
        year = cell.document.fiscal_year
        for question in (
            f"{stranger}{year}年{cell.item}多少",
            f"{cell.who}{year + 3}年{cell.item}多少",
            f"{year - 4}年{cell.who}的{cell.item}是多少",
        ):
            if not gives_no_figure(budgets.ask(question)):
                answered.append(question)
    assert not answered, "\n".join(answered)


def test_item_that_is_not_there_gets_no_figure(budgets: BudgetQA) -> None:
    answered = []
    standard = [name for code, name in (functional_names() | economic_names()).items() if len(code) >= 5]
    for document in budgets.store.documents:
        there = budgets.store.catalog(document.id).names
        # The beginning of a name that is there (一般公共服务) is understood as that.
        strangers = [n for n in standard if len(n) >= 6 and not any(key.startswith(match_key(n)) for key in there)]
        for name in random.Random(document.fiscal_year).sample(strangers, 60):
            answer = budgets.ask(f"{document.organisation}{document.fiscal_year}年{name}安排了多少")
            if not gives_no_figure(answer):
                answered.append(f"{document.organisation}{document.fiscal_year}年{name}：{answer.text.splitlines()[0]}")
    assert not answered, "\n".join(answered)
