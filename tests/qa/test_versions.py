"""One organisation and year printed several times: told apart, the latest taken and said, two of them compared."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from made_budgets import Figures, as_version, written
from made_budgets import figures as made_figures
from reading import Ask, figures, gives_no_figure

from index.build import build_index
from qa import BudgetQA

WHO = "晋城市司法局"
# Each print of 2024 with figures of its own; 2023 has a budget and a 决算.
PRINTS = {"草案": 4, "": 5, "调整": 6, "决算": 7}


def made(version: str, year: int = 2024) -> Figures:
    return replace(made_figures(PRINTS[version] + 10 * (year - 2024)), organisation=WHO, year=year)


def basic(version: str, year: int = 2024) -> Decimal:
    return sum(made(version, year).basic.values(), Decimal(0))


def write(folder: Path, version: str, year: int = 2024) -> Path:
    path = folder / f"{year}{version or '公布'}.txt"
    path.write_text(as_version(made(version, year), version), "utf-8")
    return path


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Ask]]:
    """Questions over an index of the versions named."""
    open_budgets: dict[tuple[str, ...], BudgetQA] = {}

    def of(*versions: str) -> Ask:
        if versions not in open_budgets:
            folder = tmp_path_factory.mktemp("versions")
            for version in versions:
                write(folder, version)
            build_index([folder], folder / "index", encoder="hash")
            open_budgets[versions] = BudgetQA.open(folder / "index")
        budgets = open_budgets[versions]
        return lambda question, *history: budgets.ask(question, history=history)

    yield of
    for budgets in open_budgets.values():
        budgets.close()


def test_versions_are_told_apart_by_their_titles(opened: Callable[..., Ask], tmp_path: Path) -> None:
    for version in PRINTS:
        write(tmp_path, version)
    build_index([tmp_path], tmp_path / "index", encoder="hash")
    with BudgetQA.open(tmp_path / "index") as budgets:
        told = {d.name: (d.organisation, d.fiscal_year, d.kind, d.version) for d in budgets.store.documents}
    assert told == {
        "2024草案.txt": (WHO, 2024, "预算", "draft"),
        "2024公布.txt": (WHO, 2024, "预算", ""),
        "2024调整.txt": (WHO, 2024, "预算", "adjusted"),
        "2024决算.txt": (WHO, 2024, "决算", ""),
    }


def test_latest_budget_is_taken_and_the_others_are_told_with_their_figures(opened: Callable[..., Ask]) -> None:
    answer = opened("草案", "", "调整", "决算")(f"{WHO}2024年基本支出多少")
    assert figures(answer)[0] == f"{basic('调整')}万元"
    assert answer.text.startswith(f"{WHO}2024年调整预算：")
    assert {citation.document for citation in answer.citations} == {"2024调整.txt"}
    told = " ".join(answer.notes)
    assert "另有预算草案（2024草案.txt）、预算（2024公布.txt），这里按最新的调整预算" in told
    assert f"预算草案里基本支出是 {basic('草案')}万元（2024草案.txt 第" in told
    assert f"预算里基本支出是 {basic('')}万元（2024公布.txt 第" in told
    assert str(basic("决算")) not in told


NAMED = pytest.mark.parametrize(
    ("wording", "version"),
    [
        ("2024年决算基本支出多少", "决算"),
        ("2024年基本支出的决算数是多少", "决算"),
        ("2024年基本支出实际支出多少", "决算"),
        ("2024年预算草案里基本支出多少", "草案"),
        ("2024年年初预算基本支出多少", ""),
        ("2024年调整后的预算基本支出多少", "调整"),
    ],
)


@NAMED
def test_version_that_is_named_is_taken(opened: Callable[..., Ask], wording: str, version: str) -> None:
    answer = opened("草案", "", "调整", "决算")(WHO + wording)
    assert figures(answer)[0] == f"{basic(version)}万元"
    assert {citation.document for citation in answer.citations} == {f"2024{version or '公布'}.txt"}


@pytest.mark.parametrize(
    ("wording", "one", "other"),
    [
        ("2024年基本支出预算与决算相差多少", "调整", "决算"),
        ("2024年基本支出决算比预算多多少", "决算", "调整"),
        ("2024年基本支出调整后比年初预算多多少", "调整", ""),
        ("2024年基本支出调整预算和预算草案差多少", "调整", "草案"),
        ("2024年基本支出年初预算和决算数哪个多", "", "决算"),
    ],
)
def test_two_versions_are_set_against_each_other(
    opened: Callable[..., Ask], wording: str, one: str, other: str
) -> None:
    answer = opened("草案", "", "调整", "决算")(WHO + wording)
    assert answer.status == "answered"
    assert f"{abs(basic(one) - basic(other))}万元" in figures(answer)
    assert {citation.document for citation in answer.citations} == {f"2024{v or '公布'}.txt" for v in (one, other)}
    assert f"{basic(one)}万元" in answer.text and f"{basic(other)}万元" in answer.text


def test_change_from_one_version_to_the_other_has_its_rate(opened: Callable[..., Ask]) -> None:
    answer = opened("", "调整")(f"{WHO}2024年基本支出调整后比年初预算增加了百分之几")
    rate = abs(basic("调整") - basic("")) / basic("") * 100
    assert figures(answer)[0] == f"{rate:.2f}%"


def test_two_prints_and_no_more_are_each_told(opened: Callable[..., Ask]) -> None:
    answer = opened("", "调整")(f"{WHO}2024年基本支出两版之间差多少")
    assert f"{abs(basic('') - basic('调整'))}万元" in figures(answer)


def test_all_spending_where_no_item_is_named(opened: Callable[..., Ask]) -> None:
    answer = opened("", "决算")(f"{WHO}2024年预算与决算相差多少")
    totals = [
        sum((*made(v).basic.values(), *made(v).project.values(), *made(v).carried.values()), Decimal(0))
        for v in ("", "决算")
    ]
    assert f"{abs(totals[0] - totals[1])}万元" in figures(answer)


def test_version_that_is_not_there_is_not_answered_with_another(opened: Callable[..., Ask]) -> None:
    answer = opened("", "草案")(f"{WHO}2024年调整预算基本支出多少")
    assert (answer.status, gives_no_figure(answer)) == ("not_found", True)
    assert "没有" in answer.text and "预算草案（2024草案.txt）" in answer.text
    answer = opened("", "草案")(f"{WHO}2024年决算基本支出多少")
    assert (answer.status, gives_no_figure(answer)) == ("not_found", True)


def test_turn_asks_the_same_of_another_version(opened: Callable[..., Ask]) -> None:
    answer = opened("草案", "", "调整", "决算")("决算呢", f"{WHO}2024年基本支出多少")
    assert figures(answer)[0] == f"{basic('决算')}万元"


def test_final_accounts_alone_are_answered_as_such(opened: Callable[..., Ask]) -> None:
    answer = opened("决算")(f"{WHO}2024年基本支出多少")
    assert figures(answer)[0] == f"{basic('决算')}万元"
    assert f"{WHO}2024年决算" in answer.text


def index_of(folder: Path, pages: dict[str, str]) -> BudgetQA:
    for name, text in pages.items():
        (folder / name).write_text(text, "utf-8")
    build_index([folder], folder / "index", encoder="hash")
    return BudgetQA.open(folder / "index")


def test_reprint_is_later_by_its_date_and_not_by_its_name(tmp_path: Path) -> None:
    pages = {
        "a.txt": as_version(made(""), "") + "\n\n2024年3月20日\n",
        "b.txt": as_version(made("草案"), "") + "\n\n2024年2月8日\n",
    }
    with index_of(tmp_path, pages) as budgets:
        answer = budgets.ask(f"{WHO}2024年基本支出多少")
    assert figures(answer)[0] == f"{basic('')}万元"
    assert any("另有预算（b.txt），这里按最新的预算（a.txt）回答" in note for note in answer.notes)
    assert any(f"基本支出是 {basic('草案')}万元（b.txt" in note for note in answer.notes)


def test_reprint_without_a_date_is_later_by_its_name(tmp_path: Path) -> None:
    pages = {"a.txt": as_version(made("草案"), ""), "b.txt": as_version(made(""), "")}
    with index_of(tmp_path, pages) as budgets:
        assert figures(budgets.ask(f"{WHO}2024年基本支出多少"))[0] == f"{basic('')}万元"


def test_two_parts_of_one_budget_are_no_versions(tmp_path: Path) -> None:
    whole = written(made(""))
    head, cut = whole.split("\n\n")[0], whole.index("第三部分 情况说明")
    pages = {"表.txt": whole[:cut], "说明.txt": f"{head}\n\n{whole[cut : whole.index('项目支出绩效目标表')]}"}
    with index_of(tmp_path, pages) as budgets:
        answer = budgets.ask(f"{WHO}2024年基本支出多少")
    assert figures(answer)[0] == f"{basic('')}万元"
    assert not any("另有" in note for note in answer.notes)


def test_years_are_compared_by_their_latest_budgets(tmp_path: Path) -> None:
    for version, year in (("", 2023), ("决算", 2023), ("", 2024), ("调整", 2024)):
        write(tmp_path, version, year)
    build_index([tmp_path], tmp_path / "index", encoder="hash")
    with BudgetQA.open(tmp_path / "index") as budgets:
        answer = budgets.ask(f"{WHO}2024年基本支出比2023年多了多少")
    assert f"{abs(basic('调整') - basic('', 2023))}万元" in figures(answer)
    assert {citation.document for citation in answer.citations} == {"2024调整.txt", "2023公布.txt"}
    assert "2024年调整预算基本支出" in answer.text


@pytest.mark.parametrize("wording", ["为什么支出增加", "有哪些项目", "基本支出占比", "2024年项目支出最高的是哪个"])
def test_every_kind_of_answer_says_which_print_it_is_of(opened: Callable[..., Ask], wording: str) -> None:
    answer = opened("草案", "", "调整", "决算")(WHO + wording)
    assert answer.status == "answered"
    assert sum("另有预算草案（2024草案.txt）" in note for note in answer.notes) == 1
