"""Functional codes printed in pieces made whole: 201, 01, 01 is 2010101.

A scan that drops the indentation prints 款 and 项 alike as two digits. `01 人大事务` may open a new 款 or be an 项 of the
one above; the name in the national classification tells, and so do the sums: a 款 is the sum of its 项.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.subjects import (
    all_functional_names,
    economic_names,
    government_economic_names,
    is_cut_short,
    retired_functional_names,
)
from corpus.text import drop_numbering, match_key

# 2010101-行政运行, [30209]物业管理费: a code and its name in one cell.
_CODE_AND_NAME = re.compile(r"^[\[【(（]?(\d{3}|\d{5}|\d{7})[\]】)）]?\s*[-—_:：]?\s*(?=[^\d\s\-—])(.+)$")
_NAME_HOLDS = 4
_SUM_HOLDS = 3
_SUM_BREAKS = -3
# A 款 without any 项 under it is possible, yet rarer than one with.
_CHILDLESS = -1
# Each row is rounded to 0.01 on its own.
_ROUNDING_FEN = 10_000


@dataclass(frozen=True, slots=True)
class Piece:
    """A row with a code as printed, its name and its amount in fen (None for blank)."""

    code: str
    name: str
    fen: int | None


def code_and_name(text: str) -> tuple[str, str]:
    """The code and the name that one cell holds; ("", the text) where it begins with no code.

    >>> code_and_name("2010101-行政运行"), code_and_name("[30209]物业管理费"), code_and_name("302商品和服务支出")
    (('2010101', '行政运行'), ('30209', '物业管理费'), ('302', '商品和服务支出'))
    >>> code_and_name("2024年、2025年残保金"), code_and_name("100万元以上")
    (('', '2024年、2025年残保金'), ('', '100万元以上'))
    """
    found = _CODE_AND_NAME.match(unicodedata.normalize("NFKC", text))
    code = found[1] if found else ""
    return (code, found[2]) if found and _is_known(code) else ("", text)


def _is_known(code: str) -> bool:
    known = (all_functional_names(code), economic_names().get(code), government_economic_names().get(code))
    return any(known) or code in retired_functional_names()


def whole_codes(pieces: Sequence[Piece]) -> list[str]:
    """The whole code of every row, "" for rows without one.

    Args: the rows of one table in order.
    Returns: codes of 3, 5 or 7 digits where the pieces can be put together, else as printed.
    """
    codes = [piece.code for piece in pieces]
    if not any(len(code) == 2 for code in codes):
        return codes
    start = 0
    while start < len(pieces):
        if len(codes[start]) != 3:
            start += 1
            continue
        end = start + 1
        while end < len(pieces) and len(pieces[end].code) in (0, 2):
            end += 1
        members = [i for i in range(start + 1, end) if pieces[i].code]
        for index, code in zip(members, _class_codes(pieces[start], [pieces[i] for i in members]), strict=True):
            codes[index] = code
        start = end
    return codes


def _class_codes(head: Piece, members: list[Piece]) -> list[str]:
    """Whole codes of the rows under one class: the best cut into 款, each followed by its 项."""
    count = len(members)
    best: list[tuple[int, int]] = [(0, count)] * (count + 1)  # score of members[i:], end of the first 款's run
    for first in range(count - 1, -1, -1):
        best[first] = max(
            ((_run_score(head.code, members[first:end]) + best[end][0], end) for end in range(first + 1, count + 1)),
            key=lambda choice: (choice[0], choice[1]),
        )
    codes: list[str] = []
    first = 0
    while first < count:
        end = best[first][1]
        section = head.code + members[first].code
        codes.append(section)
        codes.extend(section + member.code for member in members[first + 1 : end])
        first = end
    return codes


def _run_score(class_code: str, run: list[Piece]) -> int:
    section, items = run[0], run[1:]
    section_code = class_code + section.code
    score = _name_score(section_code, section.name)
    score += sum(_name_score(section_code + item.code, item.name) for item in items)
    if not items:
        return score + _CHILDLESS
    amounts = [item.fen for item in items]
    if section.fen is not None and None not in amounts:
        difference = abs(section.fen - sum(fen for fen in amounts if fen is not None))
        score += _SUM_HOLDS if difference <= _ROUNDING_FEN * len(items) else _SUM_BREAKS
    return score


def _name_score(code: str, name: str) -> int:
    known = all_functional_names(code)
    # A row without a name speaks neither for nor against a code: the sums decide alone.
    if not known or not name:
        return 0
    printed = drop_numbering(name)
    same = any(match_key(printed) == match_key(standard) or is_cut_short(printed, standard) for standard in known)
    return _NAME_HOLDS if same else -_NAME_HOLDS
