"""Rule: what a term means, answered by the document's own definition, whole."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.text import match_key
from index.records import StoredDocument, StoredSection
from qa.context import Context
from qa.lexicon import longest_first, measure_words, measures, scan
from qa.plan import Plan, Quote
from qa.question import Question


def define(question: Question, context: Context) -> Plan | None:
    """The definition of the longest term that the question names; documents asked for come first."""
    if not question.asks("define"):
        return None
    asked = list(question.scope.documents)
    others = [d for d in context.store.documents if d not in asked] if not question.scope.named else []
    for documents in (asked, others):
        found = _definition(question.focus, documents, context)
        if found is not None:
            return Plan("quote", documents=(found.section.document,), quotes=(found,), asked=frozenset({"define"}))
    return None


def _definition(focus: str, documents: Sequence[StoredDocument], context: Context) -> Quote | None:
    terms: dict[str, StoredSection] = {}
    for document in documents:
        for section in context.store.catalog(document.id).sections:
            if section.kind == "term" and section.path:
                terms.setdefault(match_key(section.path[-1]), section)
    if not terms:
        return None
    # 三公消费 is no term of the document; its measure 三公经费 is.
    words = {**{word: ids[0] for word, ids in measure_words()[0].items()}, **dict.fromkeys(terms, "")}
    for span in sorted(longest_first(scan(focus, words, longest=30)), key=lambda s: s.start - s.end):
        key = focus[span.start : span.end]
        found = terms.get(key) or _named(terms, match_key(measures()[span.meaning].name) if span.meaning else key)
        if found is not None:
            return Quote(found, found.sentences[0])
    return None


def _named(terms: dict[str, StoredSection], name: str) -> StoredSection | None:
    return next(
        (section for key, section in terms.items() if key == name or name.startswith(key) or key.startswith(name)), None
    )
