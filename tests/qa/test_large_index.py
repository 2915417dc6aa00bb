"""What a question costs in an index of many documents: rows are found by key, few catalogs are loaded, like names are told apart."""

from __future__ import annotations

import re
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# The benchmarks, which make the budgets, are not installed.
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "index")]

from small_budgets import write_budget  # noqa: E402 - found through the line above

from benchmarks.generate import budgets as made_budgets  # noqa: E402 - found through the line above
from benchmarks.generator.bodies import body_of, vocabulary  # noqa: E402
from benchmarks.generator.figures import figures, total  # noqa: E402
from benchmarks.generator.layout_plain import written  # noqa: E402
from benchmarks.generator.writing import plain  # noqa: E402
from corpus.identity import regions  # noqa: E402
from corpus.text import match_key  # noqa: E402
from index.build import build_index  # noqa: E402
from index.store import Store  # noqa: E402
from qa import BudgetQA  # noqa: E402
from qa.scope import link_scope  # noqa: E402

DOCUMENTS = 90
# Read whole once, when an index is opened; and the names of one question.
READ_WHOLE = ("documents", "alias_beginnings", "asked")
# The full-text index looked up by its words, and values written into the statement.
IN_PLACE = re.compile("VIRTUAL TABLE INDEX|CONSTANT ROW")
QUESTIONS = (
    "{who}2024年项目支出多少",
    "{who}2024年办公费多少",
    "{who}2024年主要职责是什么",
    "{who}2019年项目支出多少",
    "政府采购预算总额多少",
    "什么是机关运行经费",
    "火星局2024年项目支出多少",
)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BudgetQA]:
    folder = tmp_path_factory.mktemp("large")
    (folder / "budgets").mkdir()
    for number, made in enumerate(made_budgets(DOCUMENTS, 3, long=False)):
        (folder / "budgets" / f"{number:03}.txt").write_text(made.text, "utf-8")
    kind = next(kind for kind in vocabulary()["body"] if kind["name"] == "市场监督管理局")
    for name in ("岱岳区", "泰山区"):
        body = body_of(next(region for region in regions() if region.name == name), kind)
        assert body is not None
        (folder / "budgets" / f"{name}.txt").write_text(written(figures(body, 2024, 3, long=False)), "utf-8")
    build_index([folder / "budgets"], folder / "index", encoder="none")
    with BudgetQA.open(folder / "index") as budgets:
        yield budgets


def test_no_question_walks_through_a_large_table(large: BudgetQA, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: set[str] = set()
    query = Store._query

    def heard(store: Store, sql: str, parameters: tuple[object, ...] = ()) -> list[object]:
        asked.add(sql)
        return query(store, sql, parameters)

    monkeypatch.setattr(Store, "_query", heard)
    with BudgetQA.open(large.store.folder) as budgets:
        who = budgets.store.documents[0].organisation
        for question in QUESTIONS:
            budgets.ask(question.format(who=who))
    connection = sqlite3.connect(large.store.manifest.database(large.store.folder))
    walked = []
    for sql in asked:
        plan = connection.execute(f"EXPLAIN QUERY PLAN {sql}", (None,) * sql.count("?")).fetchall()
        steps = [str(step[-1]) for step in plan]
        walked += [(step, sql) for step in steps if step.startswith("SCAN") and not IN_PLACE.search(step)]
        walked += [(step, sql) for step in steps if "TEMP B-TREE" in step and " facts " in sql]
    assert any("FROM facts" in sql for sql in asked)
    assert [(step, sql) for step, sql in walked if not step.split()[1].startswith(READ_WHOLE)] == []


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_loads_few_catalogs(large: BudgetQA, question: str, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[str] = []
    load = Store.own_catalog

    def heard(store: Store, document_id: str) -> object:
        loaded.append(document_id)
        return load(store, document_id)

    monkeypatch.setattr(Store, "own_catalog", heard)
    with BudgetQA.open(large.store.folder) as budgets:
        budgets.ask(question.format(who=large.store.documents[0].organisation))
    assert len(loaded) <= 64


@pytest.mark.parametrize("name", ["泰山", "泰山区"])
def test_the_first_character_of_an_organ_is_no_level_of_the_region(large: BudgetQA, name: str) -> None:
    """泰山|市场监管局, and not 泰山市|场监管局."""
    scope = link_scope(match_key(f"{name}市场监管局2024年人员经费是多少"), large.store)
    assert scope.organisations == ("泰安市泰山区市场监督管理局",)


def test_a_region_with_a_wrong_level_is_put_right(large: BudgetQA) -> None:
    scope = link_scope(match_key("岱岳县市场监管局2024年人员经费是多少"), large.store)
    assert scope.organisations == ("泰安市岱岳区市场监督管理局",)
    assert scope.notes == ("没有“岱岳县”，按“岱岳区”理解",)


def test_a_region_with_a_wrong_character_is_put_right(large: BudgetQA) -> None:
    scope = link_scope(match_key("岱岱区市场监管局2024年人员经费是多少"), large.store)
    assert scope.organisations == ("泰安市岱岳区市场监督管理局",)


def test_the_directory_gives_an_organisation_s_documents_latest_first(large: BudgetQA) -> None:
    for name, documents in large.store.directory.by_organisation.items():
        own = large.store.documents_of(name)
        assert [document.fiscal_year for document in own] == sorted((d.fiscal_year for d in documents), reverse=True)


def test_all_personnel_of_one_county_among_its_like(large: BudgetQA) -> None:
    body = body_of(next(region for region in regions() if region.name == "泰山区"), vocabulary()["body"][11])
    assert body is not None and body.name == "泰安市泰山区市场监督管理局"
    answer = large.ask("泰山市监局2024年人员经费")
    assert str(answer.values[0].amount) == plain(total(figures(body, 2024, 3, long=False).personnel)).replace(",", "")


def test_a_district_s_office_is_not_called_by_its_city_where_the_city_has_its_own(tmp_path: Path) -> None:
    for name in ("张家口市财政局", "张家口市桥东区财政局", "杭州市西湖区财政局"):
        write_budget(tmp_path / "budgets" / f"{name}.md", organisation=name, total="30.00")
    build_index([tmp_path / "budgets"], tmp_path / "index", encoder="none")
    with BudgetQA.open(tmp_path / "index") as budgets:
        for said in ("张家口财政局", "张家口市财政局"):
            assert link_scope(match_key(f"{said}基本支出"), budgets.store).organisations == ("张家口市财政局",)
        # Where there is only a district's, the city's own is not there: 西湖区's figures are none of it.
        assert link_scope(match_key("杭州市财政局基本支出"), budgets.store).problem == "organisation"


def test_a_real_region_is_no_other_one_with_a_wrong_level(tmp_path: Path) -> None:
    for name in ("长岭县公安局", "辽阳市弓长岭区公安局"):
        write_budget(tmp_path / "budgets" / f"{name}.md", organisation=name)
    build_index([tmp_path / "budgets"], tmp_path / "index", encoder="none")
    with BudgetQA.open(tmp_path / "index") as budgets:
        scope = link_scope(match_key("辽阳市弓长岭区公安局基本支出"), budgets.store)
        assert (scope.organisations, scope.notes) == (("辽阳市弓长岭区公安局",), ())


def test_a_section_and_its_only_item_of_the_same_name_are_one_figure(tmp_path: Path) -> None:
    more = "| 204 | 公共安全支出 | 28.69 | | 28.69 |\n| 20499 | 其他公共安全支出 | 28.69 | | 28.69 |\n"
    more += "| 2049999 | 其他公共安全支出 | 28.69 | | 28.69 |\n"
    write_budget(tmp_path / "budgets" / "a.md", more=more)
    build_index([tmp_path / "budgets"], tmp_path / "index", encoder="none")
    with BudgetQA.open(tmp_path / "index") as budgets:
        answer = budgets.ask("沁水县财政局2024年其他公共安全支出多少")
    assert [str(value.amount) for value in answer.values] == ["28.69"]


def test_a_county_s_short_name_inside_an_item_drops_no_organisation(tmp_path: Path) -> None:
    """资源 of 自然资源海洋气象等支出 is no 资源县, and 始兴县自然资源局 is still who is asked."""
    more = "| 220 | 自然资源海洋气象等支出 | 9.00 | 9.00 | |\n"
    for name in ("始兴县自然资源局", "资源县民政局"):
        write_budget(tmp_path / "budgets" / f"{name}.md", organisation=name, more=more)
    build_index([tmp_path / "budgets"], tmp_path / "index", encoder="none")
    with BudgetQA.open(tmp_path / "index") as budgets:
        answer = budgets.ask("始兴县自然资源局2024年自然资源海洋气象等支出预算多少")
    assert (answer.status, [str(value.amount) for value in answer.values]) == ("answered", ["9.00"])
