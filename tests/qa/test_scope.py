"""Which documents a question is about: organisations and years, and honest words where there is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.text import match_key
from index.build import build_index
from index.store import Store
from qa import BudgetQA
from qa.normalize import normalize
from qa.scope import Scope, link_scope, years_in

XINZHOU = "忻州市人民代表大会常务委员会办公室"
LINFEN = "临汾市人民代表大会常务委员会办公室"
ZEZHOU = "泽州县人民代表大会常务委员会办公室"
LANXIAN = "岚县人大常委会办公室"
ORGANISATION_DEPARTMENT = "中共临汾市委组织部"


def linked(budgets: BudgetQA, question: str) -> Scope:
    return link_scope(match_key(normalize(question)), budgets.store)


@pytest.mark.parametrize(
    ("question", "organisation"),
    [
        ("忻州市人民代表大会常务委员会办公室2023年项目支出", XINZHOU),
        ("忻州市人大常委会办公室2023年项目支出", XINZHOU),
        ("忻州市人大2023年项目支出", XINZHOU),
        ("忻州人大项目支出", XINZHOU),
        ("忻州人大办项目支出", XINZHOU),
        ("2023年忻州的项目支出", XINZHOU),
        # The year between the region and the kind of body.
        ("忻州2023年人大基本支出", XINZHOU),
        ("临汾市2021年人大办公费多少", LINFEN),
        ("临汾2021年组织部会议费", ORGANISATION_DEPARTMENT),
        ("泽州县人大常委会办公室办公费", ZEZHOU),
        ("泽州人大办公费", ZEZHOU),
        ("岚县人大常委会办公室", LANXIAN),
        ("岚县人大水费", LANXIAN),
        ("嵐縣人大水費", LANXIAN),
        ("临汾市人大三公经费", LINFEN),
        ("中共临汾市委组织部三公经费", ORGANISATION_DEPARTMENT),
        ("临汾市委组织部三公经费", ORGANISATION_DEPARTMENT),
        ("临汾组织部三公经费", ORGANISATION_DEPARTMENT),
        ("组织部三公经费", ORGANISATION_DEPARTMENT),
    ],
)
def test_organisation_is_known_by_full_and_short_names(budgets: BudgetQA, question: str, organisation: str) -> None:
    scope = linked(budgets, question)
    assert scope.organisations == (organisation,)
    assert scope.named and not scope.problem
    assert [document.organisation for document in scope.documents] == [organisation]


def test_region_alone_is_all_of_its_organisations(budgets: BudgetQA) -> None:
    scope = linked(budgets, "临汾2021年三公经费")
    assert {document.organisation for document in scope.documents} == {LINFEN, ORGANISATION_DEPARTMENT}


def test_organ_alone_is_that_organ_everywhere(budgets: BudgetQA) -> None:
    scope = linked(budgets, "人大项目支出多少")
    assert {document.organisation for document in scope.documents} == {LINFEN, XINZHOU, ZEZHOU, LANXIAN}


def test_two_organisations_named_are_both_meant(budgets: BudgetQA) -> None:
    scope = linked(budgets, "忻州人大和泽州人大哪个办公费多")
    assert set(scope.organisations) == {XINZHOU, ZEZHOU}


@pytest.mark.parametrize(
    ("question", "unit"),
    [
        ("临汾市委组织部党员教育中心2021年机关运行经费", "党员教育中心"),
        ("举报中心2021年机关运行经费", "举报中心"),
        ("临汾市委组织部网络宣传中心机关运行经费", "网络宣传中心"),
    ],
)
def test_unit_inside_an_organisation_is_kept(budgets: BudgetQA, question: str, unit: str) -> None:
    scope = linked(budgets, question)
    assert scope.organisations == (ORGANISATION_DEPARTMENT,)
    assert scope.budget_unit.endswith(unit)


def test_question_without_an_organisation_is_about_all_documents(budgets: BudgetQA) -> None:
    scope = linked(budgets, "项目支出多少")
    assert not scope.named and scope.organisations == ()
    assert len(scope.documents) == 5


def test_name_that_would_swallow_an_item_is_taken_shorter(budgets: BudgetQA) -> None:
    # 忻州人大办 is a name, and 办公费 an item.
    question = budgets.understand("忻州人大办公费")
    assert question.scope.organisations == (XINZHOU,)
    assert question.focus.strip() == "办公费"


@pytest.mark.parametrize(("question", "taken"), [("泽洲县人大2024年公用经费", ZEZHOU), ("忻洲市人大公用经费", XINZHOU)])
def test_misspelt_region_is_understood_and_told(budgets: BudgetQA, question: str, taken: str) -> None:
    scope = linked(budgets, question)
    assert scope.organisations == (taken,)
    assert len(scope.notes) == 1
    assert question[:5] in scope.notes[0] and taken in scope.notes[0]


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("运城市人大2023年项目支出", "运城市人大"),
        ("运城人大2023年项目支出", "运城人大"),
        ("临汾市委宣传部2021年三公经费", "临汾市委宣传部"),
        ("忻州市政协2023年项目支出", "忻州市政协"),
        ("晋城市人大2024年项目支出", "晋城市人大"),
        ("吕梁市人大常委会办公室2025年预算总额", "吕梁市人大常委会办公室"),
        ("岚县财政局2025年基本工资", "岚县财政局"),
        ("泽州县委组织部2024年人员经费", "泽州县委组织部"),
        ("忻州市教育局2023年会议费", "忻州市教育局"),
        ("北京市人大2023年会议费", "北京市人大"),
        ("大同市2023年会议费", "大同市"),
        ("代县2023年会议费", "代县"),
    ],
)
def test_organisation_that_is_not_there_is_a_problem_that_says_what_there_is(
    budgets: BudgetQA, question: str, missing: str
) -> None:
    scope = linked(budgets, question)
    assert scope.problem == "organisation"
    assert scope.documents == ()
    assert f"“{missing}”" in scope.message
    assert XINZHOU in scope.message and "2023年" in scope.message


def test_year_that_is_not_there_is_a_problem_that_says_which_are(budgets: BudgetQA) -> None:
    scope = linked(budgets, "忻州人大2022年项目支出")
    assert (scope.problem, scope.documents, scope.years) == ("year", (), (2022,))
    assert "2022年" in scope.message and "2023年预算" in scope.message and XINZHOU in scope.message


@pytest.mark.parametrize(
    "written",
    [
        "2023年",
        "2023年度",
        "2023",
        "23年",
        "23年度",
        "2023财年",
        "２０２３年",
        "二〇二三年",
        "二零二三年度",
        "二○二三年",
    ],
)
def test_year_is_read_however_it_is_written(budgets: BudgetQA, written: str) -> None:
    scope = linked(budgets, f"忻州人大{written}项目支出")
    assert scope.years == (2023,)
    assert [document.fiscal_year for document in scope.documents] == [2023]


@pytest.mark.parametrize("text", ["2010108代表工作", "20000元", "30个项目", "12年前", "编号120230001"])
def test_number_that_is_no_year_is_none(text: str) -> None:
    assert years_in(text)[0] == ()


def test_years_keep_their_order() -> None:
    assert years_in("2024年比2023年多多少")[0] == (2024, 2023)


def test_latest_document_comes_first(tmp_path: Path, samples: Path) -> None:
    page = (samples / "001_xinzhou_renda_2023.md").read_text("utf-8")
    for year in ("2022", "2024", "2023"):
        (tmp_path / f"{year}.md").write_text(page.replace("2023", year), "utf-8")
    build_index([tmp_path], tmp_path / "index", encoder="hash")
    store = Store(tmp_path / "index")
    years = [document.fiscal_year for document in link_scope("忻州人大项目支出", store).documents]
    one = [document.fiscal_year for document in link_scope("忻州人大2022年项目支出", store).documents]
    store.close()
    assert (years, one) == ([2024, 2023, 2022], [2022])


@pytest.mark.parametrize(
    "question", ["忻州培训中心2023年预算多少", "临汾财政局2021年会议费多少", "杜集经济开发区管委会2020年会议费多少"]
)
def test_body_that_is_not_there_gets_no_figure_of_a_like_name(budgets: BudgetQA, question: str) -> None:
    answer = budgets.ask(question)
    assert answer.status == "not_found" and not answer.values
