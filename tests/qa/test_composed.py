"""Operations one upon the other, over several units, and with operands that are not there: real figures, checked by hand."""

from __future__ import annotations

import pytest
from reading import Ask, figures, gives_no_figure, headline


@pytest.mark.parametrize(
    ("question", "told"),
    [
        # 84.96 + 62.44 + 60.00: two projects tie at 60.00, three are three all the same.
        ("忻州市人大2023年占比最高的三个项目合计多少", ["207.40万元"]),
        ("忻州人大2023年项目支出最高的三个项目合计占项目支出多少", ["207.40万元", "38.28%"]),
        ("泽州县人大2024年前三大项目占项目支出的比重", ["42.32%"]),
        ("泽州县人大2024年结转的项目有几个，合计多少", ["1个", "3.59万元"]),
        ("岚县人大10万元以下的项目有几个", ["5个"]),
        ("忻州人大2023年超过50万元的项目合计多少", ["377.40万元"]),
    ],
)
def test_members_chosen_are_added_or_set_against_the_whole(ask: Ask, question: str, told: list[str]) -> None:
    assert figures(ask(question))[: len(told)] == told


def test_not_above_a_bound_is_below_it(ask: Ask) -> None:
    small = figures(ask("岚县人大10万元以下的项目有哪些"))
    assert small == ["2.02万元", "1.27万元", "9.00万元", "6.00万元", "1.00万元"]
    for wording in ("没有超过10万元", "没超过10万元", "未超过10万", "不到10万元"):
        assert figures(ask(f"岚县人大有哪些项目{wording}")) == small


@pytest.mark.parametrize(
    ("question", "mean"),
    [
        ("泽州县人大项目平均每个多少钱", "34.83万元"),  # 557.19 ÷ 16 would be 34.82: the sum is 557.20 + 0.00
        ("五个单位的人员经费平均多少", "774.19万元"),  # (956.35 + 1103.40 + 570.49 + 395.36 + 845.35) ÷ 5
    ],
)
def test_mean_is_rounded_once_half_up(ask: Ask, question: str, mean: str) -> None:
    assert headline(ask(question)) == mean


def test_how_many_times_one_is_another(ask: Ask) -> None:
    answer = ask("临汾市人大2021年办公费是印刷费的几倍")
    assert figures(answer) == ["1.45倍", "12.00万元", "8.30万元"]


@pytest.mark.parametrize(
    ("question", "order", "told"),
    [
        (
            "忻州、泽州、岚县三家人大机关，办公用房面积从大到小怎么排",
            ["泽州", "忻州", "岚县"],
            ["2828平方米", "884平方米", "435.8平方米"],
        ),
        (
            "三家人大（忻州2023年度、泽州2024年度、岚县2025年度）机关运行经费比上年的降幅谁最大",
            ["岚县", "泽州", "忻州"],
            ["13.08%", "8.3%", "11.21%"],
        ),
    ],
)
def test_what_only_sentences_tell_is_compared_unit_by_unit(
    ask_real: Ask, question: str, order: list[str], told: list[str]
) -> None:
    answer = ask_real(question)
    assert figures(answer) == told
    assert [value.label[:2] for value in answer.values] == order
    assert len(answer.citations) >= len(told)


def test_year_before_is_derived_and_said_to_be(ask: Ask) -> None:
    answer = ask("增幅百分之几？倒推回去2023年是多少", "泽州县人大2024年预算总额比上年增加了多少万元")
    assert "1058.28万元" in figures(answer)
    assert "推算" in answer.text
    assert "1199.43 - 141.15 = 1058.28" in answer.text


def test_parts_of_a_change_are_told_with_what_they_are_of(ask: Ask) -> None:
    answer = ask("忻州市人大2023年预算比上年多了385.13万元，人员经费增加了多少、项目经费增加了多少")
    assert {"373.73万元", "11.40万元"} <= set(figures(answer))


@pytest.mark.parametrize(
    ("question", "label"),
    [
        ("岚县人大2025年培训人大代表的项目经费是多少", "县级人大代表履职培训费"),
        ("泽州县人大2024年专门培训人大代表的项目经费是多少", "代表培训经费"),
        ("忻州人大2023年培训人大代表的项目经费是多少", "人大代表培训经费"),
    ],
)
def test_described_project_is_never_all_projects(ask: Ask, question: str, label: str) -> None:
    answer = ask(question)
    assert [value.label for value in answer.values] == [label]
    assert any("最接近" in note for note in answer.notes)


def test_described_project_that_is_not_there_has_no_figure(ask: Ask) -> None:
    assert gives_no_figure(ask("岚县人大2025年养殖奶牛的项目经费是多少"))


def test_sum_names_what_it_had_to_leave_out(ask: Ask) -> None:
    answer = ask("岚县人大的差旅费、培训费、会议费一共多少")
    assert figures(answer) == ["2.00万元"]
    assert "“培训费”、“会议费”，没有计入" in answer.text


def test_operand_that_is_not_there_is_named(ask: Ask) -> None:
    answer = ask("岚县人大培训费占公用经费几成")
    assert (answer.status, figures(answer)) == ("not_found", [])
    assert "培训费" in answer.text


@pytest.mark.parametrize("question", ["忻州人大和泽州人大谁的公务接待费多", "忻州人大和泽州人大公务接待费哪家更高"])
def test_comparison_of_what_nobody_budgets_is_no_data(ask: Ask, question: str) -> None:
    answer = ask(question)
    assert (answer.status, figures(answer)) == ("no_data", [])


@pytest.mark.parametrize(
    ("question", "right", "amount"),
    [
        ("泽州市人大2024年基本支出", "泽州县", "638.64万元"),
        ("忻州县人大2023年基本支出", "忻州市", "1337.56万元"),
    ],
)
def test_region_of_a_wrong_level_is_put_right_in_a_note(ask: Ask, question: str, right: str, amount: str) -> None:
    answer = ask(question)
    assert figures(answer) == [amount]
    assert any(f"按“{right}”理解" in note for note in answer.notes)


def test_figure_per_head_where_the_document_tells_how_many_people(ask: Ask) -> None:
    answer = ask("泽州人大2024年人均人员经费多少")
    assert figures(answer) == ["17.29万元"]  # 570.49 ÷ 33
    assert "570.49 ÷ 33" in answer.text
    assert [citation.cell is None for citation in answer.citations] == [False, True]


@pytest.mark.parametrize("question", ["忻州人大2023年人均人员经费", "临汾市委组织部人均公用经费多少"])
def test_figure_per_head_without_people_is_refused(ask: Ask, question: str) -> None:
    assert gives_no_figure(ask(question))
