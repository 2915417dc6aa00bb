"""Rule: the last step of linking, by meaning: what no name, synonym or part of a name explains is searched for.

租东西 finds 租赁费 by the encoder; 租政府云平台 finds the project whose form tells of it. Only clear hits are taken, and the
answer says what was taken for what.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.text import match_key
from index.catalog import Catalog
from index.records import Chunk
from qa.context import Context
from qa.items import ItemLink, Links, link_items
from qa.lexicon import term_pattern
from qa.locate import Figure, Hints, locate_item
from qa.names import rows_named
from qa.plan import Plan
from qa.projects import projects_of
from qa.question import Question
from qa.rules.lookup import asks_words_beside, asks_years_inside, figures_plan

# Below these a hit is no more than the nearest of strangers (种树 and 农林水支出: 0.35).
_ROW_COSINE = 0.48
_PROJECT_COSINE = 0.45
# A project may also be known by the very words of its form, with the meaning agreeing.
_PROJECT_WORDS = 8.0
_PROJECT_LEAST_COSINE = 0.30
_HITS_READ = 12
_TWO_WORDS = re.compile(r"(?<![一-鿿])[一-鿿]{4,6}(?![一-鿿])")


@dataclass(frozen=True, slots=True)
class _Guess:
    name: str
    score: float
    clear: bool


def meaning(question: Question, context: Context) -> Plan | None:
    """The figure of the item or project that the question means, in the one document it is about."""
    documents = question.scope.documents
    if not question.wants_amount or not question.asks("amount", "money") or asks_words_beside(question):
        return None
    if question.asks("asset") and not question.asks("money"):
        return None  # what a unit owns is no item of its spending
    if len({document.organisation for document in documents}) != 1 or not question.scope.named:
        return None
    catalog = context.store.catalog(documents[0].id)
    links = link_items(question.focus, catalog)
    if links.absent_names or links.measures or any(item.how in ("name", "code") for item in links.items):
        return None
    if links.items and "项目" not in question.focus:
        return None
    figure = _figure(question, catalog, links, context)
    if figure is None or asks_years_inside(question, (figure,)):
        return None
    return figures_plan(question, (documents[0],), (figure,))


def _figure(question: Question, catalog: Catalog, links: Links, context: Context) -> Figure | None:
    hits = context.retriever.search(question.focus, [catalog.document.id], top=_HITS_READ)
    projects_only = bool(links.absent or links.items)
    for hit in hits:
        guess = _guess(hit.chunk, hit.score, hit.bm25, hit.cosine, catalog)
        if guess is None or not guess.clear or _another_of_the_kind(question.focus, guess):
            continue
        rows = rows_named(catalog, guess.name)
        if projects_only:
            rows = tuple(row for row in rows if row.role == "project")
        link = ItemLink(guess.name, question.focus.strip(), "meaning", guess.score, 0, len(question.focus), rows)
        figure = locate_item(link, catalog, Hints(carry_over=question.carry_over))
        if figure is not None and not figure.blank:
            return figure
    return None


def _another_of_the_kind(focus: str, guess: _Guess) -> bool:
    """Whether a name bears the last word of what is asked, but not the word before it: 养猪|补贴 is no 津贴|补贴."""
    name, asked = match_key(guess.name), _TWO_WORDS.findall(term_pattern("amount_filler").sub(" ", focus))
    return any(piece[-2:] in name and not set(piece[:-2]) & set(name) for piece in asked)


def _guess(chunk: Chunk, score: float, bm25: float, cosine: float, catalog: Catalog) -> _Guess | None:
    """The item or project of a hit; None for prose that belongs to neither."""
    if chunk.kind == "row":
        table, number = (int(part) for part in chunk.reference.split(":"))
        row = catalog.row(table, number)
        clear = cosine >= _ROW_COSINE or (row.role == "project" and _knows(bm25, cosine))
        return _Guess(row.subject, score, clear)
    section = catalog.sections[int(chunk.reference.split(":")[0]) - 1]
    project = next((p for p in projects_of(catalog) if section in p.sections), None)
    return _Guess(project.name, score, _knows(bm25, cosine)) if project is not None else None


def _knows(bm25: float, cosine: float) -> bool:
    return cosine >= _PROJECT_COSINE or (bm25 >= _PROJECT_WORDS and cosine >= _PROJECT_LEAST_COSINE)
