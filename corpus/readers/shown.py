"""Numbers of a workbook as its sheets show them: 1004.98 under #,##0.00 is 1,004.98, 0.125 under 0.0% is 12.5%.

Of Excel's number formats, what budgets use: digits, thousands, percent, scaling, sections for negative and zero, text
around. Anything else (fractions, exponents, conditions) is shown as the plain number. Exact: no float after the first step.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache

from corpus.money import plain_number, round_half_up

# A workbook keeps fifteen digits of a number; more are noise of the binary fraction.
_DIGITS = ".15g"
_TOKEN = re.compile(r'"([^"]*)"|[\\!](.)|_.|\*.|\[([^\]]*)\]|(General|G/通用格式)|(.)', re.IGNORECASE | re.DOTALL)
_PLACEHOLDERS = "0#?"
_CURRENCY = re.compile(r"[¥￥$€£]|RMB|CNY")
_DATE_PARTS = re.compile(r"y+|m+|d+", re.IGNORECASE)
_CLOCK = re.compile(r"[hs]", re.IGNORECASE)
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


def shown_number(value: float | int, code: str) -> str:
    """A number as a cell with this number format shows it, without a currency sign.

    A zero that its format hides or prints as a dash is shown as zero: the cell is not blank.
    >>> shown_number(1004.98, "#,##0.00"), shown_number(0.125, "0.0%"), shown_number(-3.5, "0.00_);(0.00)")
    ('1,004.98', '12.5%', '(3.50)')
    >>> shown_number(201, "General"), shown_number(5, "00"), shown_number(0, '#,##0.00;-#,##0.00;"-"')
    ('201', '05', '0.00')
    """
    number = Decimal(format(value, _DIGITS))
    sections = _sections(code)
    section, signed = _section_of(number, sections)
    if section is None:
        return plain_number(number.normalize() + Decimal(0)) if number else "0"
    shown = _filled(section, abs(number))
    if not number and not re.search(r"\d", shown):
        shown = _filled(sections[0] or (), number) if sections[0] is not None else "0"
        shown = shown if re.search(r"\d", shown) else "0"
    return ("-" if signed and number < 0 and re.search("[1-9]", shown) else "") + shown


def shown_date(value: datetime | date | time, code: str) -> str:
    """A date as its format shows it where that is years, months and days; else as 2023-05-01.

    >>> shown_date(datetime(2023, 5, 1), 'yyyy"年"m"月"'), shown_date(datetime(2023, 5, 1), "yyyy/mm/dd hh:mm")
    ('2023年5月', '2023-05-01')
    """
    if isinstance(value, time):
        return value.isoformat()
    plain = _QUOTED.sub("", code)
    if _CLOCK.search(plain) or not re.search("[yd]|m", plain, re.IGNORECASE):
        return value.strftime("%Y-%m-%d")

    def part(found: re.Match[str]) -> str:
        letters = found[0].lower()
        if letters[0] == "y":
            return f"{value.year}" if len(letters) > 2 else f"{value.year % 100:02}"
        number = value.month if letters[0] == "m" else value.day
        return f"{number:02}" if len(letters) > 1 else str(number)

    pieces = []
    for token in _TOKEN.finditer(code.split(";")[0]):
        quoted, escaped, bracket, _, plain = token.groups()
        pieces.append(quoted or escaped or "" if bracket is None and plain is None else "")
        if plain is not None:
            pieces[-1] = plain
    marked = "".join(pieces)
    return _DATE_PARTS.sub(part, marked).replace("@", "").strip()


Section = tuple[tuple[str, str], ...]


def _section_of(number: Decimal, sections: tuple[Section | None, ...]) -> tuple[Section | None, bool]:
    """The section of a format that shows a number, and whether the sign is ours to print."""
    if number < 0 and len(sections) > 1:
        return sections[1], False
    if number == 0 and len(sections) > 2:
        return sections[2], True
    return sections[0], True


@lru_cache(maxsize=512)
def _sections(code: str) -> tuple[Section | None, ...]:
    """The sections of a format as (kind, text) tokens; None for one that shows the plain number."""
    found: list[list[tuple[str, str]] | None] = [[]]
    for token in _TOKEN.finditer(code):
        quoted, escaped, bracket, general, plain = token.groups()
        last = found[-1]
        if plain == ";":
            found.append([])
        elif last is None:
            continue
        elif general or (plain and plain in "EeyYmMdDhHsS/@") or _is_condition(bracket):
            found[-1] = None
        elif quoted or escaped:
            last.append(("text", _CURRENCY.sub("", quoted or escaped)))
        elif plain:
            kind = "digit" if plain in _PLACEHOLDERS else plain if plain in ".,%" else "text"
            last.append((kind, _CURRENCY.sub("", plain)))
    return tuple(None if section is None else tuple(section) for section in found)


def _is_condition(bracket: str | None) -> bool:
    return bracket is not None and (bracket[:1] in ("<", ">", "=") or bracket.upper().startswith("DBNUM"))


def _filled(section: Section, number: Decimal) -> str:
    """The digits of a number put into the places of a section, its other text kept."""
    digits = [index for index, (kind, _) in enumerate(section) if kind == "digit"]
    if not digits:
        return "".join(text for kind, text in section if kind in ("text", "%")).strip()
    point = next((index for index, (kind, _) in enumerate(section) if kind == "."), len(section))
    whole = [index for index in digits if index < point]
    decimals = [index for index in digits if index > point]
    commas = [index for index, (kind, _) in enumerate(section) if kind == ","]
    scaled = number.scaleb(2 * sum(kind == "%" for kind, _ in section) - 3 * sum(index > digits[-1] or (
        bool(whole) and whole[-1] < index < point) for index in commas))  # fmt: skip
    rounded = round_half_up(scaled, len(decimals))
    left, _, right = plain_number(rounded).partition(".")
    thousands = any(whole and whole[0] < index < whole[-1] for index in commas)
    places = _whole_digits(section, whole, left, thousands=thousands)
    kept = len(right.rstrip("0"))
    for number_of, index in enumerate(decimals):
        optional = section[index][1] == "#" and number_of >= kept
        places[index] = "" if optional else right[number_of]
    text = [
        places.get(i, "") if kind == "digit" else "" if kind == "," else text for i, (kind, text) in enumerate(section)
    ]
    if not whole and left != "0":
        text.insert(0, left)
    return "".join(text).strip()


def _whole_digits(section: Section, whole: list[int], left: str, *, thousands: bool) -> dict[int, str]:
    """What stands at each place before the point, filled from the right; the first takes all that is over."""
    places: dict[int, str] = {}
    least = sum(section[index][1] == "0" for index in whole)
    digits = ("" if left == "0" else left).rjust(least, "0")
    count = 0
    for index in reversed(whole):
        first = index == whole[0]
        taken, digits = (digits, "") if first else (digits[-1:], digits[:-1])
        shown = ""
        for digit in reversed(taken):
            shown = digit + ("," if thousands and count and count % 3 == 0 else "") + shown
            count += 1
        places[index] = shown
    return places
