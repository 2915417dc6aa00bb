"""Names that go on alone in the next row, joined where it is proven that they do."""

from __future__ import annotations

import pytest
from corpus_pages import figures, only_table

from corpus.model import TableRow

TITLE = "2023年预算支出总表\n\n单位：万元\n\n科目编码\t科目名称\t合计\n"


def items(text: str) -> list[TableRow]:
    return list(only_table(text).rows)


@pytest.mark.parametrize(
    "rows",
    [
        "2080505\t机关事业单位基本养老\t83.50\n\t保险缴费支出\t\n",
        "\t机关事业单位基本养老\t\n2080505\t保险缴费支出\t83.50\n",
    ],
    ids=["rest below", "beginning above"],
)
def test_name_known_as_a_whole_is_one_row(rows: str) -> None:
    table = only_table(TITLE + rows)
    assert figures(table) == [("机关事业单位基本养老保险缴费支出", "合计", "83.50")]
    assert len(table.rows) == 1


def test_bracket_closed_in_the_next_row_is_one_name() -> None:
    (row,) = items("2025年项目支出预算表\n\n项目名称\t合计\n2025年县人大代表活动经费(代表交\t42.48\n通通讯)\t\n")
    assert row.item == "2025年县人大代表活动经费(代表交通通讯)"


@pytest.mark.parametrize(
    ("rows", "names"),
    [
        ("专委会经费\t56.00\n运转类项目\t\n", ["专委会经费", "运转类项目"]),
        ("会议费\t2.00\n培训费\t\n", ["会议费", "培训费"]),
    ],
    ids=["unknown", "both known"],
)
def test_row_without_amounts_that_may_be_one_of_its_own_stays_apart(rows: str, names: list[str]) -> None:
    assert [row.item for row in items(f"2025年项目支出预算表\n\n项目名称\t合计\n{rows}")] == names


def test_fragment_beside_an_amount_is_a_row() -> None:
    assert len(items(f"{TITLE}2080505\t机关事业单位基本养老\t83.50\n\t保险缴费支出\t1.00\n")) == 2
