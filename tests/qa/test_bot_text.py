"""Answers as bot text, Markdown and HTML."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading import Ask

from corpus.money import plain_number
from qa import Answer, Citation, Value
from qa.bot_text import LONGEST_BYTES, LONGEST_MESSAGE, answer_to_bot, asks_for_more
from qa.formats import FORMATS, answer_to_html, answer_to_markdown

QUESTIONS = Path(__file__).parents[1] / "acceptance" / "questions.jsonl"
TAIL = "（未完，回复“更多”看后面）"


def test_first_line_tells_figure_unit_basis_year_and_source(ask: Ask) -> None:
    (message,) = answer_to_bot(ask("忻州人大2023年项目支出多少"))
    assert message.splitlines()[0] == (
        "忻州市人民代表大会常务委员会办公室2023年预算：项目支出 541.80万元"
        "（口径：《2023年预算支出总表》“合计”行，“2023年预算数/项目支出”列；"
        "来源：001_xinzhou_renda_2023.md 《2023年预算支出总表》第121行第5格）"
    )


def test_first_line_of_every_acceptance_figure_is_complete(ask: Ask) -> None:
    lacking = []
    told = 0
    for line in QUESTIONS.read_text("utf-8").splitlines():
        record = json.loads(line)
        answer = ask(record["question"], *record["history"])
        messages = answer_to_bot(answer)
        assert all(len(m) <= LONGEST_MESSAGE and len(m.encode()) <= LONGEST_BYTES for m in messages)
        if answer.status != "answered" or not answer.values:
            continue
        told += 1
        first, value = messages[0].splitlines()[0], answer.values[0]
        wanted = (plain_number(value.amount), value.unit, "口径：", "来源：", answer.citations[0].document)
        if any(word not in first for word in wanted) or not re.search(r"20\d\d年", first):
            lacking.append((record["question"], first))
    assert told > 100
    assert lacking == []


def test_ambiguous_answer_has_all_readings_in_its_first_line(ask: Ask) -> None:
    answer = ask("人大项目支出多少")
    assert answer.status == "ambiguous"
    first = answer_to_bot(answer)[0].splitlines()[0]
    for candidate in answer.candidates:
        assert candidate.label in first
        assert candidate.value is not None and plain_number(candidate.value.amount) in first


def test_long_answer_goes_on_without_loss(ask: Ask) -> None:
    messages = answer_to_bot(ask("忻州人大主要职责是什么"))
    assert len(messages) > 1
    assert [m.endswith(TAIL) for m in messages] == [True] * (len(messages) - 1) + [False]
    whole = "".join(m.removesuffix(TAIL) for m in messages)
    assert "立法与保证实施" in whole and "撤换个别代表" in whole


AMOUNTS = st.integers(min_value=0, max_value=10**9).map(lambda n: f"{n}.{n % 100:02d}万元")
TEXTS = st.lists(st.text("预算支出，。；“”| \t<b>0123456789.", max_size=900), min_size=1, max_size=6)


@given(TEXTS, AMOUNTS)
def test_any_answer_fits_and_bears_no_table_marks(lines: list[str], amount: str) -> None:
    text = "\n".join(["某单位2023年预算：" + lines[0] + amount, *lines[1:]])
    cited = (Citation("a.md", "表", "合计", "数", 3, 2, "1", "万元", ""),)
    messages = answer_to_bot(Answer("?", "answered", text, (Value("x", Decimal(1), "万元"),), cited))
    for message in messages:
        assert message
        assert len(message) <= LONGEST_MESSAGE and len(message.encode()) <= LONGEST_BYTES
        assert "|" not in message and "\t" not in message and "<b" not in message
    # A figure is never broken over two messages.
    assert any(amount in message for message in messages)


@pytest.mark.parametrize("text", ["更多", " 更多。", "更多！", "MORE", "下一页"])
def test_words_that_ask_for_more(text: str) -> None:
    assert asks_for_more(text)


@pytest.mark.parametrize("text", ["更多的项目有哪些", "谁的项目支出更多", "", "多"])
def test_questions_do_not_ask_for_more(text: str) -> None:
    assert not asks_for_more(text)


def test_markdown_and_html_escape_what_a_document_prints() -> None:
    answer = Answer("?", "answered", "甲*乙_丙：1.00万元\n# 一|二 <script>alert(1)</script>\n来源：a_b.md 第1行")
    markdown = answer_to_markdown(answer)
    assert r"甲\*乙_丙" in markdown and r"一\|二 \<script\>" in markdown and r"- \# 一" in markdown
    html = answer_to_html(answer)
    assert "<script>" not in html and "&lt;script&gt;" in html and "<b>来源</b>：a_b.md" in html


def test_every_form_tells_the_figure(ask: Ask) -> None:
    answer = ask("忻州人大2023年项目支出多少")
    assert {name for name, form in FORMATS.items() if "541.80万元" in form(answer)} == set(FORMATS)
    empty = replace(answer, text="", values=(), citations=())
    assert [form(empty) for form in FORMATS.values()] == ["", "", '<div class="budgetqa answered"></div>', "没有回答。"]
