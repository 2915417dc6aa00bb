"""绩效目标表 that list many projects, and forms whose project is not named in the first cell."""

from __future__ import annotations

from corpus_pages import page

LISTED = """项目支出绩效目标表

单位：元

项目名称\t年度资金总额（元）\t年度绩效目标\t一级指标\t二级指标\t三级指标\t指标值
古塔本体修缮\t1,880,000.00\t完成塔身加固及彩绘保护\t产出指标\t数量指标\t修缮文物本体数量\t1处
\t\t\t\t质量指标\t验收合格率\t100%
文化旅游节活动经费\t2,350,000.00\t举办文化旅游节\t产出指标\t数量指标\t举办主题活动场次\t≥12场
"""
BROKEN = (
    LISTED
    + """
加强文化遗产保护，丰富群众文化

20-应急值守	61.80	61.80

生活，提高应急处置能力。

			产出指标	时效指标	值守信息报送及时率	100%
			产出指标	数量指标	值守人数	≥6人
"""
)
FORM = """预算单位\t岚县水利局\t\t项目名称\t农村供水管网维修养护\t
项目资金（万元）\t年度资金总额\t1,265.40\t其中：财政拨款\t1,265.40\t
年度目标\t完成农村供水管网维修36公里，保障18个村用水安全\t\t\t\t
一级指标\t二级指标\t三级指标\t\t指标值\t
产出指标\t数量指标\t维修管网长度\t\t≥36公里\t
"""


def test_each_project_of_a_list_is_a_form_of_its_own() -> None:
    budget = page(LISTED)
    assert [(t.kind, t.rows[0].path, str(t.cells[0].money.amount), t.money_unit) for t in budget.tables] == [
        ("performance", ("古塔本体修缮", "资金总额"), "1880000.00", "元"),
        ("performance", ("文化旅游节活动经费", "资金总额"), "2350000.00", "元"),
    ]
    assert [(t.project, t.path[-1], t.text) for table in budget.tables for t in table.targets] == [
        ("古塔本体修缮", "修缮文物本体数量", "1处"),
        ("古塔本体修缮", "验收合格率", "100%"),
        ("文化旅游节活动经费", "举办主题活动场次", "≥12场"),
    ]
    goals = {s.path[1]: s.sentences[0].text for s in budget.sections if s.path[-1] == "总体目标"}
    assert goals == {"古塔本体修缮": "完成塔身加固及彩绘保护", "文化旅游节活动经费": "举办文化旅游节"}


def test_a_list_that_goes_on_after_a_page_is_one_with_it() -> None:
    budget = page(BROKEN)
    assert [table.kind for table in budget.tables] == ["performance"] * 3
    told = [(t.project, t.path[-1], t.text) for t in budget.tables[-1].targets]
    assert told == [("应急值守", "值守信息报送及时率", "100%"), ("应急值守", "值守人数", "≥6人")]


def test_form_is_known_by_its_words_and_its_project_by_the_label_beside_it() -> None:
    (table,) = page(FORM).tables
    assert (table.kind, table.money_unit) == ("performance", "万元")
    assert {cell.row.path[0] for cell in table.cells} == {"农村供水管网维修养护"}
    # 1,265.40 with its decimals is 万元 as the form says, and no misprint for 元.
    assert {str(cell.money.amount) for cell in table.cells} == {"1265.40"}
    assert [(t.project, t.text) for t in table.targets] == [("农村供水管网维修养护", "≥36公里")]


DESCRIBED = """1.社区工作者待遇保障绩效目标表

单位：万元
项目编码\t13040425P00318\t\t\t项目名称\t社区工作者待遇保障\t\t
绩效目标\t1.保障社区工作者报酬按月足额发放\t\t\t\t\t\t
绩效指标\t一级指标\t二级指标\t三级指标\t绩效指标描述\t指标值\t指标值确定依据\t
\t产出指标\t数量指标\t保障人数\t纳入保障的社区工作者人数\t152人\t工作安排\t
\t产出指标\t时效指标\t发放时限\t每月报酬发放截止日\t每月15日前\t管理办法\t
"""


def test_words_about_a_target_are_not_its_value_and_a_code_is_no_name() -> None:
    (table,) = page(DESCRIBED).tables
    assert [(t.project, t.path[-1], t.text) for t in table.targets] == [
        ("社区工作者待遇保障", "保障人数", "152人"),
        ("社区工作者待遇保障", "发放时限", "每月15日前"),
    ]
