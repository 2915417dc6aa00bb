"""One rule a module: a rule looks at a question and gives a plan, or None where it is not its business.

RULES is the whole order of thinking: what there is no document for and what budgets cannot tell come first, then the kinds
of question from the most particular to the most general; the last rule always has an answer.
"""

from __future__ import annotations

from typing import Protocol

from qa.context import Context
from qa.plan import Plan
from qa.question import Question
from qa.rules.absent import absent
from qa.rules.across import across
from qa.rules.against_budget import against_budget
from qa.rules.choose import average, bounded, listing, rank
from qa.rules.combine import compare, ratio, share, total
from qa.rules.define import define
from qa.rules.explain import explain
from qa.rules.give_up import give_up
from qa.rules.lookup import lookup
from qa.rules.meaning import meaning
from qa.rules.missing import missing
from qa.rules.operands import operands
from qa.rules.other_year import other_year
from qa.rules.per_head import per_head
from qa.rules.quote import quote
from qa.rules.refuse import refuse
from qa.rules.sections import sections
from qa.rules.told_first import promised, text_first
from qa.rules.versions import versions
from qa.rules.years import years


class Rule(Protocol):
    """What a rule accepts and returns."""

    def __call__(self, question: Question, context: Context) -> Plan | None:
        """A plan, or None for "not mine"."""


RULES: tuple[Rule, ...] = (
    other_year,
    missing,
    per_head,
    refuse,
    define,
    against_budget,
    absent,
    promised,
    sections,
    text_first,
    versions,
    years,
    across,
    share,
    bounded,
    rank,
    average,
    ratio,
    compare,
    total,
    explain,
    listing,
    operands,
    lookup,
    meaning,
    quote,
    give_up,
)
