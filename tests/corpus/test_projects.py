"""Forms joined with their projects."""

from __future__ import annotations

import pytest

from corpus.projects import Named, Pair, pair_forms

# 忻州 2023: amounts of the forms and of the project table, in fen.
PROJECTS = [
    Named("人大代表活动经费", 84_960_000),
    Named("执法检查经费", 20_000_000),
    Named("忻州市人民代表大会志经费", 62_440_000),
    Named("专委会经费", 56_000_000),
    Named("网站运行维护费", 25_000_000),
    Named("人大代表培训经费", 60_000_000),
    Named("国有资产监督管理系统联网建设经费", 60_000_000),
    Named("预算联网系统互通互联平台租用费", 15_000_000),
]


def pair(name: str, fen: int | None, projects: list[Named] = PROJECTS) -> tuple[str, str] | None:
    """Name and way of the project that one form is joined with."""
    found = pair_forms([Named(name, fen)], projects)
    return (projects[found[0].project].name, found[0].how) if found else None


def test_form_of_the_same_name_is_joined_by_name_whatever_its_amount() -> None:
    assert pair("人大代表活动经费", 80_600_000) == ("人大代表活动经费", "name")


@pytest.mark.parametrize(
    ("name", "fen", "project"),
    [
        ("预算联网系统互联互通平台租用费", 10_000_000, "预算联网系统互通互联平台租用费"),
        ("网络运行维护费", 25_000_000, "网站运行维护费"),
    ],
)
def test_misread_name_is_joined_by_likeness(name: str, fen: int, project: str) -> None:
    assert pair(name, fen) == (project, "similarity")


def test_garbled_name_is_joined_by_its_amount() -> None:
    assert pair("执行经费来源", 20_000_000) == ("执法检查经费", "amount")


def test_of_two_projects_of_one_amount_the_likest_is_taken() -> None:
    assert pair("人大教育培训经费", 60_000_000) == ("人大代表培训经费", "amount")


def test_of_two_projects_of_one_amount_none_is_taken_for_a_name_like_neither() -> None:
    assert pair("专项", 60_000_000, PROJECTS[5:7]) is None


def test_what_remains_on_both_sides_is_joined_by_the_nearest_amount() -> None:
    forms = [Named("忻州市人民代表大会常务委员会", 60_920_000), Named("专项资金", 56_500_000)]
    assert pair_forms(forms, PROJECTS[2:4]) == [Pair(0, 0, "remainder"), Pair(1, 1, "remainder")]


def test_form_far_from_every_amount_stays_alone() -> None:
    assert pair("来源", 99_000_000, PROJECTS[:1]) is not None
    assert pair("来源", 120_000_000, PROJECTS[:1]) is None


def test_near_amount_says_nothing_while_more_projects_than_forms_remain() -> None:
    assert pair("来源", 63_000_000) is None


def test_form_without_amount_is_joined_by_name_alone() -> None:
    assert pair("专委会经费", None) == ("专委会经费", "name")
    assert pair("来源", None) is None


def test_two_forms_of_one_name_take_two_projects_of_that_name() -> None:
    projects = [Named("会议费", 1_000), Named("会议费", 2_000)]
    assert pair_forms([Named("会议费", 1_000), Named("会议费", 2_000)], projects) == [
        Pair(0, 0, "name"),
        Pair(1, 1, "name"),
    ]


def test_nothing_to_join_gives_nothing() -> None:
    assert pair_forms([], PROJECTS) == []
    assert pair_forms([Named("会议费", 1_000)], []) == []
