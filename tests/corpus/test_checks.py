"""Each rule of the checks on a small page with real figures: silent where the sums hold, one finding where one figure is changed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from corpus_pages import page

from corpus.checks import RULES, rule_titles
from corpus.model import Budget, Finding

SPENDING = """\
2023年预算支出总表

单位：万元

科目编码\t科目名称\t合计\t基本支出\t项目支出
\t合计\t1,635.99\t1,102.59\t533.40
201\t一般公共服务支出\t1,585.99\t1,052.59\t533.40
20101\t人大事务\t1,585.99\t1,052.59\t533.40
2010101\t行政运行\t1,052.59\t1,052.59\t
2010108\t代表工作\t533.40\t\t533.40
221\t住房保障支出\t50.00\t50.00\t
22102\t住房改革支出\t50.00\t50.00\t
2210201\t住房公积金\t50.00\t50.00\t
"""
INCOME = """\
2023年预算收入总表

单位：万元

科目编码\t科目名称\t本年收入合计\t一般公共预算\t政府性基金
\t合计\t1,635.99\t1,635.99\t
201\t一般公共服务支出\t1,585.99\t1,585.99\t
20101\t人大事务\t1,585.99\t1,585.99\t
2010101\t行政运行\t1,052.59\t1,052.59\t
2010108\t代表工作\t533.40\t533.40\t
221\t住房保障支出\t50.00\t50.00\t
22102\t住房改革支出\t50.00\t50.00\t
2210201\t住房公积金\t50.00\t50.00\t
"""
OVERVIEW = """\
2023年预算收支总表

单位：万元

收入\t\t支出\t
项目\t2023年\t项目\t2023年
一、一般公共预算\t1,635.99\t一、一般公共服务支出\t1,585.99
二、政府性基金预算\t\t二十、住房保障支出\t50.00
本年收入合计\t1,635.99\t本年支出合计\t1,635.99
上年结转\t\t年终结转\t
收入总计\t1,635.99\t支出总计\t1,635.99
"""
ECONOMIC = """\
2023年一般公共预算安排基本支出分经济科目表

单位：万元

部门预算支出经济科目名称\t合计\t人员经费\t公用经费
合计\t1,102.59\t868.43\t234.16
工资福利支出\t868.43\t868.43\t
基本工资\t468.43\t468.43\t
津贴补贴\t400.00\t400.00\t
商品和服务支出\t234.16\t\t234.16
办公费\t232.16\t\t232.16
公务接待费\t2.00\t\t2.00
"""
RUNNING = """\
2023年机关运行经费预算财政拨款情况统计表

单位：万元

单位名称\t2023年预算数
合计\t234.16
忻州市人民代表大会常务委员会办公室\t234.16
"""
PROJECTS = """\
2023年项目支出预算表（本年预算）

单位：万元

项目名称\t合计\t一般公共预算
立法工作经费\t448.44\t448.44
人大代表活动经费\t84.96\t84.96
"""
THREE_PUBLIC = """\
2023年“三公”经费预算表

单位：万元

项目\t2023年预算数
因公出国（境）费\t
公务接待费\t33.00
公务用车购置及运行费\t55.00
①公务用车购置费\t
②公务用车运行维护费\t55.00
合计\t88.00
"""
FORM = """\
项目支出绩效目标表

(2023年度)

项目名称\t人大代表活动经费\t\t
项目资金(元)\t实施期资金总额:\t849,600\t年度资金总额:\t849,600
\t其中:中央财政资金\t0\t其中:中央财政资金\t0
\t省级财政资金\t0\t省级财政资金\t0
\t市县(区)财政资金\t849,600\t市县(区)财政资金\t849,600
\t单位自筹\t0\t单位自筹\t0
"""
PROSE = """\
第三部分 情况说明

一、支出预算情况

2023年度支出预算1,635.99万元，其中：基本支出1,102.59万元，占67.40%；项目支出533.4万元，占32.60%。

二、收支预算变动情况

2023年度预算收入总计1,635.99万元，比上年增加385.13万元，增加30.79%。

三、机关运行经费

2023年机关运行经费财政拨款预算234.16万元，比去年同期预算210.55万元，增加23.61万元，增长11.21%。

四、政府采购

2023年政府采购预算总额129.40万元。其中：政府采购货物预算73.00万元、政府采购工程预算0.00万元、政府采购服务预算56.40万元。
"""
HEAD = "忻州市人民代表大会常务委员会办公室2023年部门预算"
TABLES = (OVERVIEW, INCOME, SPENDING, ECONOMIC, RUNNING, PROJECTS, THREE_PUBLIC)
WHOLE = "\n\n".join([HEAD, *TABLES, FORM, PROSE])


def hurt(old: str, new: str, text: str = WHOLE) -> Budget:
    """The page with one figure changed."""
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
    return page(text.replace(old, new))


def rules_of(budget: Budget) -> set[str]:
    """Names of the rules that found something."""
    return {finding.rule for finding in budget.findings}


def the(rule: str, budget: Budget) -> Finding:
    """The one finding of a rule."""
    (found,) = [finding for finding in budget.findings if finding.rule == rule]
    return found


def test_budget_whose_sums_hold_has_no_finding() -> None:
    assert [finding.message for finding in page(WHOLE).findings] == []


# A line of WHOLE, the same with one figure changed, and a rule that must see it.
BROKEN = [
    ("children", "2010101\t行政运行\t1,052.59\t1,052.59\t\n2010108\t代表工作\t533.40\t\t533.40\n", "2010101\t行政运行\t1,052.59\t1,052.59\t\n2010108\t代表工作\t433.40\t\t433.40\n"),
    ("totals", "\t合计\t1,635.99\t1,102.59\t533.40", "\t合计\t1,735.99\t1,202.59\t533.40"),
    ("columns", "2010108\t代表工作\t533.40\t\t533.40", "2010108\t代表工作\t533.40\t\t433.40"),
    ("three_public", "合计\t88.00", "合计\t80.00"),
    ("three_public", "②公务用车运行维护费\t55.00", "②公务用车运行维护费\t50.00"),
    ("grand_totals", "收入总计\t1,635.99\t支出总计\t1,635.99", "收入总计\t1,635.99\t支出总计\t1,653.99"),
    ("sources", "一、一般公共预算\t1,635.99", "一、一般公共预算\t1,653.99"),
    ("same_item", "二十、住房保障支出\t50.00", "二十、住房保障支出\t55.00"),
    ("basic_expenditure", "合计\t1,102.59\t868.43\t234.16", "合计\t1,103.59\t868.43\t234.16"),
    ("project_expenditure", "立法工作经费\t448.44\t448.44", "立法工作经费\t444.44\t444.44"),
    ("operating_expenses", "合计\t234.16\n忻州市人民代表大会常务委员会办公室\t234.16", "合计\t243.16\n忻州市人民代表大会常务委员会办公室\t243.16"),
    ("three_public_items", "公务接待费\t2.00\t\t2.00", "公务接待费\t92.00\t\t92.00"),
    ("form_and_project", "人大代表活动经费\t84.96\t84.96", "人大代表活动经费\t80.60\t80.60"),
    ("form_funds", "市县(区)财政资金\t849,600\t市县(区)财政资金\t849,600", "市县(区)财政资金\t849,600\t市县(区)财政资金\t749,600"),
    ("prose", "其中：基本支出1,102.59万元", "其中：基本支出1,120.59万元"),
    ("shares", "占67.40%", "占76.40%"),
    ("rates", "增加30.79%", "增加37.09%"),
    ("rates", "比去年同期预算210.55万元", "比去年同期预算201.55万元"),
    ("told_sums", "政府采购货物预算73.00万元", "政府采购货物预算37.00万元"),
    ("subject_names", "201\t一般公共服务支出\t1,585.99\t1,052.59", "201\t一般公共预算支出\t1,585.99\t1,052.59"),
    ("years", "2023年机关运行经费预算财政拨款情况统计表", "2022年机关运行经费预算财政拨款情况统计表"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "old", "new"), BROKEN, ids=[f"{rule}-{number}" for number, (rule, *_) in enumerate(BROKEN)]
)
def test_rule_sees_the_figure_that_breaks_it(rule: str, old: str, new: str) -> None:
    assert rule in rules_of(hurt(old, new))


def test_finding_tells_both_places_both_figures_and_the_difference() -> None:
    finding = the("columns", hurt("2010108\t代表工作\t533.40\t\t533.40", "2010108\t代表工作\t533.40\t\t433.40"))
    assert finding.claim is not None and finding.against is not None
    line = next(n for n, text in enumerate(WHOLE.split("\n"), 1) if text == "2010108\t代表工作\t533.40\t\t533.40")
    assert (finding.claim.amount, finding.claim.lines, finding.claim.cell) == (Decimal("533.40"), (line,), 3)
    assert (finding.against.amount, finding.against.lines) == (Decimal("433.40"), (line,))
    assert finding.difference == Decimal("100.00")
    assert f"《2023年预算支出总表》“代表工作”行“合计”列（第{line}行）533.40万元" in finding.message
    assert finding.taken == "两处都照印采用"


def test_cell_that_several_broken_sums_share_is_named_as_suspect() -> None:
    budget = hurt("2010108\t代表工作\t533.40\t\t533.40", "2010108\t代表工作\t433.40\t\t533.40")
    suspects = {(f.suspect.label, f.suspect.cell) for f in budget.findings if f.suspect is not None}
    assert suspects == {("《2023年预算支出总表》“代表工作”行“合计”列", 3)}


def test_form_that_differs_from_its_project_yields_to_the_table() -> None:
    finding = the("form_and_project", hurt("人大代表活动经费\t84.96\t84.96", "人大代表活动经费\t80.60\t80.60"))
    assert finding.taken.startswith("以项目支出表为准")
    assert "849600元" in finding.message and "80.60万元" in finding.message
    assert finding.suspect is None


@pytest.mark.parametrize(("cents", "found"), [("448.45", False), ("448.46", False), ("448.47", True)])
def test_rounding_of_a_cent_a_row_is_no_contradiction(cents: str, found: bool) -> None:
    """Two projects may be off by 0.01万元 each."""
    budget = hurt("立法工作经费\t448.44\t448.44", f"立法工作经费\t{cents}\t{cents}")
    assert ("project_expenditure" in rules_of(budget)) == found


def test_difference_that_is_carried_over_is_no_contradiction() -> None:
    income = INCOME.replace("政府性基金", "上年结转").replace(
        "2010108\t代表工作\t533.40\t533.40\t", "2010108\t代表工作\t529.81\t529.81\t3.59"
    )
    income = income.replace("人大事务\t1,585.99\t1,585.99\t", "人大事务\t1,582.40\t1,582.40\t3.59")
    income = income.replace("一般公共服务支出\t1,585.99\t1,585.99\t", "一般公共服务支出\t1,582.40\t1,582.40\t3.59")
    income = income.replace("合计\t1,635.99\t1,635.99\t", "合计\t1,632.40\t1,632.40\t3.59")
    assert rules_of(page(income + "\n\n" + SPENDING)) == set()


def test_smaller_running_costs_are_no_contradiction_where_an_institution_is_among_the_units() -> None:
    smaller = WHOLE.replace(
        "合计\t234.16\n忻州市人民代表大会常务委员会办公室\t234.16",
        "合计\t200.16\n忻州市人民代表大会常务委员会办公室\t200.16",
    ).replace("234.16万元，比去年同期预算210.55万元，增加23.61万元，增长11.21%", "200.16万元")
    assert rules_of(page(smaller)) == {"operating_expenses"}
    assert rules_of(page(smaller.replace("2010101\t行政运行", "2010150\t事业运行"))) == set()


def test_former_name_of_a_subject_is_its_name() -> None:
    text = (
        SPENDING.replace("221\t住房保障支出", "208\t社会保障和就业支出")
        .replace("22102\t住房改革支出", "20805\t行政事业单位离退休")
        .replace("2210201\t住房公积金", "2080501\t行政单位离退休")
    )
    assert rules_of(page(text)) == set()


def test_table_printed_in_yuan_under_the_head_of_wan_is_told() -> None:
    yuan = OVERVIEW.replace("1,635.99", "16,359,900").replace("1,585.99", "15,859,900").replace("50.00", "500,000")
    assert "units" in rules_of(page(yuan + "\n\n" + SPENDING))


def test_total_is_held_against_the_items_where_the_classes_are_blank() -> None:
    """000 prints 基本支出 and 项目支出 of its items alone, and of the whole."""
    blank = SPENDING.replace("1,585.99\t1,052.59\t533.40", "1,585.99\t\t")
    assert rules_of(page(blank)) == set()
    assert "totals" in rules_of(page(blank.replace("合计\t1,635.99\t1,102.59", "合计\t1,635.99\t1,120.59")))


def test_figure_that_holds_is_proved_by_the_rules_that_it_fulfils() -> None:
    budget = page(WHOLE)
    (table,) = [table for table in budget.tables if table.kind == "expenditure"]
    proofs = {(cell.row.item, cell.column.measure): budget.proofs[cell.line, cell.cell] for cell in table.cells}
    assert {"totals", "columns", "prose"} <= set(proofs["合计", "total"])
    assert {"prose", "project_expenditure"} <= set(proofs["合计", "project"])
    assert {"children"} <= set(proofs["人大事务", "total"])
    assert {"part"} <= set(proofs["行政运行", "total"])


def test_every_rule_has_its_own_name_and_title() -> None:
    assert len({rule.name for rule in RULES}) == len({rule.title for rule in RULES}) == len(RULES)
    assert rule_titles()["children"] == "上级科目等于下级相加"


def test_projects_of_another_fund_are_held_against_their_own_column() -> None:
    """533.40 of the general public budget and 100.00 of the fund stand in one list of projects."""
    fund = "人大代表活动经费\t84.96\t84.96\n基金安排的项目\t100.00\t\t100.00\n"
    projects = PROJECTS.replace("一般公共预算\n", "一般公共预算\t政府性基金预算\n")
    projects = projects.replace("人大代表活动经费\t84.96\t84.96\n", fund)
    spending = SPENDING.replace("\t合计\t1,635.99\t1,102.59\t533.40", "\t合计\t1,735.99\t1,102.59\t633.40")
    spending += "229\t其他支出\t100.00\t\t100.00\n22960\t彩票公益金安排的支出\t100.00\t\t100.00\n"
    spending += "2296002\t用于社会福利的彩票公益金支出\t100.00\t\t100.00\n"
    general = SPENDING.replace("预算支出总表", "一般公共预算支出预算表")
    both = "\n\n".join([HEAD, spending, general, projects])
    assert "project_expenditure" not in rules_of(page(both))
    assert "project_expenditure" in rules_of(page(both.replace("448.44\t448.44", "448.44\t438.44")))


def test_sources_numbered_under_a_source_are_not_added_to_it() -> None:
    overview = OVERVIEW.replace(
        "一、一般公共预算\t1,635.99\t一、一般公共服务支出\t1,585.99\n二、政府性基金预算\t\t",
        "一、财政拨款收入\t1,635.99\t一、一般公共服务支出\t1,585.99\n1. 一般公共预算资金\t1,600.00\t",
    )
    assert overview != OVERVIEW
    assert "totals" not in rules_of(page(overview))
    assert "totals" in rules_of(page(overview.replace("一、财政拨款收入\t1,635.99", "一、财政拨款收入\t1,630.99")))
