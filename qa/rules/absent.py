"""Rule: the document itself says that it has nothing of what is asked for: 本单位不涉及政府购买服务指导性目录."""

from __future__ import annotations

import re

from corpus.text import match_key
from qa.context import Context
from qa.plan import Plan, Quote
from qa.question import Question
from qa.rules.figures import find_figures

_SAYS_NONE = re.compile(
    r"^(?:\d{4}年度?|当年|今年|本(?:部门|单位|年度?|机关)|我(?:部门|单位|委|局|办)|及|所属单位|[,，、])*"
    r"(?:不涉及|没有涉及|未涉及|没有|无|未安排|未编制|未列支|未纳入)(?:安排|编制|列支)?(?P<what>[^,，。;；]{4,24}?)(?:的?(?:情况|事项|预算|资金|支出|安排|内容)*)[。.]?$"
)
_LONGEST = 60


def absent(question: Question, context: Context) -> Plan | None:
    """A plan of the sentence that says so, where the question names just that and no table covers it."""
    documents = question.scope.documents
    if not question.scope.named or len({d.organisation for d in documents}) != 1 or question.asks("why", "define"):
        return None
    catalog = context.store.catalog(documents[0].id)
    for section in catalog.sections:
        for sentence in section.sentences:
            text = match_key(sentence.text)
            found = _SAYS_NONE.match(text) if len(text) <= _LONGEST else None
            if found and found["what"] in question.focus and not find_figures(question, catalog, guess=False).figures:
                return Plan("figures", (), (documents[0],), quotes=(Quote(section, sentence),), asked=question.intents)
    return None
