"""A part of the text asked for by its name is quoted whole; a question about a detail is not."""

from __future__ import annotations

import pytest
from reading import Ask


@pytest.mark.parametrize(
    ("question", "first", "last"),
    [
        ("忻州人大的主要职责是什么", "立法权", "补选"),
        ("忻州人大2023年机构设置", "预算单位", "法律研究中心"),
        ("泽州县人大下面有哪两个事业单位", "行政编制单位", "信访接待室"),
    ],
)
def test_part_asked_by_name_is_quoted_from_its_first_to_its_last_entry(
    ask: Ask, question: str, first: str, last: str
) -> None:
    answer = ask(question)
    assert answer.status == "answered" and answer.citations
    assert first in answer.text and last in answer.text


def test_figure_beside_the_name_of_a_part_is_still_the_figure(ask: Ask) -> None:
    answer = ask("忻州人大2023年机构运行的基本支出多少")
    assert [str(value.amount) for value in answer.values] == ["1337.56"]
