"""Rule: questions whose answer stands in a sentence; found by search, quoted and cited.

Sections are found by BM25 and vectors, the sentence in them by the words it shares with the question and by the form of the
answer: 几辆 wants a number with 辆, 为什么 a reason, 有哪些 an enumeration. A question of several clauses gets a sentence
for each.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from corpus.model import Sentence
from corpus.money import YUAN_PER_UNIT
from corpus.text import match_key
from corpus.told import told_in
from index.catalog import Catalog
from index.records import Chunk, StoredDocument
from qa.context import Context
from qa.items import link_items
from qa.lexicon import said_of, term_pattern
from qa.locate import Figure
from qa.names import tells_of
from qa.pairs import telling
from qa.plan import Plan, Quote
from qa.projects import Project, project_meant, projects_of
from qa.prose import SECTIONS_READ, best_sentences, says_money
from qa.purchases import names_part, unknown_part
from qa.question import INTENTS, Question, counts_in, measure_words_asked
from qa.rules.figures import Found, find_figures, taken_notes
from qa.rules.forms import class_targets, field_quotes, unit_field
from qa.search_text import search_text
from qa.targets import TargetLink, asks_rate, link_target, of_other_span

_CLAUSE = re.compile(r"[?？;；。,，、]")
_INTERROGATIVE = re.compile(r"几|多少|哪|什么|谁|多[大长久远快]|为何|吗|怎|啥|咋|如何")
_THE_SAME_OF = re.compile("^(?:那|还有|以及)?(?P<what>[^,，]{2,12})呢")
_ASKED_OF = re.compile(
    "(?:控制|限制|不超过|不低于|不得?能?超|最[高多低少]|至少|上限|标准|要|是|有|定|给|安排|花)?[^,，]{0,4}(?:几|多少).*"
)
_MOST_CLAUSES = 4
_OF_PEOPLE = re.compile("人员$|人数$")
_RATE = re.compile("每[人名个位户村站次期场部](?:每?[年月季天日])?")
_EACH = re.compile(
    "(?P<names>[^,，。;；?？]*[和与及跟、][^,，。;；?？]*?)(?:[,，][^,，和与及跟、]{0,8}?)?(?:各自?|分别)(?P<asks>[^,，。和与及跟、]{0,6}?(?:几|多少).*)"
)
_AND = re.compile("[和与及跟、]")
# What counts, beside the words for what is counted: 现在|在职|多少人.
_COUNTING = re.compile("其中|现在|目前|如今|一共|总共|共|属于|(?:几|多少)个?[一-鿿]?|[有的是呢吗]|[^一-鿿]")
_OF_AMOUNT = re.compile("(?:预算)?(?:总额|总计|合计|安排|数)?$")
# What the form calls the project's money: asked so, it is the sum that is asked for.
_OF_FORM = re.compile("(?:年度|实施期)?资金(?:总额)?|预算|经费|金额")


def quote(question: Question, context: Context) -> Plan | None:
    """The sentences that answer, one a clause; None below the floor."""
    documents = question.scope.documents
    if not documents or (not question.scope.named and len(documents) > 1):
        return None
    catalogs = {d.id: context.store.catalog(d.id) for d in documents}
    field = unit_field(question.focus, catalogs.values())
    if field:
        return Plan("quote", documents=documents[:1], unit=question.unit, quotes=field, asked=question.intents)
    told = _told_amount(question, catalogs.values())
    if told is not None:
        return Plan("quote", documents=documents[:1], unit=question.unit, quotes=(told,), asked=question.intents)
    if _wants_absent_amount(question, context):
        return None
    project = project_meant(question.focus, catalogs.values())
    search = _Search(question, context, catalogs, clauses_of(question))
    project = project or _project_of_clauses(search)
    found = _Found()
    for clause in search.clauses:
        _answer_clause(clause, search, project, found)
    if question.scope.budget_unit and question.asks("amount", "money"):
        # 基本支出3330.5万元 of the whole is no figure of a unit inside it.
        found.quotes = {key: q for key, q in found.quotes.items() if _tells_of(question.scope.budget_unit, q)}
    if not (found.quotes or found.targets):
        return None
    for clause in tuple(found.unanswered):
        _answer_beside(clause, found)
    plan = _plan(question, tuple(found.quotes.values()), tuple(found.targets), tuple(found.figures))
    notes = tuple(f"没有找到“{clause.focus.strip()}”的答案" for clause in found.unanswered)
    return replace(plan, notes=(*plan.notes, *notes))


def _tells_of(unit: str, quote: Quote) -> bool:
    """Whether a sentence, or a heading over it, names a unit inside the organisation, be it by the end of its name."""
    return any(tells_of(unit, text) for text in (quote.sentence.text, *quote.section.path))


@dataclass(slots=True)
class _Found:
    """What the clauses of a question found so far.

    One sentence may answer two clauses (2台(套)，合计价值114.04万元): it is quoted once and asked for both.
    """

    quotes: dict[tuple[int, Sentence], Quote] = field(default_factory=dict)
    targets: list[TargetLink] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    unanswered: list[Question] = field(default_factory=list)


@dataclass(slots=True)
class _Search:
    """A question with its documents and clauses; sections are searched for once, when a clause first wants them."""

    question: Question
    context: Context
    catalogs: dict[str, Catalog]
    clauses: list[Question]
    _chunks: list[Chunk] | None = None

    def chunks(self) -> list[Chunk]:
        """Chunks of the best sections for the whole question and for each clause, one search after another."""
        if self._chunks is None:
            texts = dict.fromkeys([self.question.focus, *(clause.focus for clause in self.clauses)])
            self._chunks = [chunk for text in texts for chunk in _search(text, self.catalogs, self.context)]
        return self._chunks


def _project_of_clauses(search: _Search) -> Project | None:
    """The one project whose target a clause asks for: what the other clauses ask is asked of it, too.

    每人每月什么标准，按多少名代表算 is of one form; None for a question of one clause, and where clauses differ.
    """
    if len(search.clauses) < 2:
        return None
    catalogs = search.catalogs.values()
    links = [
        link
        for clause in search.clauses
        if _told(clause, catalogs) is None and (link := target_of(clause, search.question, catalogs, None)) is not None
    ]
    projects = [p for catalog in catalogs for p in projects_of(catalog) if any(k.target in p.targets for k in links)]
    return projects[0] if len(projects) == 1 else None


def _answer_clause(clause: Question, search: _Search, project: Project | None, found: _Found) -> None:
    """Targets, a field of the form, a counted number or the best sentence for one clause."""
    catalogs = search.catalogs.values()
    if project is not None:
        listed = class_targets(clause.focus, project)
        fields = field_quotes(clause.focus, project)
        figure = _sum_of_project(clause, project, catalogs) if len(search.clauses) > 1 else None
        found.targets += listed
        found.figures += [figure] if figure is not None else []
        found.quotes |= {(quote.section.number, quote.sentence): quote for quote in fields}
        if listed or fields or figure is not None:
            return
    number = _told(clause, catalogs) if project is None else None
    if number is not None:
        _quote_for(number, clause.focus, found.quotes)
        return
    links = targets_of(clause, search.question, catalogs, project)
    if project is not None and (number := _told_by_project(clause, links, project)) is not None:
        _quote_for(number, clause.focus, found.quotes)
        return
    if links:
        found.targets += links
        return
    best = best_sentences(clause, search.question.focus, search.catalogs, project, search.chunks())
    sentences = [quote for quote in best if not of_other_span(clause.focus, quote.sentence.text)]
    figure = _told_of_project(clause, sentences, search.catalogs)
    found.figures += [figure] if figure is not None else []
    for chosen in sentences:
        _quote_for(chosen, clause.focus, found.quotes)
    if not sentences:
        found.unanswered.append(clause)


def _told_by_project(clause: Question, links: Sequence[TargetLink], project: Project) -> Quote | None:
    """The sentence of the project's form that counts just what a clause counts (代表394人), where no target's name bears it."""
    wanted, asked = _counted(clause)
    if len(asked) < 2 or any(asked in match_key(link.target.target.path[-1]) for link in links):
        return None
    for section in project.sections:
        for sentence in section.sentences:
            for told in told_in(sentence.text):
                same = _OF_PEOPLE.sub("", told.subject) == _OF_PEOPLE.sub("", asked)
                if same and any(counts_in(told.unit, word) for word in wanted):
                    return Quote(section, sentence, asked=clause.focus)
    return None


def _counted(clause: Question) -> tuple[tuple[str, ...], str]:
    """The measure words with which a clause counts, and what it counts: 在职多少人 is 人 and 在职."""
    last = _CLAUSE.split(clause.focus.rstrip("?？"))[-1]
    return measure_words_asked(last), _COUNTING.sub("", last)


def targets_of(
    clause: Question, question: Question, catalogs: Iterable[Catalog], project: Project | None
) -> list[TargetLink]:
    """The targets that a clause asks for: one each of several things (A和B各是多少) where each has its own, else the one."""
    catalogs = tuple(catalogs)
    if each := _EACH.search(clause.focus):
        names = [name for name in _AND.split(each["names"]) if len(name.strip()) >= 2]
        pieces = [replace(clause, focus=name + each["asks"]) for name in names]
        links = [target_of(piece, question, catalogs, project) for piece in pieces]
        found = {id(link.target): link for link in links if link is not None}
        if len(found) == len(pieces) > 1:
            return list(found.values())
    link = target_of(clause, question, catalogs, project)
    return [link] if link is not None else []


def _answer_beside(clause: Question, found: _Found) -> None:
    """A clause that found nothing by itself, answered by a sentence quoted already: 什么车、几辆 is 应急保障车1辆."""
    wanted = measure_words_asked(clause.focus)
    for quote in tuple(found.quotes.values()):
        fits = any(counts_in(told.unit, word) for word in wanted for told in told_in(quote.sentence.text))
        if fits or (not wanted and not clause.asks("amount", "money")):
            _quote_for(quote, clause.focus, found.quotes)
            found.unanswered.remove(clause)
            return


def _search(text: str, catalogs: dict[str, Catalog], context: Context) -> list[Chunk]:
    words = search_text(text)
    found = context.retriever.search(
        words.asked, list(catalogs), beside=words.beside, kinds=("section",), top=SECTIONS_READ
    )
    return [hit.chunk for hit in found]


def _sum_of_project(clause: Question, project: Project, catalogs: Iterable[Catalog]) -> Figure | None:
    """The project's amount, where a clause asks for nothing but the sum (…，合计多少)."""
    if not clause.asks("amount", "money", "sum") or asks_rate(clause.focus):
        return None
    if clause.asks("quantity") and not clause.asks("money", "sum"):
        return None  # 补多少人
    beside = term_pattern("sum").sub(" ", clause.focus.replace(match_key(project.name), " "))
    if telling(_OF_FORM.sub(" ", beside)):
        return None
    return _amount_of(project, clause, catalogs)


def _amount_of(project: Project, clause: Question, catalogs: Iterable[Catalog], *, how: str = "name") -> Figure | None:
    asked = replace(clause, focus=match_key(project.name) + "多少钱", intents=frozenset({"amount", "money"}))
    for catalog in catalogs:
        found = find_figures(asked, catalog, guess=False).figures
        if found:
            return replace(found[0], how=how)
    return None


def _told_of_project(clause: Question, sentences: list[Quote], catalogs: dict[str, Catalog]) -> Figure | None:
    """The amount of the project whose form tells what is asked about, where money is asked for and the form's words name none."""
    if (
        not clause.asks("money")
        or clause.asks("sum", "difference", "compare")
        or asks_rate(clause.focus)
        or len(sentences) != 1
        or says_money(sentences[0].sentence.text)
    ):
        return None
    section = sentences[0].section
    catalog = next(catalog for catalog in catalogs.values() if section in catalog.sections)
    project = next((p for p in projects_of(catalog) if any(s.number == section.number for s in p.sections)), None)
    return _amount_of(project, clause, [catalog], how="meaning") if project is not None else None


def _plan(
    question: Question, quotes: tuple[Quote, ...], targets: tuple[TargetLink, ...], figures: tuple[Figure, ...]
) -> Plan:
    document: StoredDocument = targets[0].target.table.document if targets else quotes[0].section.document
    notes = tuple(taken_notes(figures))
    return Plan("quote", figures, (document,), question.unit, quotes, targets, notes=notes, asked=question.intents)


def _quote_for(quote: Quote, clause: str, found: dict[tuple[int, Sentence], Quote]) -> None:
    """A sentence among those found, for one more clause where it is there already."""
    key = (quote.section.number, quote.sentence)
    found[key] = replace(quote, asked=f"{found[key].asked}；{clause}" if key in found else clause)


def _told(clause: Question, catalogs: Iterable[Catalog]) -> Quote | None:
    """The sentence that tells the number of just what a clause counts: 在职多少人 is 在职人员33人."""
    wanted, asked = _counted(clause)
    if not wanted or len(asked) < 2 or not clause.asks("quantity", "count"):
        return None
    for catalog in catalogs:
        for fact in catalog.told:
            fits = any(re.match(word, fact.told.unit) for word in wanted)
            if fits and not fact.told.way and asked in fact.told.subject:
                section = catalog.sections[fact.section - 1]
                return Quote(section, section.sentences[fact.sentence - 1], asked=clause.focus)
    return None


def _told_amount(question: Question, catalogs: Iterable[Catalog]) -> Quote | None:
    """The sentence that tells the amount of an item that no table has: 委托业务费预算总额104.82万元."""
    if not question.asks("amount", "money") or question.asks("quantity", "target", "change", "growth", "why"):
        return None
    for catalog in catalogs:
        for name in link_items(question.focus, catalog).absent_names:
            for fact in catalog.told:
                same = _OF_AMOUNT.sub("", match_key(fact.told.subject)) == match_key(name)
                if same and not fact.told.way and fact.told.unit in YUAN_PER_UNIT:
                    section = catalog.sections[fact.section - 1]
                    return Quote(section, section.sentences[fact.sentence - 1], asked=f"{name}多少钱")
    return None


def target_of(
    clause: Question, question: Question, catalogs: Iterable[Catalog], project: Project | None
) -> TargetLink | None:
    """The target of a form that a clause asks for."""
    if clause.asks("why", "define"):
        return None
    links = [
        link
        for catalog in catalogs
        if (link := link_target(clause.focus, question.focus, catalog, project)) is not None
    ]
    return max(links, key=lambda link: link.score, default=None)


def _wants_absent_amount(question: Question, context: Context) -> bool:
    """Whether an amount is asked for of a standard item that the document has not, or of a source of funds that it does
    not tell for the item: no sentence makes up for it."""
    if question.asks("prose", "quantity", "target", "why") or not question.asks("amount", "money"):
        return False
    if names_part(question.focus):
        return True  # 政府采购里的基本支出 that no table proves
    catalog = context.store.catalog(question.scope.documents[0].id)
    found = find_figures(question, catalog, guess=False)
    if found.links.absent_names:
        return True
    # 政府采购货物 that no table and no sentence tells is no project that buys something.
    return not found.figures and bool(found.unlocated or _names_purchases(found) or _part_untold(found, catalog))


def _part_untold(found: Found, catalog: Catalog) -> bool:
    """Whether a part of the purchases is asked for (政府采购里的市政工程) that no sentence tells: the total is no answer."""
    part = unknown_part(found.links.measures, found.links.rest)
    texts = (sentence.text for section in catalog.sections for sentence in section.sentences)
    return bool(part) and not any(all(pair in text for pair in part) for text in texts)


def _names_purchases(found: Found) -> bool:
    return any(span.meaning.startswith("procurement_") for span in found.links.measures)


def _of_same_rate(piece: str, before: str) -> str:
    """A clause that asks the same of another thing (公益性岗位补贴每人每月多少，社保补贴又是多少) with the rate asked for before."""
    rate = _RATE.search(before)
    return rate[0] + piece if rate and "又" in piece and not asks_rate(piece) else piece


def clauses_of(question: Question) -> list[Question]:
    """The clauses that ask something, each as a question of its own; the whole where only one does."""
    asking: list[str] = []
    for piece in _CLAUSE.split(question.focus):
        if _INTERROGATIVE.search(piece) and (len(piece.strip()) >= 3 or measure_words_asked(piece)):
            asking.append(_of_same_rate(piece, asking[-1]) if asking else piece)
        elif asking and (same := _THE_SAME_OF.search(piece)) and (tail := _ASKED_OF.search(asking[-1])):
            # 住宿费控制在多少以内，伙食费呢: the same is asked of the other.
            asking.append(same["what"] + tail[0])
    if len(asking) < 2:
        return [question]
    return [replace(question, focus=piece, intents=said_of(INTENTS, piece)) for piece in asking[:_MOST_CLAUSES]]
