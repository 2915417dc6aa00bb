"""Rule: what a term means, answered by the document's own definition, whole."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.text import drop_numbering, match_key
from index.records import StoredDocument
from qa.context import Context
from qa.lexicon import longest_first, measure_words, measures, scan
from qa.plan import Plan, Quote
from qa.question import Question

# (二)事业收入:指…, 八、提租补贴是指…: a sentence that says what its first words mean, wherever it stands.
_DEFINES = re.compile(
    r"(?:[(（]?[一二三四五六七八九十\d]+[)）]?[、.．]?)?[“\"]?(?P<term>[^:：,，。;；“”\"]{2,40})[”\"]?(?:[:：](?:是?指|是|反映|包括|主要)|是指)"
)
# 其中:公务用车购置费反映…;公务接待费反映…: terms defined inside the definition of their whole.
_DEFINES_WITHIN = re.compile(r"(?:其中:|[;。])(?P<term>[^:,。;“”\"]{2,24}?)(?:是指|反映|是反映|指|包括)")
# 住房改革支出(款)提租补贴(项) is 提租补贴.
_ITEM_LEVELS = re.compile(r"\([类款项]\)(?=.)|\(项\)$")

# Budgets define the same terms in much the same words: of a large index so many are read for one.
_DOCUMENTS_READ = 64


def define(question: Question, context: Context) -> Plan | None:
    """The definition of the longest term that the question names; documents asked for come first."""
    if not question.asks("define"):
        return None
    asked = question.scope.documents[:_DOCUMENTS_READ]
    known = {document.id for document in asked}
    others = () if question.scope.named else context.store.documents[:_DOCUMENTS_READ]
    others = tuple(document for document in others if document.id not in known)
    for documents in (asked, others):
        found = _definition(question.focus, documents, context)
        if found is not None:
            return Plan("quote", documents=(found.section.document,), quotes=(found,), asked=frozenset({"define"}))
    return None


def _definition(focus: str, documents: Sequence[StoredDocument], context: Context) -> Quote | None:
    terms: dict[str, Quote] = {}
    for document in documents:
        for section in context.store.catalog(document.id).sections:
            if section.kind == "term" and section.path:
                heading = match_key(section.path[-1]).rstrip(":")
                for key in (heading, _ITEM_LEVELS.split(drop_numbering(heading))[-1]):
                    terms.setdefault(key, Quote(section, section.sentences[0]))
            if section.kind == "form":
                continue
            for sentence in section.sentences:
                text = match_key(sentence.text)
                if found := _DEFINES.match(text):
                    terms.setdefault(_ITEM_LEVELS.split(found["term"])[-1], Quote(section, sentence))
                if section.kind == "term":
                    for within in _DEFINES_WITHIN.finditer(text):
                        terms.setdefault(within["term"], Quote(section, sentence))
    if not terms:
        return None
    # 因公出国(境)费用 is asked for as 因公出国(境)费, and the other way round.
    terms |= {_other_ending(key): quote for key, quote in terms.items() if _other_ending(key) not in terms}
    # 三公消费 is no term of the document; its measure 三公经费 is.
    words = {**{word: ids[0] for word, ids in measure_words()[0].items()}, **dict.fromkeys(terms, "")}
    for span in sorted(longest_first(scan(focus, words, longest=30)), key=lambda s: s.start - s.end):
        key = focus[span.start : span.end]
        quote = terms.get(key) or _named(terms, match_key(measures()[span.meaning].name) if span.meaning else key)
        if quote is not None:
            return quote
    return None


def _other_ending(term: str) -> str:
    return term.removesuffix("用") if term.endswith("费用") else f"{term}用" if term.endswith("费") else term


def _named(terms: dict[str, Quote], name: str) -> Quote | None:
    return next(
        (quote for key, quote in terms.items() if key == name or name.startswith(key) or key.startswith(name)), None
    )
