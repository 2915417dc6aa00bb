"""Lists that people ask for in their own words: sources, structure, purchases, classes; and two figures that are no list."""

from __future__ import annotations

import pytest
from reading import Ask, figures


@pytest.mark.parametrize(
    ("question", "first", "count"),
    [
        ("岚县人大公用经费明细", "20.40万元", 9),
        ("泽州县人大2024年收入来源有哪些", "1195.84万元", 2),
        ("泽州县人大2024年的钱从哪来", "1195.84万元", 2),
        ("忻州人大2023年的钱主要花在哪", "1585.99万元", 5),
        ("泽州县人大2024年支出结构", "967.41万元", 4),
        ("临汾市委组织部2021年采购了哪些东西", "9.40万元", 0),
    ],
)
def test_list_in_everyday_words(ask: Ask, question: str, first: str, count: int) -> None:
    answer = ask(question)
    assert answer.status == "answered"
    told = figures(answer)
    assert told[0] == first
    assert not count or len(told) == count


def test_sources_without_an_amount_are_named(ask: Ask) -> None:
    text = ask("忻州人大2023年收入来源有哪些").text
    assert "另有未安排金额的" in text
    assert "单位资金" in text


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("忻州人大2023年项目支出和基本支出分别是多少", ["541.80万元", "1337.56万元"]),
        ("忻州人大2023年人员经费、公用经费各是多少", ["1103.40万元", "234.16万元"]),
    ],
)
def test_two_figures_asked_one_by_one_are_no_list(ask: Ask, question: str, told: list[str]) -> None:
    assert figures(ask(question)) == told


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("岚县人大采购了什么", "货物"),
        ("忻州人大2023年采购了哪些东西", "货物"),
        ("泽州人大有几辆车", "0辆"),
        ("岚县人大代表活动经费怎么用", "代表"),
        ("忻州人大立法工作经费为什么要安排", "立法"),
    ],
)
def test_what_no_table_tells_is_quoted(ask_real: Ask, question: str, told: str) -> None:
    answer = ask_real(question)
    assert answer.status == "answered"
    assert told in answer.text
    assert all(citation.cell is None for citation in answer.citations)


def test_number_of_things_is_told_by_no_sentence_without_one(ask_real: Ask) -> None:
    answer = ask_real("临汾市委组织部2021年采购了多少台电脑")
    assert (answer.status, figures(answer)) == ("not_found", [])
