"""Rule: a 决算 set against the budget that it carries out: 年初预算多少, 比预算少多少, 完成预算的百分之几.

The table may print both columns; where it does not, the sentence that tells the 决算 of the same item tells its budget.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from corpus.money import Money
from corpus.text import match_key
from index.catalog import Catalog
from index.records import StoredDocument
from qa.context import Context
from qa.lexicon import Span, blank_out, term_patterns
from qa.locate import Figure, Located, Told
from qa.plan import Plan, Quote, Selection
from qa.question import Question
from qa.rules.figures import find_figures, taken_notes

# How each stage of the budget is called in an answer, and in the sentences of a 决算.
_STAGES = {"budgeted": "年初预算", "adjusted": "全年预算"}
_AMOUNT = r"预算(?:数|安排)?(?:为|是|:)?(?P<amount>\d[\d,]*(?:\.\d+)?)(?P<unit>亿元|万元|元)"
_TOLD = {"budgeted": re.compile(f"(?:年初)?{_AMOUNT}"), "adjusted": re.compile(f"(?:全年|调整后?的?){_AMOUNT}")}
_FINAL = re.compile(r"(?P<amount>\d[\d,]*(?:\.\d+)?)(?P<unit>亿元|万元|元)")
_REASON = re.compile("原因|由于|因为")
# The item's name may stand so many sentences before its amounts: …食品安全监管(项)。年初预算为….
_SENTENCES_BETWEEN = 2


def against_budget(question: Question, context: Context) -> Plan | None:
    """A plan over what a 决算 prints as its budget; None where the question names no stage of the budget."""
    documents = question.scope.documents
    if len(documents) != 1 or documents[0].kind != "决算":
        return None
    stage = next((stage for stage in _STAGES if _spans(question.focus, stage)), "")
    if not stage:
        return None
    catalog = context.store.catalog(documents[0].id)
    spans = [span for key in (*_STAGES, "final", "completed") for span in _spans(question.focus, key)]
    # What is asked of the two is said by the intents; left in place, 比 and 差多少 would be linked to rows.
    bare = replace(question, focus=blank_out(question.focus, spans))
    final = next((f for f in find_figures(bare, catalog).figures if not f.blank), None)
    if final is None:
        # What a sentence tells of the 决算 is no answer to a question for the budget alone.
        only = not _spans(question.focus, "final") and find_figures(bare, catalog).links.measures
        return _refused(question, catalog.document, "所问项目", stage) if only else None
    planned = _column(bare, catalog, stage) or _told(final, catalog, stage)
    if planned is None and stage == "budgeted" and not _says_first(question.focus):
        # 预算数 alone: where the sentences tell only the budget of the whole year, that is said.
        stage = "adjusted"
        planned = _column(bare, catalog, stage) or _told(final, catalog, stage)
    if planned is None and not question.asks("why"):
        return _untold(question, final, stage)
    if question.asks("why") and (reason := _reason(final, catalog, stage)):
        return Plan("quote", documents=documents, unit=question.unit, quotes=reason, asked=question.intents)
    if planned is None:
        return _untold(question, final, stage)
    planned = replace(planned, label=f"{final.label}{_STAGES[stage]}数")
    return _plan(question, replace(final, label=f"{final.label}决算数"), planned)


def _untold(question: Question, final: Figure, stage: str) -> Plan:
    """That a 决算 tells no budget of an item: what was spent never stands in for what was planned."""
    document = final.catalog.document
    missing = _missing(document, final.label, stage)
    set_against = question.asks("difference", "change", "compare", "share", "ratio")
    if _spans(question.focus, "final") and not set_against:
        notes = (*question.scope.notes, missing)
        return Plan("figures", (final,), (document,), question.unit, notes=notes, asked=question.intents)
    return _refused(question, document, final.label, stage)


def _missing(document: StoredDocument, label: str, stage: str) -> str:
    return f"{document.organisation}{document.fiscal_year}年决算里没有列出{label}的{_STAGES[stage]}数"


def _refused(question: Question, document: StoredDocument, label: str, stage: str) -> Plan:
    message = f"{_missing(document, label, stage)}，可以问决算数。"
    return Plan("refuse", (), (document,), status="not_found", message=message, notes=question.scope.notes)


def _says_first(focus: str) -> bool:
    return "年初" in focus


def _spans(text: str, key: str) -> list[Span[str]]:
    return [
        Span(found.start("said"), found.end("said"), key)
        for pattern in term_patterns(f"stage_{key}_pattern")
        for found in pattern.finditer(text)
    ]


def _column(question: Question, catalog: Catalog, stage: str) -> Figure | None:
    """The figure under 预算数 beside 决算数."""
    figures = find_figures(replace(question, period=stage), catalog).figures
    return next((figure for figure in figures if not figure.blank and figure.told is None), None)


def _told(final: Figure, catalog: Catalog, stage: str, *, elsewhere: bool = False) -> Figure | None:
    """The budget told in the sentence that tells the very amount of the 决算, of the item that it names or the ones before.

    Args: elsewhere, whether the amount may be the one that another table prints of the item (财政拨款 alone).
    """
    cells = (*final.cells, *final.others) if elsewhere else final.cells
    amounts = {cell.fact.fen for cell in cells if cell.fact is not None}
    names = {match_key(name) for cell in final.cells for name in _names(cell)} | {match_key(final.label)}
    if not amounts or len(final.cells) != 1:
        return None
    for section in catalog.sections:
        texts = [sentence.text.replace(" ", "") for sentence in section.sentences]
        for place, text in enumerate(texts):
            planned = _TOLD[stage].search(text)
            if planned is None or amounts.isdisjoint(_amounts_after(text, planned.end())):
                continue
            around = match_key("".join(texts[max(0, place - _SENTENCES_BETWEEN) : place]) + text[: planned.start()])
            if any(name in around for name in names):
                money = Money.parse(planned["amount"], planned["unit"])
                told = Told(section, section.sentences[place], money)
                return Figure(final.label, catalog, (), told, (), final.how, final.word)
    return None


def _reason(final: Figure, catalog: Catalog, stage: str) -> tuple[Quote, ...]:
    """The sentence that sets an item's 决算 against its budget and says why they differ; () where none gives a reason."""
    found = _told(final, catalog, stage) or _told(final, catalog, stage, elsewhere=True)
    if found is None or found.told is None:
        return ()
    section, sentence = found.told.section, found.told.sentence
    place = section.sentences.index(sentence)
    told = [s for s in section.sentences[place : place + _SENTENCES_BETWEEN] if s is sentence or _REASON.search(s.text)]
    return tuple(Quote(section, s) for s in told) if any(_REASON.search(s.text) for s in told) else ()


def _amounts_after(text: str, start: int) -> set[int]:
    return {Money.parse(found["amount"], found["unit"]).fen for found in _FINAL.finditer(text, start)}


def _names(cell: Located) -> Iterator[str]:
    if cell.row is not None:
        yield cell.row.subject


def _plan(question: Question, final: Figure, planned: Figure) -> Plan:
    operation, figures = "list", [planned, final]
    if question.asks("share", "ratio") or _spans(question.focus, "completed"):
        operation, figures = "share", [final, planned]
    elif question.asks("difference", "change", "compare"):
        operation, figures = "difference", [final, planned]
    elif not _spans(question.focus, "final"):
        operation, figures = "figures", [planned]
    document = final.catalog.document
    return Plan(
        operation,
        tuple(figures),
        (document,),
        question.unit,
        notes=(*question.scope.notes, *taken_notes(figures)),
        asked=question.intents,
        selection=Selection(all=True, in_order=True),
        head=f"{document.organisation}{document.fiscal_year}年" if operation == "list" else "",
        set_name="各数" if operation == "list" else "",
    )
