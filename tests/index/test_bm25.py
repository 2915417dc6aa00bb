"""BM25 within one document: rare words tell more, long pieces less, and nothing that is typed is an operator."""

from __future__ import annotations

import pytest

from index.bm25 import Bm25

PIECES = {
    11: "会议 费 一般 公共 预算",
    12: "培训 费 一般 公共 预算",
    13: "会议 费 一般 公共 预算 用于 召开 人民 代表 大会 以及 各 专门 委员会 的 会议",
    14: "取暖 费",
}


def test_rare_word_counts_more_than_a_common_one() -> None:
    index = Bm25(PIECES)
    assert index.scores(["取暖"])[14] > index.scores(["费"])[14] > 0
    found = index.scores(["培训", "费"])
    assert max(found, key=lambda number: found[number]) == 12
    assert found.keys() == PIECES.keys()


def test_word_in_a_short_piece_counts_more_than_twice_in_a_long_one() -> None:
    found = Bm25(PIECES).scores(["会议"])
    assert found.keys() == {11, 13}
    assert found[11] > found[13]


def test_scores_are_those_of_the_formula() -> None:
    # idf = ln(1 + (2 - 1 + 0.5) / (1 + 0.5)) = ln 2; both pieces have one word, so tf = 2.2 / 2.2.
    assert Bm25({1: "a", 2: "b"}).scores(["a"]) == pytest.approx({1: 0.6931471805599453})


@pytest.mark.parametrize("word", ["AND", 'a"b', "a\0b", "NEAR(", "*", "a:b", "-", ""])
def test_operators_are_plain_words(word: str) -> None:
    index = Bm25(PIECES)
    assert index.scores([word]) == {}
    assert index.scores([word, "会议"]) == index.scores(["会议"])


def test_a_document_without_text_has_no_hits() -> None:
    assert Bm25({}).scores(["会议"]) == {}
    assert Bm25({5: ""}).scores(["会议"]) == {}
