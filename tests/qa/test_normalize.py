"""However a question is typed, one form of it goes on."""

from __future__ import annotations

import pytest

from corpus.errors import QuestionError
from qa.normalize import LONGEST_QUESTION, normalize
from qa.numerals import number_of


@pytest.mark.parametrize(
    ("typed", "clean"),
    [
        ("忻州人大２０２３年项目支出（合计）？", "忻州人大2023年项目支出(合计)?"),
        (" 忻 州 人 大\t2023 年\n项目支出 ", "忻州人大2023年项目支出"),
        ("嵐縣人大常委會辦公室預算", "岚县人大常委会办公室预算"),
        ("忻州人大二〇二三年项目支出", "忻州人大2023年项目支出"),
        ("忻州人大二零二三年度项目支出", "忻州人大2023年度项目支出"),
        ("忻州人大二○二三年项目支出", "忻州人大2023年项目支出"),
        ("买Ａ４纸花多少", "买a4纸花多少"),
        ("\x1b[31m忻州人大\x1b[0m项目支出", "忻州人大项目支出"),
        ("忻州人大\ud800主要职责", "忻州人大主要职责"),
        ("忻州\0人大\x07项目支出", "忻州人大项目支出"),
        ("\ufeff忻州\u200b人大\u202e项目支出", "忻州人大项目支出"),
    ],
)
def test_question_is_folded_into_one_form(typed: str, clean: str) -> None:
    assert normalize(typed) == clean


@pytest.mark.parametrize("typed", ["二三个单位", "一九年级", "二十三个项目", "第二部分", "二〇楼"])
def test_numerals_that_are_no_year_stay(typed: str) -> None:
    assert normalize(typed) == typed


@pytest.mark.parametrize("typed", ["", "   ", "\n\t", "？", "。。。", "\0\0", "\x1b[2J", "\u200b"])
def test_empty_question_is_an_error_with_an_example(typed: str) -> None:
    with pytest.raises(QuestionError, match=r"问题是空的.*例如"):
        normalize(typed)


def test_endless_question_is_an_error_and_the_longest_is_not() -> None:
    assert len(normalize("问" * LONGEST_QUESTION)) == LONGEST_QUESTION == 2000
    with pytest.raises(QuestionError, match="问题有 2001 个字，超过 2000 字"):
        normalize("问" * 2001)
    with pytest.raises(QuestionError, match="10000 个字"):
        normalize("问" * 10_000)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("3", 3),
        ("三", 3),
        ("两", 2),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("一百二十", 120),
        ("三千", 3000),
        ("几", 0),
    ],
)
def test_small_numbers_are_read_as_people_write_them(text: str, number: int) -> None:
    assert number_of(text) == number
