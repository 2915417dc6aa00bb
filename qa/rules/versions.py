"""Rule: two versions of one organisation's budget of one year against each other: 预算 and 决算, before and after an adjustment."""

from __future__ import annotations

from collections.abc import Sequence

from index.records import StoredDocument, version_label
from qa.context import Context
from qa.locate import Figure
from qa.plan import Plan, Selection
from qa.question import Question
from qa.rules.figures import taken_notes
from qa.rules.years import figure_of
from qa.versions import distinct_labels, missing_versions

_CHANGES = ("growth", "change")


def versions(question: Question, context: Context) -> Plan | None:
    """A plan over the versions that a question names; None where it names one, or none."""
    documents = question.scope.documents
    missing, there = missing_versions(question.scope, context.store)
    if missing:
        who = f"{there[0].organisation}{there[0].fiscal_year}年"
        has = "、".join(f"{version_label(document)}（{document.name}）" for document in there)
        message = f"没有{who}的{'、'.join(missing)}，现有：{has}。"
        return Plan("refuse", status="not_found", message=message, documents=tuple(there))
    slots = {(d.organisation, d.fiscal_year) for d in documents}
    if len(question.scope.said) + ("each" in question.scope.said) < 2 or len(slots) != 1 or len(documents) < 2:
        return None
    labels = distinct_labels(documents)
    found = [figure_of(question, document, context, label) for document, label in zip(documents, labels, strict=True)]
    figures = [figure for figure in found if figure is not None]
    if len(figures) < len(documents):
        return None
    if len(figures) == 2 and question.asks(*_CHANGES):
        # 调整后比年初增加多少: the version named first against the one it is set beside.
        return _plan("growth", question, documents, figures)
    if len(figures) == 2 and (question.asks("difference", "compare") or not question.asks("list")):
        return _plan("difference", question, documents, figures)
    return _plan("list", question, documents, [figure for figure in figures if not figure.blank])


def _plan(operation: str, question: Question, documents: Sequence[StoredDocument], figures: Sequence[Figure]) -> Plan:
    return Plan(
        operation,
        tuple(figures),
        tuple(documents),
        question.unit,
        notes=(*question.scope.notes, *taken_notes(figures)),
        asked=question.intents,
        selection=Selection(all=True, in_order=True),
        head=f"{documents[0].organisation}{documents[0].fiscal_year}年",
        set_name="各版",
    )
