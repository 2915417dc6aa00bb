"""Rule: kinds of question that budgetqa does not answer yet; it says so instead of giving half an answer."""

from __future__ import annotations

from qa.context import Context
from qa.plan import Plan
from qa.question import Question

# Intent and what it is called; each leaves this list when a rule of its own takes it.
_NOT_YET = {
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
}


def later(question: Question, context: Context) -> Plan | None:
    """An honest not_found for computed answers that are still to be built."""
    asked = [name for intent, name in _NOT_YET.items() if intent in question.intents]
    # What stands in prose is searched for there: 成本不超过多少 is an indicator, no filter.
    if not asked or question.asks("prose", "quantity", "target") or (asked == ["占比"] and "多少钱" in question.focus):
        return None
    message = (
        f"这是要计算的问题（{'、'.join(asked)}），本版还不能回答。可以逐项来问，例如：忻州人大2023年项目支出多少。"
    )
    return Plan("refuse", status="not_found", message=message)
