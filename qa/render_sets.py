"""Answers over several figures put into words: sums with their operands, shares with their formula, ranks, lists, counts."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from corpus.money import Money, plain_number, round_half_up
from qa.answer import Answer, Citation, Value
from qa.compute import Computed, Result
from qa.compute_sets import difference_of, select, share_of, total_of
from qa.wording import amount_text, answer_text, citations_of, value_of, who

SET_OPERATIONS = frozenset({"sum", "difference", "share", "rank", "filter", "list", "count", "without"})
_LISTED = 40
_VALUES_LISTED = 20


def set_answer(question: str, result: Result) -> Answer:
    """The answer of an operation over several figures."""
    operation = result.plan.operation
    if operation in ("sum", "difference", "share"):
        return {"sum": _sum, "difference": _difference, "share": _share}[operation](question, result)
    if operation == "without":
        return _without(question, result)
    if operation == "count":
        return _count(question, result)
    return _chosen(question, result)


def _head(result: Result) -> str:
    plan = result.plan
    return "各单位" if plan.over_units or len(plan.documents) != 1 else who(plan.documents[0])


def _operands(computed: Sequence[Computed], sign: str = " + ") -> str:
    return sign.join(f"{c.figure.label} {plain_number(c.money.amount)}" for c in computed if c.money is not None)


def _sources(computed: Sequence[Computed]) -> tuple[Citation, ...]:
    return tuple(citation for c in computed for citation in citations_of(c))


def _missing_notes(result: Result) -> list[str]:
    missing = [c.figure.label for c in result.computed if c.money is None]
    missing += list(result.plan.blank)
    return [f"{'、'.join(missing)} 文件未安排，没有计入"] if missing and result.plan.operation == "sum" else []


def _sum(question: str, result: Result) -> Answer:
    total = total_of(result.computed, result.plan.unit)
    if total is None:
        labels = "、".join(c.figure.label for c in result.computed)
        return Answer(question, "no_data", f"{_head(result)}：{labels} 文件都未安排")
    there = [c for c in result.computed if c.money is not None]
    lines = [f"{_head(result)}：合计 {amount_text(total)}", f"算式：{_operands(there)} = {plain_number(total.amount)}"]
    notes = (*result.plan.notes, *_missing_notes(result))
    sources = _sources(there)
    return Answer(question, "answered", answer_text(lines, notes, sources), (value_of("合计", total),), sources, notes)


def _difference(question: str, result: Result) -> Answer:
    one, other = result.computed
    if one.money is None or other.money is None:
        blank = one if one.money is None else other
        return Answer(question, "no_data", f"{_head(result)}：{blank.figure.label} 文件未安排，无法比较")
    gap = difference_of(one, other)
    more, less = (one, other) if gap.amount >= 0 else (other, one)
    size = Money(abs(gap.amount), gap.money_unit)
    both = f"{one.figure.label} {amount_text(one.money)}，{other.figure.label} {amount_text(other.money)}"
    verdict = f"{more.figure.label}多，多{amount_text(size)}" if size.amount else "两者一样多"
    lines = [f"{_head(result)}：{both}；{verdict}"]
    if more.money is not None and less.money is not None:
        lines.append(
            f"算式：{plain_number(more.money.amount)} - {plain_number(less.money.to(size.money_unit).amount)} = {plain_number(size.amount)}"
        )
    values = [value_of(one.figure.label, one.money), value_of(other.figure.label, other.money)]
    gap_value = value_of("相差", size)
    ordered = [gap_value, *values] if "difference" in result.plan.asked else [*values, gap_value]
    sources = _sources(result.computed)
    return Answer(
        question, "answered", answer_text(lines, result.plan.notes, sources), tuple(ordered), sources, result.plan.notes
    )


def _share(question: str, result: Result) -> Answer:
    *parts, whole = result.computed
    part = total_of(parts, "")
    if part is None or whole.money is None:
        blank = next(c.figure.label for c in result.computed if c.money is None)
        return Answer(question, "no_data", f"{_head(result)}：{blank} 文件未安排，算不出占比")
    rate = share_of(part, whole.money)
    if rate is None:
        return Answer(question, "no_data", f"{_head(result)}：{whole.figure.label}为 0，算不出占比")
    shown = round_half_up(rate, 2)
    names = "、".join(c.figure.label for c in parts)
    above = plain_number(part.to(whole.money.money_unit).amount)
    if len(parts) > 1:
        above = "(" + _operands(parts) + ")"
    lines = [
        f"{_head(result)}：{names}占{whole.figure.label}的 {plain_number(shown)}%",
        f"算式：{above} ÷ {plain_number(whole.money.amount)}（{whole.figure.label}）× 100 = {plain_number(shown)}%",
    ]
    sources = _sources(result.computed)
    values = (Value(f"{names}占{whole.figure.label}", shown, "%"),)
    return Answer(
        question, "answered", answer_text(lines, result.plan.notes, sources), values, sources, result.plan.notes
    )


def _chosen(question: str, result: Result) -> Answer:
    plan = result.plan
    chosen = select(result.computed, plan.selection)
    name = plan.set_name or "项"
    if not chosen:
        text = f"{_head(result)}：没有符合条件的{name}"
        return Answer(question, "answered" if result.computed else "no_data", text)
    lines = [f"{_head(result)}：{_verdict(result, chosen)}"]
    if len(chosen) > 1 or plan.operation == "list":
        lines += [f"  {c.figure.label} {amount_text(c.money)}" for c in chosen[:_LISTED] if c.money is not None]
    if plan.operation == "list" and plan.blank and not plan.over_units and len(plan.blank) <= 8:
        lines.append(f"另有未安排金额的：{'、'.join(plan.blank)}")
    basis = chosen[0].figure.cells[0].table.title if chosen[0].figure.cells else ""
    lines += [f"口径：《{basis}》"] if basis and not plan.over_units else []
    values = tuple(value_of(c.figure.label, c.money) for c in chosen[:_VALUES_LISTED] if c.money is not None)
    sources = _sources(chosen[:_VALUES_LISTED])
    return Answer(question, "answered", answer_text(lines, plan.notes, sources), values, sources, plan.notes)


def _verdict(result: Result, chosen: Sequence[Computed]) -> str:
    plan, selection = result.plan, result.plan.selection
    name = plan.set_name or "项"
    if plan.operation == "list":
        return f"{name}有 {len(chosen)} 项"
    if plan.operation == "filter":
        return f"符合条件的{name}有 {len(chosen)} 项"
    told = "；".join(f"{c.figure.label} {amount_text(c.money)}" for c in chosen if c.money is not None)
    if selection.all:
        return f"{name}按金额{'从低到高' if selection.ascending else '从高到低'}"
    if selection.first == 1 and not selection.last:
        tie = "（并列）" if len(chosen) > 1 else ""
        return f"最高的是{tie} {told}"
    if selection.last == 1 and not selection.first:
        tie = "（并列）" if len(chosen) > 1 else ""
        return f"最低的是{tie} {told}"
    if selection.first and selection.last:
        return f"最高和最低的是 {told}"
    if selection.place:
        return f"第{selection.place}的是 {told}"
    return f"{'前' if selection.first else '后'}{selection.first or selection.last}项：{told}"


def _count(question: str, result: Result) -> Answer:
    there = [c for c in result.computed if c.money is not None]
    names = "、".join(dict.fromkeys(c.figure.label for c in there))
    text = f"{_head(result)}：{result.plan.set_name or '项'}共 {len(there)} 个：{names}"
    sources = _sources(there[:_VALUES_LISTED])
    value = Value(result.plan.set_name or "个数", Decimal(len(there)), "个")
    return Answer(
        question, "answered", answer_text([text], result.plan.notes, sources), (value,), sources, result.plan.notes
    )


def _without(question: str, result: Result) -> Answer:
    """The units that have none of it: blank or not listed."""
    if not result.plan.blank:
        return Answer(question, "answered", f"各单位都列了{result.plan.set_name}")
    text = f"没有列{result.plan.set_name}的：{'、'.join(result.plan.blank)}"
    return Answer(question, "answered", answer_text([text], result.plan.notes, ()), (), (), result.plan.notes)
