"""Rule: a part of the text asked for by its own name (主要职责, 机构设置), quoted whole."""

from __future__ import annotations

from corpus.patterns import SectionKind, section_kinds
from index.catalog import Catalog
from qa.context import Context
from qa.lexicon import term_pattern
from qa.plan import Plan, Quote
from qa.question import Question

# These parts are lists that a reader wants whole; of others one sentence answers.
_WHOLE = ("duty", "office")
_MOST = 20


def sections(question: Question, context: Context) -> Plan | None:
    """The sentences of the part that the question names and says nothing else about; None where it is about a detail."""
    documents = question.scope.documents
    if not documents or not question.scope.named or len({document.organisation for document in documents}) != 1:
        return None
    if question.asks("amount", "money", "quantity", "why"):
        return None
    for kind in section_kinds():
        if kind.kind in _WHOLE and _only(question.focus, kind):
            quotes = _quotes(context.store.catalog(documents[0].id), kind.kind)
            if quotes:
                return Plan("quote", documents=(documents[0],), quotes=quotes, asked=question.intents)
    return None


def _only(focus: str, kind: SectionKind) -> bool:
    words = sorted(kind.words, key=len, reverse=True)
    rest = focus
    for word in words:
        rest = rest.replace(word, "")
    return rest != focus and not term_pattern("part_filler").sub("", rest).strip()


def _quotes(catalog: Catalog, kind: str) -> tuple[Quote, ...]:
    found = (Quote(s, sentence) for s in catalog.sections if s.kind == kind for sentence in s.sentences)
    return tuple(quote for _, quote in zip(range(_MOST), found, strict=False))
