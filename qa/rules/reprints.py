"""What other prints of the same budget say of a figure: told beside the answer, which is of the latest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index.records import StoredDocument
from qa.context import Context
from qa.locate import Figure
from qa.question import Question
from qa.rules.figures import find_figures
from qa.versions import distinct_labels, other_prints

_OTHERS_TOLD = 3


def notes_on_others(
    question: Question, document: StoredDocument, figures: Sequence[Figure], context: Context
) -> list[str]:
    """What other prints of the same budget say of the first figure, where it is another amount; each with its place."""
    first = next((figure for figure in figures if figure.facts), None)
    if first is None or question.scope.said:
        return []
    others = other_prints(document, context.store)[-_OTHERS_TOLD:]
    notes = []
    for other, label in zip(others, distinct_labels(others), strict=True):
        same = find_figures(
            replace(question, scope=replace(question.scope, documents=(other,))), context.store.catalog(other.id)
        )
        figure = next((figure for figure in same.figures if figure.label == first.label), None)
        fact = next(iter(figure.facts), None) if figure else None
        if fact is not None and fact.money.yuan != first.facts[0].money.yuan:
            amount = f"{fact.money.amount}{fact.money.money_unit}"
            notes.append(f"{label}里{first.label}是 {amount}（{other.name} 第{fact.line}行第{fact.cell}格）")
    return notes
