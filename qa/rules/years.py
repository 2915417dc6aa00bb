"""Rule: one organisation over several indexed years: change and growth computed, each year told, the highest year named."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from index.records import StoredDocument, version_label
from qa.context import Context
from qa.lexicon import measures
from qa.locate import Figure, Hints, locate_measure
from qa.plan import Plan, Selection
from qa.question import Question
from qa.rules.choose import rank_selection
from qa.rules.explain import explain
from qa.rules.figures import find_figures, taken_notes
from qa.versions import chosen_versions

_RANGE = re.compile(r"(?P<first>(?:19|20)\d{2})年?(?:度)?(?:到|至|—|-|~)(?P<last>(?:19|20)\d{2})")
_EVERY_YEAR = re.compile("(?:这|近|前|过去)?[两二三四五几2-9]年(?!级)|历年|各年|每年|逐年|哪一?年|年年")
_CHANGES = ("growth", "change", "difference")
_LAST_YEAR = re.compile("上年|去年|上一年|往年|前一年")


def years(question: Question, context: Context) -> Plan | None:
    """A plan over several years' documents of the organisation that a question is about."""
    organisations = {document.organisation for document in question.scope.documents}
    if len(organisations) != 1 or question.asks("derive", "define"):
        return None
    own = _by_year(context.store.directory.of_organisations(organisations), question, context)
    named = [year for year in _named_years(question) if year in own]
    if len(own) < 2:
        return None
    if question.asks(*_CHANGES) and not question.asks("highest", "lowest", "rank") and len(named) <= 2:
        return _change(question, own, named, context)
    chosen = named if len(named) > 1 else sorted(own) if not named and _EVERY_YEAR.search(question.focus) else []
    if len(chosen) < 2:
        return None
    figures = {year: _of_year(question, own[year], context) for year in chosen}
    return _over_years(question, figures, own)


def _by_year(documents: Iterable[StoredDocument], question: Question, context: Context) -> dict[int, StoredDocument]:
    """One document a year: the version that the question names, else the latest 预算, else the 决算."""
    found: dict[int, list[StoredDocument]] = {}
    for document in documents:
        found.setdefault(document.fiscal_year, []).append(document)
    return {year: chosen_versions(prints, question.scope.said[:1], context.store)[0] for year, prints in found.items()}


def _named_years(question: Question) -> list[int]:
    spans = _RANGE.search(question.clean)
    if spans:
        return list(range(int(spans["first"]), int(spans["last"]) + 1))
    return list(question.scope.years)


def _change(question: Question, own: dict[int, StoredDocument], named: Sequence[int], context: Context) -> Plan | None:
    """This year's figure against the base year's; None where the document itself tells the change, or a year is missing."""
    now = max(named, default=max(own))
    base = min(named) if len(named) > 1 else now - 1
    if base not in own or (
        len(named) < 2 and not _LAST_YEAR.search(question.focus) and not question.asks("growth", "change")
    ):
        return None
    if len(named) < 2:
        told = explain(question, context)
        if told is not None and told.operation != "refuse":
            return None
    figures = [_of_year(question, own[year], context) for year in (now, base)]
    if figures[0] is None or figures[1] is None:
        return None
    there = [figure for figure in figures if figure is not None]
    return _plan("growth", question, there, [own[now]])


def _of_year(question: Question, document: StoredDocument, context: Context) -> Figure | None:
    label = version_label(document)
    return figure_of(question, document, context, f"{document.fiscal_year}年" + (label if label != "预算" else ""))


def figure_of(question: Question, document: StoredDocument, context: Context, label: str) -> Figure | None:
    """The figure asked for in one document, with a label before its name; of all spending where nothing is named."""
    catalog = context.store.catalog(document.id)
    found = find_figures(question, catalog, guess=False)
    figure = next(iter(found.figures), None)
    if figure is None and not (found.links.items or found.links.absent or found.links.measures):
        figure = locate_measure(measures()["total_expenditure"], catalog, Hints())
    return replace(figure, label=f"{label}{figure.label}") if figure is not None else None


def _over_years(
    question: Question, figures: Mapping[int, Figure | None], own: Mapping[int, StoredDocument]
) -> Plan | None:
    there = [figure for figure in figures.values() if figure is not None and not figure.blank]
    if not there:
        return None
    blank = tuple(f"{year}年" for year, figure in figures.items() if figure is None or figure.blank)
    documents = [own[year] for year in figures]
    operation, selection = "list", Selection(all=True, in_order=True)
    if question.asks("highest", "lowest", "first_n", "last_n", "rank"):
        operation, selection = "rank", rank_selection(question)
    elif question.asks("compare") and len(there) == 2:
        operation = "difference"
    elif question.asks("average"):
        operation = "average"
    elif question.asks("sum") and not question.asks("list"):
        operation = "sum"
    return replace(_plan(operation, question, there, documents), selection=selection, blank=blank)


def _plan(operation: str, question: Question, figures: Sequence[Figure], documents: Sequence[StoredDocument]) -> Plan:
    name = re.sub(r"^\d{4}年", "", figures[0].label)
    return Plan(
        operation,
        tuple(figures),
        tuple(documents),
        question.unit,
        notes=(*question.scope.notes, *taken_notes(figures)),
        asked=question.intents,
        selection=Selection(all=True),
        set_name=name,
        head=documents[0].organisation,
    )
