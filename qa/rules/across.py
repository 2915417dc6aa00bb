"""Rule: what only sentences tell (growth, areas, shares), asked of several units: each is asked by itself, then compared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from index.records import StoredDocument
from qa.context import Context
from qa.lexicon import term_pattern, term_patterns
from qa.members import latest_of_each
from qa.plan import Plan
from qa.question import Question
from qa.rules.choose import rank_selection
from qa.rules.combine import share
from qa.rules.explain import explain
from qa.rules.quote import quote

# What is asked over units belongs to the comparison, not to each unit's own question.
_OVER_UNITS = frozenset(
    {"highest", "lowest", "first_n", "last_n", "rank", "compare", "difference", "list", "count", "all_units", "sum"}
)
_COMPARING = ("all_units", "rank", "highest", "lowest")
_MOST_UNITS = 50
_LEAST_TOLD = 2


def across(question: Question, context: Context) -> Plan | None:
    """One plan a unit, with what is to be chosen among their answers."""
    documents = latest_of_each(question.scope.documents)
    if not 2 <= len(documents) <= _MOST_UNITS or not (question.scope.named or question.asks("all_units")):
        return None
    rule = _rule(question)
    if rule is None:
        return None
    parts = tuple(plan for document in documents if (plan := rule(_of_unit(question, document), context)) is not None)
    if sum(part.operation != "refuse" for part in parts) < _LEAST_TOLD:
        return None
    return Plan(
        "across",
        documents=tuple(documents),
        unit=question.unit,
        notes=question.scope.notes,
        asked=question.intents,
        selection=rank_selection(question),
        over_units=True,
        parts=parts,
    )


def _rule(question: Question) -> Callable[[Question, Context], Plan | None] | None:
    if question.asks("growth", "change"):
        return explain
    if question.asks("share"):
        return share
    if question.asks("quantity"):
        return quote
    return None


def _of_unit(question: Question, document: StoredDocument) -> Question:
    scope = replace(question.scope, documents=(document,), organisations=(document.organisation,), named=True, notes=())
    return replace(question, scope=scope, focus=_of_each(question.focus), intents=question.intents - _OVER_UNITS)


def _of_each(focus: str) -> str:
    """What is asked of each unit, without the words that count units and compare them (三家人大机关, 从大到小)."""
    for key in _COMPARING:
        for pattern in (term_pattern(key), *term_patterns(f"{key}_pattern")):
            focus = pattern.sub(lambda found: " " * len(found[0]), focus)
    return focus
