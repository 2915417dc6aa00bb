"""Captioned rows into tables: kind, unit, rows with their meaning, and faults told without stopping."""

from __future__ import annotations

import pytest
from corpus_pages import figures, only_table, page

from corpus.model import Table

EXPENDITURE = """\
2023年预算支出总表

单位：万元

项目\t\t2023年预算数\t\t
科目编码\t科目名称\t合计\t基本支出\t项目支出
合计\t\t1,879.36\t1,337.56\t541.80
201\t一般公共服务支出\t1,585.99\t1,052.59\t533.40
20101\t人大事务\t1,585.99\t1,052.59\t533.40
2010101\t行政运行\t1,004.98\t1,004.98\t
"""


def subjects(table: Table) -> list[tuple[str, str, str]]:
    return [(row.subject, row.code, row.role) for row in table.rows]


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("2023年预算收支总表", "income_expenditure"),
        ("2021年预算支出汇总表", "expenditure"),
        ("2023年财政拨款收支总表", "fiscal_appropriation"),
        ("2021年一般预算支出预算表", "general_public_expenditure"),
        ("2023年一般公共预算支出预算表（不含上年结转）", "general_public_expenditure"),
        ("一般公共预算安排基本支出分经济科目表", "basic_economic"),
        ("2023年政府性基金预算收入表（不含上年结转）", "fund_income"),
        ("2023年政府性基金预算支出表（不含上年结转）", "fund_expenditure"),
        ("2023年国有资本经营预算收支预算表（不含上年结转）", "state_capital"),
        ("2024年财政拨款安排“三公”经费支出预算表", "three_public"),
        ("2021年机关运行经费预算财政拨款情况统计表", "operating_expenses"),
        ("2023年项目支出预算表（本年预算）", "projects"),
        ("2023年项目支出预算表（上年结转）", "projects_carry_over"),
        ("政府采购预算资金明细表", "procurement"),
        ("2023年收支图表", "other"),
    ],
)
def test_title_tells_the_kind(title: str, kind: str) -> None:
    assert only_table(f"{title}\n\n甲\t乙\n丙\t1.00\n").kind == kind


def test_cells_tell_the_kind_where_no_title_does() -> None:
    assert only_table("采购品目\t计量单位\t预算总计\nA0604-沙发类\t套\t1.50\n").kind == "procurement"


def test_rows_of_codes_carry_path_and_level() -> None:
    table = only_table(EXPENDITURE)
    assert subjects(table) == [
        ("合计", "", "total"),
        ("一般公共服务支出", "201", "class"),
        ("人大事务", "20101", "section"),
        ("行政运行", "2010101", "item"),
    ]
    assert table.rows[3].path == ("一般公共服务支出", "人大事务", "行政运行")


def test_cell_knows_line_and_place_in_the_file() -> None:
    table = only_table(EXPENDITURE)
    places = {(cell.row.subject, cell.column.title): (cell.line, cell.cell) for cell in table.cells}
    assert places["合计", "2023年预算数/项目支出"] == (7, 5)
    assert places["行政运行", "2023年预算数/基本支出"] == (10, 4)
    assert (table.caption_line, table.first_line, table.last_line) == (1, 5, 10)


def test_blank_cell_is_no_fact_and_printed_zero_is_one() -> None:
    table = only_table("2023年机关运行经费预算表\n\n单位名称\t合计\t一般公共预算\t政府性基金预算\n甲局\t0.00\t\t—\n")
    assert figures(table) == [("甲局", "合计", "0.00")]
    assert [row.subject for row in table.rows] == ["甲局"]


def test_class_named_after_its_fund_is_mended_in_the_standard_name_only() -> None:
    """000 L106, 004 L48: class 201 printed as 一般公共预算支出."""
    table = only_table("2021年预算收入总表\n\n科目编码\t科目名称\t合计\n201\t一般公共预算支出\t3,918.30\n")
    assert [(row.item, row.subject) for row in table.rows] == [("一般公共预算支出", "一般公共服务支出")]


def test_name_cut_short_is_completed_by_its_code() -> None:
    table = only_table("2021年预算支出汇总表\n\n科目编码\t科目名称\t合计\n2080505\t机关事业单位基本养老保险缴\t83.50\n")
    assert [(row.item, row.subject) for row in table.rows] == [
        ("机关事业单位基本养老保险缴", "机关事业单位基本养老保险缴费支出")
    ]


def test_wrapped_name_is_joined() -> None:
    table = only_table(
        "2025年项目支出预算表\n\n项目名称\t合计\n岚县第十七届人民代表大会第六次会 议\t65.00\n人大2025年补充公用经费-A4 纸\t1.00\n"
    )
    assert [row.item for row in table.rows] == ["岚县第十七届人民代表大会第六次会议", "人大2025年补充公用经费-A4 纸"]


def test_two_sides_are_read_one_after_the_other() -> None:
    table = only_table(
        "2021年预算收支总表\n\n收入\t\t支出\t\n项目\t2021年\t项目\t2021年\n"
        "一、一般公共预算\t2,263.36\t一般公共服务支出\t2,001.62\n"
        "五、单位资金\t\t教育支出\t\n\t\t住房保障支出\t74.25\n本年收入合计\t2,263.36\t本年支出合计\t2,263.36\n"
    )
    assert [(row.side, row.subject, row.code, row.role) for row in table.rows] == [
        ("收入", "一般公共预算", "", ""),
        ("收入", "单位资金", "", ""),
        ("收入", "本年收入合计", "", "total"),
        ("支出", "一般公共服务支出", "201", ""),
        ("支出", "教育支出", "205", ""),
        ("支出", "住房保障支出", "221", ""),
        ("支出", "本年支出合计", "", "total"),
    ]
    assert figures(table) == [
        ("一般公共预算", "收入/2021年", "2263.36"),
        ("本年收入合计", "收入/2021年", "2263.36"),
        ("一般公共服务支出", "支出/2021年", "2001.62"),
        ("住房保障支出", "支出/2021年", "74.25"),
        ("本年支出合计", "支出/2021年", "2263.36"),
    ]


def test_sources_listed_again_under_carry_over_are_its_children() -> None:
    """002 L213-217: 一般公共预算 3.59 is last year's, not the 1195.84 of the first list."""
    table = only_table(
        "2024年财政拨款收支总表\n\n收入\t\t支出\t\n项目\t金额\t项目\t金额\n一、一般公共预算\t1195.84\t\t\n"
        "本年收入合计\t1195.84\t\t\n上年财政拨款结转\t3.59\t\t\n一、一般公共预算\t3.59\t\t\n收入总计\t1199.43\t\t\n"
    )
    paths = {cell.money.amount: cell.row.path for cell in table.cells if cell.row.subject == "一般公共预算"}
    assert sorted(paths.values()) == [("一般公共预算",), ("上年财政拨款结转", "一般公共预算")]


def test_economic_items_stand_under_their_class_and_cross_with_the_other_classification() -> None:
    table = only_table(
        "2023年一般公共预算安排基本支出分经济科目表\n\n单位：万元\n\n"
        "部门预算支出经济科目名称\t政府预算支出经济科目名称\t2023年预算数\t\t\n\t\t合计\t人员经费\t公用经费\n"
        "合计\t\t1,337.56\t1,103.40\t234.16\n工资福利支出\t\t1,044.79\t1,044.79\t\n"
        "基本工资\t工资奖金津补贴\t369.73\t369.73\t\n基本工资\t工资福利支出\t26.90\t26.90\t\n"
        "√ 对个人和家庭的补助\t\t58.61\t58.61\t\n退休费\t离退休费\t57.86\t57.86\t\n"
    )
    assert [(row.path, row.code, row.gov_subject, row.role) for row in table.rows] == [
        (("合计",), "", "", "total"),
        (("工资福利支出",), "301", "", "class"),
        (("工资福利支出", "基本工资"), "30101", "工资奖金津补贴", "item"),
        (("工资福利支出", "基本工资"), "30101", "工资福利支出", "item"),
        (("对个人和家庭的补助",), "303", "", "class"),
        (("对个人和家庭的补助", "退休费"), "30302", "离退休费", "item"),
    ]


def test_three_public_columns_are_items_of_the_unit() -> None:
    table = only_table(
        "2021年“三公”经费预算表\n\n单位名称\t2021年预算数据\t\t\t\t\n"
        "\t合计\t因公出国(境)费\t公务接待费\t公务用车费\t\n\t\t\t\t小计\t公务用车运行维护费\n"
        "临汾市委组织部\t31.06\t\t22.05\t9.01\t9.01\n"
    )
    assert [(subject, amount) for subject, _, amount in figures(table)] == [
        ("三公经费", "31.06"),
        ("公务接待费", "22.05"),
        ("公务用车购置及运行费", "9.01"),
        ("公务用车运行维护费", "9.01"),
    ]
    assert {row.budget_unit for row in table.rows} == {"临汾市委组织部"}
    assert [row.subject for row in table.rows if row.role == "total"] == ["三公经费"]


def test_vehicle_items_stand_under_vehicles_in_a_table_by_items() -> None:
    table = only_table(
        "2023年“三公”经费支出预算表\n\n项目\t合计\n公务用车购置及运行费\t9.01\n①公务用车购置费\t\n②公务用车运行维护费\t9.01\n合计\t9.01\n"
    )
    assert table.rows[2].path == ("公务用车购置及运行费", "公务用车运行维护费")


def test_units_of_an_operating_expenses_table_are_kept_apart() -> None:
    table = only_table(
        "2021年机关运行经费预算财政拨款情况统计表\n\n单位:万元\n\n单位名称\t2021年预算数\n合计\t136.29\n"
        "中共临汾市委组织部\t110.01\n中共临汾市委组织部网络宣传中心\t8.71\n"
    )
    assert [(row.role, row.budget_unit) for row in table.rows] == [
        ("total", ""),
        ("unit", "中共临汾市委组织部"),
        ("unit", "中共临汾市委组织部网络宣传中心"),
    ]


def test_unit_above_its_projects_is_a_total_and_no_project() -> None:
    budget = page(
        "岚县人大常委会办公室\n2025年度单位预算公开\n\n2025年项目支出预算表（本年预算）\n\n单位名称：岚县人大常委会办公室\n\n"
        "项目名称\t合计\n岚县人大常委会办公室\t383.86\n公益性岗位补贴\t2.02\n"
    )
    assert [(row.subject, row.role) for row in budget.tables[0].rows] == [
        ("岚县人大常委会办公室", "unit"),
        ("公益性岗位补贴", "project"),
    ]
    assert {cell.row.role for cell in budget.tables[0].cells} == {"unit", "project"}


def test_procurement_row_is_the_goods_under_its_project_and_unit() -> None:
    table = only_table(
        "政府采购预算资金明细表\n\n单位：万元\n\n单位编码\t单位名称\t项目名称\t支出经济分类科目名称\t采购品目\t数量\t计量单位\t预算总计\n"
        "\t\t\t\t合计\t373\t\t43.00\n104\t中共临汾市委组织部\t\t\t\t373\t\t43.00\n\t\t基本支出\t\t\t\t\t8.20\n"
        "\t\t组织工作业务费\t[30202]印刷费\tC081401-印刷费\t15\t批次\t8.00\n"
    )
    assert [(row.subject, row.role, row.budget_unit) for row in table.rows] == [
        ("合计", "total", ""),
        ("中共临汾市委组织部", "unit", "中共临汾市委组织部"),
        ("基本支出", "project", "中共临汾市委组织部"),
        ("印刷费", "item", "中共临汾市委组织部"),
    ]
    assert table.rows[3].path == ("组织工作业务费", "[30202]印刷费", "C081401-印刷费")
    # Quantities are no money: 373 pieces are not 373万元.
    assert [amount for _, _, amount in figures(table)] == ["43.00", "43.00", "8.20", "8.00"]


@pytest.mark.parametrize(
    ("caption", "unit"),
    [
        ("单位：万元", "万元"),
        ("单位:元", "元"),
        ("金额单位：亿元", "亿元"),
        ("单位：人民币千元", "千元"),
        ("部门名称：甲局\n\n单位：元", "元"),
        ("", "万元"),
    ],
)
def test_caption_tells_the_money_unit(caption: str, unit: str) -> None:
    table = only_table(f"2023年机关运行经费预算表\n\n{caption}\n\n单位名称\t合计\n甲局\t234.16\n")
    assert (table.title, table.money_unit, table.cells[0].money.money_unit) == ("2023年机关运行经费预算表", unit, unit)


@pytest.mark.parametrize("mark", ["", "## "])
def test_unit_inside_the_title_is_no_part_of_it(mark: str) -> None:
    table = only_table(f"{mark}2023年机关运行经费预算表（单位：元）\n\n单位名称\t合计\n甲局\t234.16\n")
    assert (table.title, table.kind, table.money_unit) == ("2023年机关运行经费预算表", "operating_expenses", "元")


@pytest.mark.parametrize(
    "top",
    [
        "2023年机关运行经费预算表\t\n部门名称：甲局\t单位：元\n",
        "2023年机关运行经费预算表\t\n\t单位：元\n",
        "2023年机关运行经费预算表\t\n编制单位：\t金额单位：元\n",
    ],
)
def test_title_and_unit_put_into_cells_are_caption_and_no_rows(top: str) -> None:
    table = only_table(f"第二部分 预算报表\n\n{top}单位名称\t合计\n甲局\t234.16\n")
    assert (table.title, table.money_unit) == ("2023年机关运行经费预算表", "元")
    assert figures(table) == [("甲局", "合计", "234.16")]


def test_unit_of_one_table_is_not_that_of_the_next() -> None:
    budget = page("甲表\n单位：元\n项目\t合计\n乙\t5\n\n丙表\n单位：万元\n项目\t合计\n丁\t5\n")
    assert [table.money_unit for table in budget.tables] == ["元", "万元"]


def test_owner_number_and_note_are_no_part_of_the_title() -> None:
    table = only_table(
        "部门公开表9\n\n2023年国有资本经营预算收支预算表（不含上年结转）\n\n部门名称：忻州市人民代表大会常务委员会办公室\n\n单位：万元\n\n"
        "项目\t合计\n合计\t\n\n注：本表无数据\n"
    )
    assert (table.title, table.owner, table.note) == (
        "2023年国有资本经营预算收支预算表（不含上年结转）",
        "忻州市人民代表大会常务委员会办公室",
        "注：本表无数据",
    )
    assert table.cells == ()


def test_second_table_that_opens_amid_the_rows_is_parted_there() -> None:
    budget = page(
        "2021年政府性基金预算收入表\n\n科目名称\t合计\n城乡社区支出\t5,924.00\n2021年政府性基金预算支出预算表\t\n科目名称\t项目支出\n城乡社区支出\t5,924.00\n"
    )
    assert [(table.title, len(table.cells)) for table in budget.tables] == [
        ("2021年政府性基金预算收入表", 1),
        ("2021年政府性基金预算支出预算表", 1),
    ]


def test_amount_that_is_none_is_told_with_its_place_and_left_out() -> None:
    budget = page(EXPENDITURE.replace("1,879.36", "1,8O9.36"))
    # The page is an excerpt: its sums do not hold, and the checks say so.
    (fault,) = [finding for finding in budget.findings if finding.rule == "amount"]
    assert fault.line == 7
    for part in ("1,8O9.36", "第7行", "合计", "2023年预算数/合计", "未计入"):
        assert part in fault.message
    assert [amount for _, _, amount in figures(budget.tables[0])][:2] == ["1337.56", "541.80"]


def test_amount_finer_than_a_fen_is_told_and_left_out() -> None:
    budget = page("2023年机关运行经费预算表\n\n单位：元\n\n单位名称\t合计\n甲局\t234.1667\n乙局\t1.00\n")
    assert [fault.line for fault in budget.findings] == [6]
    assert figures(budget.tables[0]) == [("乙局", "合计", "1.00")]


def test_good_table_has_no_fault_of_reading() -> None:
    assert [finding for finding in page(EXPENDITURE).findings if finding.rule == "amount"] == []


def test_short_title_amid_the_rows_opens_a_table_where_a_unit_stands_below_it() -> None:
    budget = page(
        "收支预算总表\t\n部门：甲局\t单位：万元\n项目名称\t金额\n人员经费\t5.00\n\n支出预算总表\t\n部门：甲局\t单位：元\n项目名称\t金额\n人员经费\t5.00\n"
    )
    assert [(table.title, table.owner, table.money_unit, len(table.cells)) for table in budget.tables] == [
        ("收支预算总表", "甲局", "万元", 1),
        ("支出预算总表", "甲局", "元", 1),
    ]
