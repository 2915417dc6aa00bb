"""What the rows of a table hold in each column, whatever their header says: names, money, whole numbers, codes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from corpus.model import Row
from corpus.money import is_amount, is_blank, parse_amount
from corpus.subjects import economic_names, functional_names

Amounts = dict[int, Decimal]

# One amount of 301 may be an amount; a column of them is a column of codes.
_LEAST_CODES = 3
_ROWS_OF_A_KIND = 6


@dataclass(frozen=True, slots=True)
class Contents:
    """What the rows of a table hold.

    Attributes: kinds of each column, see kind_of_texts; the amounts of each row; the width of header and rows together.
    """

    kinds: tuple[str, ...]
    amounts: tuple[Amounts, ...]
    width: int

    def kind(self, index: int) -> str:
        """The kind of a column, "" beyond the last."""
        return self.kinds[index] if index < len(self.kinds) else ""


def contents_of(header: Sequence[Row], data: Sequence[Row]) -> Contents:
    """What the rows of data hold; rows narrower than the table are left out where others are as wide as it."""
    width = table_width(header, data)
    full = [row for row in data if len(row.cells) >= width] or data
    reach = max((len(row.cells) for row in (*header, *data)), default=0)
    texts: list[list[str]] = [[] for _ in range(reach)]
    for row in full:
        for index, text in row.filled():
            texts[index].append(text)
    return Contents(tuple(kind_of_texts(column) for column in texts), tuple(row_amounts(row) for row in full), width)


def table_width(header: Sequence[Row], data: Sequence[Row]) -> int:
    """The width on which header and data agree; that of the header where they never do.

    A page may drop a column that it leaves empty, or add blank cells at the end of its rows.
    """
    heads = Counter(len(row.cells) for row in header)
    lines = Counter(len(row.cells) for row in data)
    shared = [width for width, _ in lines.most_common() if width in heads]
    if shared:
        return shared[0]
    head = heads.most_common(1)[0][0] if heads else 0
    reach = max((index + 1 for row in data for index, _ in row.filled()), default=0)
    return head if reach <= head else lines.most_common(1)[0][0]


def row_amounts(row: Row) -> Amounts:
    """The amounts of a row by the index of their cell."""
    return {index: parse_amount(text) for index, text in row.filled() if is_amount(text)}


def telling_rows(rows: Sequence[Amounts]) -> list[Amounts]:
    """A few rows for each set of columns that has amounts: more of the same would tell nothing more."""
    kept: list[Amounts] = []
    seen: Counter[tuple[int, ...]] = Counter()
    for amounts in rows:
        filled = tuple(sorted(amounts))
        seen[filled] += 1
        if filled and seen[filled] <= _ROWS_OF_A_KIND:
            kept.append(amounts)
    return kept


def kind_of_texts(texts: Sequence[str]) -> str:
    """What the filled cells of a column are: "text", "money" (decimals or commas), "whole", "codes", "" for none.

    >>> kind_of_texts(["人大事务", "行政运行"]), kind_of_texts(["201", "20101", "2010101"]), kind_of_texts(["1,004.98", "541.80"])
    ('text', 'codes', 'money')
    """
    # A cell struck through (—) tells as little of its column as an empty one.
    texts = [text for text in texts if not is_blank(text)]
    numbers = [text for text in texts if is_amount(text)]
    if len(numbers) * 2 < len(texts):
        return "text"
    if not numbers:
        return ""
    if sum("." in text or "," in text for text in numbers) * 2 >= len(numbers):
        return "money"
    return "codes" if are_codes([parse_amount(text) for text in numbers]) else "whole"


def are_codes(values: Sequence[Decimal]) -> bool:
    """Whether most numbers of a column are codes of the classification."""
    codes = sum(1 for value in values if _is_code(value))
    return codes >= _LEAST_CODES and codes * 3 >= len(values) * 2


def _is_code(value: Decimal) -> bool:
    text = format(value, "f")
    return len(text) in (3, 5, 7) and (text in functional_names() or text in economic_names())
