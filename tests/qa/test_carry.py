"""Turns that work on the results of the turns before: sums, differences, places, shares, and what 它 stands for."""

from __future__ import annotations

import pytest
from reading import Ask, figures

HIGHEST = "忻州人大2023年项目支出最高的三个"


@pytest.mark.parametrize(
    ("turns", "told"),
    [
        ([HIGHEST, "加起来呢"], ["207.40万元"]),
        ([HIGHEST, "占项目支出多少"], ["38.28%"]),
        ([HIGHEST, "上面第二个是多少"], ["62.44万元"]),
        ([HIGHEST, "最低的呢"], ["8.40万元"]),
        ([HIGHEST, "岚县呢"], ["100.00万元", "65.00万元", "57.09万元"]),
        (["五个单位谁的三公经费最高", "第二呢"], ["31.06万元"]),
        (["五个单位项目支出分别多少", "加起来呢", "平均呢"], ["2792.80万元"]),
        (["岚县人大的办公费多少", "印刷费呢", "加起来呢"], ["4.31万元"]),
        (["忻州人大2023年项目支出多少", "泽州呢", "差多少"], ["18.98万元", "541.80万元", "560.78万元"]),
        (["临汾组织部的三公经费", "临汾人大的呢", "谁多"], ["31.06万元", "88.00万元", "56.94万元"]),
        (["忻州人大2023年项目支出和基本支出分别是多少", "差多少"], ["795.76万元", "541.80万元", "1337.56万元"]),
        (["忻州人大2023年工资福利支出多少", "其中基本工资占多少"], ["37.96%"]),
        (["泽州人大有几个项目", "一共多少钱"], ["557.20万元"]),
        (["岚县人大2025年项目支出", "前三名"], ["100.00万元", "65.00万元", "57.09万元"]),
    ],
)
def test_operation_alone_is_over_what_was_told(ask: Ask, turns: list[str], told: list[str]) -> None:
    assert figures(ask(turns[-1], *turns[:-1]))[: len(told)] == told


def test_members_that_were_counted_are_told_one_by_one(ask: Ask) -> None:
    answer = ask("分别多少钱", "泽州人大有几个项目")
    assert len(figures(answer)) == 16
    assert sum(value.amount for value in answer.values) == sum(
        value.amount for value in ask("泽州人大的项目有哪些").values
    )


@pytest.mark.parametrize(
    ("turns", "told"),
    [
        (["忻州人大立法工作经费多少", "绩效目标呢"], "开展立法检查次数"),
        (["泽州人大2024年哪个项目预算最高", "它的绩效目标是什么"], "业务应用系统"),
        (["忻州人大立法工作经费多少", "这笔钱的立项依据是什么"], "立法"),
    ],
)
def test_it_is_the_one_thing_told_last(ask_real: Ask, turns: list[str], told: str) -> None:
    answer = ask_real(turns[-1], *turns[:-1])
    assert answer.status == "answered"
    assert told in answer.text


def test_nothing_to_work_on_gives_no_figure(ask: Ask) -> None:
    assert figures(ask("加起来呢", "你好")) == []
    assert figures(ask("第九个呢", HIGHEST)) == []


def test_another_unit_after_an_operation_is_asked_for_its_own_members(ask: Ask) -> None:
    # Not the share of 忻州 again.
    answer = ask("那岚县呢", HIGHEST, "占项目支出多少")
    assert "忻州" not in answer.text
    assert figures(answer) == ["100.00万元", "65.00万元", "57.09万元"]


def test_nonsense_after_a_sentence_does_not_repeat_it(ask_real: Ask) -> None:
    assert ask_real("哈哈哈", "泽州人大今年有几辆车").citations == ()
