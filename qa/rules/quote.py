"""Rule: questions whose answer stands in a sentence; found by search, quoted and cited.

Sections are found by BM25 and vectors, the sentence in them by the words it shares with the question and by the form of the
answer: 几辆 wants a number with 辆, 为什么 a reason, 有哪些 an enumeration.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.patterns import section_kinds
from corpus.text import match_key
from index.records import Catalog, StoredDocument, StoredSection
from qa.context import Context
from qa.lexicon import term_pattern
from qa.plan import Plan, Quote
from qa.question import Question

if TYPE_CHECKING:
    from index.retrieve import Hit

_SECTIONS_READ = 8
_QUOTED_IN_LIST = 4
# Share of the question's telling words that the quoted sentence or its headings must hold.
_LEAST_SHARED = 0.34
_DULL = re.compile(r"[的了吗呢吧啊呀么是有在和与及或为把被让给到从对]|多少|什么|怎么|哪些|哪个|哪几|几个|请问|一共|总共|分别|主要|单位|部门|预算|年度|文件|里面|里|钱")
_REASON = re.compile(r"原因|由于|因为|主要是|为了|为.{2,30}[，,]")
_MEASURE_WORD = re.compile(r"(?:几|多少|多大)个?(?P<word>平方米|平米|[一-鿿])|(?P<area>面积)")
_KIND_BONUS = 0.25
_FORM_BONUS = 0.30


@dataclass(frozen=True, slots=True)
class _Scored:
    score: float
    shared: float
    quote: Quote
    position: int


def quote(question: Question, context: Context) -> Plan | None:
    """The sentence that answers, with up to two more where an enumeration runs on; None below the floor."""
    documents = question.scope.documents
    if not documents or (not question.scope.named and len(documents) > 1):
        return None
    hits = context.retriever.search(question.focus, [d.id for d in documents], kinds=("section",), top=_SECTIONS_READ)
    best = _best(question, hits, documents, context)
    if best is None:
        return None
    quotes = tuple(_with_rest(best, question))
    return Plan("quote", documents=(best.quote.section.document,), quotes=quotes, unit=question.unit, asked=question.intents)


def _best(
    question: Question, hits: Sequence[Hit], documents: Sequence[StoredDocument], context: Context
) -> _Scored | None:
    catalogs = {d.id: context.store.catalog(d.id) for d in documents}
    asked = _telling(question.focus)
    if not asked:
        return None
    weights = _weights(catalogs.values(), asked)
    scored = [entry for rank, hit in enumerate(hits) for entry in _of_hit(question, hit, rank, catalogs, asked, weights)]
    scored = [entry for entry in scored if entry.shared >= _LEAST_SHARED]
    return max(scored, key=lambda entry: (entry.score, -entry.position), default=None)


def _of_hit(
    question: Question, hit: Hit, rank: int, catalogs: dict[str, Catalog], asked: Sequence[str], weights: dict[str, float]
) -> Iterable[_Scored]:
    number, first, last = (int(part) for part in hit.chunk.reference.split(":"))
    section = catalogs[hit.chunk.document_id].sections[number - 1]
    wanted = _kinds_asked(question.focus)
    total = sum(weights.values()) or 1.0
    heading = match_key("".join(section.path))
    for position in range(first, last):
        sentence = section.sentences[position]
        text = match_key(sentence.text)
        own = sum(weights[piece] for piece in set(asked) if piece in text) / total
        shared = sum(weights[piece] for piece in set(asked) if piece in text or piece in heading) / total
        score = own + 0.5 * (shared - own) + 0.04 * (_SECTIONS_READ - rank)
        score += _KIND_BONUS if section.kind in wanted else 0.0
        score += _FORM_BONUS * _fits_form(question, text)
        yield _Scored(score, shared, Quote(section, sentence), position)


def _fits_form(question: Question, text: str) -> float:
    """1 where the sentence has the form of an answer to this kind of question, -1 where it cannot be one."""
    if question.asks("quantity"):
        return 1.0 if any(re.search(rf"\d[\d,.]*\s*{word}", text) for word in measure_words_asked(question.focus)) else -1.0
    if question.asks("why"):
        return 1.0 if _REASON.search(text) else 0.0
    if question.asks("list"):
        return 1.0 if text.count("、") >= 2 else 0.0
    if question.asks("amount"):
        return 1.0 if re.search(r"\d", text) else -0.5
    return 0.0


def measure_words_asked(focus: str) -> list[str]:
    """The measure words a question wants a number with: 几辆 is 辆, 面积 is 平方米."""
    words: list[str] = []
    for found in _MEASURE_WORD.finditer(focus):
        word = "平方米" if found["area"] or found["word"] == "平米" else found["word"]
        words.append(re.escape(word))
    return list(dict.fromkeys(words))


def _kinds_asked(focus: str) -> frozenset[str]:
    return frozenset(kind.kind for kind in section_kinds() if any(word in focus for word in kind.words))


def _telling(focus: str) -> list[str]:
    """Character pairs of the question that say what it is about."""
    bare = term_pattern("amount").sub(" ", focus)
    bare = _DULL.sub(" ", bare)
    pieces = [run for run in re.findall(r"[一-鿿a-z0-9]+", bare)]
    return [run[i : i + 2] for run in pieces for i in range(max(1, len(run) - 1)) if len(run) >= 2]


def _weights(catalogs: Iterable[Catalog], pieces: Sequence[str]) -> dict[str, float]:
    """How telling each pair is: rare among the sentences of the documents weighs more."""
    texts = [match_key(s.text) for catalog in catalogs for section in catalog.sections for s in section.sentences]
    counts = Counter(piece for piece in set(pieces) for text in texts if piece in text)
    return {piece: math.log(1 + len(texts) / (1 + counts[piece])) for piece in set(pieces)}


def _with_rest(best: _Scored, question: Question) -> list[Quote]:
    section: StoredSection = best.quote.section
    quotes = [best.quote]
    if question.asks("list") and best.quote.sentence.text.count("、") < 2:
        following = section.sentences[best.position + 1 : best.position + _QUOTED_IN_LIST]
        quotes.extend(Quote(section, sentence) for sentence in following)
    return quotes
