"""Chinese text cut into words for search, and into pieces for the encoder."""

from __future__ import annotations

import pytest

from index.tokens import default_model_folder, encoder_pieces, field_words, words


@pytest.mark.parametrize("term", ["机关运行经费", "三公经费", "一般公共预算", "公务用车运行维护费", "政府购买服务"])
def test_word_of_the_field_stays_whole(term: str) -> None:
    assert term in field_words()
    assert term in words(f"忻州人大的{term}是多少")


def test_long_word_is_also_found_by_its_parts() -> None:
    assert {"机关运行经费", "机关", "运行", "经费"} <= set(words("机关运行经费"))


def test_punctuation_and_spaces_are_no_words() -> None:
    assert words("，。！？《》“”  \n\t") == []
    assert words("") == []


def test_width_and_case_make_no_difference() -> None:
    assert words("２０１０１０８　Ａ４纸") == words("2010108 a4纸")


def test_question_and_text_are_cut_alike() -> None:
    assert set(words("公务接待费")) <= set(words("三公经费里的公务接待费有多少"))


def test_pieces_are_words_pairs_and_characters() -> None:
    pieces = encoder_pieces("取暖费")
    assert {"取暖", "暖费", "取", "暖", "费"} <= set(pieces)


def test_unknown_word_still_speaks_through_its_characters() -> None:
    assert {"嫑", "嫑费", "费"} <= set(encoder_pieces("嫑费"))


def test_text_without_words_has_no_pieces() -> None:
    assert encoder_pieces("") == encoder_pieces("，。？") == []


def test_pieces_hold_no_blank_since_the_model_parts_them_by_spaces() -> None:
    assert all(piece and not any(c.isspace() for c in piece) for piece in encoder_pieces("A4纸 20箱\t1.5 米\u3000宽"))


def test_default_model_is_an_ordinary_folder_of_the_package() -> None:
    names = {path.name for path in default_model_folder().rglob("*")}
    assert {"model.safetensors", "tokenizer.json", "README.md"} <= names
