"""Whether an answer is right: the rules of the acceptance data, small and plain.

status    the same group: answered, ambiguous, or none (no_data and not_found); a none bears no values, save a printed zero
          where the question says no_data;
values    one gold value: the answer's first equals it; several: all are among them, and no table is dumped;
contains  every string stands in the text, white space, width and punctuation aside, and none of `excludes` does.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from qa import Answer, Value

_YUAN = {"元": 1, "千元": 10**3, "万元": 10**4, "百万元": 10**6, "亿元": 10**8}
_NONE = ("no_data", "not_found")
_PERCENT = ("%", "个百分点")
_LONGEST_TEXT = 2000
_KNOWN = {"id", "question", "kind", "status", "values", "contains", "excludes", "history"}


@dataclass(frozen=True, slots=True)
class Gold:
    """A question with what a right answer holds."""

    id: str
    question: str
    kind: str
    status: str
    values: tuple[str, ...]
    contains: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    history: tuple[str, ...] = ()


def gold_of(record: dict[str, Any]) -> Gold:
    """A question from its JSON object. Raises: ValueError for a key that nobody knows."""
    if unknown := record.keys() - _KNOWN:
        raise ValueError(f"{record.get('id')}: unknown {sorted(unknown)}")
    return Gold(**{key: tuple(value) if isinstance(value, list) else value for key, value in record.items()})


def fault(gold: Gold, answer: Answer) -> str:
    """What is wrong with an answer, "fabricated" for a figure where there is none; "" for a right one."""
    return _status_fault(gold, answer) or _values_fault(gold, answer.values) or _text_fault(gold, answer.text)


def _status_fault(gold: Gold, answer: Answer) -> str:
    if gold.status not in _NONE:
        return "" if answer.status == gold.status else f"status {answer.status}"
    zeros = bool(answer.values) and all(value.amount == 0 for value in answer.values)
    if answer.values and not (zeros and gold.status == "no_data"):
        return "fabricated"
    return "" if zeros or answer.status in _NONE else f"status {answer.status}"


def _values_fault(gold: Gold, values: Sequence[Value]) -> str:
    same_unit = gold.kind == "unit"
    if len(gold.values) == 1:
        right = bool(values) and equal(gold.values[0], values[0], same_unit=same_unit)
        return "" if right else f"first value is not {gold.values[0]}"
    missing = [wanted for wanted in gold.values if not any(equal(wanted, v, same_unit=same_unit) for v in values)]
    if missing:
        return f"misses {'、'.join(missing)}"
    return "dumps values" if gold.values and len(values) > 2 * len(gold.values) + 4 else ""


def _text_fault(gold: Gold, text: str) -> str:
    if len(text) > _LONGEST_TEXT:
        return "dumps text"
    lacking = [piece for piece in gold.contains if _plain(piece) not in _plain(text)]
    named = [piece for piece in gold.excludes if _plain(piece) in _plain(text)]
    return f"lacks {'、'.join(lacking)}" if lacking else f"names {'、'.join(named)}" if named else ""


def equal(wanted: str, value: Value, *, same_unit: bool = False) -> bool:
    """Whether a value is the wanted one: money in 元 to half of the last digit that the gold value prints."""
    found = re.match(r"-?[\d,]+(?:\.(\d+))?", wanted)
    assert found, wanted
    amount, unit = abs(Decimal(found[0].replace(",", ""))), wanted[found.end() :]
    tolerance = Decimal(5) / Decimal(10) ** (len(found[1] or "") + 1)
    given = abs(value.amount)
    if unit in _YUAN:
        if value.unit not in _YUAN or (same_unit and value.unit != unit):
            return False
        return abs(amount * _YUAN[unit] - given * _YUAN[value.unit]) <= tolerance * _YUAN[unit]
    if unit in _PERCENT:
        return value.unit in _PERCENT and abs(amount - given) <= tolerance
    # Counts, areas and people are worded in many ways.
    return amount == given and value.unit not in _YUAN


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).lower()
    return "".join(c for c in folded if not c.isspace() and unicodedata.category(c)[0] not in "PS")
