"""Rows below a page break put in line with the columns above it, across the rows and down the columns."""

from __future__ import annotations

from corpus_pages import figures, only_table, page

# Of a real budget of 2026, cut small: the second page leaves out the columns that are blank on it.
INCOME = """\
2026年单位收入总体情况表

单位：万元

科目编码\t科目名称\t总计\t一般公共预算\t政府性基金预算\t国有资本经营预算\t事业收入\t其他收入
207\t文化旅游体育与传媒支出\t60.00\t30.00\t10.00\t\t15.00\t5.00
20701\t文化和旅游\t20.00\t20.00\t\t\t\t

20702\t文物\t30.00\t10.00\t\t15.00\t5.00
20707\t国家电影事业发展专项资金安排的支出\t10.00\t\t10.00\t\t
"""


def test_columns_left_out_on_a_page_are_found_by_the_sums_down_the_columns() -> None:
    table = only_table(INCOME)
    assert figures(table)[-6:] == [
        ("文物", "总计", "30.00"),
        ("文物", "一般公共预算", "10.00"),
        ("文物", "事业收入", "15.00"),
        ("文物", "其他收入", "5.00"),
        ("国家电影事业发展专项资金安排的支出", "总计", "10.00"),
        ("国家电影事业发展专项资金安排的支出", "政府性基金预算", "10.00"),
    ]
    assert table.aligned_by == "sums"


def test_cell_laid_under_another_column_keeps_its_printed_number() -> None:
    table = only_table(INCOME)
    assert [(cell.line, cell.cell) for cell in table.cells if cell.row.subject == "文物"] == [
        (9, 3),
        (9, 4),
        (9, 6),
        (9, 7),
    ]


def test_sums_of_an_economic_table_find_the_column_by_its_classes() -> None:
    table = only_table(
        "2024年一般公共预算安排基本支出分经济科目表\n\n经济科目名称\t合计\t人员经费\t公用经费\n合计\t50.00\t30.00\t20.00\n"
        "工资福利支出\t30.00\t30.00\t\n基本工资\t30.00\t30.00\t\n\n商品和服务支出\t20.00\t20.00\n办公费\t20.00\t20.00\n"
    )
    assert figures(table)[-4:] == [
        ("商品和服务支出", "合计", "20.00"),
        ("商品和服务支出", "公用经费", "20.00"),
        ("办公费", "合计", "20.00"),
        ("办公费", "公用经费", "20.00"),
    ]


PROJECTS = "2024年项目支出预算表\n\n项目名称\t合计\t一般公共预算\t政府性基金预算\n甲\t3.00\t3.00\t\n"


def test_page_that_no_sum_places_stands_under_the_first_columns_and_says_so() -> None:
    budget = page(f"{PROJECTS}\n乙\t5.00\t5.00\n")
    assert figures(budget.tables[0])[-2:] == [("乙", "合计", "5.00"), ("乙", "一般公共预算", "5.00")]
    (fault,) = [fault for fault in budget.findings if fault.rule == "columns"]
    assert fault.line == 6
    assert "2024年项目支出预算表" in fault.message


def test_rows_that_merely_end_at_their_last_amount_are_no_fault() -> None:
    budget = page(f"{PROJECTS}乙\t5.00\t5.00\n丙\t6.00\t5.00\t1.00\n丁\t7.00\t\t7.00\n")
    assert [fault for fault in budget.findings if fault.rule == "columns"] == []
    assert budget.tables[0].aligned_by == "position"


# Of a made budget: no blank cell stands at the end of a row, and 合计 counts 上年结转 in.
CARRIED = """\
部门收入总表

单位：元
单位代码\t单位名称\t合计\t上年结转\t一般公共预算拨款收入\t政府性基金预算拨款收入\t国有资本经营预算拨款收入\t事业收入\t其他收入
318\t水利局\t55,432,141.95\t1,205,000.00\t47,427,141.95\t6,800,000.00
318001\t水利局机关\t40,424,609.45\t1,205,000.00\t32,419,609.45\t6,800,000.00
"""


def test_carried_money_that_the_total_counts_in_moves_no_column() -> None:
    assert [(column, amount) for _, column, amount in figures(only_table(CARRIED))[-4:]] == [
        ("合计", "40424609.45"),
        ("上年结转", "1205000.00"),
        ("一般公共预算拨款收入", "32419609.45"),
        ("政府性基金预算拨款收入", "6800000.00"),
    ]


def test_sums_that_merely_vanish_move_no_column() -> None:
    unequal = CARRIED.replace("1,205,000.00", "1,000.00")
    assert [column for _, column, _ in figures(only_table(unequal))[-4:]] == [
        "合计",
        "上年结转",
        "一般公共预算拨款收入",
        "政府性基金预算拨款收入",
    ]


def test_blank_cells_at_the_end_of_rows_change_nothing() -> None:
    assert figures(only_table(f"{PROJECTS}\n乙\t5.00\t5.00\t\t\t\n"))[-2:] == [
        ("乙", "合计", "5.00"),
        ("乙", "一般公共预算", "5.00"),
    ]
