"""Answers of several units side by side: each unit's own answer, in order, and which is the highest or lowest."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from corpus.money import YUAN_PER_UNIT, plain_number
from qa.answer import Answer, Citation, Value
from qa.plan import Plan, Selection
from qa.question import measure_words_asked
from qa.wording import answer_text

_FELL = re.compile("(?:减少|下降|降低|压减|压缩|调减|降幅|减幅|少)$")
# 降幅最大 is the deepest fall.
_ASKS_FALL = re.compile("降幅|跌幅|减幅|(?:下降|减少|降低|压减)得?(?:最|更|的?幅度)")


@dataclass(frozen=True, slots=True)
class _Told:
    """What one unit's answer told: its name, the value compared and its other values, where they stand."""

    name: str
    value: Value
    others: tuple[Value, ...]
    citations: tuple[Citation, ...]

    @property
    def size(self) -> Decimal:
        """The value for ordering: a fall below 0, money in 元."""
        amount = self.value.amount * YUAN_PER_UNIT.get(self.value.unit, Decimal(1))
        return -amount if _FELL.search(self.value.label) else amount


def across_answer(question: str, focus: str, plan: Plan, answer_of: Callable[[Plan], Answer]) -> Answer:
    """One answer out of one plan a unit.

    Args: the question as asked and its focus; answer_of carries out a plan of one unit and puts it into words.
    """
    told, silent = [], []
    for part in plan.parts:
        document = part.documents[0]
        name, answer = f"{document.organisation}{document.fiscal_year}年", answer_of(part)
        value = next((v for v in answer.values if _is_wanted(v, focus, plan)), None)
        if value is None:
            silent.append(name)
        else:
            others = tuple(v for v in answer.values if v != value)
            told.append(_Told(name, value, others, answer.citations))
    if not told:
        return Answer(question, "not_found", f"{'、'.join(silent)}的文件都没有写明", notes=plan.notes)
    fell = bool(_ASKS_FALL.search(focus))
    ordered = sorted(told, key=lambda t: t.size, reverse=plan.selection.ascending == fell)
    lines = [f"各单位：{_verdict(ordered, plan.selection, fell)}", *(f"  {t.name}：{_line(t)}" for t in ordered)]
    lines += [f"  {name}：文件未写明" for name in silent]
    values = tuple(replace(t.value, label=f"{t.name} {t.value.label}") for t in ordered)
    citations = tuple(citation for t in ordered for citation in t.citations)
    return Answer(question, "answered", answer_text(lines, plan.notes, citations), values, citations, plan.notes)


def _is_wanted(value: Value, focus: str, plan: Plan) -> bool:
    if "growth" in plan.asked or "share" in plan.asked:
        return value.unit == "%"
    if "change" in plan.asked:
        return value.label.startswith("比上年") and value.unit != "%"
    return any(re.fullmatch(word, value.unit) for word in measure_words_asked(focus))


def _line(told: _Told) -> str:
    return "，".join(_text(value) for value in (told.value, *told.others))


def _text(value: Value) -> str:
    label = "" if value.label == value.unit else f"{value.label} "
    return f"{label}{plain_number(value.amount)}{value.unit}"


def _verdict(ordered: Sequence[_Told], selection: Selection, fell: bool) -> str:
    top = ordered[0]
    if len(ordered) == 1:
        return f"只有{top.name}写明"
    last = ordered[-1]
    highest, lowest = ("降幅最大的", "降幅最小的") if fell else ("最高的", "最低的")
    if selection.first:
        return f"{highest}是 {top.name}，{_text(top.value)}"
    if selection.last:
        return f"{lowest}是 {last.name}，{_text(last.value)}"
    return f"按{'从低到高' if selection.ascending else '从高到低'}"
