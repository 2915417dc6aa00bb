"""One organisation over three indexed years: change computed with its base named, each year told, no year passed over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

import pytest
from made_budgets import Figures, written
from made_budgets import figures as made_figures
from reading import Ask, figures

from index.build import build_index
from qa import BudgetQA

WHO = "晋城市司法局"
YEARS = {2023: 4, 2024: 5, 2025: 6}


def made(year: int) -> Figures:
    return replace(made_figures(YEARS[year]), organisation=WHO, year=year)


def total(year: int) -> Decimal:
    return sum((*made(year).basic.values(), *made(year).project.values()), Decimal(0))


def basic(year: int) -> Decimal:
    return sum(made(year).basic.values(), Decimal(0))


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    folder = tmp_path_factory.mktemp("years")
    for year in YEARS:
        (folder / f"sifa_{year}.txt").write_text(written(made(year)), "utf-8")
    build_index([folder], folder / "index", encoder="hash")
    with BudgetQA.open(folder / "index") as budgets:
        yield lambda question, *history: budgets.ask(question, history=history)


def rate(now: Decimal, base: Decimal) -> str:
    return f"{(abs(now - base) / base * 100).quantize(Decimal('0.01'), ROUND_HALF_UP)}%"


@pytest.mark.parametrize("wording", ["{now}年基本支出比{base}年增长百分之几", "{now}年基本支出比上年的增幅"])
def test_growth_is_computed_from_both_documents(ask: Ask, wording: str) -> None:
    answer = ask(WHO + wording.format(now=2025, base=2024))
    assert figures(answer)[0] == rate(basic(2025), basic(2024))
    assert f"2024年基本支出 {basic(2024)}万元" in answer.text
    assert {citation.document for citation in answer.citations} == {"sifa_2025.txt", "sifa_2024.txt"}


def test_base_is_the_year_named_and_not_the_last(ask: Ask) -> None:
    answer = ask(f"{WHO}2025年基本支出比2023年多了多少")
    assert f"{abs(basic(2025) - basic(2023))}万元" in figures(answer)
    assert "2024年" not in answer.text


def test_every_year_named_is_told_in_order(ask: Ask) -> None:
    for wording in ("2023、2024、2025这三年基本支出每年各多少", "2023到2025年基本支出分别是多少", "历年基本支出"):
        answer = ask(WHO + wording)
        assert figures(answer) == [f"{basic(year)}万元" for year in YEARS], wording
    assert "没有" not in answer.text


def test_highest_year_is_named(ask: Ask) -> None:
    best = max(YEARS, key=basic)
    answer = ask(f"{WHO}2023到2025年哪一年基本支出最多")
    assert figures(answer) == [f"{basic(best)}万元"]
    assert f"{best}年" in answer.text


def test_year_between_is_not_filled_in(ask: Ask) -> None:
    answer = ask(f"{WHO}2021年基本支出多少")
    assert (answer.status, figures(answer)) == ("not_found", [])
