"""Questions as people put them, each of which was once answered wrong: figures checked against the documents by hand."""

from __future__ import annotations

import pytest
from reading import Ask, figures


@pytest.mark.parametrize(
    ("question", "told"),
    [
        # The whole stands before its part.
        ("临汾人大办21年的项目支出里，“人大监督”科目占了多大比例", ["48.22%"]),
        ("忻州市人大常委会办公室二〇二三年公用经费里办公费所占比重", ["27.76%"]),
        ("泽州县人大2024年本年安排的项目支出（不含上年结转）里，“智慧人大”系统建设占多少百分比", ["15.67%"]),
        ("泽州人大2024年政府采购，服务类占采购总额的比例是多少", ["88.52%"]),
        ("岚县人大2025年基本支出里公用经费占比是多少", ["9.30%"]),
        # Each of several parts.
        ("忻州市人大2023年基本支出和项目支出各是多少，各占总支出百分之几", ["1337.56万元", "71.17%", "541.80万元", "28.83%"]),
        ("2023年忻州人大政府采购总共多少？其中货物、服务各多少", ["129.40万元", "73.00万元", "56.40万元"]),
        # The whole that a list is taken from is no member of it.
        ("把临汾市人大2021年基本支出的办公费、印刷费、邮电费加起来是多少", ["23.00万元"]),
        ("网络宣传中心、党员教育中心、举报中心，临汾组织部这三个中心2021年机关运行经费合计多少", ["26.28万元"]),
        ("忻州人大2023年预算联网系统的运维费加上平台租用费，总共要花多少", ["31.00万元"]),
        ("泽州县人大代表之家建设、常委会会议室建设、智慧人大系统建设，三项总投入是多少", ["202.30万元"]),
        # The year before by its number.
        ("泽州县人大2024年一般公共服务支出预算比2023年多安排了多少万元", ["124.47万元"]),
        ("泽州县人大卫生健康支出24年比23年的增长率是多少", ["76.43%"]),
        # Units inside, chosen and bounded.
        ("临汾组织部下面几家单位当中，21年机关运行经费最少的是谁，给了多少", ["5.14万元"]),
        ("2021年机关运行经费不到10万元的，临汾组织部底下是哪几家", ["8.71万元", "5.14万元"]),
        # Each organisation asked of its own item.
        (
            "泽州县人大2024年的代表培训经费和岚县人大2025年的代表履职培训费，哪个县给得多",
            ["55.00万元", "35.00万元"],
        ),
        ("临汾市人大2021年政府采购打算买几套沙发，预算多少", ["1.50万元", "10套"]),
    ],
)  # fmt: skip
def test_figures_in_everyday_words(ask: Ask, question: str, told: list[str]) -> None:
    assert set(told) <= set(figures(ask(question)))


@pytest.mark.parametrize(
    ("turns", "told"),
    [
        (["临汾市人大常委会办公室2021年基本工资安排了多少", "跟津贴补贴加一块儿一共多少"], "597.44万元"),
        (["忻州市人大2023年机关运行经费是多少", "上一年是多少"], "210.55万元"),
        (["2021年临汾市委组织部三公经费里的公务接待费是多少", "同一年市人大的呢？"], "33.00万元"),
        (["泽州人大办2024年遗属补助安排了多少", "发给几个人？"], "4人"),
    ],
)
def test_turn_leans_on_the_one_before(ask_real: Ask, turns: list[str], told: str) -> None:
    assert figures(ask_real(turns[-1], *turns[:-1]))[0] == told


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("泽州人大办现在在职多少人？离休的几个人？", ["33人", "1人"]),
        ("泽州人大办2024年纳入绩效管理的二级项目中，属于特定目标类的有几个", ["4个"]),
        ("临汾组织部2021年干部教育培训经费年度资金多少？计划办多少期？每期预计花多少", ["850万元", "30期", "30万元"]),
        ("泽州人大2024年常委会会议费项目，全年要开会至少多少次", ["6次"]),
        ("2021年临汾市人代会会议费绩效目标里，住宿费最多不能超过多少", ["50万元"]),
        ("岚县人大预算联网软件的紧急情况响应时间要求几小时以内", ["4小时"]),
    ],
)
def test_numbers_that_only_forms_and_sentences_tell(ask_real: Ask, question: str, told: list[str]) -> None:
    assert set(told) <= set(figures(ask_real(question)))


@pytest.mark.parametrize(
    ("question", "never"),
    [
        ("临汾市人大2021年平均每个职工的工资福利是多少钱", "102.06"),
        ("忻州人大的办公用房是谁在统一管理", "65.00"),
        ("临汾市人大的立法事项具体由哪个部门负责", "50.00"),
        ("忻州人大2023年预算联网系统的运维费加上平台租用费，总共要花多少", "1879.36"),
    ],
)
def test_what_was_not_asked_is_not_told(ask_real: Ask, question: str, never: str) -> None:
    assert never not in ask_real(question).text
