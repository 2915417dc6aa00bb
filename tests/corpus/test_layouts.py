"""Layouts of other places: codes in names, lists beside each other, heads that say nothing, other years' columns."""

from __future__ import annotations

import pytest
from corpus_pages import figures, only_table, page

from corpus.codes import code_and_name
from corpus.identity import is_own_name
from corpus.model import Table


def measured(table: Table) -> list[tuple[str, str, str]]:
    """Subject, measure and amount of every cell."""
    return [(c.row.subject, c.column.measure, str(c.money.amount)) for c in table.cells]


def test_code_and_name_in_one_cell_are_told_apart() -> None:
    table = only_table(
        "一般公共预算基本支出表\n\n单位：万元\n\n政府支出经济分类科目\t部门支出经济分类科目\t合计\t人员经费\n"
        "50101-工资奖金津补贴\t30101-基本工资\t3,138.09\t3,138.09\n50201-办公经费\t[30209]物业管理费\t32.10\t\n"
    )
    assert [(row.subject, row.code) for row in table.rows] == [("基本工资", "30101"), ("物业管理费", "30209")]


def test_functional_codes_in_names_make_the_path() -> None:
    table = only_table(
        "支出总表\n\n单位：万元\n\n支出功能分类科目\t合计\t基本支出\n201-一般公共服务支出\t50.00\t50.00\n"
        "20108-审计事务\t50.00\t50.00\n2010801-行政运行\t50.00\t50.00\n"
    )
    assert [(row.code, row.role) for row in table.rows] == [("201", "class"), ("20108", "section"), ("2010801", "item")]
    assert table.rows[-1].path == ("一般公共服务支出", "审计事务", "行政运行")


def test_a_number_before_a_name_is_no_code() -> None:
    assert code_and_name("24个站点经费") == ("", "24个站点经费")
    assert code_and_name("999-某项") == ("", "999-某项")


def test_lists_beside_each_other_keep_their_own_amounts() -> None:
    table = only_table(
        "收支预算总表\n\n单位：万元\n\n收入\t\t支出\t\t\t\n项目名称\t金额\t功能分类\t\t支出用途\t\n"
        "\t\t功能科目名称\t金额\t项目名称\t金额\n"
        "一、财政拨款\t10,070.48\t一、一般公共服务支出\t7,827.46\t一、基本支出\t5,678.17\n"
        "二、其他资金\t80.00\t二、住房保障支出\t1,499.26\t二、项目支出\t3,314.68\n"
    )
    assert {(c.row.subject, str(c.money.amount)) for c in table.cells} == {
        ("财政拨款", "10070.48"), ("其他资金", "80.00"), ("一般公共服务支出", "7827.46"),
        ("住房保障支出", "1499.26"), ("基本支出", "5678.17"), ("项目支出", "3314.68"),
    }  # fmt: skip


def test_text_under_an_unknown_head_names_the_rows_and_later_text_is_a_remark() -> None:
    table = only_table(
        "会议费明细表\n\n单位：万元\n\n序号\t会议名称\t时间\t金额\t说明事项\n"
        "1\t试点工作部署动员会\t三月四日\t1.19\t视频会\n2\t经济运行分析会\t五月二十六日\t2.00\t\n"
    )
    told = [c.row.subject for c in table.cells if c.column.title == "金额"]
    assert told == ["试点工作部署动员会", "经济运行分析会"]


def test_a_row_of_amounts_alone_is_the_total() -> None:
    table = only_table("支出预算总表\n\n单位：万元\n\n合计\t基本支出\t项目支出\n13,649.07\t7,666.68\t5,982.39\n")
    assert [(row.item, row.role) for row in table.rows] == [("合计", "total")]
    assert measured(table) == [
        ("合计", "total", "13649.07"), ("合计", "basic", "7666.68"), ("合计", "project", "5982.39"),
    ]  # fmt: skip


def test_three_public_beside_meetings_is_no_sum_of_all() -> None:
    table = only_table(
        "“三公”经费、会议费、培训费支出预算表\n\n单位：万元\n\n合计\t“三公”经费\t\t\t\t\t会议费\n"
        "\t小计\t因公出国（境）费\t公务用车购置及运行维护费\t\t公务接待费\t\n\t\t\t小计\t公务用车运行维护费\t\t\n"
        "2,138.85\t833.60\t222.50\t183.60\t183.60\t427.50\t1,305.25\n"
    )
    found = {c.row.subject: str(c.money.amount) for c in table.cells}
    assert found["三公经费"] == "833.60" and found["合计"] == "2138.85" and found["会议费"] == "1305.25"
    assert [row.subject for row in table.rows if row.role == "total"] == ["三公经费"]


def test_columns_of_another_year_are_no_amounts_of_this_one() -> None:
    table = only_table(
        "一般公共预算“三公”经费支出情况表\n\n单位：万元\n\n2025年预算数\t\t2026年预算数\t\n"
        "合计\t公务接待费\t合计\t公务接待费\n11.90\t3.40\t3.40\t3.30\n"
    )
    assert sorted(measured(table)) == [
        ("三公经费", "prior", "11.90"), ("三公经费", "total", "3.40"),
        ("公务接待费", "prior", "3.40"), ("公务接待费", "total", "3.30"),
    ]  # fmt: skip


def test_rows_of_years_are_told_apart() -> None:
    table = only_table(
        "财政拨款“三公”经费支出表\n\n单位：万元\n\n预算单位\t年度\t总计\t因公出国(境)费\t公务接待费\n"
        "某市财政局（本级）\t2025年\t59.66\t50.20\t9.46\n\t2026年\t58.46\t49.00\t9.46\n\t增减变化金额\t-1.20\t-1.20\t0.00\n"
    )
    total = [(c.column.measure, str(c.money.amount)) for c in table.cells if c.row.role == "total"]
    assert total == [("prior", "59.66"), ("total", "58.46"), ("change", "-1.20")]


def test_heads_that_stand_beside_the_total_are_no_totals() -> None:
    table = only_table(
        "支出决算表\n\n单位：万元\n\n科目编码\t科目名称\t本年支出合计\t基本支出\t项目支出\t上缴上级支出\n"
        "\t合计\t307.82\t300.00\t7.82\t\n201\t一般公共服务支出\t264.87\t257.05\t7.82\t\n"
    )
    assert table.kind == "expenditure"
    assert "remitted_up" in {column.measure for column in table.columns}
    assert ("合计", "current_year", "307.82") in measured(table)


def test_title_owner_and_unit_in_one_cell() -> None:
    table = only_table(
        "收支预算总表部门：某省政协办公厅 单位：元\t\t\n项目名称\t金额\t备注\n收入合计\t10,150.48\t\n财政拨款\t10,150.48\t\n"
    )
    assert (table.title, table.owner, table.money_unit) == ("收支预算总表", "某省政协办公厅", "元")
    assert figures(table)[0][2] == "10150.48"


def test_running_title_and_page_number_are_no_text() -> None:
    text = (
        "\n\n".join(
            f"第{n}段：反映按房改政策规定的标准发放的补贴，-{n}-\n\n某市审计局2026年度部门预算公开"
            for n in "一二三四五"
        )
        .replace("-一-", "-31-")
        .replace("-二-", "-32-")
    )
    said = [s.text for section in page(text).sections for s in section.sentences]
    assert not any("部门预算公开" in sentence or "-31-" in sentence for sentence in said)


@pytest.mark.parametrize(
    ("name", "own"),
    [("深圳市财政局（本级）", True), ("深圳市财政局", True), ("深圳市财政局票据中心", False), ("", False)],
)
def test_the_organisation_itself_among_its_units(name: str, own: bool) -> None:
    assert is_own_name(name, "深圳市财政局") is own


def test_year_stands_in_the_file_name_where_the_file_tells_none() -> None:
    text = "收入预算总表部门：江苏省政协办公厅 单位：万元\t\n项目名称\t金额\n收入总计\t10,150.48\n"
    assert page(text, name="政协_2018_表.txt").identity.fiscal_year == 2018
    assert page(text, name="政协_2018_2019.txt").identity.fiscal_year == 0


def test_total_of_another_year_is_named_total_and_nothing_else() -> None:
    table = only_table(
        "“三公”经费及会议费、培训费支出预算表\n\n单位：元\n\n单位名称\t上年\t\t\t当年\t\t\n"
        "\t合计\t“三公”经费\t培训费\t合计\t“三公”经费\t培训费\n合计\t518,400\t93,000\t425,400\t856,000\t81,000\t775,000\n"
    )
    assert {row.subject for row in table.rows} == {"合计", "三公经费", "培训费"}
    assert ("三公经费", "total", "81000") in measured(table) and ("三公经费", "prior", "93000") in measured(table)


def test_unit_in_the_name_of_a_row_is_the_unit_of_its_amounts() -> None:
    table = only_table("项目情况表\n\n单位：万元\n\n项目\t金额\n项目资金（元）\t10,903,043.00\n其他\t1.00\n")
    assert [cell.money.money_unit for cell in table.cells] == ["元", "万元"]


def test_a_head_that_begins_with_of_which_is_still_a_head() -> None:
    table = only_table(
        "表5一般公共预算支出情况表\n\n单位：万元\n\n功能科目名称\t一般公共预算支出\t\t\n\t小计\t其中：基本支出\t项目支出\n"
        "合计\t50.00\t20.00\t30.00\n[201]一般公共服务支出\t50.00\t20.00\t30.00\n"
    )
    assert measured(table)[-3:] == [
        ("一般公共服务支出", "total", "50.00"),
        ("一般公共服务支出", "basic", "20.00"),
        ("一般公共服务支出", "project", "30.00"),
    ]


def test_a_department_s_code_is_no_amount() -> None:
    table = only_table(
        "收入总表\n\n单位：万元\n\n部门代码\t部门名称\t合计\t本年收入\n合计\t\t50.00\t50.00\n024\t某市审计局\t50.00\t50.00\n"
    )
    assert {str(cell.money.amount) for cell in table.cells} == {"50.00"}


def test_rows_of_bare_numbers_are_no_caption() -> None:
    budget = page("统计表\n\n1\t2\n12\t13\n")
    assert not any("12" in s.text for section in budget.sections for s in section.sentences)
