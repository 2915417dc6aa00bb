"""A result put into words, once: headline, 口径, proof, reason, sources."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from corpus.money import YUAN_PER_UNIT, Money, plain_number, round_half_up
from corpus.text import match_key
from corpus.told import RISES, Told
from qa.answer import Answer, Candidate, Citation, Value
from qa.compute import Computed, Result, compute_figure, plan_to_result
from qa.lexicon import says
from qa.locate import Figure
from qa.plan import Plan, Quote
from qa.proof import differences, proof_line
from qa.prose import LEAST_ENUMERATED
from qa.question import counts_in, measure_words_asked
from qa.render_across import across_answer
from qa.render_sets import SET_OPERATIONS, set_answer
from qa.render_targets import target_citation, target_line, target_values
from qa.wording import amount_text, answer_text, citations_of, line_text, sentence_citation, value_of, who

_MONEY = ("元", "万元", "亿元")
_AMOUNT_SAID = re.compile(r"(?P<amount>\d[\d,]*(?:\.\d+)?)(?P<unit>亿元|万元|元)")
_PERCENT = re.compile("百分|%|增速|增幅|降幅|涨幅|增长率|几个点|几成")
# 岚县人大常委会办公室差旅费 is asked for as 差旅费.
_NAME_END = 3
_ASKS_CHANGE = re.compile("(?:增加|减少|增长|下降|多|少)了?多少")


def result_to_answer(question: str, focus: str, result: Result) -> Answer:
    """The answer of a result."""
    plan = result.plan
    if plan.operation == "refuse":
        return Answer(question, "not_found", plan.message, notes=plan.notes)
    if plan.operation == "choose":
        return _choose(question, plan)
    if plan.operation == "quote":
        return _quote(question, focus, result)
    if plan.operation in SET_OPERATIONS:
        return set_answer(question, result)
    if plan.operation == "across":
        return across_answer(
            question, focus, plan, lambda part: result_to_answer(question, focus, plan_to_result(part))
        )
    if plan.operation == "change":
        return _change(question, result)
    return _figures(question, result)


def _figures(question: str, result: Result) -> Answer:
    plan = result.plan
    there = [c for c in result.computed if c.money is not None]
    blank = [c for c in result.computed if c.money is None]
    if not there:
        return _blank(question, plan, blank)
    whose = who(plan.documents[0])
    headlines = [f"{whose}：" + "；".join(f"{c.figure.label} {_headline(c)}{_counted(c)}" for c in there)]
    headlines += [f"{c.figure.label}：{_unplanned(c.figure)}（该格空白）" for c in blank]
    lines = [*headlines, *(line for c in there for line in _basis(c))]
    lines += [f"“{q.sentence.text}”（{line_text(q.section.document, q.sentence.first_line)}）" for q in plan.quotes]
    counts = "quantity" in plan.asked and "money" not in plan.asked
    values = tuple(value for c in there for value in (*(_bought(c) if counts else ()), *_values(c)))
    values = tuple(dict.fromkeys(values))
    citations = tuple(citation for c in there for citation in citations_of(c))
    notes = (*plan.notes, *(note for c in there for note in differences(c)))
    return Answer(question, "answered", answer_text(lines, notes, citations), values, citations, notes)


def _headline(computed: Computed) -> str:
    assert computed.money is not None
    text = amount_text(computed.money)
    if len(computed.parts) > 1:
        text += "（" + " + ".join(plain_number(part.amount) for part in computed.parts) + "）"
    codes = {cell.row.code for cell in computed.figure.cells if cell.row and cell.row.code}
    return f"（{'、'.join(sorted(codes))}）{text}" if computed.figure.how == "code" and codes else text


def _counted(computed: Computed) -> str:
    return "".join(f"（{plain_number(value.amount)}{value.unit}）" for value in _bought(computed))


def _values(computed: Computed) -> Iterator[Value]:
    assert computed.money is not None
    yield value_of(computed.figure.label, computed.money)
    yield from _bought(computed)
    if len(computed.parts) > 1:
        for cell in computed.figure.cells:
            if cell.fact is not None:
                name = cell.row.gov_subject if cell.row and cell.row.gov_subject else "其中"
                yield value_of(f"{computed.figure.label}·{name}", cell.fact.money)


def _bought(computed: Computed) -> Iterator[Value]:
    """How many are bought, where the table of purchases says so."""
    for cell in computed.figure.cells:
        if cell.row is not None and cell.table.kind == "procurement" and cell.row.measure_word:
            number = cell.row.quantity.replace(",", "")
            if re.fullmatch(r"\d+(?:\.\d+)?", number):
                yield Value(f"{cell.row.subject}数量", Decimal(number), cell.row.measure_word)


def _basis(computed: Computed) -> Iterator[str]:
    """口径: the table, row and column a figure is of; and with what it agrees."""
    figure = computed.figure
    if figure.told is not None:
        yield f"口径：文字说明“{' / '.join(figure.told.section.path[-1:])}”"
        return
    cell = figure.cells[0]
    if cell.fact is None or cell.row is None:
        return
    rows = "、".join(dict.fromkeys(c.row.item for c in figure.cells if c.row))
    project = cell.row.path[0] if cell.table.kind == "procurement" and len(cell.row.path) > 1 else ""
    of_project = f"（项目“{project}”）" if project else ""
    yield f"口径：《{cell.table.title}》“{rows}”行{of_project}，“{cell.fact.column}”列"
    checked = proof_line(computed)
    if checked:
        yield checked


def _blank(question: str, plan: Plan, blank: Sequence[Computed]) -> Answer:
    """no_data: the document covers it and budgets nothing; where it stands blank, and what the document says."""
    whose = who(plan.documents[0])
    lines, citations = [], []
    for computed in blank:
        figure = computed.figure
        cell = figure.cells[0]
        document = cell.table.document
        note = f"，{cell.table.note}" if cell.table.note else ""
        where = f"{line_text(document, cell.row.line)}“{cell.row.item}”空白" if cell.row else "只有表头，没有数据"
        lines.append(f"{whose}：{figure.label} {_unplanned(figure)}（《{cell.table.title}》{where}{note}）")
        line = cell.row.line if cell.row else cell.table.caption_line or cell.table.first_line
        item = cell.row.item if cell.row else ""
        citations.append(
            Citation(
                document.name,
                cell.table.title,
                item,
                "",
                line,
                None,
                "",
                "",
                cell.table.note or "空白",
                place=document.places.get(line),
            )
        )
    for quote in plan.quotes:
        lines.append(("" if blank else f"{whose}：文件未安排。") + _quoted_line(quote))
        citations.append(sentence_citation(quote))
    return Answer(question, "no_data", answer_text(lines, plan.notes, citations), (), tuple(citations), plan.notes)


def _unplanned(figure: Figure) -> str:
    """What a blank cell says. A formula whose result the file has not looks blank, too, and says nothing."""
    lines = {cell.row.line for cell in figure.cells if cell.row}
    formula = any(finding.rule == "formula" and finding.line in lines for finding in figure.catalog.findings)
    return "未安排或读不出，这一行有公式而文件里没有它的结果" if formula else "文件未安排"


def _quoted_line(quote: Quote) -> str:
    document = quote.section.document
    label = "样本改写，非原文：" if document.paraphrased else ""
    return f"{label}“{quote.sentence.text}”"


def _choose(question: str, plan: Plan) -> Answer:
    candidates = []
    for reading in plan.readings:
        money = compute_figure(reading.figure, plan.unit).money if reading.figure else None
        candidates.append(
            Candidate(reading.label, value_of(reading.figure.label, money) if money and reading.figure else None)
        )
    lines = ["有几种可能，请说明要问哪一个："]
    for candidate in candidates:
        figure = (
            f"{candidate.value.label} {plain_number(candidate.value.amount)}{candidate.value.unit}"
            if candidate.value
            else "未安排"
        )
        lines.append(f"  {candidate.label}：{figure}")
    return Answer(question, "ambiguous", "\n".join(lines), candidates=tuple(candidates), notes=plan.notes)


def _change(question: str, result: Result) -> Answer:
    """Figure, change and reason; the change told with its direction, a false premise put right."""
    plan = result.plan
    amounts = [c for c in result.changes if c.unit != "%"]
    rates = [c for c in result.changes if c.unit == "%"]
    figure = result.computed[0] if result.computed and result.computed[0].money else None
    label = figure.figure.label if figure else "预算"
    wanted: list[Value] = []
    if figure is not None and figure.money is not None and ("figure" in plan.asked or not (amounts or rates)):
        wanted.append(value_of(label, figure.money))
    order = [*rates[:1], *amounts[:1]] if _PERCENT.search(question) else [*amounts[:1], *rates[:1]]
    wanted += [Value(f"比上年{c.way}", c.number, c.unit) for c in order]
    if len(_ASKS_CHANGE.findall(question)) > 1:
        # 人员经费增加了多少、项目那块增加了多少: the parts of the change are told in the reason.
        wanted += [Value(f"{c.before}{c.way}", c.number, c.unit) for c in result.changes if c not in order and c.before]
    if figure is not None and figure.money is not None and all(v.label != label for v in wanted):
        wanted.append(value_of(label, figure.money))
    head = f"{who(plan.documents[0])}：" + (f"{label} {_headline(figure)}" if figure else label)
    told = "，".join(f"{c.way}{plain_number(c.number)}{c.unit}" for c in (*amounts[:1], *rates[:1]))
    lines = [head + (f"，比上年{told}" if told else "")]
    rate = _derived_rate(figure, amounts) if "growth" in plan.asked and amounts and not rates else None
    if rate is not None:
        lines.append(f"增减幅度（推算）：{plain_number(rate)}%")
        wanted.insert(0, Value(f"比上年{amounts[0].way}（推算）", rate, "%"))
    earlier = _derived(figure, amounts) if "derive" in plan.asked else None
    if earlier is not None and figure is not None and figure.money is not None:
        way = "-" if amounts[0].way in RISES else "+"
        formula = f"{plain_number(figure.money.amount)} {way} {plain_number(amounts[0].number)}"
        lines.append(f"上年（推算）：{formula} = {amount_text(earlier)}")
        alone = not {"change", "growth"} & plan.asked
        wanted.insert(0 if alone else len(wanted), value_of("上年（推算）", earlier))
    correction = _premise(question, result.changes)
    if correction:
        lines.append(correction)
    lines += [_quoted_line(quote) for quote in plan.quotes]
    if "why" in plan.asked and not any(re.search("原因|由于|因为|主要是", q.sentence.text) for q in plan.quotes):
        lines.append("文件未说明原因")
    lines += list(_basis(figure)) if figure else []
    citations = (*(citations_of(figure) if figure else ()), *(sentence_citation(quote) for quote in plan.quotes))
    return Answer(
        question, "answered", answer_text(lines, plan.notes, citations), tuple(wanted), tuple(citations), plan.notes
    )


def _derived(figure: Computed | None, changes: Sequence[Told]) -> Money | None:
    """The figure of the year before, from this year's and the change that the document tells; None without either."""
    if figure is None or figure.money is None or not changes or changes[0].unit not in YUAN_PER_UNIT:
        return None
    change = Money(changes[0].number, changes[0].unit).to(figure.money.money_unit).amount
    sign = 1 if changes[0].way in RISES else -1
    return Money(figure.money.amount - sign * change, figure.money.money_unit)


def _derived_rate(figure: Computed | None, changes: Sequence[Told]) -> Decimal | None:
    """The rate of a change that the document tells as an amount alone, by the year before that follows from it."""
    before = _derived(figure, changes)
    if before is None or not before.yuan:
        return None
    change = Money(changes[0].number, changes[0].unit)
    return round_half_up(change.yuan / before.yuan * 100, 2)


def _premise(question: str, changes: Sequence[Told]) -> str:
    """A word for a question that takes a decrease for an increase, or the other way round."""
    if not changes:
        return ""
    rose = changes[0].way in RISES
    thinks_rise = bool(re.search("增加|增长|上涨|涨", question)) and not re.search("减|降", question)
    thinks_fall = bool(re.search("减少|下降|降低|压减|少了", question)) and not re.search("增|涨", question)
    if thinks_rise and not rose:
        return f"问题说增加，其实是{changes[0].way}"
    if thinks_fall and rose:
        return f"问题说减少，其实是{changes[0].way}"
    return ""


def _quote(question: str, focus: str, result: Result) -> Answer:
    plan = result.plan
    figures = [computed for computed in result.computed if computed.money is not None]
    parts = [target_line(link.target) for link in plan.targets]
    parts += [f"{computed.figure.label} {_headline(computed)}" for computed in figures]
    parts += ["".join(_quoted_line(quote) for quote in plan.quotes)] if plan.quotes else []
    lines = [f"{who(plan.documents[0])}：{parts[0]}", *parts[1:], *(line for c in figures for line in _basis(c))]
    values = [value for link in plan.targets for value in target_values(link.target, link.asked)]
    values += [value for computed in figures for value in _values(computed)]
    values += _told_values(focus, result)
    citations = (
        *(target_citation(link.target) for link in plan.targets),
        *(citation for computed in figures for citation in citations_of(computed)),
        *(sentence_citation(quote) for quote in plan.quotes),
    )
    notes = (*plan.notes, *(note for computed in figures for note in differences(computed)))
    return Answer(question, "answered", answer_text(lines, notes, citations), tuple(values), citations, notes)


def _told_values(focus: str, result: Result) -> Iterator[Value]:
    """The numbers of the quoted sentences that were asked for: with the unit asked, the words before it nearest to the question."""
    told: set[tuple[Decimal, str]] = set()
    if "why" in result.plan.asked and not {"amount", "money", "change", "growth"} & result.plan.asked:
        return  # 为什么几个县共用一个 asks for no number
    for quote, quantities in zip(result.plan.quotes, result.quantities, strict=True):
        for clause in (quote.asked or focus).split("；"):
            fresh = [q for q in quantities if not _in_question(q, focus)] or _enumerated(quote, clause)
            for quantity in _asked_for(fresh, clause):
                if (quantity.number, quantity.unit) in told:
                    continue
                told.add((quantity.number, quantity.unit))
                yield Value(quantity.label or quantity.unit, quantity.number, quantity.unit, quantity.comparator)


def _enumerated(quote: Quote, clause: str) -> list[Told]:
    """How many things a sentence enumerates, where a number of them is asked for and none is told."""
    count = quote.sentence.text.count("、") + 1
    words = {"个", "家"} & set(measure_words_asked(clause))
    return [Told(Decimal(count), words.pop())] if words and count > LEAST_ENUMERATED else []


def _asked_for(quantities: Sequence[Told], clause: str) -> list[Told]:
    words = measure_words_asked(clause)
    money = says("money", clause) or bool(re.search("多少(?:钱|元|万|亿|经费|资金|工作经费)", clause))
    units = [*words, *(_MONEY if money else ())]
    if not units and (says("amount", clause) or says("target", clause)):
        units = [""]
    chosen: list[Told] = []
    for unit in units:
        fitting = [q for q in quantities if counts_in(q.unit, unit)]
        if unit == "个" and chosen:
            continue  # 几个站 is told with 站 already
        if "各" in clause or "分别" in clause:
            # 印刷费和差旅费各多少, of a sentence that tells seven of them.
            named = [q for q in fitting if q.subject and q.subject[-_NAME_END:] in clause]
            chosen += named if len(named) > 1 else fitting
        elif fitting:
            chosen.append(_nearest(fitting, clause))
    return chosen


def _nearest(quantities: Sequence[Told], focus: str) -> Told:
    """The number whose leading words share most with the question; of equals the first."""
    pairs = {focus[i : i + 2] for i in range(len(focus) - 1)}

    def shared(quantity: Told) -> tuple[int, float]:
        before = [quantity.before[i : i + 2] for i in range(len(quantity.before) - 1)]
        count = sum(pair in pairs for pair in before)
        # 代表394人 is nearer to 多少名代表参加 than 参加人数1000人: nothing else stands before it.
        return count, count / len(before) if before else 0.0

    return max(quantities, key=shared)


def _in_question(quantity: Told, focus: str) -> bool:
    asked = match_key(focus)
    if quantity.unit in YUAN_PER_UNIT:
        said = [Money.parse(found["amount"], found["unit"]) for found in _AMOUNT_SAID.finditer(asked)]
        return Money(quantity.number, quantity.unit).fen in {money.fen for money in said}
    told = re.escape(f"{plain_number(quantity.number)}{quantity.unit[:1]}")
    return re.search(rf"(?<![\d.]){told}", asked) is not None
