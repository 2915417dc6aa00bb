"""Budgets printed as other places print them, asked: two files of one budget, last year's column, units inside, halves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from reading import Ask, figures, gives_no_figure

from index.build import build_index
from qa import BudgetQA

PROSE = """沁水县审计局2026年部门预算公开

第二部分 预算情况说明

一、收入预算情况

2026年收入预算100.00万元，比2025年年初预算数90.00万元增加10.00万元，增长11.11%。主要原因是人员增加。

二、委托业务费情况

2026年本单位委托业务费预算总额14.82万元，主要用于律师服务。
"""
TABLES = """表1 支出总表部门：沁水县审计局 单位：万元\t\t\t
科目编码\t科目名称\t支出总计\t基本支出\t项目支出
\t合计\t100.00\t70.00\t30.00
201\t一般公共服务支出\t100.00\t70.00\t30.00
20108\t审计事务\t100.00\t70.00\t30.00
2010801\t行政运行\t70.00\t70.00\t
2010804\t审计业务\t30.00\t\t30.00

表2 一般公共预算支出表（按经济分类）

单位：万元

科目编码\t科目名称\t支出总计\t基本支出\t项目支出
302\t商品和服务支出\t25.00\t5.00\t20.00
30209\t物业管理费\t25.00\t5.00\t20.00

表3 一般公共预算“三公”经费支出情况表

单位：万元

2025年预算数\t\t2026年预算数\t
合计\t公务接待费\t合计\t公务接待费
11.90\t11.90\t3.40\t3.40

表4 收入总表

单位：万元

单位名称\t总计\t一般公共预算
合计\t100.00\t100.00
沁水县审计局\t60.00\t60.00
沁水县审计服务中心\t40.00\t40.00
"""


@pytest.fixture(scope="module")
def ask_parts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    """Questions over one budget whose prose and tables stand in two files; the tables' year is in its name alone."""
    folder = tmp_path_factory.mktemp("parts")
    (folder / "审计局_2026_说明.txt").write_text(PROSE, "utf-8")
    (folder / "审计局_2026_报表.txt").write_text(TABLES, "utf-8")
    build_index([folder], folder / "index", encoder="hash")
    with BudgetQA.open(folder / "index") as budgets:
        yield lambda question, *history: budgets.ask(question, history=history)


@pytest.mark.parametrize(
    ("question", "told", "file"),
    [
        ("沁水县审计局2026年项目支出多少", ["30.00万元"], "报表"),
        ("沁水县审计局2026年审计业务多少钱", ["30.00万元"], "报表"),
        ("沁水县审计局2026年收入预算比上年增加多少", ["10.00万元"], "说明"),
        # What no table has, a sentence tells.
        ("沁水县审计局2026年委托业务费预算总额是多少", ["14.82万元"], "说明"),
        ("沁水县审计局2026年物业管理费（基本支出加项目支出）合计多少", ["25.00万元"], "报表"),
        ("沁水县审计服务中心2026年预算是多少", ["40.00万元"], "报表"),
        ("沁水县审计局2026年三公经费多少", ["3.40万元"], "报表"),
    ],
)
def test_both_files_answer_and_the_right_one_is_cited(
    ask_parts: Ask, question: str, told: list[str], file: str
) -> None:
    answer = ask_parts(question)
    assert figures(answer)[: len(told)] == told
    assert any(file in citation.document for citation in answer.citations)


@pytest.mark.parametrize(
    "question", ["沁水县审计局2025年三公经费多少", "沁水县审计局2026年预算表里列的2025年三公经费是多少"]
)
def test_last_years_column_answers_for_last_year_and_says_so(ask_parts: Ask, question: str) -> None:
    answer = ask_parts(question)
    assert figures(answer) == ["11.90万元"]
    assert any("2026年预算的表里列的2025年数" in note for note in answer.notes)


@pytest.mark.parametrize("question", ["沁水县审计局2024年三公经费多少", "沁水县审计局2025年项目支出多少"])
def test_a_year_that_no_column_tells_is_not_found(ask_parts: Ask, question: str) -> None:
    answer = ask_parts(question)
    assert answer.status == "not_found" and gives_no_figure(answer)


LISTED = """沁水县统计局2026年部门预算

表1 一般公共预算“三公”经费支出表

单位：元

单位名称\t合计\t因公出国（境）费\t公务接待费
合计\t15,000\t\t15,000
沁水县统计局\t10,000\t\t10,000
沁水县统计局普查中心\t5,000\t\t5,000

表2 基本支出预算表

单位：元

科目名称\t金额
工资福利支出\t25,774\t
对个人和家庭的补助\t3,523\t

表3 一般公共预算基本支出预算表

单位：元

科目名称\t金额
工资福利支出\t25,774\t
对个人和家庭的补助\t3,523\t

机关运行经费财政拨款预算444元，较上年减少956元，下降26.0%。
"""


def test_totals_units_and_repeated_tables_are_never_counted_twice(tmp_path: Path) -> None:
    (tmp_path / "统计局.txt").write_text(LISTED, "utf-8")
    build_index([tmp_path], tmp_path / "index", encoder="hash")
    with BudgetQA.open(tmp_path / "index") as budgets:
        assert figures(budgets.ask("沁水县统计局2026年公务接待费多少"))[:1] == ["15000元"]
        assert figures(budgets.ask("沁水县统计局2026年人员经费多少"))[:1] == ["29297元"]
        # The sentence tells of 机关运行经费.
        assert gives_no_figure(budgets.ask("沁水县统计局2026年财政拨款比上年减少多少"))


TWICE = """沁水县司法局2026年部门预算

表1 项目支出预算表

单位：万元

项目名称\t合计
狱政设施建设\t128.00
普法宣传\t20.00
合计\t148.00

表2 项目支出绩效表

单位：万元

项目名称\t合计
狱政设施建设\t128.00
普法宣传\t20.00
合计\t148.00
"""


def test_projects_listed_in_two_tables_are_members_once(tmp_path: Path) -> None:
    (tmp_path / "司法局.txt").write_text(TWICE, "utf-8")
    build_index([tmp_path], tmp_path / "index", encoder="hash")
    with BudgetQA.open(tmp_path / "index") as budgets:
        assert figures(budgets.ask("沁水县司法局2026年最大的项目是哪个")) == ["128.00万元"]
        assert figures(budgets.ask("沁水县司法局2026年所有项目加起来多少"))[0] == "148.00万元"


def test_two_years_asked_together_are_not_one(ask_parts: Ask) -> None:
    told = figures(ask_parts("沁水县审计局2026年和2025年三公经费各多少"))
    assert told[:1] != ["11.90万元"]


OWN_BOOKS = """岚县民政局2025年部门预算

第二部分 2025年部门预算表

2025年部门支出总表

预算01-3表

部门名称：岚县民政局\t单位：万元
科目编码\t科目名称\t合计\t基本支出\t项目支出
\t合计\t100.00\t30.00\t70.00
208\t社会保障和就业支出\t90.00\t30.00\t60.00
20819\t最低生活保障\t90.00\t30.00\t60.00
2081901\t城市最低生活保障金支出\t90.00\t30.00\t60.00
229\t其他支出\t10.00\t\t10.00
22960\t彩票公益金安排的支出\t10.00\t\t10.00

2025年政府性基金预算支出表

预算04-1表

部门名称：岚县民政局\t单位：万元
科目编码\t科目名称\t合计\t基本支出\t项目支出
\t合计\t10.00\t\t10.00
229\t其他支出\t10.00\t\t10.00
22960\t彩票公益金安排的支出\t10.00\t\t10.00

2025年一般公共预算“三公”经费支出表

预算03-3表

单位：万元
项目\t2024年预算数\t2025年预算数\t增减额
“三公”经费合计\t34.75\t16.40\t-18.35
一、公务接待费\t1.75\t1.40\t-0.35
二、公务用车运行维护费\t33.00\t15.00\t-18.00
"""


@pytest.fixture(scope="module")
def ask_numbered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    """Questions over a budget that prints a table's number between its title and its rows."""
    folder = tmp_path_factory.mktemp("numbered")
    (folder / "民政局.txt").write_text(OWN_BOOKS, "utf-8")
    build_index([folder], folder / "index", encoder="hash")
    with BudgetQA.open(folder / "index") as budgets:
        yield lambda question, *history: budgets.ask(question, history=history)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("岚县民政局2025年项目支出多少", "70.00万元"),
        ("岚县民政局2025年政府性基金项目支出多少", "10.00万元"),
        # 最低生活保障 asks for no lowest.
        ("岚县民政局2025年城市最低生活保障金支出预算数", "90.00万元"),
        ("岚县民政局2024年三公经费预算是多少（见2025年预算表）", "34.75万元"),
        ("岚县民政局2025年三公经费预算是多少", "16.40万元"),
    ],
)
def test_numbered_tables_are_known_by_their_titles(ask_numbered: Ask, question: str, told: str) -> None:
    assert figures(ask_numbered(question))[0] == told


def test_book_that_budgets_nothing_of_the_kind_never_gives_the_whole(ask_numbered: Ask) -> None:
    assert not {"30.00万元", "100.00万元"} & set(figures(ask_numbered("岚县民政局2025年政府性基金基本支出多少")))


STREET = """邯郸市滏北区人民政府柳林街道办事处2025年部门预算

第二部分 部门预算公开表

部门收支总表

预算公开表01\t单位：万元
部门：371邯郸市滏北区人民政府柳林街道办事处
序号\t收入\t\t支出\t
\t项目\t预算金额\t项目\t预算金额
栏次\t1\t2\t3\t4
1\t一、一般公共预算拨款收入\t340.24\t一、一般公共服务支出\t340.24
2\t本年收入合计\t340.24\t本年支出合计\t340.24
3\t收入总计\t340.24\t支出总计\t340.24

部门支出总表

预算公开表03\t单位：万元
部门：371邯郸市滏北区人民政府柳林街道办事处
序号\t功能分类科目\t\t合计\t基本支出\t\t\t项目支出
\t科目编码\t科目名称\t\t小计\t人员经费\t公用经费\t
栏次\t1\t2\t3\t4\t5\t6\t7
1\t\t合计\t340.24\t240.24\t200.00\t40.24\t100.00
2\t201\t一般公共服务支出\t340.24\t240.24\t200.00\t40.24\t100.00
3\t20103\t政府办公厅（室）及相关机构事务\t340.24\t240.24\t200.00\t40.24\t100.00
4\t2010301\t行政运行\t240.24\t240.24\t200.00\t40.24\t
5\t2010302\t一般行政管理事务\t100.00\t\t\t\t100.00

部门财政拨款“三公”经费支出表

预算公开表09\t单位：万元
部门：371邯郸市滏北区人民政府柳林街道办事处
序号\t项目\t2024年预算数\t2025年预算数
1\t合计\t6.00\t4.20
2\t一、公务用车运行维护费\t4.00\t3.00
3\t二、公务接待费\t2.00\t1.20
"""


@pytest.fixture(scope="module")
def ask_street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    """Questions over a street office of a district that no list has, with captions in cells and a column of row numbers."""
    folder = tmp_path_factory.mktemp("street")
    (folder / "柳林.txt").write_text(STREET, "utf-8")
    build_index([folder], folder / "index", encoder="hash")
    with BudgetQA.open(folder / "index") as budgets:
        yield lambda question, *history: budgets.ask(question, history=history)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("柳林街道2025年预算收入一共多少", "340.24万元"),
        ("邯郸滏北区柳林街道办2025年基本支出多少", "240.24万元"),
        ("柳林街道办事处2025年项目支出多少", "100.00万元"),
        # The blank under 基本支出 is not the whole row's.
        ("柳林街道2025年一般行政管理事务多少钱", "100.00万元"),
        ("柳林街道2025年公用经费多少", "40.24万元"),
    ],
)
def test_street_of_an_unlisted_district_is_asked_by_its_own_name(ask_street: Ask, question: str, told: str) -> None:
    assert figures(ask_street(question))[0] == told


def test_column_of_last_year_tells_the_change(ask_street: Ask) -> None:
    assert {"0.80万元", "40.00%"} <= set(figures(ask_street("柳林街道2025年公务接待费比上年减少多少")))


def test_unit_that_no_table_tells_never_gets_the_figures_of_the_whole(ask_street: Ask) -> None:
    answer = ask_street("柳林街道党群服务中心2025年预算总额多少")
    assert answer.status == "not_found" and gives_no_figure(answer)


HOSPITAL = """岚县人民医院2025年单位预算

一、收支情况
2025年预算收支安排940.00万元，较2024年预算增加64.00万元，主要为新增病房改造项目。

二、机关运行经费
本单位为事业单位，不涉及机关运行经费。政府采购预算比上年增加12.00万元，主要是更新设备。

三、单位构成
纳入预算编制范围的单位共2个，具体包括：
1.岚县人民医院（本级）
2.岚县妇幼保健站

表1 单位收支总表
单位：万元
收入\t\t支出\t
项目\t预算数\t项目\t预算数
本年收入合计\t930.00\t本年支出合计\t920.00
上年结转\t10.00\t年末结转和结余\t20.00
收入总计\t940.00\t支出总计\t940.00

表2 单位支出总表
单位：万元
科目编码\t科目名称\t合计\t基本支出\t项目支出
\t合计\t920.00\t620.00\t300.00
210\t卫生健康支出\t920.00\t620.00\t300.00
"""


@pytest.mark.parametrize(
    ("question", "status", "told"),
    [
        ("岚县人民医院2025年预算的项目支出是多少", "answered", ["300.00万元"]),
        ("岚县人民医院2025年底结转结余是多少", "answered", ["20.00万元"]),
        ("岚县人民医院2025年机关运行经费是多少", "no_data", []),
        ("岚县人民医院2025年预算比2024年多了多少钱", "answered", ["64.00万元"]),
        ("岚县人民医院2025年政府采购预算比上年增加了多少", "answered", ["12.00万元"]),
    ],
)
def test_plain_words_of_other_places(tmp_path: Path, question: str, status: str, told: list[str]) -> None:
    (tmp_path / "医院.txt").write_text(HOSPITAL, "utf-8")
    build_index([tmp_path / "医院.txt"], tmp_path / "index", encoder="hash")
    with BudgetQA.open(tmp_path / "index") as budgets:
        answer = budgets.ask(question)
        units = budgets.ask("岚县人民医院2025年预算编制范围的是哪两个单位").text
    assert "岚县妇幼保健站" in units
    assert answer.status == status
    assert set(told) <= set(figures(answer))


BLANK_TOTAL = """岚县林业局2025年部门预算

表1 收支预算总表
单位：万元
收入\t\t支出\t
项目\t预算数\t项目\t预算数
一般公共预算拨款\t90.00\t农林水支出\t90.00
收入总计\t90.00\t支出总计\t

表2 支出预算总表
单位：万元
科目编码\t科目名称\t合计\t基本支出\t项目支出
\t合计\t90.00\t60.00\t30.00
213\t农林水支出\t90.00\t60.00\t30.00
"""


def test_a_whole_whose_cell_is_blank_is_told_by_the_next_table(tmp_path: Path) -> None:
    (tmp_path / "林业局.txt").write_text(BLANK_TOTAL, "utf-8")
    build_index([tmp_path / "林业局.txt"], tmp_path / "index", encoder="hash")
    with BudgetQA.open(tmp_path / "index") as budgets:
        answer = budgets.ask("岚县林业局2025年支出预算总共是多少")
    assert (answer.status, figures(answer)) == ("answered", ["90.00万元"])
