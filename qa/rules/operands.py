"""Rule: an operation over figures of which not all were found; it says which, instead of giving half an answer."""

from __future__ import annotations

from qa.context import Context
from qa.items import link_items
from qa.plan import Plan
from qa.question import Question

# Intents that need more than one figure, and what they are called.
_OPERATIONS = {
    "share": "占比",
    "difference": "相差多少",
    "highest": "最高的是哪个",
    "lowest": "最低的是哪个",
    "first_n": "排前几名",
    "rank": "排名",
    "above": "超过多少的有哪些",
    "below": "低于多少的有哪些",
    "between": "在一个范围内的有哪些",
    "compare": "比较",
    "average": "平均",
    "ratio": "倍数",
}


def operands(question: Question, context: Context) -> Plan | None:
    """An honest not_found: what is missing for the operation that was asked for."""
    asked = [name for intent, name in _OPERATIONS.items() if intent in question.intents]
    # What stands in prose is searched for there: 成本不超过多少 is an indicator, no filter.
    if not asked or question.asks("prose", "quantity", "target") or (asked == ["占比"] and "多少钱" in question.focus):
        return None
    documents = question.scope.documents[:1] if question.scope.named else ()
    whose = "".join(f"{d.organisation}{d.fiscal_year}年{d.kind}" for d in documents)
    missing = [name for d in documents for name in _missing(question, d.id, context)]
    if missing:
        names = "、".join(f"“{name}”" for name in dict.fromkeys(missing))
        message = f"{whose}里没有{names}这一项，算不出{'、'.join(asked)}。输入 /items 可看有哪些项目。"
    else:
        message = f"没有认出要算的是哪几个数（{'、'.join(asked)}）。请写出单位和项目，例如：忻州人大2023年项目支出占总支出多少。"
    return Plan("refuse", documents=documents, status="not_found", message=message)


def _missing(question: Question, document_id: str, context: Context) -> list[str]:
    links = link_items(question.focus, context.store.catalog(document_id))
    return [span.meaning for span in links.absent] + [item.word for item in links.items if not item.rows]
