"""A budget cut into searchable pieces: a section, a row, a line of a form, each as the words that say what it is about.

Organisation, year and amounts are left out of the text: they are filters, and equal texts of many budgets are encoded
once. A row is its path and its table; a section is its headings and its sentences.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from corpus.model import Budget, Section, Sentence, Table
from corpus.patterns import table_kind
from index.encoder import encoded_text

# A static model averages its pieces: beyond this a section's text says everything and nothing.
_LONGEST_CHUNK = 220


@dataclass(frozen=True, slots=True)
class NewChunk:
    """A piece before it is stored: kind (section, row, line), reference inside the document, and its text."""

    kind: str
    reference: str
    text: str


def chunks_of(budget: Budget) -> Iterator[NewChunk]:
    """All pieces of a budget."""
    name = budget.identity.organisation
    for number, table in enumerate(budget.tables, start=1):
        yield from _row_chunks(number, table, name)
    for number, section in enumerate(budget.sections, start=1):
        yield from _section_chunks(number, section, name)


def _row_chunks(number: int, table: Table, organisation: str) -> Iterator[NewChunk]:
    kind = table_kind(table.kind)
    title = kind.name if kind else table.title
    seen: set[tuple[str, ...]] = set()
    for row in table.rows:
        # What a purchase really is stands in its remark (茶吧机).
        said = (*row.path, row.note) if row.note else row.path
        if row.role in ("total", "unit") or said in seen:
            continue
        seen.add(said)
        yield NewChunk(
            "row", f"{number}:{row.number}", encoded_text(" ".join((*said, title)), organisations=(organisation,))
        )


def _section_chunks(number: int, section: Section, organisation: str) -> Iterator[NewChunk]:
    head = " ".join(section.path)
    for first, group in _grouped(section.sentences):
        text = encoded_text(head + " " + "".join(s.text for s in group), organisations=(organisation,))
        yield NewChunk("section", f"{number}:{first}:{first + len(group)}", text)


def _grouped(sentences: tuple[Sentence, ...]) -> Iterator[tuple[int, list[Sentence]]]:
    """Sentences in order, gathered up to the longest chunk; a sentence is never cut."""
    first, group, length = 0, list[Sentence](), 0
    for position, sentence in enumerate(sentences):
        if group and length + len(sentence.text) > _LONGEST_CHUNK:
            yield first, group
            first, group, length = position, [], 0
        group.append(sentence)
        length += len(sentence.text)
    if group:
        yield first, group
