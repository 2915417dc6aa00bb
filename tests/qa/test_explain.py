"""Why a figure changed: the sentence that explains it beside the figure from the table; and how an answer came about."""

from __future__ import annotations

from pathlib import Path

import pytest
from reading import Ask, cell_text, figures


@pytest.mark.parametrize(
    ("question", "amounts", "reason"),
    [
        (
            "忻州市人大2023年机关运行经费是多少，为什么增加",
            ["234.16万元", "23.61万元", "11.21%"],
            "新调入8人",
        ),
        ("忻州市人大2023年机关运行经费比上年增加多少", ["23.61万元", "11.21%", "234.16万元"], "多出23.61万元"),
        ("岚县人大2025年机关运行经费比上年下降多少", ["6.1万元", "13.08%", "40.53万元"], "压减一般性支出"),
        ("忻州市人大2023年收入总计比上年增加多少", ["385.13万元", "25.77%", "1879.36万元"], "25.77%"),
        ("泽州县人大2024年支出总计比上年增加多少", ["141.15万元", "13.34%", "1199.43万元"], "13.34%"),
    ],
)
def test_change_is_told_with_figure_sentence_and_both_places(
    ask: Ask, samples: Path, question: str, amounts: list[str], reason: str
) -> None:
    answer = ask(question)
    assert answer.status == "answered"
    assert figures(answer) == amounts
    assert reason in answer.text
    cells = [citation for citation in answer.citations if citation.cell]
    told = [citation for citation in answer.citations if not citation.cell]
    assert cells and told
    assert any(cell_text(citation, samples) + citation.unit in amounts for citation in cells)
    assert all(citation.quote[:12] in cell_text(citation, samples).replace("**", "") for citation in told)


def test_samples_sentence_is_never_passed_off_as_the_original(ask: Ask) -> None:
    answer = ask("忻州市人大2023年机关运行经费为什么增加")
    assert "样本改写，非原文" in answer.text
    assert all(citation.paraphrase for citation in answer.citations if citation.cell is None)
    assert not any(citation.paraphrase for citation in answer.citations if citation.cell)


def test_false_premise_is_corrected_by_the_document(ask: Ask) -> None:
    answer = ask("泽州县人大2024年机关运行经费为什么增加")
    assert figures(answer)[0] == "6.2万元"
    assert answer.values[0].label.endswith("减少")
    assert "其实是减少" in answer.text


def test_change_asked_by_its_direction_is_the_change_that_is_told(ask: Ask) -> None:
    # 比上年 names no carry-over: 68.15 − 3.59 would be a figure out of nothing.
    answer = ask("泽州县人大2024年机关运行经费比上年减少多少")
    assert figures(answer)[0] == "6.2万元"
    assert "64.56" not in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "临汾市人大2021年预算比2020年增加了多少",
        "临汾市委组织部2021年机关运行经费比上年增加多少",
        "临汾市人大2021年支出总计同比增长百分之几",
    ],
)
def test_change_that_the_document_does_not_tell_is_not_made_up(ask: Ask, question: str) -> None:
    answer = ask(question)
    assert answer.status == "not_found"
    assert answer.values == ()


def test_explanation_shows_every_step(ask: Ask) -> None:
    told = "\n".join(ask("忻州人大2023年项目支出多少").explanation)
    assert "忻州市人民代表大会常务委员会办公室" in told
    assert "2023" in told and "规则 lookup" in told and "操作 figures" in told
    assert "2023年预算支出总表" in told and "541.80万元" in told


def test_explanation_of_a_refusal_says_what_was_missing(ask: Ask) -> None:
    told = "\n".join(ask("运城市人大2023年项目支出").explanation)
    assert "规则 missing" in told and "运城市人大" in told


@pytest.mark.slow
@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("忻州市人大账面上还留着几辆应急保障车", "1辆应急保障车"),
        ("忻州市人大2023年办公用房多少平方米", "884平方米"),
        ("岚县人大办公用房面积多大", "435.8平方米"),
        ("忻州人大2023年什么是单位资金", "事业收入"),
        ("忻州市人大有哪些专门委员会", "法制委员会"),
    ],
)
def test_prose_is_quoted_with_its_line(ask_real: Ask, samples: Path, question: str, told: str) -> None:
    answer = ask_real(question)
    assert answer.status == "answered"
    assert told in answer.text
    assert any(told in cell_text(citation, samples) for citation in answer.citations)
    assert "样本改写，非原文" in answer.text
