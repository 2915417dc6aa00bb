"""Rule: the document itself says that it has nothing of what is asked for: 本单位不涉及政府购买服务指导性目录."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from corpus.text import drop_numbering, match_key
from index.catalog import Catalog
from qa.context import Context
from qa.plan import Plan, Quote
from qa.question import Question
from qa.rules.figures import find_figures

_SAYS_NONE = re.compile(
    r"^(?:\d{4}年度?|当年|今年|本(?:部门|单位|年度?|机关)|我(?:部门|单位|委|局|办)|及|所属单位|(?:作为|为|是|属于?)[^,，。;；]{0,6}(?:事业|行政|企业)单位|[,，、])*"
    r"(?:不涉及|没有涉及|未涉及|没有|无|未安排|未编制|未列支|未纳入)(?:安排|编制|列支)?(?P<what>[^,，。;；]{4,24}?)(?:的?(?:情况|事项|预算|资金|支出|安排|内容)*)[。.]?$"
)
# 本部门年初不编制因公出国（境）费用预算: the same amid a longer sentence.
_BUDGETS_NONE = re.compile(r"(?:不|未)(?:编制|安排|列支)(?P<what>[^,，。;；]{4,20}?)(?:费用|经费|费)?预算")
# 忻州市人大无政府购买服务: the unit calls itself by a short name.
_OWN_NONE = re.compile(
    r"^(?P<who>[^,，。;；无没未]{2,20}?)(?:无|没有|不涉及|未安排|未编制)(?P<what>[^,，。;；]{4,20}?)[。.]?$"
)
# (一)政府购买服务指导性目录: 无
_NONE = re.compile("^(?:无|没有|本?(?:部门|单位)?(?:无|不涉及|没有))[。.]?$")
# 政府购买服务有哪些 is answered by 不涉及政府购买服务指导性目录.
_KIND = re.compile("(?:指导性)?目录(?:情况)?$|(?:预算|支出|资金|情况|安排|说明|事项|内容)+$")
_LONGEST = 60
_SHORTEST = 4


def absent(question: Question, context: Context) -> Plan | None:
    """A plan of the sentence that says so, where the question names just that and no table covers it."""
    documents = question.scope.documents
    if not question.scope.named or len({d.organisation for d in documents}) != 1 or question.asks("why", "define"):
        return None
    catalog = context.store.catalog(documents[0].id)
    if not _has_none(question, catalog):
        return None
    for what, quote in _said_absent(catalog):
        if what in question.focus:
            return Plan("figures", (), (documents[0],), quotes=(quote,), asked=question.intents)
    return None


@lru_cache(maxsize=64)
def _said_absent(catalog: Catalog) -> tuple[tuple[str, Quote], ...]:
    """What the sentences of a document say that it has none of; read once, since many questions ask."""
    told: list[tuple[str, Quote]] = []
    for section in catalog.sections:
        for sentence in section.sentences:
            text = match_key(sentence.text)
            short = len(text) <= _LONGEST
            found = (_SAYS_NONE.match(text) if short else None) or _BUDGETS_NONE.search(text)
            if not found and short and (own := _OWN_NONE.match(text)):
                found = own if _is_short_for(own["who"], catalog.document.organisation) else None
            what = found["what"] if found else _nothing_under(section.path, text)
            told += [(name, Quote(section, sentence)) for name in dict.fromkeys((what, _KIND.sub("", what)))]
    return tuple((what, quote) for what, quote in told if len(what) >= _SHORTEST)


def _is_short_for(name: str, organisation: str) -> bool:
    """Whether a name's characters stand in the organisation's, in order: 忻州市人大 in 忻州市人民代表大会…."""
    rest = iter(organisation)
    return all(character in rest for character in name)


def _nothing_under(path: Sequence[str], text: str) -> str:
    """The heading under which a document says 无; "" where it says anything else."""
    return drop_numbering(match_key(path[-1])).strip(":") if path and _NONE.match(text) else ""


def _has_none(question: Question, catalog: Catalog) -> bool:
    """Whether no table covers what is asked for, or one that tells nothing of it."""
    figures = find_figures(question, catalog, guess=False).figures
    return all(figure.told is not None and not figure.told.money.fen for figure in figures)
