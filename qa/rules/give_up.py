"""Rule: nothing fitted; say what was understood, what was not, and what there is to ask about."""

from __future__ import annotations

from qa.context import Context
from qa.items import link_items
from qa.plan import Plan
from qa.question import Question

_DOCUMENTS_SHOWN = 6


def give_up(question: Question, context: Context) -> Plan | None:
    """The last answer: not_found, with what is missing and what there is instead."""
    documents = question.scope.documents
    shown = [f"{d.organisation}{d.fiscal_year}年{d.kind}" for d in documents[:_DOCUMENTS_SHOWN]]
    absent: list[str] = []
    for document in documents[:_DOCUMENTS_SHOWN]:
        links = link_items(question.focus, context.store.catalog(document.id))
        absent.extend(span.meaning for span in links.absent)
        absent.extend(item.word for item in links.items if not item.rows)
    if absent and question.scope.named:
        names = "、".join(f"“{name}”" for name in dict.fromkeys(absent))
        message = f"{'、'.join(shown)}里没有{names}这一项。输入 /items 可看有哪些项目。"
    elif question.scope.named:
        message = f"在{'、'.join(shown)}里没有找到问的内容。可以换个说法，或写出表里的项目名、科目编码。"
    else:
        message = f"没有认出要问的单位或项目。现有：{'、'.join(shown)}。例如：忻州人大2023年项目支出多少。"
    return Plan("refuse", documents=documents, status="not_found", message=message)
