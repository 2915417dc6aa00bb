"""决算 reports as the whole country prints them: 行次, 栏次, 预算数 beside 决算数, tables that go on over a page."""

from __future__ import annotations

from corpus_pages import figures, only_table, page

SUMMARY = """收入支出决算总表

单位：万元

收入\t\t\t支出\t\t
项目\t行次\t金额\t项目\t行次\t金额
栏次\t\t1\t栏次\t\t2
一、一般公共预算财政拨款收入\t1\t186.36\t一、一般公共服务支出\t29\t217.54
\t9\t\t九、卫生健康支出\t37\t18.83
本年收入合计\t25\t186.36\t本年支出合计\t53\t236.37
总计\t28\t236.37\t总计\t56\t236.37
"""
THREE_PUBLIC = """财政拨款“三公”经费支出决算表

单位：万元

预算数\t\t\t\t\t\t决算数\t\t\t\t\t
合计\t因公出国（境）费\t公务用车购置及运行维护费\t\t\t公务接待费\t合计\t因公出国（境）费\t公务用车购置及运行维护费\t\t\t公务接待费
\t\t小计\t公务用车购置费\t公务用车运行维护费\t\t\t\t小计\t公务用车购置费\t公务用车运行维护费\t
1\t2\t3\t4\t5\t6\t7\t8\t9\t10\t11\t12
61.00\t0.00\t60.00\t0.00\t60.00\t1.00\t52.76\t0.00\t52.40\t0.00\t52.40\t0.36
"""
HEADER = "公开02表\n部门：岚县财政局\t金额单位：万元\n科目代码\t科目名称\t本年收入合计\t财政拨款收入\n"


def test_numbers_of_rows_are_no_amounts() -> None:
    told = figures(only_table(SUMMARY))
    assert ("一般公共预算财政拨款收入", "收入/金额", "186.36") in told
    assert ("一般公共服务支出", "支出/金额", "217.54") in told
    assert len(told) == 7
    assert not any("行次" in title or name == "栏次" for name, title, _ in told)


def test_what_was_planned_stands_beside_what_was_spent() -> None:
    table = only_table(THREE_PUBLIC)
    told = {(c.row.subject, c.column.measure): str(c.money.amount) for c in table.cells}
    assert told["三公经费", "total"] == "52.76"
    assert told["三公经费", "budgeted"] == "61.00"
    assert told["公务接待费", "total"] == "0.36"
    assert told["公务接待费", "budgeted"] == "1.00"


def test_budget_without_a_final_column_is_the_amount_itself() -> None:
    table = only_table(
        "支出总表\n\n单位：万元\n\n科目编码\t科目名称\t预算数\n201\t一般公共服务支出\t5.00\n20108\t审计事务\t5.00\n"
    )
    assert [c.column.measure for c in table.cells] == ["total", "total"]


def test_table_goes_on_over_a_page_that_prints_its_header_again() -> None:
    budget = page(
        "收入决算表\n\n"
        + HEADER
        + "合计\t\t30.00\t30.00\n201\t一般公共服务支出\t20.00\t20.00\n20106\t财政事务\t20.00\t20.00\n\n- 9 -\n\n"
        + HEADER
        + "2010601\t行政运行\t20.00\t20.00\n208\t社会保障和就业支出\t10.00\t10.00\n"
    )
    (table,) = budget.tables
    assert table.title == "收入决算表"
    assert [row.code for row in table.rows] == ["", "201", "20106", "2010601", "208"]
    assert table.rows[3].path == ("一般公共服务支出", "财政事务", "行政运行")


def test_second_table_with_a_total_of_its_own_is_another_one() -> None:
    rows = "合计\t\t30.00\t30.00\n201\t一般公共服务支出\t30.00\t30.00\n"
    budget = page("收入决算表\n\n" + HEADER + rows + "\n- 9 -\n\n" + HEADER + rows)
    assert len(budget.tables) == 2
