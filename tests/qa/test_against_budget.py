"""A 决算 asked for its budget: from the column beside it, or from the sentence that tells the same item's 决算."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from reading import Ask, figures

from index.build import build_index
from qa import BudgetQA

FINAL = """贵阳市云溪区市场监督管理局2023年度部门决算

收入支出决算总表

单位：万元

收入\t\t\t支出\t\t
项目\t行次\t金额\t项目\t行次\t金额
一、一般公共预算财政拨款收入\t1\t440.26\t一、一般公共服务支出\t29\t440.26
本年收入合计\t25\t440.26\t本年支出合计\t53\t440.26
年初结转和结余\t27\t31.85\t年末结转和结余\t55\t31.85
总计\t28\t472.11\t总计\t56\t472.11

支出决算表

单位：万元

科目代码\t科目名称\t本年支出合计\t基本支出\t项目支出
\t合计\t440.26\t52.76\t387.50
201\t一般公共服务支出\t440.26\t52.76\t387.50
20138\t市场监督管理事务\t440.26\t52.76\t387.50
2013801\t行政运行\t52.76\t52.76\t0.00
2013816\t食品安全监管\t387.50\t0.00\t387.50

财政拨款“三公”经费支出决算表

单位：万元

预算数\t\t\t\t\t\t决算数\t\t\t\t\t
合计\t因公出国（境）费\t公务用车购置及运行维护费\t\t\t公务接待费\t合计\t因公出国（境）费\t公务用车购置及运行维护费\t\t\t公务接待费
\t\t小计\t公务用车购置费\t公务用车运行维护费\t\t\t\t小计\t公务用车购置费\t公务用车运行维护费\t
61.00\t0.00\t60.00\t0.00\t60.00\t1.00\t52.76\t0.00\t52.40\t0.00\t52.40\t0.36

第三部分 决算情况说明

一、财政拨款支出决算情况

1.一般公共服务支出（类）市场监督管理事务（款）食品安全监管（项）。年初预算为420.00万元，支出决算为387.50万元，完成年初预算的92.26%，原因是项目调减。
"""


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    folder = tmp_path_factory.mktemp("final")
    (folder / "决算.txt").write_text(FINAL, "utf-8")
    build_index([folder], folder / "index", encoder="hash")
    with BudgetQA.open(folder / "index") as budgets:
        yield lambda question, *history: budgets.ask(question, history=history)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("云溪区市场监管局2023年三公经费决算数是多少", ["52.76万元"]),
        ("云溪区市场监管局2023年三公经费预算数是多少", ["61.00万元"]),
        ("云溪区市场监管局2023年三公经费决算比预算少多少", ["8.24万元"]),
        ("云溪区市场监管局2023年公务接待费完成预算的百分之几", ["36.00%"]),
        ("云溪区市场监管局2023年食品安全监管年初预算是多少", ["420.00万元"]),
        ("云溪区市场监管局2023年食品安全监管决算数比年初预算少多少", ["32.50万元"]),
        ("云溪区市场监管局2023年度决算收入总计多少", ["472.11万元"]),
        ("云溪区市场监管局2023年度年末结转和结余多少", ["31.85万元"]),
    ],
)
def test_budget_and_final_are_told_apart(ask: Ask, question: str, told: list[str]) -> None:
    assert figures(ask(question))[: len(told)] == told


def test_both_asked_are_both_told(ask: Ask) -> None:
    assert {"420.00万元", "387.50万元"} <= set(figures(ask("云溪区市场监管局2023年食品安全监管年初预算多少，决算多少")))


def test_budget_that_nothing_tells_is_never_the_final(ask: Ask) -> None:
    assert "52.76万元" not in figures(ask("云溪区市场监管局2023年行政运行年初预算是多少"))


@pytest.mark.parametrize("name", ["云溪区市监局", "云溪市场监管局", "云溪区市场监督局", "贵阳云溪区市场监管局"])
def test_abbreviated_organisation_is_found(ask: Ask, name: str) -> None:
    assert figures(ask(f"{name}2023年三公经费决算数是多少")) == ["52.76万元"]


@pytest.mark.parametrize("name", ["云溪区财政局", "贵阳市市场监管局", "南明区市场监管局"])
def test_another_organisation_is_not_this_one(ask: Ask, name: str) -> None:
    assert ask(f"{name}2023年三公经费决算数是多少").status == "not_found"


def test_final_stands_in_for_no_budget_in_a_difference(ask: Ask) -> None:
    answer = ask("云溪区市场监管局2023年行政运行决算比年初预算少多少")
    assert answer.status == "not_found" and not figures(answer)
