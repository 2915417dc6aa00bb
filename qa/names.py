"""The names that questions call the rows of one document by, and the pairs of characters that known names are made of."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache

from corpus.subjects import economic_names, functional_names
from corpus.text import match_key
from index.catalog import Catalog
from index.records import StoredRow
from index.row_names import UNIT_ROLES
from qa.lexicon import Span, item_words, measure_words, table_words, terms

# So many characters at the end of a unit's name must be said.
_UNIT_ENDING = 3


@lru_cache(maxsize=64)
def subjects(catalog: Catalog) -> dict[str, str]:
    """Names of items by match key, and the shorter forms under which people know them; totals and units are no items."""
    names, measures = catalog.names, measure_words()[0]
    short = {key: subject for key, subject in names.short.items() if key not in measures}
    return {**short, **names.items}


def subjects_in(text: str, catalog: Catalog) -> Iterator[Span[str]]:
    """The names of items that stand in a text, overlapping ones too; each means the item's subject."""
    # A document is asked a question or two: to look each name up in the text is quicker than to make an index of them.
    for name, subject in subjects(catalog).items():
        at = text.find(name)
        while at >= 0:
            yield Span(at, at + len(name), subject)
            at = text.find(name, at + 1)


def rows_named(catalog: Catalog, name: str) -> tuple[StoredRow, ...]:
    """The rows that bear a name, in all tables; totals and units have names of their own."""
    return tuple(row for row in catalog.rows_keyed(match_key(name)) if row.role not in UNIT_ROLES)


def is_known_pair(pair: str, catalog: Catalog) -> bool:
    """Whether two characters stand in the names of a document or in words that we know: 工工 of 绩效工工资 do not."""
    return pair in _general_pairs() or pair in _all_names(catalog)


@lru_cache(maxsize=64)
def _all_names(catalog: Catalog) -> str:
    # A name ends where a line does: one search through all of them is quicker than to gather the pairs of each.
    return "\n".join(subjects(catalog))


@cache
def _general_pairs() -> frozenset[str]:
    asking = (match_key(word) for words in terms().values() for word in words)
    standard = (match_key(name) for name in (*functional_names().values(), *economic_names().values()))
    known = (*item_words()[0], *measure_words()[0], *table_words()[0], *standard, *asking)
    return frozenset(pair for word in known for pair in _pairs(word))


def _pairs(word: str) -> set[str]:
    return {word[i : i + 2] for i in range(len(word) - 1)}


def tells_of(unit: str, text: str) -> bool:
    """Whether a text names a unit inside the organisation, be it by the end of its name (区图书馆); True for no unit."""
    return not unit or match_key(unit)[-_UNIT_ENDING:] in match_key(text)
