"""Answers over several figures put into words: sums with their operands, shares with their formula, ranks, lists, counts."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from corpus.money import Money, plain_number, round_half_up
from qa.answer import Answer, Citation, Value
from qa.compute import Computed, Result, compute_figure
from qa.compute_sets import difference_of, mean_of, select, share_of, total_of
from qa.wording import amount_text, answer_text, citations_of, sentence_citation, value_of, who

SET_OPERATIONS = frozenset(
    {
        "sum",
        "difference",
        "share",
        "rank",
        "filter",
        "list",
        "count",
        "without",
        "average",
        "ratio",
        "growth",
        "per_head",
        "shares",
    }
)
_LISTED = 40
_VALUES_LISTED = 20
_BLANK_LISTED = 8


def set_answer(question: str, result: Result) -> Answer:
    """The answer of an operation over several figures."""
    operation = result.plan.operation
    if operation in _OF_TWO:
        return _OF_TWO[operation](question, result)
    if operation in ("sum", "difference", "share"):
        return {"sum": _sum, "difference": _difference, "share": _share}[operation](question, result)
    if operation == "without":
        return _without(question, result)
    if operation == "average":
        return _average(question, result)
    if operation == "count":
        return _count(question, result)
    return _chosen(question, result)


def _head(result: Result) -> str:
    plan = result.plan
    if plan.head:
        return plan.head
    return "各单位" if plan.over_units or len(plan.documents) != 1 else who(plan.documents[0])


def _operands(computed: Sequence[Computed], sign: str = " + ") -> str:
    return sign.join(f"{c.figure.label} {plain_number(c.money.amount)}" for c in computed if c.money is not None)


def _sources(computed: Sequence[Computed]) -> tuple[Citation, ...]:
    return tuple(citation for c in computed for citation in citations_of(c))


def _missing_notes(result: Result) -> list[str]:
    missing = [c.figure.label for c in result.computed if c.money is None]
    missing += list(result.plan.blank)
    return [f"{'、'.join(missing)} 文件未安排，没有计入"] if missing else []


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
        there = other if blank is one else one
        known = f"；{there.figure.label} {amount_text(there.money)}" if there.money is not None else ""
        sources = _sources([there])
        lines = [f"{_head(result)}：{blank.figure.label} 文件未安排，无法比较{known}"]
        return Answer(
            question, "no_data", answer_text(lines, result.plan.notes, sources), (), sources, result.plan.notes
        )
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


def _ratio(question: str, result: Result) -> Answer:
    one, other = result.computed
    if one.money is None or other.money is None or not other.money.yuan:
        blank = next(c.figure.label for c in (other, one) if c.money is None or not c.money.yuan)
        return Answer(question, "no_data", f"{_head(result)}：{blank} 文件未安排，算不出倍数")
    times = round_half_up(one.money.yuan / other.money.yuan, 2)
    lines = [
        f"{_head(result)}：{one.figure.label}是{other.figure.label}的 {plain_number(times)} 倍",
        f"算式：{plain_number(one.money.amount)} ÷ {plain_number(other.money.to(one.money.money_unit).amount)} = {plain_number(times)}",
    ]
    values = (Value("倍数", times, "倍"), *(value_of(c.figure.label, c.money) for c in (one, other) if c.money))
    sources = _sources(result.computed)
    return Answer(
        question, "answered", answer_text(lines, result.plan.notes, sources), values, sources, result.plan.notes
    )


def _growth(question: str, result: Result) -> Answer:
    """This year against a base year, both from their own documents."""
    now, base = result.computed
    if now.money is None or base.money is None:
        blank = now if now.money is None else base
        return Answer(question, "no_data", f"{_head(result)}：{blank.figure.label} 文件未安排，无法比较")
    gap = difference_of(now, base)
    way = "增加" if gap.amount >= 0 else "减少"
    size = Money(abs(gap.amount), gap.money_unit)
    told = [f"{way}{amount_text(size)}" if size.amount else "持平"]
    before = base.money.to(now.money.money_unit)
    values = [value_of(way, size)]
    lines = [f"算式：{plain_number(now.money.amount)} - {plain_number(before.amount)} = {plain_number(gap.amount)}"]
    rate = share_of(size, base.money)
    if rate is not None:
        shown = round_half_up(rate, 2)
        told.append(f"{'增长' if gap.amount >= 0 else '下降'}{plain_number(shown)}%")
        values.insert(0 if "growth" in result.plan.asked else 1, Value(told[-1][:2], shown, "%"))
        lines.append(f"{plain_number(size.amount)} ÷ {plain_number(before.amount)} × 100 = {plain_number(shown)}%")
    both = f"{now.figure.label} {amount_text(now.money)}，{base.figure.label} {amount_text(base.money)}"
    values += [value_of(now.figure.label, now.money), value_of(base.figure.label, base.money)]
    sources = _sources(result.computed)
    text = answer_text([f"{_head(result)}：{both}；{'，'.join(told)}", *lines], result.plan.notes, sources)
    return Answer(question, "answered", text, tuple(values), sources, result.plan.notes)


def _per_head(question: str, result: Result) -> Answer:
    """A figure by the number of people that a sentence tells."""
    (figure,), quote = result.computed, result.plan.quotes[0]
    people = next(told for told in result.quantities[0] if told.subject == quote.asked and told.number)
    assert figure.money is not None
    each = Money(round_half_up(figure.money.amount / people.number, 2), figure.money.money_unit)
    lines = [
        f"{_head(result)}：人均{figure.figure.label} {amount_text(each)}",
        f"算式：{plain_number(figure.money.amount)} ÷ {plain_number(people.number)}（{people.subject}）= {plain_number(each.amount)}",
        f"人数：“{quote.sentence.text}”",
    ]
    sources = (*_sources([figure]), sentence_citation(quote))
    values = (value_of(f"人均{figure.figure.label}", each),)
    return Answer(
        question, "answered", answer_text(lines, result.plan.notes, sources), values, sources, result.plan.notes
    )


def _shares(question: str, result: Result) -> Answer:
    """Several parts, each with its figure and its share of the whole."""
    *parts, whole = result.computed
    if whole.money is None or not whole.money.yuan:
        return Answer(question, "no_data", f"{_head(result)}：{whole.figure.label} 文件未安排，算不出占比")
    lines, values = [f"{_head(result)}：{whole.figure.label} {amount_text(whole.money)}，其中"], list[Value]()
    for part in parts:
        rate = share_of(part.money, whole.money) if part.money is not None else None
        if part.money is None or rate is None:
            lines.append(f"  {part.figure.label} 文件未安排")
            continue
        shown = round_half_up(rate, 2)
        lines.append(f"  {part.figure.label} {amount_text(part.money)}，占 {plain_number(shown)}%")
        values += [
            value_of(part.figure.label, part.money),
            Value(f"{part.figure.label}占{whole.figure.label}", shown, "%"),
        ]
    sources = _sources(result.computed)
    return Answer(
        question, "answered", answer_text(lines, result.plan.notes, sources), tuple(values), sources, result.plan.notes
    )


_OF_TWO = {"ratio": _ratio, "growth": _growth, "per_head": _per_head, "shares": _shares}


def _chosen(question: str, result: Result) -> Answer:
    plan = result.plan
    chosen = select(result.computed, plan.selection)
    name = plan.set_name or "项"
    if not result.computed and plan.blank:
        return Answer(question, "no_data", f"{'、'.join(plan.blank)}：{name} 文件都未安排", notes=plan.notes)
    if not chosen:
        return Answer(question, "answered", f"{_head(result)}：没有符合条件的{name}", notes=plan.notes)
    lines = [f"{_head(result)}：{_verdict(result, chosen)}"]
    after = _afterwards(result, chosen)
    lines += [line for line, _ in after]
    if len(chosen) > 1 or plan.operation == "list":
        lines += [f"  {c.figure.label} {amount_text(c.money)}" for c in chosen[:_LISTED] if c.money is not None]
    if plan.blank and (plan.over_units or plan.head or plan.operation == "list") and len(plan.blank) <= _BLANK_LISTED:
        lines.append(f"另有未安排金额的：{'、'.join(plan.blank)}")
    basis = chosen[0].figure.cells[0].table.title if chosen[0].figure.cells else ""
    lines += [f"口径：《{basis}》"] if basis and not plan.over_units else []
    values: tuple[Value, ...] = (
        (Value("个数", Decimal(len(chosen)), "个"),) if plan.operation == "filter" and "count" in plan.asked else ()
    )
    values += tuple(value for _, value in after)
    values += tuple(value_of(c.figure.label, c.money) for c in chosen[:_VALUES_LISTED] if c.money is not None)
    sources = _sources(chosen[:_VALUES_LISTED])
    return Answer(question, "answered", answer_text(lines, plan.notes, sources), values, sources, plan.notes)


def _verdict(result: Result, chosen: Sequence[Computed]) -> str:
    plan, selection = result.plan, result.plan.selection
    name = plan.set_name or "项"
    if plan.operation == "list":
        return f"{name}有 {len(chosen)} 项"
    if plan.operation == "filter":
        return f"{name}符合条件的有 {len(chosen)} {'个单位' if plan.over_units else '项'}"
    told = "；".join(f"{c.figure.label} {amount_text(c.money)}" for c in chosen if c.money is not None)
    of = name if plan.over_units else ""
    if selection.all:
        return f"{name}按金额{'从低到高' if selection.ascending else '从高到低'}"
    if selection.first == 1 and not selection.last:
        tie = "（并列）" if len(chosen) > 1 else ""
        return f"{of}最高的是{tie} {told}"
    if selection.last == 1 and not selection.first:
        tie = "（并列）" if len(chosen) > 1 else ""
        return f"{of}最低的是{tie} {told}"
    if selection.first and selection.last:
        return f"{of}最高和最低的是 {told}"
    if selection.place:
        return f"{of}第{selection.place}的是 {told}"
    return f"{of}{'前' if selection.first else '后'}{selection.first or selection.last}项：{told}"


def _count(question: str, result: Result) -> Answer:
    there = [c for c in result.computed if c.money is not None]
    names = "、".join(dict.fromkeys(c.figure.label for c in there))
    after = _afterwards(result, there)
    lines = [
        f"{_head(result)}：{result.plan.set_name or '项'}共 {len(there)} 个：{names}",
        *(line for line, _ in after),
    ]
    sources = _sources(there[:_VALUES_LISTED])
    values = (Value(result.plan.set_name or "个数", Decimal(len(there)), "个"), *(value for _, value in after))
    return Answer(
        question, "answered", answer_text(lines, result.plan.notes, sources), values, sources, result.plan.notes
    )


def _average(question: str, result: Result) -> Answer:
    there = [c for c in result.computed if c.money is not None]
    mean = mean_of(there, result.plan.unit)
    assert mean is not None
    name = result.plan.set_name or "项"
    lines = [
        f"{_head(result)}：{len(there)} {'个单位的' if result.plan.over_units else '个'}{name}平均 {amount_text(mean)}",
        f"算式：({_operands(there)}) ÷ {len(there)} = {plain_number(mean.amount)}",
    ]
    notes = list(result.plan.notes)
    if result.plan.blank:
        notes.append(f"{'、'.join(result.plan.blank)} 文件未安排，没有计入")
    sources = _sources(there)
    return Answer(
        question, "answered", answer_text(lines, notes, sources), (value_of("平均", mean),), sources, tuple(notes)
    )


def _afterwards(result: Result, chosen: Sequence[Computed]) -> list[tuple[str, Value]]:
    """What is done with the members chosen, a line and its value each: their sum, mean, share of the whole."""
    plan = result.plan
    if plan.operation == "rank" and (wanted := plan.selection.first + plan.selection.last):
        # Members that tie at the edge are all told, but three are three: those beyond have the same amount.
        chosen = chosen[:wanted]
    total = total_of(chosen, plan.unit)
    if total is None:
        return []
    told: list[tuple[str, Value]] = []
    if plan.selection.first and plan.selection.last and "difference" in plan.asked and len(chosen) > 1:
        gap = difference_of(chosen[0], chosen[-1])
        told.append((f"相差 {amount_text(gap)}", value_of("相差", gap)))
    added = _operands(chosen)
    if "sum" in plan.then:
        formula = f"（{added} = {plain_number(total.amount)}）" if len(chosen) > 1 else ""
        told.append((f"合计 {amount_text(total)}{formula}", value_of("合计", total)))
    if "average" in plan.then and (mean := mean_of(chosen, plan.unit)) is not None:
        text = f"平均 {amount_text(mean)}（({added}) ÷ {len(chosen)} = {plain_number(mean.amount)}）"
        told.append((text, value_of("平均", mean)))
    whole = compute_figure(plan.whole, plan.unit).money if plan.whole else total_of(result.computed, plan.unit)
    if "share" in plan.then and whole is not None and (rate := share_of(total, whole)) is not None:
        shown = round_half_up(rate, 2)
        name = plan.whole.label if plan.whole else f"全部{plan.set_name}"
        above = plain_number(total.to(whole.money_unit).amount)
        text = f"占{name}的 {plain_number(shown)}%（{above} ÷ {plain_number(whole.amount)} × 100）"
        told.append((text, Value(f"占{name}", shown, "%")))
    return told


def _without(question: str, result: Result) -> Answer:
    """The units that have none of it: blank or not listed."""
    if not result.plan.blank:
        return Answer(question, "answered", f"各单位都列了{result.plan.set_name}")
    text = f"没有列{result.plan.set_name}的：{'、'.join(result.plan.blank)}"
    return Answer(question, "answered", answer_text([text], result.plan.notes, ()), (), (), result.plan.notes)
