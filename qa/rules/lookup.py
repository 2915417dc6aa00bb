"""Rule: one figure, or several at once, of one document; asks back where several documents fit equally well."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.text import match_key
from corpus.told import told_in
from index.catalog import Catalog
from index.records import StoredDocument, StoredSection
from qa.context import Context
from qa.lexicon import says
from qa.locate import Figure
from qa.plan import Plan, Quote, Reading
from qa.projects import Project, project_named
from qa.purchases import locate_bought, locate_for_project
from qa.question import EACH_OF, Question
from qa.rules.figures import Found, find_figures, taken_notes
from qa.rules.forms import asks_field
from qa.rules.reprints import notes_on_others

# More candidates than this are no help in choosing.
_READINGS = 8
# A question about nothing named is tried in every document only while there are this few.
_DOCUMENTS_TRIED = 200
# In which kind of section a document says that it has none of something.
_TOLD_IN = {
    "公务接待": "three_public",
    "公务用车": "three_public",
    "因公出国": "three_public",
    "三公": "three_public",
    "机关运行": "operating_expenses",
}
_WHOLE_FIRST = re.compile("(?P<first>(?:多少|几).{0,4}[,，?？])(?:.{0,3}其中|[^?？]{2,30}各)")
_IN_FIELD = re.compile("(?:项目概况|立项依据|设立必要性|实施计划|保证措施|制度措施)(?:里面?|中|上|里头|当中)")
_INSIDE = re.compile(r"(?:\d[\d.]*(?:亿|万)?元)?(?:这笔钱)?的?(?:里面?|里头|当中|之中|中|内)的?[,，]?")
_CLAUSE = re.compile("[,，?？;；、]")
# 打算买公车吗？购置费多少 is answered by the figure.
_WHO_OR_WHAT = re.compile("谁|哪|什么|啥|怎|如何|咋")
_ABSENCE = re.compile("无|没有|不涉及|未安排")


def lookup(question: Question, context: Context) -> Plan | None:
    """Figures as printed in their cells."""
    if question.asks("quantity") and question.asks("procurement") and (counted := _counted_purchase(question, context)):
        return counted
    if question.asks("quantity", "prose") and not (question.asks("money") and not question.asks("asset")):
        return None
    if question.asks("target") and "资金" not in question.focus:
        return None
    if _IN_FIELD.search(question.focus):
        return None  # 项目概况里，印刷费和差旅费各多少: what the form tells, and no item of a table
    if _asks_numbers_beside(question) or asks_words_beside(question):
        return None  # 资金多少？办多少期？每期多少: each clause from its own place
    if question.asks("define") and not question.asks("amount", "money"):
        return None  # a meaning that no document tells is no figure
    documents = question.scope.documents
    if len(documents) == 1:
        return _of_one(question, documents[0], context)
    if len({document.organisation for document in documents}) == 1:
        plan = _of_one(question, documents[0], context)
        return _with_note(plan, f"未写年度，按最新的{documents[0].fiscal_year}年回答") if plan else None
    return _of_several(question, documents, context)


def _counted_purchase(question: Question, context: Context) -> Plan | None:
    """How many of a thing are bought (采购茶吧机几个), by its remark or for its project; the row tells number and amount."""
    documents = question.scope.documents
    if len({document.organisation for document in documents}) != 1 or question.asks("target", "asset"):
        return None
    catalog = context.store.catalog(documents[0].id)
    bought = locate_for_project(question.focus, catalog) or locate_bought(question.focus, (), catalog)
    return figures_plan(question, (documents[0],), bought) if bought else None


def _asks_numbers_beside(question: Question) -> bool:
    """Whether a clause asks for money and one after it for a number of something."""
    clauses = [piece for piece in _CLAUSE.split(question.focus) if says("amount", piece) or says("quantity", piece)]
    counted = [says("quantity", piece) and not says("money", piece) for piece in clauses]
    return len(counted) > 1 and not counted[0] and any(counted) and not question.asks("asset", "procurement")


def asks_years_inside(question: Question, figures: Sequence[Figure]) -> bool:
    """Whether each year is asked for of a project that bears both in its name (2024年、2025年残保金): its form tells them."""
    years = [str(year) for year in question.scope.years]
    named = all(all(year in figure.label for year in years) for figure in figures)
    return len(years) > 1 and named and EACH_OF.search(question.focus) is not None


def asks_words_beside(question: Question) -> bool:
    """Whether the first clause asks for words and no sum (残保金是谁核算的，核算了多少钱): sentences answer both."""
    first, *others = _CLAUSE.split(question.focus)
    asks_words = says("text", first) and _WHO_OR_WHAT.search(first) is not None
    if any(says(key, first) for key in ("amount", "money", "quantity")):
        return False
    return asks_words and any(says("money", clause) for clause in others)


def _of_one(question: Question, document: StoredDocument, context: Context) -> Plan | None:
    # 三公经费一共多少，其中公务接待多少 asks for the whole, too.
    catalog = context.store.catalog(document.id)
    whole_first = _WHOLE_FIRST.search(question.focus)
    # Who looks after the 办公楼 is no question about 办公费.
    words_only = question.asks("text") and not question.asks("amount", "money")
    found = find_figures(question, catalog, columns=not whole_first, guess=not words_only)
    if whole_first and found.links.items and found.links.measures:
        first = replace(question, focus=question.focus[: whole_first.end("first")])
        if found.links.items[0].start < found.links.measures[0].start:
            # 代表工作多少，其中项目支出多少: the item, and its column.
            parts = find_figures(question, catalog).figures
            found = replace(found, figures=(*find_figures(first, catalog).figures, *parts))
    if _asks_form(question, found.figures):
        return None
    if inside := _told_inside(question, found.figures, catalog):
        return Plan("quote", documents=(document,), unit=question.unit, quotes=(inside,), asked=question.intents)
    if not found.figures or asks_years_inside(question, found.figures):
        return None
    plan = figures_plan(question, (document,), found.figures)
    return replace(plan, notes=(*plan.notes, *notes_on_others(question, document, found.figures, context)))


def _told_inside(question: Question, figures: Sequence[Figure], catalog: Catalog) -> Quote | None:
    """The sentence of a project's form that tells what parts of it are for: 补充公用经费里差旅费多少 is no 差旅费 of a table."""
    project = _project_around(question, figures, catalog)
    names = [match_key(part.label) for part in figures[1:]]
    for section in project.sections if project is not None else ():
        for sentence in section.sentences:
            subjects = [told.subject for told in told_in(sentence.text)]
            if all(any(subject.endswith(name) for subject in subjects) for name in names):
                return Quote(section, sentence, asked="；".join(f"{part.label}多少钱" for part in figures[1:]))
    return None


def _project_around(question: Question, figures: Sequence[Figure], catalog: Catalog) -> Project | None:
    """The project inside which the question looks for the other figures that it names; None where it looks elsewhere."""
    if len(figures) < 2 or not (figures[0].word and figures[1].word):  # a project and its parts
        return None
    between = question.focus.partition(figures[0].word)[2].partition(figures[1].word)[0]
    return project_named(figures[0].label, catalog) if _INSIDE.fullmatch(between) else None


def _asks_form(question: Question, figures: Sequence[Figure]) -> bool:
    """Whether what is asked beside the names is no figure but what a form or the text tells (目标是什么, 怎么用)."""
    if question.asks("money") or "资金" in question.focus:
        return False
    rest = question.focus
    for figure in figures:
        rest = rest.replace(figure.word, " ")
    if not question.asks("amount"):
        return says("performance", rest) or says("use", rest) or asks_field(rest) or says("buys", rest)
    return says("buys", rest)


def figures_plan(question: Question, documents: Sequence[StoredDocument], figures: tuple[Figure, ...]) -> Plan:
    """The plan to answer with these figures, with notes on what was taken for what."""
    notes = [*question.scope.notes, *taken_notes(figures)]
    quotes = tuple(q for figure in figures if figure.blank for q in absence_told(figure.catalog.sections, figure.label))
    missing_years = [y for y in question.scope.years if y not in {d.fiscal_year for d in documents}]
    notes.extend(f"没有{year}年的文件" for year in missing_years)
    return Plan(
        "figures",
        figures=figures,
        documents=tuple(documents),
        unit=question.unit,
        quotes=quotes[:1],
        notes=tuple(notes),
        asked=frozenset(question.intents),
    )


def absence_told(sections: Sequence[StoredSection], label: str) -> list[Quote]:
    """The sentence in which a document says that it budgets nothing of the kind (本部门无“三公”经费预算)."""
    kind = next((kind for word, kind in _TOLD_IN.items() if word in label), "")
    return [
        Quote(section, sentence)
        for section in sections
        if kind and section.kind == kind
        for sentence in section.sentences
        if _ABSENCE.search(sentence.text)
    ]


def _of_several(question: Question, documents: Sequence[StoredDocument], context: Context) -> Plan | None:
    """Readings of several documents; where only one of them has the item, that is the answer."""
    if len(documents) > _DOCUMENTS_TRIED:
        return None
    latest: dict[str, StoredDocument] = {}
    for document in documents:
        latest.setdefault(document.organisation, document)
    tried = [(d, find_figures(question, context.store.catalog(d.id), guess=False)) for d in latest.values()]
    having = _longest_named([(d, found) for d, found in tried if found.figures])
    if len(having) == 1:
        plan = figures_plan(question, (having[0][0],), having[0][1].figures)
        return _with_note(plan, f"未写单位，只有{having[0][0].organisation}有这一项")
    if not having:
        return None
    # Where several have it by name, one that has it by a part of its name is a reading, too.
    having += [
        (d, near)
        for d, found in tried
        if not found.figures and (near := find_figures(question, context.store.catalog(d.id))).figures
    ]
    readings = tuple(Reading(f"{d.organisation}{d.fiscal_year}年", found.figures[0]) for d, found in having[:_READINGS])
    return Plan("choose", documents=tuple(d for d, _ in having), unit=question.unit, readings=readings)


def _longest_named(having: list[tuple[StoredDocument, Found]]) -> list[tuple[StoredDocument, Found]]:
    """Those that have the item by its whole name: 会议费 of one is no reading of 全市人代会会议费, which another has."""
    words = [found.figures[0].word for _, found in having]
    return [
        entry
        for entry, word in zip(having, words, strict=True)
        if not any(word and word != other and word in other for other in words)
    ]


def _with_note(plan: Plan, note: str) -> Plan:

    return replace(plan, notes=(*plan.notes, note))
