"""Checks of tables as other places print them: what holds is no finding, and the same table with a wrong figure is one."""

from __future__ import annotations

import pytest
from corpus_pages import page

FINAL = """岚县林业局2023年度部门决算

收入决算表
单位：万元
科目编码\t科目名称\t本年收入合计\t财政拨款收入\t其他收入
\t合计\t100.00\t95.00\t5.00
213\t农林水支出\t100.00\t95.00\t5.00
21302\t林业和草原\t100.00\t95.00\t5.00
2130201\t行政运行\t100.00\t95.00\t5.00

支出决算表
单位：万元
科目编码\t科目名称\t本年支出合计\t基本支出\t项目支出
\t合计\t{spent}\t60.00\t30.00
213\t农林水支出\t90.00\t60.00\t30.00
21302\t林业和草原\t90.00\t60.00\t30.00
2130201\t行政运行\t90.00\t60.00\t30.00

“三公”经费支出决算说明
“三公”经费支出预算为58.00万元。
"""
SOURCES = """岚县林业局2024年部门预算

部门收入总表
单位：万元
科目编码\t科目名称\t合计\t一般公共预算\t政府性基金预算\t其他收入\t上年结转
\t合计\t100.00\t{general}\t10.00\t6.00\t4.00
213\t农林水支出\t100.00\t{general}\t10.00\t6.00\t4.00
"""
OVERVIEW = """岚县林业局2024年部门预算

财政拨款收支总表
单位：万元
收入\t\t支出\t
项目\t预算数\t项目\t预算数
一、本年收入\t100.00\t本年支出\t100.00
（一）一般公共预算拨款\t{general}\t（一）一般公共服务支出\t60.00
（二）政府性基金预算拨款\t20.00\t（二）农林水支出\t40.00
收入总计\t{total}\t支出总计\t100.00
"""
THREE_PUBLIC = """岚县林业局2024年部门预算

一般公共预算“三公”经费支出预算表
单位：万元
项目\t预算数
合计\t94.53
1、因公出国（境）费用\t0.00
2、公务接待费\t3.85
3、公务用车费\t{vehicles}
"""
MEETINGS = """岚县林业局2024年部门预算

“三公”经费、会议费、培训费支出预算表
单位：万元
合计\t因公出国（境）费\t公务接待费\t公务用车购置及运行费\t会议费\t培训费
30.00\t0.00\t4.00\t6.00\t12.00\t8.00
"""
BLOCKS = """岚县林业局2024年部门预算

一般公共预算基本支出表
单位：万元
科目代码\t科目名称\t预算数\t科目代码\t科目名称\t预算数
302\t商品和服务支出\t{goods}\t30215\t会议费\t3.00
30201\t办公费\t41.00\t30216\t培训费\t6.00
"""


def rules(text: str) -> set[str]:
    return {finding.rule for finding in page(text).findings}


@pytest.mark.parametrize(
    "text",
    [
        FINAL.format(spent="90.00"),
        SOURCES.format(general="80.00"),
        OVERVIEW.format(general="80.00", total="100.00"),
        THREE_PUBLIC.format(vehicles="90.68"),
        MEETINGS,
        BLOCKS.format(goods="50.00"),
    ],
    ids=["final", "sources", "overview", "three_public", "meetings", "blocks"],
)
def test_what_holds_is_no_finding(text: str) -> None:
    assert rules(text) == set()


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (FINAL.format(spent="91.00"), "totals"),
        (SOURCES.format(general="81.00"), "columns"),
        (OVERVIEW.format(general="80.00", total="120.00"), "totals"),
        (THREE_PUBLIC.format(vehicles="91.68"), "three_public"),
        (BLOCKS.format(goods="51.00"), "children"),
    ],
    ids=["final", "sources", "overview", "three_public", "blocks"],
)
def test_the_same_table_with_a_wrong_figure_is_one(text: str, rule: str) -> None:
    assert rule in rules(text)
