"""Rule: questions whose answer stands in a sentence; found by search, quoted and cited.

Sections are found by BM25 and vectors, the sentence in them by the words it shares with the question and by the form of the
answer: 几辆 wants a number with 辆, 为什么 a reason, 有哪些 an enumeration. A question of several clauses gets a sentence
for each.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from corpus.model import Sentence
from corpus.patterns import section_kinds
from corpus.text import match_key
from index.records import Catalog, StoredDocument
from qa.context import Context
from qa.items import link_items, link_part
from qa.lexicon import says, term_pattern
from qa.locate import Figure
from qa.pairs import share_of, telling, weights
from qa.plan import Plan, Quote
from qa.projects import Project, project_named
from qa.question import INTENTS, Question, measure_words_asked
from qa.rules.figures import find_figures
from qa.rules.forms import TARGETS_SECTION, class_targets, field_quotes
from qa.targets import TargetLink, asks_rate, link_target

if TYPE_CHECKING:
    from index.retrieve import Hit

_SECTIONS_READ = 8
# A short section told line by line (下属2个事业单位: …) is quoted whole where a list is asked for.
_SHORT_SECTION = 6
_SHORT_LINE = 40
# Share of the question's telling words that the quoted sentence or its headings must hold.
_LEAST_SHARED = 0.34
_REASON = re.compile(r"原因|由于|因为|主要是|为了|为.{2,30}[，,]")
_ASKS_MONEY = re.compile("多少(?:钱|元|万|亿|经费|资金)")
_MONEY = re.compile(r"\d[\d,.]*(?:亿|万)?元|\d[\d,.]*万")
_PURPOSE = re.compile(r"用于|用来|用作|用途")
_ASKS_PURPOSE = re.compile(r"干什么|干啥|做什么|用途|用在|用来|用于")
_CLAUSE = re.compile(r"[?？;；。,，、]")
_INTERROGATIVE = re.compile(r"几|多少|哪|什么|谁|多大|为何|吗|怎")
_LISTS = re.compile(r"哪[两三四五六几些]")
_KIND_BONUS = 0.25
_FORM_BONUS = 0.45
_PROJECT_BONUS = 0.20
_MOST_CLAUSES = 4
LEAST_ENUMERATED = 3


@dataclass(frozen=True, slots=True)
class _Scored:
    score: float
    shared: float
    quote: Quote
    position: int


@dataclass(frozen=True, slots=True)
class _Search:
    """What one clause is searched with: its own pairs of characters at full weight, those of the rest at less."""

    question: Question
    weights: dict[str, float]
    catalogs: dict[str, Catalog]
    project: Project | None


def quote(question: Question, context: Context) -> Plan | None:
    """The sentences that answer, one a clause; None below the floor."""
    documents = question.scope.documents
    if not documents or (not question.scope.named and len(documents) > 1) or _wants_absent_amount(question, context):
        return None
    catalogs = {d.id: context.store.catalog(d.id) for d in documents}
    project = _project(question.focus, catalogs.values())
    clauses = _clauses(question)
    texts = dict.fromkeys([question.focus, *(clause.focus for clause in clauses)])
    hits: list[Hit] | None = None
    # One sentence may answer two clauses (2台(套)，合计价值114.04万元): it is quoted once and asked for both.
    found: dict[tuple[int, Sentence], Quote] = {}
    targets: list[TargetLink] = []
    figures: list[Figure] = []
    for clause in clauses:
        if project is not None:
            listed = class_targets(clause.focus, project)
            fields = field_quotes(clause.focus, project)
            figure = _sum_of_project(clause, project, catalogs.values()) if len(clauses) > 1 else None
            targets += listed
            figures += [figure] if figure is not None else []
            found |= {(quote.section.number, quote.sentence): quote for quote in fields}
            if listed or fields or figure is not None:
                continue
        link = _target(clause, question, catalogs.values(), project)
        if link is not None:
            targets.append(link)
            continue
        if hits is None:
            hits = [hit for text in texts for hit in _search(text, catalogs, context)]
        search = _Search(clause, _weights(catalogs.values(), clause.focus, question.focus), catalogs, project)
        best = _best(search, hits)
        if best is not None:
            for chosen in _with_rest(best, clause):
                key = (chosen.section.number, chosen.sentence)
                asked = f"{found[key].asked}；{clause.focus}" if key in found else clause.focus
                found[key] = replace(chosen, asked=asked)
    if not (found or targets):
        return None
    return _plan(question, tuple(found.values()), tuple(targets), tuple(figures))


def _search(text: str, catalogs: dict[str, Catalog], context: Context) -> list[Hit]:
    return context.retriever.search(text, list(catalogs), kinds=("section",), top=_SECTIONS_READ)


def _sum_of_project(clause: Question, project: Project, catalogs: Iterable[Catalog]) -> Figure | None:
    """The project's amount, where a clause asks for nothing but the sum (…，合计多少)."""
    if not clause.asks("amount", "money", "sum") or asks_rate(clause.focus):
        return None
    if telling(term_pattern("sum").sub(" ", clause.focus)):
        return None
    asked = replace(clause, focus=match_key(project.name) + "多少钱", intents=frozenset({"amount", "money"}))
    for catalog in catalogs:
        found = find_figures(asked, catalog, guess=False).figures
        if found:
            return found[0]
    return None


def _plan(
    question: Question, quotes: tuple[Quote, ...], targets: tuple[TargetLink, ...], figures: tuple[Figure, ...]
) -> Plan:
    document: StoredDocument = targets[0].target.table.document if targets else quotes[0].section.document
    return Plan("quote", figures, (document,), question.unit, quotes=quotes, targets=targets, asked=question.intents)


def _target(
    clause: Question, question: Question, catalogs: Iterable[Catalog], project: Project | None
) -> TargetLink | None:
    """The target of a form that a clause asks for."""
    if clause.asks("why", "define"):
        return None
    links = [
        link
        for catalog in catalogs
        if (link := link_target(clause.focus, question.focus, catalog.targets, project)) is not None
    ]
    return max(links, key=lambda link: link.score, default=None)


def _wants_absent_amount(question: Question, context: Context) -> bool:
    """Whether an amount is asked for of a standard item that the document has not, or of a source of funds that it does
    not tell for the item: no sentence makes up for it."""
    if question.asks("prose", "quantity", "target", "why") or not question.asks("amount", "money"):
        return False
    found = [find_figures(question, context.store.catalog(d.id), guess=False) for d in question.scope.documents[:1]]
    return any(f.links.absent_names or (f.unlocated and not f.figures) for f in found)


def _clauses(question: Question) -> list[Question]:
    """The clauses that ask something, each as a question of its own; the whole where only one does."""
    asking = [
        piece for piece in _CLAUSE.split(question.focus) if _INTERROGATIVE.search(piece) and len(piece.strip()) >= 3
    ]
    if len(asking) < 2:
        return [question]
    return [
        replace(question, focus=piece, intents=frozenset(key for key in INTENTS if says(key, piece)))
        for piece in asking[:_MOST_CLAUSES]
    ]


def _project(focus: str, catalogs: Iterable[Catalog]) -> Project | None:
    """The project that a question is about, by its name or a part of it."""
    for catalog in catalogs:
        links = link_items(focus, catalog)
        named = [item.name for item in links.items if any(row.role == "project" for row in item.rows)]
        guessed = [link.name for link in link_part(focus, catalog) if any(row.role == "project" for row in link.rows)]
        for name in (*named, *guessed[:1]):
            project = project_named(name, catalog)
            if project is not None:
                return project
    return None


def _best(search: _Search, hits: Sequence[Hit]) -> _Scored | None:
    if not search.weights:
        return None
    scored = [entry for place, hit in enumerate(hits) for entry in _of_hit(search, hit, place % _SECTIONS_READ)]
    if search.project is not None:
        scored += [entry for section in search.project.sections for entry in _of_section(search, section.number)]
    scored = [entry for entry in scored if entry.shared >= _LEAST_SHARED]
    return max(scored, key=lambda entry: (entry.score, -entry.position), default=None)


def _of_hit(search: _Search, hit: Hit, rank: int) -> Iterable[_Scored]:
    number, first, last = (int(part) for part in hit.chunk.reference.split(":"))
    section = search.catalogs[hit.chunk.document_id].sections[number - 1]
    if section.kind == "term" or section.path[-1:] == (TARGETS_SECTION,):
        # What a term means answers no question about this unit; targets are linked one by one.
        return
    nearness = 0.04 * (_SECTIONS_READ - rank)
    for position in range(first, last):
        yield _score(search, Quote(section, section.sentences[position]), position, nearness)


def _of_section(search: _Search, number: int) -> Iterable[_Scored]:
    assert search.project is not None
    section = next(s for s in search.project.sections if s.number == number)
    if section.path[-1:] == (TARGETS_SECTION,):
        return
    for position, sentence in enumerate(section.sentences):
        yield _score(search, Quote(section, sentence), position, _PROJECT_BONUS)


def _score(search: _Search, quote: Quote, position: int, bonus: float) -> _Scored:
    text, heading = match_key(quote.sentence.text), match_key("".join(quote.section.path))
    own, shared = share_of(text, search.weights), share_of(text + "\n" + heading, search.weights)
    score = own + 0.5 * (shared - own) + bonus + _FORM_BONUS * _fits_form(search.question, text)
    score += _KIND_BONUS if quote.section.kind in _kinds_asked(search.question.focus) else 0.0
    return _Scored(score, shared, quote, position)


def _fits_form(question: Question, text: str) -> float:
    """1 where the sentence has the form of an answer to this kind of question, -1 where it cannot be one."""
    if question.asks("quantity"):
        wanted = measure_words_asked(question.focus)
        if any(re.search(rf"\d[\d,.]*\s*{word}", text) for word in wanted):
            return 1.0
        # 内设机构几个: an enumeration can be counted.
        return 0.4 if {"个", "家"} & set(wanted) and text.count("、") >= LEAST_ENUMERATED else -1.0
    if question.asks("why"):
        return 1.0 if _REASON.search(text) else 0.0
    if _ASKS_PURPOSE.search(question.focus):
        return 1.0 if _PURPOSE.search(text) else 0.0
    if question.asks("money") or _ASKS_MONEY.search(question.focus):
        return 1.0 if _MONEY.search(text) else -0.5
    if question.asks("amount", "target"):
        return 1.0 if re.search(r"\d", text) else -0.5
    if question.asks("list") or _LISTS.search(question.focus):
        # 共设置11个： only announces the list.
        return -0.5 if text.endswith(":") else 1.0 if text.count("、") >= 2 else 0.0
    return 0.0


def _kinds_asked(focus: str) -> frozenset[str]:
    return frozenset(kind.kind for kind in section_kinds() if any(word in focus for word in kind.words))


def _weights(catalogs: Iterable[Catalog], clause: str, whole: str) -> dict[str, float]:
    """How telling each pair of the question is among the sentences of its documents."""
    texts = [match_key(s.text) for catalog in catalogs for section in catalog.sections for s in section.sentences]
    return weights(texts, clause, whole)


def _with_rest(best: _Scored, question: Question) -> list[Quote]:
    section = best.quote.section
    short = len(section.sentences) <= _SHORT_SECTION and all(len(s.text) <= _SHORT_LINE for s in section.sentences)
    if (
        short
        and len(section.sentences) > 1
        and section.kind != "form"
        and (question.asks("list") or _LISTS.search(question.focus))
    ):
        return [Quote(section, sentence) for sentence in section.sentences]
    return [best.quote]
