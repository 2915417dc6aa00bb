"""Functional codes printed in pieces made whole, by names and by sums."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corpus.codes import Piece, whole_codes


def pieces(text: str) -> list[Piece]:
    """Pieces from lines of code, name and amount in 万元 (none for blank)."""
    parsed = []
    for line in text.strip().split("\n"):
        code, name, amount = (*line.split(), "")[:3]
        parsed.append(Piece("" if code == "-" else code, name, round(float(amount) * 1_000_000) if amount else None))
    return parsed


def test_class_section_and_item_are_joined() -> None:
    assert whole_codes(pieces("201 一般公共服务支出 50\n01 人大事务 50\n05 人大立法 50")) == ["201", "20101", "2010105"]


def test_next_class_starts_anew() -> None:
    text = """
        208 社会保障和就业支出 187.49
        05 行政事业单位养老支出 187.49
        01 行政单位离退休 38.61
        02 事业单位离退休 0.39
        05 机关事业单位基本养老保险缴费支出 98.99
        06 机关事业单位职业年金缴费支出 49.50
        221 住房保障支出 74.25
        02 住房改革支出 74.25
        01 住房公积金 74.25"""
    assert whole_codes(pieces(text)) == (
        ["208", "20805", "2080501", "2080502", "2080505", "2080506", "221", "22102", "2210201"]
    )


# 000 L77-88: two budget units follow one another, so 01 人大事务 stands twice at the level of 款.
TWO_UNITS = """
    201 一般公共服务支出 2001.62
    01 人大事务 1916.49
    01 行政运行 729.44
    02 一般行政管理事务 20.00
    04 人大会议 351.00
    05 人大立法 50.00
    06 人大监督 541.00
    08 代表工作 145.00
    50 事业运行 80.05
    01 人大事务 85.13
    01 行政运行 70.13
    02 一般行政管理事务 15.00"""
TWO_UNITS_WHOLE = [
    "201", "20101", "2010101", "2010102", "2010104", "2010105", "2010106", "2010108", "2010150",
    "20101", "2010101", "2010102",
]  # fmt: skip


def test_same_section_of_two_units_is_a_section_twice() -> None:
    assert whole_codes(pieces(TWO_UNITS)) == TWO_UNITS_WHOLE


def test_sums_alone_tell_a_section_where_no_name_is_printed() -> None:
    nameless = [replace(piece, name="") for piece in pieces(TWO_UNITS)]
    assert whole_codes(nameless) == TWO_UNITS_WHOLE


def test_names_alone_tell_a_section_where_no_amount_is_printed() -> None:
    text = "201 一般公共服务支出\n31 党委办公厅（室）及相关机构事务\n02 一般行政管理事务\n32 组织事务\n01 行政运行\n50 事业运行"
    assert whole_codes(pieces(text)) == ["201", "20131", "2013102", "20132", "2013201", "2013250"]


def test_name_cut_short_by_its_column_still_tells() -> None:
    text = "201 一般公共服务支出\n31 党委办公厅（室）及相关机构事\n02 一般行政管理事务\n32 组织事务\n01 行政运行"
    assert whole_codes(pieces(text)) == ["201", "20131", "2013102", "20132", "2013201"]


def test_name_of_former_years_tells_as_well_as_todays() -> None:
    # 代表培训 was the name of 2010107 until it became 人大代表履职能力提升; no amounts are printed.
    text = "201 一般公共服务支出\n01 人大事务\n07 代表培训\n08 代表工作"
    assert whole_codes(pieces(text)) == ["201", "20101", "2010107", "2010108"]


def test_sums_tell_against_another_cut_of_the_same_nameless_rows() -> None:
    """The same pieces cut elsewhere: amounts decide, not the order of the digits."""
    one = whole_codes(pieces("299 某类 30\n01 甲 30\n02 乙 10\n03 丙 20"))
    two = whole_codes(pieces("299 某类 60\n01 甲 10\n02 乙 10\n03 丙 50\n04 丁 50"))
    assert one == ["299", "29901", "2990102", "2990103"]
    assert two == ["299", "29901", "2990102", "29903", "2990304"]


def test_section_and_item_of_the_same_two_digits_and_name() -> None:
    """004 L95-97: 其他农林水支出 is the 款 99 and its 项 99."""
    text = "213 农林水支出 1200\n99 其他农林水支出 1200\n99 其他农林水支出 1200"
    assert whole_codes(pieces(text)) == ["213", "21399", "2139999"]


def test_sums_hold_within_the_rounding_of_each_row() -> None:
    text = "299 某类 30.02\n01 甲 20.01\n02 乙 10.00\n03 丙 10.00\n04 丁 10.01\n05 戊 10.01"
    assert whole_codes(pieces(text)) == ["299", "29901", "2990102", "2990103", "29904", "2990405"]


@pytest.mark.parametrize(
    "codes",
    [["201", "20101", "2010101"], ["", "208", "20805", "2080505"], [], ["2013201"]],
    ids=["whole", "total first", "empty", "item alone"],
)
def test_codes_printed_whole_are_left_as_they_are(codes: list[str]) -> None:
    assert whole_codes([Piece(code, "行政运行", 1) for code in codes]) == codes


def test_row_without_a_code_stays_without_one() -> None:
    text = "- 合计 50\n201 一般公共服务支出 50\n01 人大事务 50\n- 其中 20\n05 人大立法 50"
    assert whole_codes(pieces(text)) == ["", "201", "20101", "", "2010105"]


def test_piece_without_a_class_above_it_stays_as_printed() -> None:
    assert whole_codes(pieces("01 人大事务 50\n05 人大立法 50")) == ["01", "05"]


def test_class_without_anything_below_it_stays_alone() -> None:
    assert whole_codes(pieces("227 预备费 5\n229 其他支出 6\n99 其他支出 6")) == ["227", "229", "22999"]
