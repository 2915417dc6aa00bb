"""绩效目标表: project, funds by term and level, money unit, prose fields and targets, and nobody's name or number.

Names and numbers of persons in these tests are invented.
"""

from __future__ import annotations

import pytest
from corpus_pages import page

from corpus.model import Budget, Section, Table

TITLE = "临汾市市级预算部门（单位）项目支出绩效目标申报表\n\n(2021年度)\n\n"
PROJECT = "项目名称\t\t党员教育中心工作经费\t\t\t\t\n"
FUNDS = (
    "项目资金 (万元)\t实施期资金总额:\t\t120.0\t年度资金总额:\t\t40\n"
    "\t其中:中央财政资金\t\t0.0\t其中:中央财政资金\t\t0.0\n"
    "\t省级财政资金\t\t0.0\t省级财政资金\t\t0.0\n"
    "\t市县(区)财政资 金\t\t120.0\t市级财政资金\t\t40.0\n"
    "\t县级(区、县级市)财政资 金\t\t0.0\t县级(区、县级市)财政资 金\t\t0.0\n"
    "\t单位自筹\t\t0.0\t单位自筹\t\t0.0\n"
)
PROSE = (
    "项目概况\t\t按照省委组织部要求推行“三晋先锋”。购买远程教育教学资源。\t\t\t\t\n"
    "立项依据\t\t中办发〔2007〕18号\t\t\t\t\n"
    "项目实施计划\t\t全年维护3113个站点。\t\t\t\t\n"
    "实施期目标\t\t\t\t年度目标\t\t\n"
    "总体目标\t制作党员电教片。\t\t\t制作党员电教片。\t\t\n"
)
TARGETS = (
    "绩效指标\t一级指标\t二级指标\t三级指标\t指标值\t二级指标\t三级指标\t指标值\n"
    "\t产出指标\t数量指标\t新建远程教育站点数量(个)\t=10个\t数量指标\t新建远程教育站点数量(个)\t=10个\n"
    "\t\t成本指标\t办公费(万元)\t<=20万元\t成本指标\t办公费(万元)\t<=20万元\n"
)
# Nobody's: put together here, so that no line of the project reads like a number to call.
MOBILE = "139" + "0" * 8
LANDLINE = "0999" + "-" + "2" + "0" * 6
SIGNATURE = f"负责人:\t赵某某\t经办人:\t\t联系电话:\t{LANDLINE}\t填报日期:\t20210102030405\n"
FORM = TITLE + PROJECT + FUNDS + PROSE + TARGETS + SIGNATURE


def form(text: str) -> Table:
    (table,) = page(text).tables
    assert table.kind == "performance"
    return table


def funds(table: Table) -> list[tuple[str, str, str]]:
    return [(cell.column.title, str(cell.money.amount), cell.money.money_unit) for cell in table.cells]


def everything(budget: Budget) -> str:
    """All that a budget tells of its tables, its targets and its prose."""
    told = [text for s in budget.sections for text in (*s.path, *(sentence.text for sentence in s.sentences))]
    for table in budget.tables:
        told += [table.title, table.note, table.owner]
        for cell in table.cells:
            told += [cell.row.item, *cell.row.path, *cell.column.path, str(cell.money.amount)]
        for target in table.targets:
            told += [target.project, *target.path, target.text]
    return "\n".join(told)


def section(text: str, field: str) -> Section:
    (found,) = (s for s in page(text).sections if s.path[-1] == field)
    return found


def test_funds_are_told_by_term_and_level() -> None:
    assert funds(form(FORM)) == [
        ("实施期/资金总额", "120.0", "万元"),
        ("年度/资金总额", "40", "万元"),
        ("实施期/中央财政资金", "0.0", "万元"),
        ("年度/中央财政资金", "0.0", "万元"),
        ("实施期/省级财政资金", "0.0", "万元"),
        ("年度/省级财政资金", "0.0", "万元"),
        ("实施期/市县(区)财政资金", "120.0", "万元"),
        ("年度/市县(区)财政资金", "40.0", "万元"),
        ("实施期/县级财政资金", "0.0", "万元"),
        ("年度/县级财政资金", "0.0", "万元"),
        ("实施期/单位自筹", "0.0", "万元"),
        ("年度/单位自筹", "0.0", "万元"),
    ]


def test_totals_are_told_apart_from_levels_and_terms_from_each_other() -> None:
    measures = [cell.column.measure for cell in form(FORM).cells]
    assert measures[:4] == ["form_term", "form_year", "fund_level", "fund_level"]


def test_every_fund_is_the_projects() -> None:
    table = form(FORM)
    assert {row.subject for row in table.rows} == {"党员教育中心工作经费"}
    assert {row.role for row in table.rows} == {"project"}
    assert [row.number for row in table.rows] == list(range(1, 13))


def test_fund_cell_keeps_its_place() -> None:
    first, second, *_ = form(FORM).cells
    assert [(cell.line, cell.cell) for cell in (first, second)] == [(6, 4), (6, 7)]


@pytest.mark.parametrize(
    ("first", "year", "unit"),
    [
        ("项目资金（元）\t年初预算数\t5,208,000\t年度预算数\t806,000", "806000", "元"),
        ("项目资金(元)\t实施期资金总额:\t\t60,000\t\t年度资金总额:\t\t60,000", "60000", "元"),
        ("项目资金 (万元)\t\t实施期资金总额:\t2550.0\t年度资金总额:\t850", "850", "万元"),
        ("项目资金 (万元)\t\t实施期资金总额:\t1,250.00\t年度资金总额:\t1,250.00", "1250.00", "万元"),
    ],
)
def test_unit_is_the_one_beside_the_funds(first: str, year: str, unit: str) -> None:
    term, annual = funds(form(TITLE + PROJECT + first + "\n" + PROSE))
    assert (term[0], term[2]) == ("实施期/资金总额", unit)
    assert annual == ("年度/资金总额", year, unit)


def test_wan_beside_whole_numbers_with_commas_is_a_misprint_for_yuan() -> None:
    """001 L888: 项目资金(万元) over 500,000, a project of 50万元 in the project table."""
    text = TITLE + PROJECT + "项目资金(万元)\t实施期资金总额:\t2,000,000\t年度资金总额:\t500,000\n" + PROSE
    year = form(text).cells[1]
    assert (str(year.money.amount), year.money.money_unit, year.money.fen) == ("500000", "元", 50_000_000)


def test_form_without_a_unit_takes_that_of_the_other_forms() -> None:
    named = TITLE + PROJECT + "项目资金(元)\t实施期资金总额:\t60,000\t年度资金总额:\t60,000\n" + PROSE
    unnamed = TITLE + PROJECT + "项目资金\t实施期资金总额:\t20,000\t年度资金总额:\t20,000\n" + PROSE
    assert [table.money_unit for table in page(named + "\n" + unnamed).tables] == ["元", "元"]
    assert form(unnamed).money_unit == "万元"


def test_figures_of_prose_and_targets_are_no_funds() -> None:
    lines = {cell.line for cell in form(FORM).cells}
    assert lines == {6, 7, 8, 9, 10, 11}


def test_prose_fields_are_sections_under_the_project() -> None:
    paths = [s.path for s in page(FORM).sections if s.kind == "form"]
    project = ("绩效目标", "党员教育中心工作经费")
    for field in ("项目概况", "立项依据", "项目实施计划", "总体目标", "绩效指标"):
        assert (*project, field) in paths
    assert [s.text for s in section(FORM, "项目概况").sentences] == [
        "按照省委组织部要求推行“三晋先锋”。",
        "购买远程教育教学资源。",
    ]


def test_text_printed_for_both_terms_is_told_once() -> None:
    assert [s.text for s in section(FORM, "总体目标").sentences] == ["制作党员电教片。"]


def test_targets_are_one_sentence_a_row_with_their_line() -> None:
    assert [(s.text, s.first_line) for s in section(FORM, "绩效指标").sentences] == [
        ("产出指标，数量指标，新建远程教育站点数量(个)，=10个", 18),
        ("成本指标，办公费(万元)，<=20万元", 19),
    ]


@pytest.mark.parametrize(
    "signature",
    [
        SIGNATURE,
        f"负责人\t经办人\t联系电话\t{MOBILE}\t填报日期\t20210203040506\n",
        f"\t负责人:\t经办人:\t赵某某\t联系电话:\t{MOBILE}\t填报日期:\t20210304050607\n",
        f"负责人: 赵某某\t\t经办人:\t\t\t联系电话: {LANDLINE}\t\t填报日期:\n",
        f"\t\t{MOBILE}\t\n",
        f"经办人\t赵某某\n联系电话\t{LANDLINE.replace('-', '')}\n",
    ],
    ids=["usual", "run together", "shifted", "in one cell", "number alone", "two rows"],
)
@pytest.mark.parametrize("place", ["foot", "above the prose", "in the funds"])
def test_signature_and_telephone_reach_no_fact_and_no_sentence(signature: str, place: str) -> None:
    parts = {
        "foot": PROJECT + FUNDS + PROSE + TARGETS + signature,
        "above the prose": PROJECT + FUNDS + signature + PROSE + TARGETS,
        "in the funds": PROJECT + FUNDS.replace("\t单位自筹", signature + "\t单位自筹", 1) + PROSE + TARGETS,
    }
    told = everything(page(TITLE + parts[place]))
    for private in ("赵某某", LANDLINE[5:], MOBILE, "2021010203", "2021020304", "2021030405", "经办人", "负责人"):
        assert private not in told
    assert "新建远程教育站点数量" in told
    assert "单位自筹" in told


def test_prose_that_speaks_of_a_person_in_charge_is_no_signature() -> None:
    """003 L874: the duties of a whole unit, told in one long cell."""
    duty = "组织人大代表视察、检查，听取有关部门负责人汇报，对议案、建议的办理提出意见，并督促落实到位。"
    assert duty in everything(page(TITLE + PROJECT + FUNDS + f"部门职责\t{duty}\n" + TARGETS + SIGNATURE))


def test_signature_run_together_in_one_long_cell_is_left_out() -> None:
    line = f"负责人：赵某某  经办人：钱某某  联系电话：{LANDLINE}  填报日期：2021年1月2日\t\n"
    told = everything(page(TITLE + PROJECT + FUNDS + PROSE + TARGETS + line))
    assert "赵某某" not in told
    assert "钱某某" not in told


def test_telephone_inside_a_prose_cell_is_left_out_with_the_cell() -> None:
    told = everything(page(TITLE + PROJECT + FUNDS + f"项目概况\t维护站点运行。\t咨询电话{MOBILE}\n" + TARGETS))
    assert "维护站点运行。" in told
    assert MOBILE not in told


@pytest.mark.parametrize("number", ["500,000", "2021", "318000", "3113"])
def test_figure_of_the_prose_is_not_mistaken_for_a_telephone(number: str) -> None:
    assert number in everything(page(TITLE + PROJECT + FUNDS + f"项目概况\t全年安排{number}次。\n" + TARGETS))


def test_telephone_in_the_row_of_a_fund_is_no_fund() -> None:
    text = TITLE + PROJECT + FUNDS.replace("\t单位自筹\t\t0.0\n", f"\t{MOBILE}\t\t0.0\n") + PROSE
    assert MOBILE not in everything(page(text))


def test_name_with_its_book_marks_is_kept_as_printed() -> None:
    table = form(FORM.replace("党员教育中心工作经费", "《人大之声》宣传费"))
    assert {row.item for row in table.rows} == {"《人大之声》宣传费"}


def test_form_without_a_title_has_the_usual_one() -> None:
    assert form(PROJECT + FUNDS + PROSE + TARGETS).title == "项目支出绩效目标表"


OVERALL = """\
预算部门（单位）整体支出绩效目标申报表

（2025）年度

部门基本信息\t部门名称\t031-岚县人大常委会办公室\t\t\t
\t核定的人员编制数\t28人\t实际在职人员总数\t28人\t
部门战略目标\t服务县域发展大局。\t\t\t\t
年度预算情况\t按资金来源划分\t资金总额（万元）\t按资金方向划分\t资金总额（万元）\t
\t合计\t853.18\t合计\t853.18\t
\t其中：一般公共预算资金\t853.18\t其中：基本支出\t469.33\t
\t政府性基金预算资金\t0.00\t项目支出\t383.85\t
"""


def test_overall_form_tells_funds_by_source_and_by_use() -> None:
    (table,) = page(OVERALL).tables
    assert table.kind == "overall_performance"
    cells = [(cell.row.subject, cell.row.role, str(cell.money.amount)) for cell in table.cells]
    assert cells == [
        ("合计", "total", "853.18"),
        ("合计", "total", "853.18"),
        ("一般公共预算资金", "", "853.18"),
        ("基本支出", "", "469.33"),
        ("政府性基金预算资金", "", "0.00"),
        ("项目支出", "", "383.85"),
    ]
    assert table.money_unit == "万元"


def test_overall_form_tells_people_and_strategy_as_text() -> None:
    told = everything(page(OVERALL))
    assert "核定的人员编制数，28人，实际在职人员总数" in told
    assert "服务县域发展大局。" in told


def not_zero(table: Table) -> set[tuple[str, str, str]]:
    """Term, row and amount of every fund of a form that is not 0."""
    return {(c.row.side, c.row.path[-1], str(c.money.amount)) for c in table.cells if c.money.fen}


def test_label_that_the_page_cut_is_the_row_it_names() -> None:
    """004 L714: the last character wraps to the front, the label ends before 金."""
    cut = FUNDS.replace("市县(区)财政资 金\t\t120.0", "金 市县(区)财政资\t\t120.0")
    (table,) = page(TITLE + PROJECT + cut).tables
    assert ("实施期", "市县(区)财政资金", "120.0") in not_zero(table)
    assert ("年度", "市县(区)财政资金", "40.0") in not_zero(table)


def test_label_covered_by_a_wrapped_word_is_told_by_the_other_side() -> None:
    """003 L779: 金 of the row above stands where 单位自筹 should."""
    covered = FUNDS.replace("单位自筹\t\t0.0\t单位自筹\t\t0.0", "金\t\t7.0\t单位自筹\t\t3.0")
    (table,) = page(TITLE + PROJECT + covered).tables
    assert {("实施期", "单位自筹", "7.0"), ("年度", "单位自筹", "3.0")} <= not_zero(table)


def test_amount_alone_in_its_row_is_of_the_total_that_it_stands_under() -> None:
    alone = FUNDS.replace("市县(区)财政资 金\t\t120.0\t市级财政资金\t\t40.0", "\t\t\t市级财政资金\t\t40.0")
    (table,) = page(TITLE + PROJECT + alone).tables
    assert {f for f in not_zero(table) if "市" in f[1]} == {("年度", "市县(区)财政资金", "40.0")}


def test_yuan_printed_under_the_head_of_wan_is_read_as_yuan_and_told() -> None:
    """001 L888."""
    form = TITLE + "项目名称\t立法工作经费\t\t\n项目资金(万元)\t实施期资金总额\t2,000,000\t年度资金总额\t500,000\n"
    budget = page(form)
    assert {c.money.fen for c in budget.tables[0].cells} == {200_000_000, 50_000_000}
    (fault,) = [finding for finding in budget.findings if finding.rule == "units"]
    assert "金额单位印作万元，按数的写法（2,000,000）应为元" in fault.message
    assert fault.taken == "按元采用"
