"""Rules for questions that ask for words or for a target and for no sum: a figure of a like name is no answer to them.

大会秘书处下设哪些组 names 大会, and wants none of its money; 驻地运维服务费不能超过多少 is a limit of a form, not a bound on a list.
"""

from __future__ import annotations

from dataclasses import replace

from qa.context import Context
from qa.members import latest_of_each
from qa.plan import Plan
from qa.projects import project_meant
from qa.question import Question
from qa.rules.quote import clauses_of, quote, targets_of

# What asks for figures, or for what sentences tell of them: the rules of figures come first.
_OF_FIGURES = (
    "amount", "money", "share", "growth", "change", "difference", "sum", "highest", "lowest", "first_n", "last_n", "rank",
    "average", "per_head", "ratio", "derive", "compare", "define", "personal",
)  # fmt: skip


# A region names so many organisations at most before the question must say which.
_DOCUMENTS_TRIED = 8


def promised(question: Question, context: Context) -> Plan | None:
    """The targets of the project named, where every clause asks for one."""
    if not question.asks("quantity", "target") or question.asks("personal"):
        return None
    question = _of_one_with_project(question, context)
    documents = question.scope.documents
    if not documents or len({d.organisation for d in documents}) != 1:
        return None
    catalogs = [context.store.catalog(documents[0].id)]
    project = project_meant(question.focus, catalogs)
    if project is None:
        return None
    links = [targets_of(clause, question, catalogs, project) for clause in clauses_of(question)]
    found = [link for of_clause in links for link in of_clause]
    if not all(links) or len({id(link.target) for link in found}) < len(found):
        return None  # 代表多少人、列席人员多少人 are not both the number of all who attend
    notes = question.scope.notes
    return Plan("quote", (), documents[:1], question.unit, targets=tuple(found), notes=notes, asked=question.intents)


def text_first(question: Question, context: Context) -> Plan | None:
    """The sentences that answer a question for words."""
    if not question.asks("text") or question.asks(*_OF_FIGURES):
        return None
    return quote(_of_one_with_project(question, context), context)


def _of_one_with_project(question: Question, context: Context) -> Question:
    """The question about the one organisation that has the project, where a region (临汾) names several."""
    latest = latest_of_each(question.scope.documents)
    if not 1 < len(latest) <= _DOCUMENTS_TRIED:
        return question
    having = [d for d in latest if project_meant(question.focus, [context.store.catalog(d.id)]) is not None]
    if len(having) != 1:
        return question
    note = f"未写单位，只有{having[0].organisation}有这个项目"
    scope = replace(question.scope, documents=tuple(having), named=True, notes=(*question.scope.notes, note))
    return replace(question, scope=scope)
