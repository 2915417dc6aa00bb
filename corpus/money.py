"""Exact amounts of money: Decimal with its printed unit, and integer fen."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache

from corpus.errors import AmountError

YUAN_PER_UNIT: dict[str, Decimal] = {
    "元": Decimal(1),
    "千元": Decimal(10) ** 3,
    "万元": Decimal(10) ** 4,
    "百万元": Decimal(10) ** 6,
    "亿元": Decimal(10) ** 8,
}
_SPOKEN_UNITS = {"万": "万元", "亿": "亿元", "块": "元", "块钱": "元", "千": "千元"}

# Digits with optional thousands commas and decimals; commas must stand every three digits, or they are a list.
_PLAIN = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
AMOUNT_CELL = re.compile(rf"^[-△▲－−]?\s*{_PLAIN}$|^\(\s*{_PLAIN}\s*\)$")
# NFKC turns ① and ² into plain digits; in a cell they number items and are no amounts.
_ENUMERATED = re.compile("[①-⓿❶-➓¹²³⁰-₉]")
_BLANK_MARKS = frozenset({"", "-", "—", "——", "–", "--", "－", "/", "无"})
# The longest text that is still read as an amount: no budget prints thirty digits, a scan error may. Decimal computes with
# 28 digits; beyond them 元 and fen would be rounded without a word.
_LONGEST_AMOUNT = 28
# Every stage asks of the same cells whether they are amounts.
_CELLS_KEPT = 1 << 15


@lru_cache(maxsize=_CELLS_KEPT)
def is_amount(text: str) -> bool:
    """Whether a cell's text is an amount (a code or a year looks the same: the column decides those).

    >>> is_amount("1,879.36"), is_amount("(6.2)"), is_amount("2021年"), is_amount("")
    (True, True, False, False)
    """
    if _ENUMERATED.search(text):
        return False
    folded = unicodedata.normalize("NFKC", text).strip()
    return len(folded) <= _LONGEST_AMOUNT and bool(AMOUNT_CELL.match(folded))


def is_blank(text: str) -> bool:
    """Whether a cell is empty or bears one of the marks that say "nothing": -, —, /."""
    return unicodedata.normalize("NFKC", text).strip() in _BLANK_MARKS


def parse_amount(text: str) -> Decimal:
    """The number that a cell prints; (6.2) and △6.2 are negative.

    Raises: AmountError where the text is no number, as in "1,2O4.5".
    >>> parse_amount("1,879.36"), parse_amount("△6.2"), parse_amount("（6.2）")
    (Decimal('1879.36'), Decimal('-6.2'), Decimal('-6.2'))
    """
    if not is_amount(text):
        raise AmountError(f"金额无法识别：“{text}”，应为数字")
    folded = unicodedata.normalize("NFKC", text).strip()
    negative = folded[0] in "-△▲－−("
    digits = re.sub(r"[^\d.]", "", folded)
    try:
        amount = Decimal(digits)
    except InvalidOperation as error:  # pragma: no cover - is_amount has seen to it
        raise AmountError(f"金额无法识别：“{text}”，应为数字") from error
    return -amount if negative else amount


@dataclass(frozen=True, slots=True)
class Money:
    """An amount with the unit it is printed in; equal by worth is `fen`, equal by print is `==`."""

    amount: Decimal
    money_unit: str

    @classmethod
    def parse(cls, text: str, money_unit: str | None = None) -> Money:
        """Money from text such as "1,879.36" with money_unit given, or "541.80万元" with its own.

        Raises: AmountError for text without a number or with an unknown unit.
        >>> Money.parse("541.80万元")
        Money(amount=Decimal('541.80'), money_unit='万元')
        """
        folded = unicodedata.normalize("NFKC", text).replace(" ", "")
        if money_unit is None:
            found = re.match(r"^(.*?[\d)])(元|千元|万元|百万元|亿元|万|亿|千|块钱?)$", folded)
            if not found:
                raise AmountError(f"金额无法识别：“{text}”，应为数字加单位（元、万元、亿元）")
            folded, money_unit = found[1], _SPOKEN_UNITS.get(found[2], found[2])
        if money_unit not in YUAN_PER_UNIT:
            raise AmountError(f"金额单位无法识别：“{money_unit}”，应为{'、'.join(YUAN_PER_UNIT)}之一")
        return cls(parse_amount(folded), money_unit)

    @property
    def yuan(self) -> Decimal:
        """The worth in 元, exact."""
        return self.amount * YUAN_PER_UNIT[self.money_unit]

    @property
    def fen(self) -> int:
        """The worth in 分, exact.

        Raises: AmountError where the amount is finer than a fen: rounding would hide a real difference.
        """
        fen = self.yuan * 100
        if fen != fen.to_integral_value():
            raise AmountError(f"金额比分还细：{self.amount}{self.money_unit}，此格未计入")
        return int(fen)

    def to(self, money_unit: str) -> Money:
        """The same worth in another unit, exact (no rounding)."""
        if money_unit not in YUAN_PER_UNIT:
            raise AmountError(f"金额单位无法识别：“{money_unit}”，应为{'、'.join(YUAN_PER_UNIT)}之一")
        if money_unit == self.money_unit:
            return self
        return Money(self.yuan / YUAN_PER_UNIT[money_unit], money_unit)


def round_half_up(number: Decimal, places: int) -> Decimal:
    """四舍五入, the rounding that budgets use (Decimal's default is half-even: 28.825 would become 28.82).

    >>> round_half_up(Decimal("28.825"), 2)
    Decimal('28.83')
    """
    return number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def plain_number(number: Decimal) -> str:
    """A Decimal without exponent, as people write it.

    >>> plain_number(Decimal("1E+3")), plain_number(Decimal("541.80"))
    ('1000', '541.80')
    """
    return format(number, "f")
