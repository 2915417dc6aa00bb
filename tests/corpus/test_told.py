"""Figures that sentences tell: what they are of, which way and against what, on sentences of the real documents."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from corpus_pages import page

from corpus.told import changes_in, told_facts, told_in


def labelled(text: str, organisation: str = "") -> list[tuple[str, str]]:
    return [(told.label, f"{told.number}{told.unit}") for told in told_in(text, organisation)]


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        (
            "预算收入总计1,879.36万元，其中：本年收入1,879.36万元，上年结转0.00万元，比上年增加385.13万元，增加25.77%",
            [
                ("预算收入", "1879.36万元"),
                ("本年收入", "1879.36万元"),
                ("上年结转", "0.00万元"),
                # Not of 上年结转, which is a part: the change is of the whole that the sentence begins with.
                ("预算收入比上年增加", "385.13万元"),
                ("预算收入比上年增加", "25.77%"),
            ],
        ),
        (
            "机关运行经费234.16万元,比去年同期预算210.55万元,增加23.61万元,增长11.21%。",
            [
                ("机关运行经费", "234.16万元"),
                ("机关运行经费（去年）", "210.55万元"),
                ("机关运行经费比去年增加", "23.61万元"),
                ("机关运行经费比去年增长", "11.21%"),
            ],
        ),
        ("基本支出638.64万元，占53.25%；项目支出560.78万元，占46.75%。", [
            ("基本支出", "638.64万元"), ("基本支出占比", "53.25%"), ("项目支出", "560.78万元"), ("项目支出占比", "46.75%"),
        ]),
        ("现有在职人员33人，离休人员1人。", [("在职人员", "33人"), ("离休人员", "1人")]),
        ("使用的办公用房建筑总面积435.8平方米。", [("办公用房建筑总面积", "435.8平方米")]),
        ("公务用车编制0辆，实有0辆，其中：领导用车0辆", [("公务用车编制", "0辆"), ("实有", "0辆"), ("领导用车", "0辆")]),
    ],
)  # fmt: skip
def test_number_has_its_subject_direction_and_base(sentence: str, told: list[tuple[str, str]]) -> None:
    assert labelled(sentence) == told


def test_bound_of_a_description_is_no_figure() -> None:
    told = told_in("占有使用价值50万元（原值）以上的通用设备0台（套）")
    assert [(t.number, t.unit) for t in told] == [(Decimal(0), "台(套)")]


def test_name_of_the_organisation_is_no_part_of_a_subject() -> None:
    name = "岚县人大常委会办公室"
    assert labelled(f"{name}政府采购预算1.00万元", name) == [("政府采购", "1.00万元")]


def test_years_and_dates_are_no_figures() -> None:
    assert told_in("截至2024年12月31日，2023年3月下旬召开会议。") == []


def test_changes_have_the_words_before_them() -> None:
    (change,) = changes_in("人员经费及公用经费增加373.73万元")
    assert (change.way, change.number, change.before) == ("增加", Decimal("373.73"), "人员经费及公用经费")


def test_every_told_fact_stands_in_its_line(samples: Path) -> None:
    for path in sorted(samples.glob("0*.md")):
        text = path.read_text("utf-8")
        lines = text.split("\n")
        for fact in told_facts(page(text).sections):
            near = "".join(lines[fact.line - 1 : fact.line + 2]).replace(",", "").replace("，", "")
            assert str(fact.told.number) in near, (path.name, fact)


def test_samples_with_prose_tell_their_figures(samples: Path) -> None:
    counts = {
        path.stem[:3]: len(list(told_facts(page(path.read_text("utf-8")).sections))) for path in samples.glob("0*.md")
    }
    # 000 and 004 have no explanations, only tables and forms.
    assert counts["000"] == counts["004"] == 0
    assert min(counts["001"], counts["002"], counts["003"]) >= 50
