"""Rule: what budgets cannot tell (决算, 实际执行, 半年, 人均) and what has nothing to do with budgets."""

from __future__ import annotations

import re

from qa.context import Context
from qa.plan import Plan
from qa.question import Question

_KINDS = {
    "actual": "是决算或执行数，索引里只有{kinds}，没有实际支出和执行情况",
    "half_year": "问的是一年中的一段时间，预算只有全年数",
    "per_head": "要按人数平均，文件没有给出对应的人数",
}

# 打算几月份建成 asks when, not for a part of the year.
_ASKS_WHEN = re.compile("几月|哪个?月|什么时候|何时")
_PERSONAL = "这是个人信息：姓名和电话不进索引，也不是预算问题的答案。可以问这个单位或项目的预算、目标和说明。"


def refuse(question: Question, context: Context) -> Plan | None:
    """A refusal where the question asks for something that no document here can hold."""
    if question.asks("personal"):
        return Plan("refuse", status="not_found", message=_PERSONAL)
    documents = question.scope.documents
    kinds = "、".join(sorted({document.kind for document in documents}) or context.store.directory.kinds)
    if question.asks("actual") and "决算" not in kinds:
        return _refusal(question, "actual", kinds)
    if question.asks("half_year") and not _ASKS_WHEN.search(question.focus):
        return _refusal(question, "half_year", kinds)
    if question.asks("per_head") and not question.asks("performance", "target"):
        return _refusal(question, "per_head", kinds)
    return None


def _refusal(question: Question, reason: str, kinds: str) -> Plan:
    names = list(dict.fromkeys(f"{d.organisation}{d.fiscal_year}年{d.kind}" for d in question.scope.documents[:8]))
    there = f"可以问：{'、'.join(names)}里的预算安排。" if names else ""
    return Plan("refuse", status="not_found", message=f"答不了：{_KINDS[reason].format(kinds=kinds)}。{there}")
