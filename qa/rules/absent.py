"""Rule: the document itself says that it has nothing of what is asked for: 本单位不涉及政府购买服务指导性目录."""

from __future__ import annotations

import re
from functools import lru_cache

from corpus.text import match_key
from index.records import Catalog
from qa.context import Context
from qa.plan import Plan, Quote
from qa.question import Question
from qa.rules.figures import find_figures

_SAYS_NONE = re.compile(
    r"^(?:\d{4}年度?|当年|今年|本(?:部门|单位|年度?|机关)|我(?:部门|单位|委|局|办)|及|所属单位|[,，、])*"
    r"(?:不涉及|没有涉及|未涉及|没有|无|未安排|未编制|未列支|未纳入)(?:安排|编制|列支)?(?P<what>[^,，。;；]{4,24}?)(?:的?(?:情况|事项|预算|资金|支出|安排|内容)*)[。.]?$"
)
# 本部门年初不编制因公出国（境）费用预算: the same amid a longer sentence.
_BUDGETS_NONE = re.compile(r"(?:不|未)(?:编制|安排|列支)(?P<what>[^,，。;；]{4,20}?)(?:费用|经费|费)?预算")
_LONGEST = 60


def absent(question: Question, context: Context) -> Plan | None:
    """A plan of the sentence that says so, where the question names just that and no table covers it."""
    documents = question.scope.documents
    if not question.scope.named or len({d.organisation for d in documents}) != 1 or question.asks("why", "define"):
        return None
    catalog = context.store.catalog(documents[0].id)
    for what, quote in _said_absent(catalog):
        if what in question.focus and _has_none(question, catalog):
            return Plan("figures", (), (documents[0],), quotes=(quote,), asked=question.intents)
    return None


@lru_cache(maxsize=64)
def _said_absent(catalog: Catalog) -> tuple[tuple[str, Quote], ...]:
    """What the sentences of a document say that it has none of; read once, since every question asks."""
    told: list[tuple[str, Quote]] = []
    for section in catalog.sections:
        for sentence in section.sentences:
            text = match_key(sentence.text)
            found = (_SAYS_NONE.match(text) if len(text) <= _LONGEST else None) or _BUDGETS_NONE.search(text)
            if found:
                told.append((found["what"], Quote(section, sentence)))
    return tuple(told)


def _has_none(question: Question, catalog: Catalog) -> bool:
    """Whether no table covers what is asked for, or one that tells nothing of it."""
    figures = find_figures(question, catalog, guess=False).figures
    return all(figure.told is not None and not figure.told.money.fen for figure in figures)
