"""Rule: there is no document of that organisation or year, and nothing else is given in its place."""

from __future__ import annotations

from qa.context import Context
from qa.items import link_items
from qa.plan import Plan
from qa.question import Question

# The year may be part of an item's name: so many documents are looked at for one.
_DOCUMENTS_READ = 64


def missing(question: Question, context: Context) -> Plan | None:
    """A refusal that says what is missing and what there is, where the scope found no document.

    A year may also be part of a project's name (2024年、2025年残保金): then it is no year asked for.
    """
    scope = question.scope
    if not scope.problem:
        return None
    if scope.problem == "year":
        directory = context.store.directory
        documents = directory.of_organisations(scope.organisations) if scope.organisations else directory.documents
        for document in documents[:_DOCUMENTS_READ]:
            links = link_items(question.clean, context.store.catalog(document.id))
            if any(str(year) in item.name for item in links.items for year in scope.years):
                return None
    return Plan("refuse", status="not_found", message=scope.message)
