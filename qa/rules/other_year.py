"""Rule: a year of which there is no document, told by the next year's: its column of last year, or a sentence that names it."""

from __future__ import annotations

import re
from dataclasses import replace

from corpus.roles import PRIOR, PRIOR_FINAL
from corpus.text import match_key
from qa.context import Context
from qa.lexicon import blank_out
from qa.plan import Plan
from qa.projects import project_meant
from qa.question import Question, understand
from qa.rules.lookup import lookup
from qa.rules.quote import quote

# 2026年预算里列的2025年数 is of 2025 alone; 2026年和2025年各多少 is of both.
_PRINTED_IN = re.compile(
    r"((?:19|20)\d{2})年[^,，。;；和与跟同、]{0,14}"
    r"(?:(?:列|写|印|载|填)(?:的|着|了|出)?|(?:表|文件|文本|报告|公开)(?:里面?|中|上|内)(?:的|,|，)?)((?:19|20)\d{2})年"
)
# 2024年三公经费是多少(见2025年预算表): the second year says which file is meant.
_SEEN_IN = re.compile(r"((?:19|20)\d{2})年.{2,30}?(?:见|依据|根据|出自|来自|查|按)(?:的)?((?:19|20)\d{2})年")
# These set the two years against each other.
_COMPARING = ("change", "growth", "difference", "compare", "derive", "average", "ratio", "share", "rank", "why")


def other_year(question: Question, context: Context) -> Plan | None:
    """The figure that the budget of the next year prints for the year asked about, or the sentence that names that year.

    A figure of the document's own year never stands in for it.
    """
    years = question.scope.years
    if _asks_of_column(question):
        return _printed(question, question.scope.documents[0].fiscal_year - 1, context)
    if question.scope.problem != "year" or len(years) != 1:
        return None
    year = years[0]
    spans = [span for span in question.scope.spans if span.meaning == "year"]
    without = understand(blank_out(question.clean, spans), context.store)
    documents = tuple(d for d in without.scope.documents if d.fiscal_year == year + 1)
    if not documents or not without.scope.named or len({d.organisation for d in documents}) != 1:
        return None
    asked = replace(without, scope=replace(without.scope, documents=documents))
    if asked.asks("text", "prose", "why"):
        # 智慧人大2023年做了什么，付了多少: of a project the sentence that names the year tells both.
        numbers = asked.asks("amount", "money", "quantity")
        of_project = project_meant(asked.focus, [context.store.catalog(documents[0].id)]) is not None
        return None if numbers and not of_project else _told(asked, year, context)
    printed = _printed(asked, year, context)
    of_project = printed is None and project_meant(asked.focus, [context.store.catalog(documents[0].id)]) is not None
    return _told(asked, year, context) if of_project else printed


def _asks_of_column(question: Question) -> bool:
    """Whether a document's year only says which file is meant: 2026年预算里列的2025年三公经费."""
    documents, years = question.scope.documents, question.scope.years
    if len(documents) != 1 or len(years) != 2 or question.asks(*_COMPARING):
        return False
    own = documents[0].fiscal_year
    if found := _PRINTED_IN.search(question.clean):
        return list(years) == [own, own - 1] == [int(found[1]), int(found[2])]
    found = _SEEN_IN.search(question.clean)
    return found is not None and list(years) == [own - 1, own] == [int(found[1]), int(found[2])]


def _printed(asked: Question, year: int, context: Context) -> Plan | None:
    # What was spent is no 预算数 where the table tells both; where it tells one, that is it.
    final = lookup(replace(asked, period=PRIOR_FINAL), context) if asked.asks("actual") else None
    spent = final is not None and bool(final.figures) and not any(figure.blank for figure in final.figures)
    plan = final if spent else lookup(replace(asked, period=PRIOR), context)
    if plan is None or not plan.figures or any(figure.blank or figure.told for figure in plan.figures):
        return None
    kind = asked.scope.documents[0].kind
    told = [note for note in plan.notes if note != f"没有{year}年的文件"]
    return replace(plan, notes=(*told, f"没有{year}年的文件，这是{year + 1}年{kind}的表里列的{year}年数"))


def _told(asked: Question, year: int, context: Context) -> Plan | None:
    plan = quote(asked, context)
    quotes = tuple(q for q in plan.quotes if str(year) in match_key(q.sentence.text)) if plan is not None else ()
    if plan is None or not quotes:
        return None
    note = f"没有{year}年的文件，这是{year + 1}年的文件里说到{year}年的话"
    return replace(plan, quotes=quotes, targets=(), figures=(), notes=(*plan.notes, note))
