"""Small numbers as people write them: 三, 十二, 二十, 3."""

from __future__ import annotations

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_TENS = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}


def number_of(text: str) -> int:
    """The whole number that a text writes in digits or Chinese numerals; 0 where it writes none.

    >>> number_of("三"), number_of("十二"), number_of("五十"), number_of("20")
    (3, 12, 50, 20)
    """
    if text.isdigit():
        return int(text)
    total = section = digit = 0
    for character in text:
        if character in _DIGITS:
            digit = _DIGITS[character]
        elif character in _TENS:
            unit = _TENS[character]
            if unit >= 10_000:
                total = (total + section + digit) * unit
                section = digit = 0
            else:
                section += (digit or 1) * unit
                digit = 0
        else:
            return 0
    return total + section + digit
