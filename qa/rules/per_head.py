"""Rule: a figure per head, where the document says how many people there are; without their number it is refused later."""

from __future__ import annotations

from index.catalog import Catalog
from qa.context import Context
from qa.lexicon import says
from qa.plan import Plan, Quote
from qa.question import Question
from qa.rules.figures import find_figures
from qa.rules.told_first import promised

_PEOPLE = ("人", "名")


def per_head(question: Question, context: Context) -> Plan | None:
    """A plan of the figure and the sentence that tells the number of people."""
    documents = question.scope.documents
    if not question.asks("per_head") or question.asks("target") or len(documents) != 1:
        return None
    if (rate := promised(question, context)) is not None:
        return rate  # 一个人发多少钱 of a project is the rate that its form tells
    catalog = context.store.catalog(documents[0].id)
    people = _people(catalog)
    figure = next((f for f in find_figures(question, catalog).figures if not f.blank), None)
    if people is None or figure is None:
        return None
    return Plan(
        "per_head",
        (figure,),
        (documents[0],),
        question.unit,
        quotes=(people,),
        notes=question.scope.notes,
        asked=question.intents,
    )


def _people(catalog: Catalog) -> Quote | None:
    """The sentence that tells how many people work there."""
    for fact in catalog.told:
        if fact.told.unit in _PEOPLE and fact.told.number > 0 and says("staff", fact.told.subject):
            section = catalog.sections[fact.section - 1]
            return Quote(section, section.sentences[fact.sentence - 1], asked=fact.told.subject)
    return None
