"""Conversations: what a turn leaves out is taken from the turns before, and nothing else is."""

from __future__ import annotations

import pytest
from reading import Ask, figures, gives_no_figure, headline

from qa import BudgetQA, QuestionError


@pytest.mark.parametrize(
    ("turns", "amount"),
    [
        (["忻州人大2023年项目支出多少", "基本支出呢"], "1337.56万元"),
        (["忻州人大2023年项目支出多少", "那办公费呢？"], "65.00万元"),
        (["忻州人大2023年项目支出多少", "泽州人大2024年呢"], "560.78万元"),
        (["忻州人大2023年项目支出多少", "换成元是多少"], "5418000元"),
        (["忻州人大2023年项目支出多少", "占总支出多少"], "28.83%"),
        (["忻州人大2023年机关运行经费", "为什么增加"], "23.61万元"),
        (["临汾市人大2021年三公经费一共多少？", "其中公务用车运行维护费呢"], "55.00万元"),
        (["泽州县人大2024年预算一共多少", "其中基本支出呢", "上一个问题的数换成元是多少"], "6386400元"),
        (["岚县人大2025年有哪些项目", "金额最大的是哪个"], "100.00万元"),
        (["岚县人大2025年有哪些项目", "金额最大的是哪个", "那最小的呢"], "1.00万元"),
        (["临汾市人大2021年预算总额是多少", "哦不对，我要看的是忻州市人大2023年的", "卫生健康支出呢"], "50.75万元"),
        (["临汾市委组织部2021年预算总额是多少", "其中政府性基金有多少", "占总额百分之几？"], "47.98%"),
    ],
)
def test_turn_is_made_whole_from_the_ones_before(ask: Ask, turns: list[str], amount: str) -> None:
    assert headline(ask(turns[-1], *turns[:-1])) == amount


def test_item_that_begins_like_an_organisation_stays_with_the_one_talked_about(ask: Ask) -> None:
    # 人大立法 names an item; 人大 in it is no new organisation.
    before = "临汾市人大2021年人大会议安排了多少"
    assert figures(ask("人大立法呢", before)) == ["50.00万元"]
    assert figures(ask("人大监督呢", before, "人大立法呢")) == ["541.00万元"]


def test_those_three_are_the_last_three_asked_for(ask: Ask) -> None:
    turns = ["临汾市人大2021年人大会议安排了多少", "人大立法呢", "人大监督呢"]
    assert headline(ask("这三项合起来占项目支出的比例是多少", *turns)) == "83.96%"


def test_year_that_is_not_there_is_told_and_not_replaced(ask: Ask) -> None:
    answer = ask("2022年呢", "忻州人大2023年项目支出多少")
    assert answer.status == "not_found" and gives_no_figure(answer)
    assert "2022年" in answer.text and "2023年预算" in answer.text


def test_organisation_that_is_not_there_is_told_and_not_replaced(ask: Ask) -> None:
    answer = ask("运城市人大呢", "忻州人大2023年项目支出多少")
    assert answer.status == "not_found" and gives_no_figure(answer)
    assert "运城市人大" in answer.text


def test_whole_question_takes_nothing_from_the_turns_before(ask: Ask) -> None:
    before = ["泽州县人大2024年机关运行经费", "换成元"]
    assert figures(ask("忻州人大2023年项目支出多少", *before)) == ["541.80万元"]


def test_turn_without_a_document_does_not_break_the_thread(ask: Ask) -> None:
    assert headline(ask("泽州呢", "忻州人大2023年项目支出多少", "那2022年呢")) == "560.78万元"


def test_nonsense_after_a_figure_gives_no_figure(ask: Ask) -> None:
    answer = ask("今天天气怎么样", "忻州人大2023年项目支出多少")
    assert answer.status == "not_found" and gives_no_figure(answer)


def test_turn_that_is_no_question_is_passed_over(ask: Ask) -> None:
    assert headline(ask("基本支出呢", "忻州人大2023年项目支出多少", "", "？？")) == "1337.56万元"


def test_session_and_history_give_the_same_answers(budgets: BudgetQA, ask: Ask) -> None:
    turns = ["忻州人大2023年项目支出多少", "基本支出呢", "占总支出多少"]
    session = budgets.session()
    spoken = [session.ask(turn) for turn in turns]
    told = [ask(turn, *turns[:place]) for place, turn in enumerate(turns)]
    assert [answer.to_json() | {"elapsed_ms": 0} for answer in spoken] == [
        answer.to_json() | {"elapsed_ms": 0} for answer in told
    ]


def test_sessions_over_one_index_do_not_hear_each_other(budgets: BudgetQA) -> None:
    one, other = budgets.session(), budgets.session()
    one.ask("忻州人大2023年项目支出多少")
    other.ask("泽州人大2024年项目支出多少")
    assert headline(one.ask("基本支出呢")) == "1337.56万元"
    assert headline(other.ask("基本支出呢")) == "638.64万元"


def test_cleared_session_remembers_nothing(budgets: BudgetQA) -> None:
    session = budgets.session()
    session.ask("忻州人大2023年项目支出多少")
    session.clear()
    assert session.answer is None and session.question is None
    assert session.ask("基本支出呢").status == "ambiguous"


def test_question_error_leaves_the_conversation_as_it_was(budgets: BudgetQA) -> None:
    session = budgets.session()
    session.ask("忻州人大2023年项目支出多少")
    with pytest.raises(QuestionError):
        session.ask("")
    assert headline(session.ask("基本支出呢")) == "1337.56万元"
