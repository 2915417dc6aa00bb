"""Layouts of other places: numbers of tables in cells, codes under 类 款 项 栏次, rows that head units, forms in a row."""

from __future__ import annotations

from decimal import Decimal

import pytest
from corpus_pages import figures, only_table, page

from corpus.model import Table
from corpus.patterns import kind_of_table

SPENT = """支出决算表
\t公开03表
部门：青溪镇人民政府\t金额单位：元
项目\t\t\t\t本年支出合计\t基本支出\t项目支出
功能分类科目编码\t\t\t科目名称\t\t\t
类\t款\t项\t栏次\t1\t2\t3
\t\t\t合计\t1,250,300.00\t900,300.00\t350,000.00
201\t\t\t一般公共服务支出\t1,250,300.00\t900,300.00\t350,000.00
201\t03\t\t政府办公厅（室）及相关机构事务\t1,250,300.00\t900,300.00\t350,000.00
201\t03\t01\t行政运行\t900,300.00\t900,300.00\t0.00
201\t03\t02\t一般行政管理事务\t350,000.00\t0.00\t350,000.00
"""
EARNED = """收入决算表
\t公开02表
部门：青溪镇人民政府\t金额单位：元
项目\t\t\t\t本年收入合计\t财政拨款收入\t事业收入\t\t其他收入
功能分类科目编码\t\t\t科目名称\t\t\t小计\t其中：教育收费\t
类\t款\t项\t栏次\t1\t2\t3\t4\t5
\t\t\t合计\t1,250,300.00\t1,200,300.00\t0.00\t0.00\t50,000.00
201\t\t\t一般公共服务支出\t1,250,300.00\t1,200,300.00\t0.00\t0.00\t50,000.00
"""
FUNDS = """政府性基金预算财政拨款收入支出决算表
\t公开07表
部门：青溪镇人民政府\t金额单位：元
项目\t\t\t\t年初结转和结余\t本年收入\t本年支出\t\t\t年末结转和结余
功能分类科目编码\t\t\t科目名称\t\t合计\t合计\t基本支出\t项目支出\t
类\t款\t项\t栏次\t1\t2\t3\t4\t5\t6
\t\t\t合计\t0.00\t460,000.00\t410,000.00\t0.00\t410,000.00\t50,000.00
229\t\t\t其他支出\t0.00\t460,000.00\t410,000.00\t0.00\t410,000.00\t50,000.00
229\t60\t\t彩票公益金安排的支出\t0.00\t460,000.00\t410,000.00\t0.00\t410,000.00\t50,000.00
"""
UNITS = """部门支出总表

部门：松坪县交通运输局\t金额单位：元
项目\t\t\t\t\t合计\t基本支出\t项目支出
科目编码\t\t\t单位代码\t单位名称（科目）\t\t\t
类\t款\t项\t\t\t\t\t
\t\t\t\t合　　计\t9,000.00\t5,000.00\t4,000.00
\t\t\t\t松坪县交通运输局机关\t6,000.00\t3,000.00\t3,000.00
214\t01\t01\t415001\t　行政运行\t3,000.00\t3,000.00\t
214\t01\t06\t415001\t　公路养护\t3,000.00\t\t3,000.00
\t\t\t\t松坪县公路养护中心\t3,000.00\t2,000.00\t1,000.00
214\t01\t06\t415002\t　公路养护\t3,000.00\t2,000.00\t1,000.00
"""
PROJECTS = """一般公共预算项目支出预算表

部门：松坪县交通运输局\t金额单位：元
科目编码\t\t\t单位代码\t单位名称（科目）\t金额
类\t款\t项\t\t\t
\t\t\t\t合　　计\t4,000.00
\t\t\t\t松坪县交通运输局机关\t3,000.00
\t\t\t\t公路养护\t3,000.00
214\t01\t06\t415001\t　县道小修保养经费\t1,800.00
214\t01\t06\t415001\t　农村公路安防工程\t1,200.00
\t\t\t\t松坪县公路养护中心\t1,000.00
\t\t\t\t公路养护\t1,000.00
214\t01\t06\t415002\t　养护机械购置\t1,000.00
"""
THREE_PUBLIC_UNITS = """一般公共预算“三公”经费支出预算表

部门：松坪县交通运输局\t金额单位：元
单位编码\t单位名称（科目）\t当年财政拨款预算安排\t\t\t\t\t
\t\t合计\t因公出国（境）费用\t公务用车购置及运行费\t\t\t公务接待费
\t\t\t\t小计\t公务用车购置费\t公务用车运行费\t
\t合　　计\t90,000.00\t\t70,000.00\t\t70,000.00\t20,000.00
415001\t松坪县交通运输局机关\t50,000.00\t\t40,000.00\t\t40,000.00\t10,000.00
415002\t松坪县公路养护中心\t40,000.00\t\t30,000.00\t\t30,000.00\t10,000.00
"""
STATISTICS = """“三公”经费、机关运行经费情况表
\t公开09表
部门：青溪镇人民政府\t金额单位：元
项目\t行次\t预算数\t决算统计数
栏次\t\t1\t2
一、“三公”经费支出\t1\t—\t—
（一）支出合计\t2\t90,000.00\t81,500.00
1．因公出国（境）费\t2\t0.00\t0.00
2．公务用车购置及运行维护费\t3\t60,000.00\t58,500.00
3．公务接待费\t4\t30,000.00\t23,000.00
（1）国内接待费\t5\t—\t23,000.00
（二）相关统计数\t6\t—\t—
1．公务用车保有量（辆）\t7\t—\t4
2．国内公务接待批次（个）\t8\t—\t96
3．国内公务接待人次（人）\t9\t—\t742
"""
LISTS = """一般公共预算财政拨款基本支出决算表

单位：元

人员经费\t\t\t公用经费\t\t\t\t\t
科目编码\t科目名称\t金额\t科目编码\t科目名称\t金额\t科目编码\t科目名称\t金额
301\t工资福利支出\t900.00\t302\t商品和服务支出\t300.00\t30228\t工会经费\t80.00
30101\t基本工资\t900.00\t30201\t办公费\t100.00\t30239\t其他交通费用\t120.00
"""
FORMS = """2025年度项目支出绩效目标表

项目名称\t法庭运转经费\t\t
主管部门\t云浦区人民法院\t实施单位\t云浦区人民法院
项目资金（万元）\t资金总额：\t86.00\t
\t财政拨款：\t86.00\t
总体目标\t保障法庭全年正常运转。\t\t
一级指标\t二级指标\t三级指标\t目标值
产出指标\t数量指标\t巡回审判次数\t≥40次

项目名称\t陪审员经费\t\t
主管部门\t云浦区人民法院\t实施单位\t云浦区人民法院
项目资金（万元）\t资金总额：\t31.20\t
\t财政拨款：\t31.20\t
总体目标\t保障人民陪审员依法参加审判。\t\t
一级指标\t二级指标\t三级指标\t目标值
产出指标\t数量指标\t参审案件数\t≥300件
"""


def _by_measure(table: Table) -> dict[tuple[str, str], str]:
    return {(cell.row.subject, cell.column.measure): str(cell.money.amount) for cell in table.cells}


def test_number_of_a_table_in_a_cell_is_not_its_title() -> None:
    table = only_table(SPENT)
    assert (table.title, table.kind, table.money_unit) == ("支出决算表", "expenditure", "元")


def test_codes_under_levels_beside_the_numbers_of_columns() -> None:
    table = only_table(SPENT)
    assert [row.code for row in table.rows] == ["", "201", "20103", "2010301", "2010302"]
    assert ("行政运行", "本年支出合计", "900300.00") in figures(table)
    assert table.rows[3].path == ("一般公共服务支出", "政府办公厅（室）及相关机构事务", "行政运行")


def test_part_of_one_source_is_never_the_whole_income() -> None:
    table = only_table(EARNED)
    told = _by_measure(table)
    assert told["合计", "current_year"] == "1250300.00"
    assert ("合计", "total") not in told
    assert told["合计", "service_income"] == "0.00"


def test_spending_of_a_table_of_income_and_spending_is_the_amount() -> None:
    table = only_table(FUNDS)
    assert table.kind == "fund_expenditure"
    told = _by_measure(table)
    assert told["彩票公益金安排的支出", "total"] == "410000.00"
    assert told["彩票公益金安排的支出", "current_income"] == "460000.00"
    assert told["彩票公益金安排的支出", "project"] == "410000.00"
    assert told["彩票公益金安排的支出", "carried_on"] == "50000.00"


def test_halves_headed_as_income_and_spending_of_the_year_stay_halves() -> None:
    table = only_table(
        "收支总表\n\n单位：元\n\n本年收入\t\t本年支出\t\n项目\t预算数\t项目\t预算数\n收入总计\t5.00\t支出总计\t5.00\n"
    )
    assert [cell.column.measure for cell in table.cells] == ["total", "total"]


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("收入支出决算表", "income_expenditure"),
        ("一般公共预算财政拨款收入支出决算表", "general_public_expenditure"),
        ("财政拨款收入支出决算表", "fiscal_appropriation"),
        ("政府性基金预算财政拨款收入支出决算表", "fund_expenditure"),
        ("政府性基金预算收入表", "fund_income"),
        ("政府性基金预算“三公”经费支出预算表", "three_public_other"),
        ("一般公共预算“三公”经费支出预算表", "three_public"),
    ],
)
def test_kind_of_a_title(title: str, kind: str) -> None:
    assert kind_of_table(title, frozenset()) == kind


def test_row_that_heads_a_unit_is_the_unit_of_the_rows_below() -> None:
    rows = [(row.subject, row.role, row.budget_unit) for row in only_table(UNITS).rows]
    assert rows == [
        ("合计", "total", ""),
        ("松坪县交通运输局机关", "unit", "松坪县交通运输局机关"),
        ("行政运行", "item", "松坪县交通运输局机关"),
        ("公路养护", "item", "松坪县交通运输局机关"),
        ("松坪县公路养护中心", "unit", "松坪县公路养护中心"),
        ("公路养护", "item", "松坪县公路养护中心"),
    ]


def test_neither_unit_nor_subject_above_projects_is_a_project() -> None:
    table = only_table(PROJECTS)
    assert [row.subject for row in table.rows if row.role == "project"] == [
        "县道小修保养经费",
        "农村公路安防工程",
        "养护机械购置",
    ]
    assert {row.budget_unit for row in table.rows if row.subject == "养护机械购置"} == {"松坪县公路养护中心"}


def test_three_public_columns_beside_names_of_units() -> None:
    table = only_table(THREE_PUBLIC_UNITS)
    told = {(c.row.item, c.row.subject): c.money.amount for c in table.cells}
    assert told["松坪县公路养护中心", "公务接待费"] == Decimal("10000.00")
    assert {row.budget_unit for row in table.rows if row.role == "total"} == {
        "",
        "松坪县交通运输局机关",
        "松坪县公路养护中心",
    }


def test_column_of_dashes_and_amounts_holds_amounts() -> None:
    told = _by_measure(only_table(STATISTICS))
    assert told["公务接待费", "budgeted"] == "30000.00"
    assert told["公务接待费", "total"] == "23000.00"


def test_numbers_of_things_are_no_money() -> None:
    subjects = {cell.row.subject for cell in only_table(STATISTICS).cells}
    assert not any("保有量" in subject or "批次" in subject or "人次" in subject for subject in subjects)


def test_sum_under_the_heading_of_the_three_is_their_total() -> None:
    totals = [row.subject for row in only_table(STATISTICS).rows if row.role == "total"]
    assert totals == ["支出合计"]


def test_list_that_goes_on_beside_another_keeps_its_class() -> None:
    rows = {row.subject: row.path for row in only_table(LISTS).rows}
    assert rows["其他交通费用"] == ("商品和服务支出", "其他交通费用")
    assert rows["办公费"] == ("商品和服务支出", "办公费")


def test_forms_one_after_another_under_one_title() -> None:
    budget = page(FORMS)
    told = {(c.row.item, c.column.measure): str(c.money.amount) for table in budget.tables for c in table.cells}
    assert told["法庭运转经费", "form_year"] == "86.00"
    assert told["陪审员经费", "form_year"] == "31.20"
    targets = {(t.project, t.path[-1]) for table in budget.tables for t in table.targets}
    assert targets == {("法庭运转经费", "巡回审判次数"), ("陪审员经费", "参审案件数")}


def test_unit_of_measure_beside_a_quantity_is_no_budget_unit() -> None:
    table = only_table(
        "政府采购预算表\n\n单位：万元\n\n项目名称\t采购品目\t数量\t单位\t采购预算金额\n"
        "法庭运转经费\tA02010105 台式计算机\t12\t台\t6.00\n"
    )
    (row,) = table.rows
    assert (row.subject, row.code, row.quantity, row.measure_word) == ("台式计算机", "A02010105", "12", "台")
    assert row.budget_unit == ""


def test_unit_of_a_project_has_a_column_of_its_own() -> None:
    table = only_table(
        "项目支出表\n\n单位：万元\n\n项目类别\t项目名称\t项目单位\t合计\n合计\t\t\t30.00\n"
        "特定目标类\t养护机械购置\t松坪县公路养护中心\t30.00\n"
    )
    assert [(row.subject, row.budget_unit) for row in table.rows] == [
        ("合计", ""),
        ("养护机械购置", "松坪县公路养护中心"),
    ]


PARTED = """一般公共预算财政拨款支出决算表

单位：元

科目编码\t科目名称\t年初结转和结余\t\t本年收入\t\t\t本年支出\t\t\t\t年末结转和结余\t
\t\t合计\t项目支出结转和结余\t合计\t基本支出\t项目支出\t合计\t基本支出\t\t项目支出\t合计\t项目支出结转和结余
\t\t\t\t\t\t\t\t人员经费\t公用经费\t\t\t
\t合计\t600.00\t600.00\t9,000.00\t7,000.00\t2,000.00\t9,200.00\t6,000.00\t1,000.00\t2,200.00\t400.00\t400.00
204\t公共安全支出\t600.00\t600.00\t9,000.00\t7,000.00\t2,000.00\t9,200.00\t6,000.00\t1,000.00\t2,200.00\t400.00\t400.00
20405\t法院\t600.00\t600.00\t9,000.00\t7,000.00\t2,000.00\t9,200.00\t6,000.00\t1,000.00\t2,200.00\t400.00\t400.00
2040501\t行政运行\t\t\t7,000.00\t7,000.00\t\t7,000.00\t6,000.00\t1,000.00\t\t\t
2040506\t“两庭”建设\t600.00\t600.00\t2,000.00\t\t2,000.00\t2,200.00\t\t\t2,200.00\t400.00\t400.00
"""


def test_income_and_carry_over_parted_as_the_spending_is() -> None:
    table = only_table(PARTED)
    assert [(column.title, column.measure) for column in table.columns[2:]] == [
        ("年初结转和结余/合计", "carry_over"),
        ("年初结转和结余/项目支出结转和结余", "carry_over_part"),
        ("本年收入/合计", "current_income"),
        ("本年收入/基本支出", "current_income_basic"),
        ("本年收入/项目支出", "current_income_project"),
        ("本年支出/合计", "total"),
        ("本年支出/基本支出/人员经费", "personnel"),
        ("本年支出/基本支出/公用经费", "public"),
        ("本年支出/项目支出", "project"),
        ("年末结转和结余/合计", "carried_on"),
        ("年末结转和结余/项目支出结转和结余", "carried_on_part"),
    ]


def test_table_of_numbered_three_public_rows_is_one_whatever_its_title() -> None:
    table = only_table(STATISTICS.replace("“三公”经费、机关运行经费情况表", "机构运行信息决算公开表"))
    assert table.kind == "three_public"


def test_column_of_people_is_no_money() -> None:
    table = only_table("人员情况表\n\n单位名称\t经费性质\t编制人数\t在职人数\n云浦区人民法院\t财政核拨\t52\t49\n")
    assert not table.cells


def test_total_in_the_column_left_of_the_names_is_the_total() -> None:
    text = (
        "岚县街道办事处2025年部门预算\n\n部门项目支出预算表\n单位：元\n"
        "项目类别\t项目编码\t项目名称\t功能科目编码\t合计\t财政拨款\t其他收入\n"
        "民生类\t530102251100003701\t居家养老服务中心补助\t2080299\t186,500.00\t100,900.00\t85,600.00\n"
        "事业发展类\t530102251100003718\t协管员经费\t2120104\t645,000.00\t645,000.00\t\n"
        "合  计\t\t\t\t831,500.00\t745,900.00\t85,600.00\n"
    )
    (table,) = page(text).tables
    assert [(row.subject, row.role) for row in table.rows][-1] == ("合  计", "total")
    assert [str(cell.money.amount) for cell in table.cells if cell.row.role == "total"] == [
        "831500.00",
        "745900.00",
        "85600.00",
    ]
