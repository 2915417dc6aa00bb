"""Figures that no table has and one sentence tells: 2018年“三公”经费预算2800.68万元 of a page without tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from corpus.money import YUAN_PER_UNIT, Money
from corpus.text import match_key
from corpus.told import ToldFact
from index.catalog import Catalog
from qa.items import Links
from qa.lexicon import measures, term_patterns
from qa.locate import Figure, Hints, Told

# Forms tell of one project, definitions of none.
_ELSEWHERE = frozenset({"form", "term"})
_BRACKETS = re.compile(r"\([^()]*\)")


def told_figure(name: str, words: Iterable[str], catalog: Catalog) -> Figure | None:
    """The amount that the sentences of a document tell of a name; None where they tell none, or several that differ.

    Args: name, as the answer calls it; words, other names of the same.
    """
    by_subject = _amounts(catalog)
    keys = {_bare(match_key(word)) for word in (name, *words)}
    facts = [fact for key in sorted(keys) for fact in by_subject.get(key, ())]
    amounts = {Money(fact.told.number, fact.told.unit).fen for fact in facts}
    if len(amounts) != 1:
        return None
    fact = facts[0]
    section = catalog.sections[fact.section - 1]
    told = Told(section, section.sentences[fact.sentence - 1], Money(fact.told.number, fact.told.unit))
    return Figure(name, catalog, (), told, (), "name", name)


@lru_cache(maxsize=64)
def _amounts(catalog: Catalog) -> dict[str, list[ToldFact]]:
    """The amounts of money told as such, no change, no share and no limit, by the bare name of what they are of."""
    found: dict[str, list[ToldFact]] = {}
    for fact in catalog.told:
        plain = not (fact.told.way or fact.told.comparator) and fact.told.unit in YUAN_PER_UNIT
        if plain and catalog.sections[fact.section - 1].kind not in _ELSEWHERE:
            found.setdefault(_bare(match_key(fact.told.subject)), []).append(fact)
    return found


def _bare(key: str) -> str:
    """A name without what sentences put around it: 因公出国(境)费支出 and 因公出国费用 are 因公出国费."""
    key = _BRACKETS.sub("", key)
    for pattern in (*term_patterns("told_before_pattern"), *term_patterns("told_after_pattern")):
        key = pattern.sub("", key)
    return key.replace("费用", "费")


def told_of(asked: Sequence[str], links: Links, catalog: Catalog, hints: Hints) -> tuple[Figure, ...]:
    """What the sentences tell of measures, or of standard items, that no table of the document has."""
    if hints.period or hints.budget_unit or hints.fund_sources or links.items or links.tables:
        return ()
    names = [(measures()[identity].name, measures()[identity].words) for identity in asked]
    names += [(name, ()) for name in links.absent_names if not asked]
    return tuple(f for name, words in names if (f := told_figure(name, words, catalog)) is not None)
