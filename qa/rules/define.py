"""Rule: what a term means, answered by the document's own definition, whole."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from corpus.text import drop_numbering, match_key
from index.catalog import Catalog
from index.records import StoredDocument
from qa.context import Context
from qa.lexicon import longest_first, measure_words, measures, scan
from qa.plan import Plan, Quote
from qa.question import Question
from qa.rules.forms import asks_field

# (二)事业收入:指…, 八、提租补贴是指…: a sentence that says what its first words mean, wherever it stands.
_DEFINES = re.compile(
    r"(?:[(（]?[一二三四五六七八九十\d]+[)）]?[、.．]?)?[“\"]?(?P<term>[^:：,，。;；“”\"]{2,40})[”\"]?(?:[:：](?:是?指|是|反映|包括|主要)|是指)"
)
# 其中:公务用车购置费反映…;公务接待费反映…: terms defined inside the definition of their whole.
_DEFINES_WITHIN = re.compile(r"(?:其中:|[;。])(?P<term>[^:,。;“”\"]{2,48}?):?(?:是指|反映|是反映|指|包括)")
# In a form: 代表联络站是县乡人大工作的创新做法, 预算联网监督平台是对…实时在线监督.
_IS = re.compile(r"^(?P<term>[^:,，。;]{3,24}?),?(?:是指|是以|是对|是)(?!否|因|由|为了|在|不)[^,]{4,}")
_OWN = re.compile("^(?:我?[省市县区])?(?:人大)?(?:常委会)?")
_WHAT = ("是什么", "是啥", "指什么", "指啥")
_WHAT_IS = re.compile(
    r"(?:^|[里中](?:所?[讲说写提指]到?)?的?|[\s“\"])(?P<term>[^,，。里中的\s“”\"]{3,20}?)[”\"]?(?:又|到底|究竟)?(?:是|指)(?:什么|啥)[?？]?$"
)
# 财政拨款包含哪些: what a definition counts up.
_INCLUDES = re.compile(
    "(?P<term>[^,，。、:：]{2,20}?)(?:里面?|中|都|主要|具体|到底|一般|又|是|的)*(?:包含|包括|涵盖)(?:了|的是)?(?:哪|什么|啥|些)"
)
_SAYS_INCLUDES = re.compile("包含|包括|涵盖")
_COUNTS_UP = re.compile("包含|包括")
_SHORTEST_TERM = 3
_SHORT_DEFINITION = 60
_PARTED = re.compile("[、和及]")
_LEAST_COUNTED = 2
# 住房改革支出(款)提租补贴(项) is 提租补贴.
_ITEM_LEVELS = re.compile(r"\([类款项]\)(?=.)|\(项\)$")

# Budgets define the same terms in much the same words: of a large index so many are read for one.
_DOCUMENTS_READ = 64


def define(question: Question, context: Context) -> Plan | None:
    """The definition of the longest term that the question names; documents asked for come first."""
    if not question.asks("define"):
        return _what_is(question, context) or _included(question, context)
    if asks_field(question.focus):
        return None  # 代表之家的立项依据是什么
    asked = question.scope.documents[:_DOCUMENTS_READ]
    known = {document.id for document in asked}
    others = () if question.scope.named else context.store.documents[:_DOCUMENTS_READ]
    others = tuple(document for document in others if document.id not in known)
    for documents in (asked, others):
        found = _definition(question.focus, documents, context)
        if found is not None:
            return Plan("quote", documents=(found.section.document,), quotes=(found,), asked=frozenset({"define"}))
    return None


def _what_is(question: Question, context: Context) -> Plan | None:
    """The definition of a term of the document's own list, of which nothing is asked but what it is: …里的单位资金是什么."""
    asks = _WHAT_IS.search(question.focus) if question.focus.rstrip("?？").endswith(_WHAT) else None
    documents = question.scope.documents
    if asks is None or not documents:
        return None
    quote = _terms(context.store.catalog(documents[0].id)).get(asks["term"])
    if quote is None or quote.section.kind != "term":
        return None
    return Plan("quote", documents=(documents[0],), quotes=(quote,), asked=frozenset({"define"}))


def _included(question: Question, context: Context) -> Plan | None:
    """The definition of a term of which is asked what it includes, where the definition counts it up."""
    # Every question passes here: a plain look for the words comes first.
    asks = _INCLUDES.search(question.focus) if _SAYS_INCLUDES.search(question.focus) else None
    documents = question.scope.documents
    if asks is None or not documents or question.asks("amount", "money", "quantity"):
        return None
    terms = _terms(context.store.catalog(documents[0].id))
    ends = {ending: key for key in terms for ending in (_other_ending(key), key)}
    named = max((ending for ending in ends if asks["term"].endswith(ending)), key=len, default="")
    quote = terms.get(ends.get(named, ""))
    if quote is None or quote.section.kind != "term" or not _counts_up(quote.sentence.text):
        return None
    return Plan("quote", documents=(documents[0],), quotes=(quote,), asked=frozenset({"define"}))


def _counts_up(definition: str) -> bool:
    """Whether a definition says what a term includes: by the word, or as no more than an enumeration."""
    short = len(definition) <= _SHORT_DEFINITION
    told = drop_numbering(definition)
    return bool(_COUNTS_UP.search(told)) or (short and len(_PARTED.findall(told)) >= _LEAST_COUNTED)


@lru_cache(maxsize=64)
def _terms(catalog: Catalog) -> dict[str, Quote]:
    """What a document defines, read once: the definitions of its 名词解释 first, then those of other parts, then forms."""
    terms: dict[str, Quote] = {}
    for section in catalog.sections:
        if section.kind == "term" and section.path:
            heading = match_key(section.path[-1]).rstrip(":")
            for key in (heading, item_of(drop_numbering(heading))):
                terms.setdefault(key, Quote(section, section.sentences[0]))
        for sentence in section.sentences if section.kind != "form" else ():
            text = match_key(sentence.text)
            if found := _DEFINES.match(text):
                terms.setdefault(item_of(found["term"]), Quote(section, sentence))
            if section.kind == "term":
                for within in _DEFINES_WITHIN.finditer(text):
                    terms.setdefault(item_of(drop_numbering(within["term"])), Quote(section, sentence))
    for section in catalog.sections:
        for sentence in section.sentences if section.kind == "form" else ():
            if found := _IS.match(match_key(sentence.text)):
                whole = found["term"]
                for key in (whole, _OWN.sub("", whole), _OWN.sub("", whole).removesuffix("建设")):
                    if len(key) >= _SHORTEST_TERM:
                        terms.setdefault(key, Quote(section, sentence))
    return terms


def _definition(focus: str, documents: Sequence[StoredDocument], context: Context) -> Quote | None:
    terms: dict[str, Quote] = {}
    for document in documents:
        for key, told in _terms(context.store.catalog(document.id)).items():
            terms.setdefault(key, told)
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


def item_of(term: str) -> str:
    """The 项 of a term: 应急管理事务(款)安全监管(项) is 安全监管."""
    return next((part for part in reversed(_ITEM_LEVELS.split(term)) if part), term)


def _other_ending(term: str) -> str:
    return term.removesuffix("用") if term.endswith("费用") else f"{term}用" if term.endswith("费") else term


def _named(terms: dict[str, Quote], name: str) -> Quote | None:
    return next(
        (quote for key, quote in terms.items() if key == name or name.startswith(key) or key.startswith(name)), None
    )
