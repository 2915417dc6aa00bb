"""Questions for words, targets and purchases, which a figure of a like name must not answer."""

from __future__ import annotations

import pytest
from reading import Ask, figures, gives_no_figure


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("岚县人大预算联网软件出了紧急情况，要求多长时间之内响应", ["4小时"]),
        ("临汾市委组织部新录用公务员初任培训，要培训多少天，每人每天培训费最高多少", ["12天", "380元"]),
        # A limit of a form is no bound on a list.
        ("2021年临汾市人大运营维护服务里驻地运维服务费不能超过多少？", ["3.5万元"]),
        # Either office of 临汾 might be meant; one of them has the project.
        ("临汾非公和社会组织联合党组织补助，补多少个党组织，每个补多少元？", ["613个", "960元"]),
        # A clause without a sentence of its own is answered by the one quoted beside it.
        ("忻州市人大现在账面上还有公车吗，什么车、几辆？", ["1辆"]),
        ("泽州县人大办在职的有多少人，还有离休老干部几位？", ["33人", "1人"]),
    ],
)
def test_every_clause_gets_its_number(ask: Ask, question: str, told: list[str]) -> None:
    assert figures(ask(question)) == told


def test_a_clause_that_nothing_answers_is_told(ask: Ask) -> None:
    answer = ask("忻州市人大现在在职多少人，厨房在几楼")
    assert any("没有找到“厨房在几楼”" in note for note in answer.notes)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("忻州人大的办公楼归哪个单位管", "机关事务服务中心"),
        ("新录用公务员初任培训都教些什么内容？（临汾市委组织部）", "政治理论"),
        ("忻州市人大常委会的工作机构和办事机构（不是专委会）是哪6个？", "农业与农村工作委员会"),
    ],
)
def test_a_question_for_words_gets_no_figure_of_a_like_name(ask: Ask, question: str, words: str) -> None:
    answer = ask(question)
    assert words in answer.text
    assert gives_no_figure(answer)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("忻州人大2023年政府采购，货物占多少钱，服务占多少钱", ["73.00万元", "56.40万元"]),
        ("泽州县人大2024年政府采购里买服务的预算是多少万", ["308.30万元"]),
        ("岚县人大2025年有没有工程方面的政府采购，金额是？", ["0万元"]),
        ("忻州人大2023年政府采购一共多少，其中货物多少", ["129.40万元", "73.00万元"]),
        # What is bought stands in the remarks, or in a longer name.
        ("临汾市人大2021年给厅级领导采购的班椅一共花多少", ["0.75万元", "5个"]),
        ("临汾市人大2021年政府采购明细里的茶吧机买几个？预算多少？", ["0.50万元", "5个"]),
        ("临汾组织部2021年给车加油的采购预算是多少", ["5.00万元"]),
    ],
)
def test_purchases_are_known_by_kind_remark_and_everyday_word(ask: Ask, question: str, told: list[str]) -> None:
    assert figures(ask(question)) == told


def test_the_whole_and_both_kinds_are_given_where_the_question_asks_which(ask: Ask) -> None:
    told = figures(ask("岚县人大2025年政府采购预算总额多少，主要是采购货物还是服务"))
    assert told[0] == "1.00万元" and sorted(told[1:]) == ["0万元", "1.00万元"]


def test_the_project_that_pays_for_a_purchase_is_told(ask: Ask) -> None:
    answer = ask("临汾市委组织部2021年采购办公消耗用品，走的哪个项目，预算多少万元？")
    assert figures(answer) == ["6.50万元"] and "组织事务专项发展支出" in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "泽州人大2024年政府购买服务指导性目录里有哪些项目、多少钱",
        "临汾市人大2021年有没有买新公车的钱？安排了多少",
    ],
)
def test_what_the_document_has_none_of_is_no_list_and_no_figure(ask: Ask, question: str) -> None:
    answer = ask(question)
    assert answer.status == "no_data" and gives_no_figure(answer) and answer.citations


@pytest.mark.parametrize("question", ["临汾市委组织部2021年在职人员多少人", "临汾市委组织部2021年政府采购货物多少钱"])
def test_what_the_document_does_not_tell_is_no_target_and_no_project(ask: Ask, question: str) -> None:
    answer = ask(question)
    assert answer.status == "not_found" and gives_no_figure(answer)
