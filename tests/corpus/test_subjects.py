"""The national classification: codes by names and names by codes."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from corpus.budget import read_budget
from corpus.subjects import (
    economic_code,
    economic_names,
    former_economic_names,
    former_functional_names,
    functional_class,
    functional_names,
    government_economic_names,
    is_cut_short,
    retired_functional_names,
    standard_functional_name,
)
from corpus.text import drop_numbering, join_wrapped, match_key, strip_tags

DATA = Path(__file__).resolve().parents[2] / "corpus" / "data"
LEVELS = {3: "类", 5: "款", 7: "项"}
CLASSIFICATIONS = {"functional.csv": "2", "economic_department.csv": "3", "economic_government.csv": "5"}
# The samples keep what the documents printed: 201 by the fund's name, 21208 by the name of its last 项.
MISPRINTS = {("201", "一般公共预算支出"), ("21208", "其他国有土地使用权出让收入安排的支出")}


def rows(file: str) -> list[dict[str, str]]:
    return list(csv.DictReader((DATA / file).read_text("utf-8").splitlines()))


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("201", "一般公共服务支出"),
        ("20101", "人大事务"),
        ("2010104", "人大会议"),
        ("2010107", "人大代表履职能力提升"),
        ("2010108", "代表工作"),
        ("20103", "政府办公厅（室）及相关机构事务"),
        ("2010308", "信访事务"),
        ("2010507", "专项普查活动"),
        ("2011106", "巡视工作"),
        ("2013204", "公务员事务"),
        ("2013405", "华侨事务"),
        ("2013804", "经营主体管理"),
        ("20139", "社会工作事务"),
        ("2014004", "信访业务"),
        ("20141", "数据事务"),
        ("2040409", "“两房”建设"),
        ("2040610", "社区矫正"),
        ("2050803", "培训支出"),
        ("20610", "核电站乏燃料处理处置基金支出"),
        ("207", "文化旅游体育与传媒支出"),
        ("2080501", "行政单位离退休"),
        ("2080505", "机关事业单位基本养老保险缴费支出"),
        ("2080506", "机关事业单位职业年金缴费支出"),
        ("2080801", "死亡抚恤"),
        ("2083099", "财政代缴其他社会保险费支出"),
        ("2089999", "其他社会保障和就业支出"),
        ("210", "卫生健康支出"),
        ("2101101", "行政单位医疗"),
        ("2101103", "公务员医疗补助"),
        ("21208", "国有土地使用权出让收入安排的支出"),
        ("2120899", "其他国有土地使用权出让收入安排的支出"),
        ("21219", "国有土地使用权出让收入对应专项债务收入安排的支出"),
        ("2130153", "耕地建设与利用"),
        ("21305", "巩固脱贫攻坚成果衔接乡村振兴"),
        ("2130705", "对村民委员会和村党支部的补助"),
        ("21399", "其他农林水支出"),
        ("2139999", "其他农林水支出"),
        ("215", "资源勘探工业信息等支出"),
        ("220", "自然资源海洋气象等支出"),
        ("2210201", "住房公积金"),
        ("2240106", "安全监管"),
        ("2296002", "用于社会福利的彩票公益金支出"),
    ],
)
def test_functional_code_has_its_name(code: str, name: str) -> None:
    assert functional_names()[code] == name


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("30101", "基本工资"),
        ("30109", "职业年金缴费"),
        ("30112", "其他社会保障缴费"),
        ("30114", "医疗费"),
        ("30212", "因公出国（境）费用"),
        ("30239", "其他交通费用"),
        ("30311", "代缴社会保险费"),
        ("309", "资本性支出（基本建设）"),
        ("31007", "信息网络及软件购置更新"),
        ("39909", "经常性赠与"),
    ],
)
def test_department_economic_code_has_its_name(code: str, name: str) -> None:
    assert economic_names()[code] == name


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("50101", "工资奖金津补贴"),
        ("50201", "办公经费"),
        ("503", "机关资本性支出"),
        ("50502", "商品和服务支出"),
        ("50601", "资本性支出"),
        ("50905", "离退休费"),
        ("513", "转移性支出"),
        ("59999", "其他支出"),
    ],
)
def test_government_economic_code_has_its_name(code: str, name: str) -> None:
    assert government_economic_names()[code] == name


@pytest.mark.parametrize("file", CLASSIFICATIONS)
def test_classification_is_sorted_codes_of_its_own_digits_under_their_parents(file: str) -> None:
    codes = [row["code"] for row in rows(file)]
    assert codes == sorted(set(codes))
    assert [code for code in codes if not (code.isdigit() and code.startswith(CLASSIFICATIONS[file]))] == []
    assert [code for code in codes if len(code) > 3 and code[:-2] not in codes] == []


@pytest.mark.parametrize(
    "file", [*CLASSIFICATIONS, "functional_retired.csv", "functional_renamed.csv", "economic_renamed.csv"]
)
def test_level_agrees_with_the_length_of_the_code_and_names_are_whole(file: str) -> None:
    assert [row for row in rows(file) if row["level"] != LEVELS[len(row["code"])]] == []
    assert [row for row in rows(file) if not row["name"] or row["name"] != row["name"].strip()] == []


@pytest.mark.parametrize("file", CLASSIFICATIONS)
def test_no_two_subjects_of_a_parent_share_a_name(file: str) -> None:
    names = Counter((row["code"][:-2], row["name"]) for row in rows(file) if len(row["code"]) > 3)
    # 2089901 became 2089999 in 2021; budgets after that still print it.
    expected = [("20899", "其他社会保障和就业支出")] if file == "functional.csv" else []
    assert [key for key, count in names.items() if count > 1] == expected


def test_every_class_of_the_budget_and_its_common_items_are_there() -> None:
    names = functional_names()
    classes = {code for code in names if len(code) == 3}
    assert classes == {*map(str, range(201, 218)), *map(str, range(219, 225)), "227", *map(str, range(229, 235))}
    # 缉私警察 has no 机关服务; everywhere else the first three 项 come together.
    offices = [code for code in names if len(code) == 5 and names.get(code + "01") == "行政运行" and code != "20410"]
    assert len(offices) > 70
    assert [code for code in offices if names.get(code + "02") != "一般行政管理事务"] == []
    assert [code for code in offices if names.get(code + "03") != "机关服务"] == []
    assert [code for code in offices if code + "99" not in names] == []


@pytest.mark.parametrize("file", ["functional_renamed.csv", "economic_renamed.csv"])
def test_renamed_subject_carries_its_present_name_beside_another(file: str) -> None:
    present = functional_names() | economic_names() | government_economic_names()
    assert [row for row in rows(file) if present[row["code"]] != row["name"] or row["former_name"] == row["name"]] == []
    pairs = [(row["code"], row["former_name"]) for row in rows(file)]
    assert len(pairs) == len(set(pairs))
    years = [(row["first_year"] or "2007", row["last_year"] or "2026") for row in rows(file)]
    assert [pair for pair in years if not "2007" <= pair[0] <= pair[1] <= "2026"] == []


def test_retired_code_is_no_present_one_and_moved_to_one_that_is() -> None:
    names = functional_names()
    retired = retired_functional_names()
    assert retired.keys() & names.keys() == set()
    assert [
        code for row in rows("functional_retired.csv") for code in row["moved_to"].split() if code not in names
    ] == []


@pytest.mark.parametrize(
    ("code", "former"),
    [
        ("2010107", ("代表培训",)),
        ("2010305", ("专项业务活动",)),
        ("2013804", ("市场监督管理专项", "市场主体管理")),
        ("207", ("文化体育与传媒支出",)),
        ("20805", ("行政事业单位离退休",)),
        ("2080501", ("归口管理的行政单位离退休",)),
        ("210", ("医疗卫生支出", "医疗卫生与计划生育支出")),
        ("2130148", ("成品油价格改革对渔业的补贴",)),
        ("2130153", ("农田建设",)),
        ("21305", ("扶贫", "巩固脱贫衔接乡村振兴")),
        ("2200106", ("土地资源利用与保护",)),
        ("22404", ("煤矿安全",)),
    ],
)
def test_former_names_are_known_in_their_order(code: str, former: tuple[str, ...]) -> None:
    assert former_functional_names()[code] == former


def test_former_economic_names_are_known_for_both_classifications() -> None:
    assert former_economic_names()["310"] == ("其他资本性支出",)
    assert former_economic_names()["50601"] == ("资本性支出（一）",)


def test_retired_codes_keep_their_last_name() -> None:
    retired = retired_functional_names()
    assert retired["20815"] == "自然灾害生活救助"
    assert retired["2040405"] == "公诉和审判监督"
    assert standard_functional_name("查办和预防职务", "2040404") == "查办和预防职务犯罪"


def test_every_functional_code_of_the_samples_is_in_the_classification_by_that_name(samples: Path) -> None:
    names = functional_names()
    printed = {
        (row.code, drop_numbering(row.item))
        for sample in sorted(samples.glob("0*.md"))
        for table in read_budget(sample).tables
        for row in table.rows
        if row.code.startswith("2") and row.item != row.code
    }
    strangers = {
        (code, name)
        for code, name in printed
        if match_key(name) != match_key(names.get(code, "")) and not is_cut_short(name, names.get(code, ""))
    }
    assert len(printed) > 60
    assert strangers == MISPRINTS


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("一般公共服务支出", "201"),
        ("二十、住房保障支出", "221"),
        ("八、社会保障和就业支出", "208"),
        ("一般公共预算支出", "201"),
        ("医疗卫生与计划生育支出", "210"),
        ("国土海洋气象等支出", "220"),
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
