"""Amounts: read as printed, exact in fen, rounded half up."""

from __future__ import annotations

import unicodedata
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import AmountError, BudgetError
from corpus.money import (
    YUAN_PER_UNIT,
    Money,
    is_amount,
    is_blank,
    parse_amount,
    plain_number,
    round_half_up,
)

# As wide as budgets print: up to a hundred million 亿元, two decimals.
amounts = st.decimals(min_value=Decimal("-1e12"), max_value=Decimal("1e12"), places=2, allow_nan=False)
units = st.sampled_from(sorted(YUAN_PER_UNIT))


@pytest.mark.parametrize(
    ("printed", "amount"),
    [
        ("1,879.36", "1879.36"),
        ("12,347.83", "12347.83"),
        ("541.80", "541.80"),
        ("0.00", "0.00"),
        ("15", "15"),
        ("△6.2", "-6.2"),
        ("▲6.2", "-6.2"),
        ("-6.2", "-6.2"),
        ("－6.2", "-6.2"),
        ("−6.2", "-6.2"),
        ("（6.2）", "-6.2"),
        ("(6.2)", "-6.2"),
        ("１，８７９．３６", "1879.36"),
        ("5４1.80", "541.80"),
        (" 541.80 ", "541.80"),
    ],
)
def test_printed_amount_is_read_as_the_number_it_prints(printed: str, amount: str) -> None:
    assert is_amount(printed)
    assert str(parse_amount(printed)) == amount


@pytest.mark.parametrize(
    "printed",
    [
        "1,2O4.5",
        "1,20.5",
        "12,34",
        "1.2.3",
        "(6.2",
        "6.2)",
        "5.41万",
        "2021年",
        "17套",
        "<=10",
        "约20",
        "1 879.36",
        "6.2-",
        "①",
    ],
)
def test_text_that_only_looks_like_an_amount_is_refused(printed: str) -> None:
    assert not is_amount(printed)
    with pytest.raises(AmountError, match="金额无法识别") as refused:
        parse_amount(printed)
    assert printed in str(refused.value)
    assert isinstance(refused.value, BudgetError)


@pytest.mark.parametrize("printed", ["", " ", "—", "——", "-", "--", "－", "–", "/", "无"])
def test_mark_for_nothing_is_blank_and_never_zero(printed: str) -> None:
    assert is_blank(printed)
    assert not is_amount(printed)
    with pytest.raises(AmountError):
        parse_amount(printed)


@pytest.mark.parametrize("printed", ["0", "0.00", "541.80", "本表无数据"])
def test_zero_and_words_are_not_blank(printed: str) -> None:
    assert not is_blank(printed)


def test_run_of_digits_too_long_to_compute_exactly_is_no_amount() -> None:
    assert is_amount("1" * 28)
    assert not is_amount("1" * 29)


def test_longest_amount_keeps_every_digit_in_fen_and_sign() -> None:
    assert Money.parse("-" + "1" * 27, "亿元").fen == -int("1" * 27 + "0" * 10)


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("541.80万元", "541.80", "万元"),
        ("5,418,000元", "5418000", "元"),
        ("0.05418亿元", "0.05418", "亿元"),
        ("541.80 万元", "541.80", "万元"),
        ("541.80万", "541.80", "万元"),
        ("１２．５万元", "12.5", "万元"),
        ("3亿", "3", "亿元"),
        ("20块钱", "20", "元"),
        ("5千元", "5", "千元"),
        ("2百万元", "2", "百万元"),
        ("（6.2）万元", "-6.2", "万元"),
    ],
)
def test_amount_with_its_unit_is_read(text: str, amount: str, unit: str) -> None:
    assert Money.parse(text) == Money(Decimal(amount), unit)


@pytest.mark.parametrize("text", ["541.80", "万元", "541.80美元", "—万元", "1,2O4.5万元", ""])
def test_amount_without_number_or_known_unit_is_refused(text: str) -> None:
    with pytest.raises(AmountError):
        Money.parse(text)


def test_unknown_unit_is_refused_by_name() -> None:
    with pytest.raises(AmountError, match="美元"):
        Money.parse("6.2", "美元")
    with pytest.raises(AmountError, match="美元"):
        Money.parse("6.2万元").to("美元")


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("541.80万元", 541_800_000),
        ("0.000001万元", 1),
        ("806,000元", 80_600_000),
        ("△6.2万元", -6_200_000),
        ("0.00万元", 0),
    ],
)
def test_fen_is_exact(text: str, fen: int) -> None:
    assert Money.parse(text).fen == fen


@pytest.mark.parametrize("text", ["0.0000001万元", "0.001元", "1.00000000001亿元"])
def test_amount_finer_than_a_fen_is_an_error_and_not_rounded(text: str) -> None:
    with pytest.raises(AmountError, match="比分还细"):
        _ = Money.parse(text).fen


def test_print_and_worth_are_two_equalities() -> None:
    wan, yuan = Money.parse("541.80万元"), Money.parse("5418000元")
    assert wan != yuan
    assert wan.fen == yuan.fen


@given(amounts, units)
def test_amount_survives_print_with_commas(amount: Decimal, unit: str) -> None:
    assert Money.parse(f"{amount:,}{unit}") == Money(amount, unit)


@given(amounts)
def test_amount_survives_full_width_print(amount: Decimal) -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in f"{amount:,}")
    assert unicodedata.normalize("NFKC", wide) != wide
    assert parse_amount(wide) == amount


@given(amounts.filter(bool))
def test_every_mark_of_the_negative_reads_alike(amount: Decimal) -> None:
    size = f"{abs(amount):,}"
    assert {parse_amount(text) for text in (f"-{size}", f"△{size}", f"({size})", f"（{size}）", f"−{size}")} == {
        -abs(amount)
    }


@given(amounts, units, units)
def test_conversion_there_and_back_loses_nothing(amount: Decimal, unit: str, other: str) -> None:
    money = Money(amount, unit)
    assert money.to(other).fen == money.fen
    assert money.to(other).to(unit).amount == amount


@given(amounts, units)
def test_fen_equals_plain_integer_arithmetic(amount: Decimal, unit: str) -> None:
    assert Money(amount, unit).fen == Fraction(amount) * int(YUAN_PER_UNIT[unit]) * 100


@given(amounts)
def test_plain_number_has_no_exponent_and_reads_back(amount: Decimal) -> None:
    text = plain_number(amount.normalize())
    assert "E" not in text
    assert Decimal(text) == amount


@pytest.mark.parametrize(
    ("number", "places", "rounded"),
    [
        ("28.825", 2, "28.83"),
        ("28.835", 2, "28.84"),
        ("2.5", 0, "3"),
        ("-2.5", 0, "-3"),
        ("-28.825", 2, "-28.83"),
        ("28.8249", 2, "28.82"),
        ("0.5", 2, "0.50"),
    ],
)
def test_rounding_is_half_up_on_both_sides_of_zero(number: str, places: int, rounded: str) -> None:
    assert str(round_half_up(Decimal(number), places)) == rounded


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=6, allow_nan=False), st.integers(0, 4))
def test_rounding_moves_by_half_a_step_at_most_and_ties_move_away_from_zero(number: Decimal, places: int) -> None:
    step = Decimal(1).scaleb(-places)
    rounded = round_half_up(number, places)
    assert abs(rounded - number) <= step / 2
    if abs(rounded - number) == step / 2:
        assert abs(rounded) > abs(number)
    assert rounded == number.quantize(step, rounding=ROUND_HALF_UP)
