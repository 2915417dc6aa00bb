"""The JSON contract: exactly its fields, the same bytes for the same question."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from reading import Ask

from qa import BudgetQA, Citation, Value

QUESTIONS = [
    "忻州人大2023年项目支出多少",
    "忻州市人大2023年津贴补贴",
    "岚县人大2025年三公经费",
    "运城市人大项目支出",
    "临汾2021年三公经费多少",
    "忻州市人大2023年机关运行经费是多少，为什么增加",
    "忻州市人大2023年项目支出占总支出的百分之几",
    "忻州市人大2023年有哪些项目",
    "五家单位哪几家没有安排三公经费",
]
ANSWER = {"question", "status", "text", "values", "citations", "notes", "candidates", "elapsed_ms"}
CITATION = {"document", "table", "item", "column", "line", "cell", "amount", "unit", "quote", "paraphrase"}


def test_answer_has_the_fields_of_the_contract(ask: Ask) -> None:
    record = ask("忻州人大2023年项目支出多少").to_json()
    assert record.keys() == ANSWER
    assert record["question"] == "忻州人大2023年项目支出多少"
    assert record["status"] == "answered"
    assert record["values"] == [{"label": "项目支出", "amount": "541.80", "unit": "万元"}]
    (citation,) = record["citations"]
    assert citation.keys() == CITATION - {"paraphrase"}
    assert citation["document"] == "001_xinzhou_renda_2023.md"
    assert citation["table"] == "2023年预算支出总表"
    assert (citation["item"], citation["column"]) == ("合计", "2023年预算数/项目支出")
    assert (citation["cell"], citation["amount"], citation["unit"]) == (5, "541.80", "万元")
    assert isinstance(citation["line"], int) and "541.80" in citation["quote"]
    assert record["notes"] == [] == record["candidates"]
    assert isinstance(record["elapsed_ms"], float)


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_answer_keeps_to_the_contract(ask: Ask, question: str) -> None:
    record = json.loads(json.dumps(ask(question).to_json(), ensure_ascii=False))
    assert record.keys() == ANSWER
    assert record["status"] in ("answered", "no_data", "not_found", "ambiguous")
    assert record["text"].strip()
    for value in record["values"]:
        assert value.keys() - {"comparator"} == {"label", "amount", "unit"}
        assert isinstance(value["amount"], str) and Decimal(value["amount"]) >= 0 and "," not in value["amount"]
        assert value["label"] and value["unit"]
    for citation in record["citations"]:
        assert citation.keys() <= CITATION
        assert citation["document"] and citation["line"] >= 1 and citation.get("cell", 1) >= 1
        assert ("amount" in citation) <= ("unit" in citation)
    for candidate in record["candidates"]:
        assert candidate["label"] and candidate.keys() <= {"label", "amount", "unit", "comparator"}
    if record["status"] in ("no_data", "not_found", "ambiguous"):
        assert record["values"] == []


@pytest.mark.parametrize("question", QUESTIONS)
def test_same_question_twice_is_the_same_byte_for_byte(ask: Ask, question: str) -> None:
    once, again = (json.dumps(ask(question).to_json() | {"elapsed_ms": 0}, ensure_ascii=False) for _ in range(2))
    assert once == again


def test_answers_do_not_depend_on_who_asked_before(sample_index: object, budgets: BudgetQA) -> None:
    forwards = [budgets.ask(question).to_json() | {"elapsed_ms": 0} for question in QUESTIONS]
    with BudgetQA.open(budgets.store.folder) as fresh:
        backwards = [fresh.ask(question).to_json() | {"elapsed_ms": 0} for question in reversed(QUESTIONS)]
    assert forwards == backwards[::-1]


def test_threads_get_the_answers_that_one_asker_gets(budgets: BudgetQA) -> None:
    many = QUESTIONS * 6
    with ThreadPoolExecutor(max_workers=8) as pool:
        together = [answer.to_json() | {"elapsed_ms": 0} for answer in pool.map(budgets.ask, many)]
    assert together == [budgets.ask(question).to_json() | {"elapsed_ms": 0} for question in many]


def test_comparator_stands_beside_the_amount() -> None:
    value = Value("系统建设成本", Decimal("60"), "万元", "≤")
    assert value.to_json() == {"label": "系统建设成本", "amount": "60", "unit": "万元", "comparator": "≤"}
    assert "comparator" not in Value("项目支出", Decimal("541.80"), "万元").to_json()


def test_amount_is_never_written_in_powers_of_ten() -> None:
    assert Value("x", Decimal("1E+5"), "元").to_json()["amount"] == "100000"
    assert Value("x", Decimal("0.0000001"), "亿元").to_json()["amount"] == "0.0000001"


def test_citation_of_a_sentence_has_a_line_and_no_cell() -> None:
    citation = Citation("a.md", "", "", "", 7, None, "", "", "一句话", paraphrase=True)
    assert citation.to_json() == {"document": "a.md", "line": 7, "quote": "一句话", "paraphrase": True}


@pytest.mark.parametrize("question", QUESTIONS[:1] + QUESTIONS[5:8])
def test_every_figure_stands_in_the_text(ask: Ask, question: str) -> None:
    answer = ask(question)
    assert answer.values
    for value in answer.values:
        assert f"{value.amount}" in answer.text
