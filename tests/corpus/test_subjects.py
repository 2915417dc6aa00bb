"""The national classification: codes by names and names by codes."""

from __future__ import annotations

import pytest

from corpus.subjects import (
    economic_code,
    economic_names,
    functional_class,
    functional_names,
    is_cut_short,
    standard_functional_name,
)
from corpus.text import drop_numbering, join_wrapped, match_key, strip_tags


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("201", "一般公共服务支出"),
        ("20101", "人大事务"),
        ("2010108", "代表工作"),
        ("2080505", "机关事业单位基本养老保险缴费支出"),
        ("21399", "其他农林水支出"),
        ("2139999", "其他农林水支出"),
        ("2210201", "住房公积金"),
    ],
)
def test_functional_code_has_its_name(code: str, name: str) -> None:
    assert functional_names()[code] == name


@pytest.mark.parametrize("names", [functional_names, economic_names])
def test_every_code_stands_under_its_parent(names: object) -> None:
    codes = names()  # type: ignore[operator]
    orphans = [code for code in codes if len(code) > 3 and code[:-2] not in codes]
    assert orphans == []
    assert {len(code) for code in codes} <= {3, 5, 7}
    assert all(codes.values())


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("一般公共服务支出", "201"),
        ("二十、住房保障支出", "221"),
        ("八、社会保障和就业支出", "208"),
        ("一般公共预算支出", "201"),
        ("人大事务", ""),
        ("本年支出合计", ""),
    ],
)
def test_class_is_found_by_its_name(name: str, code: str) -> None:
    assert functional_class(name) == code


@pytest.mark.parametrize(
    ("name", "parent", "code"),
    [
        ("工资福利支出", "", "301"),
        ("基本工资", "", "30101"),
        ("维修（护）费", "302", "30213"),
        ("维修(护)费", "", "30213"),
        ("√ 对个人和家庭的补助", "", "303"),
        ("其他商品和服务支出", "302", "30299"),
        ("办公设备购置", "310", "31002"),
        ("办公设备购置", "309", "30902"),
        ("人大立法", "", ""),
    ],
)
def test_economic_code_is_found_by_name_under_its_class(name: str, parent: str, code: str) -> None:
    assert economic_code(name, parent) == code


@pytest.mark.parametrize(
    ("printed", "cut"),
    [
        ("机关事业单位基本养老保险缴", True),
        ("党委办公厅（室）及相关机构事", True),
        ("机关事业单位基本养老保险缴费支出", False),
        ("机关", False),
        ("行政运行", False),
    ],
)
def test_beginning_of_a_name_is_a_cut_name_if_it_is_long_enough(printed: str, cut: bool) -> None:
    standards = ("机关事业单位基本养老保险缴费支出", "党委办公厅（室）及相关机构事务")
    assert any(is_cut_short(printed, standard) for standard in standards) is cut


@pytest.mark.parametrize(
    ("printed", "code", "standard"),
    [
        ("机关事业单位职业年金缴费支", "2080506", "机关事业单位职业年金缴费支出"),
        ("一般公共预算支出", "201", "一般公共服务支出"),
        ("二十、住房保障支出", "221", "住房保障支出"),
        ("人大立法", "2010105", "人大立法"),
        ("某地自设科目", "2010177", "某地自设科目"),
        # The code says 人大立法; the printed name is a real one and stands: only cut or mislabelled names are mended.
        ("代表工作", "2010105", "代表工作"),
    ],
)
def test_printed_name_is_completed_and_otherwise_kept(printed: str, code: str, standard: str) -> None:
    assert standard_functional_name(printed, code) == standard


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("二十一、粮油物资储备支出", "粮油物资储备支出"),
        ("（一）人员经费", "人员经费"),
        ("①公务用车购置费", "公务用车购置费"),
        ("√ 对个人和家庭的补助", "对个人和家庭的补助"),
        ("其中：一般公共预算资金", "一般公共预算资金"),
        ("1、办公费", "办公费"),
        ("1.5米办公桌", "1.5米办公桌"),
        ("2023年人大会议", "2023年人大会议"),
        ("一、", "一、"),
    ],
)
def test_numbering_is_dropped_and_figures_of_the_name_are_not(printed: str, name: str) -> None:
    assert drop_numbering(printed) == name


@pytest.mark.parametrize(
    ("wrapped", "joined"),
    [
        ("公务用车 运行维护 费", "公务用车运行维护费"),
        ("2025年县人大代表活动经费(代表交 通通讯)", "2025年县人大代表活动经费(代表交通通讯)"),
        ("2023 年度部门预算", "2023年度部门预算"),
        ("A4 纸", "A4 纸"),
        ("OA 系统 运维费", "OA 系统运维费"),
    ],
)
def test_wrapped_words_are_joined_and_latin_words_stay_apart(wrapped: str, joined: str) -> None:
    assert join_wrapped(wrapped) == joined


def test_match_key_folds_width_case_space_and_quotation() -> None:
    assert match_key("“智慧 人大”ＡＰＰ（二期）") == match_key("智慧人大app(二期)")
    assert match_key("培训费") != match_key("人大代表培训经费")


def test_tags_are_stripped_and_comparisons_are_not() -> None:
    assert strip_tags("<td>0年</td> <=10 且 >=8 <b>x</b>") == "0年 <=10 且 >=8 x"
