"""What a store gives back: documents, tables, rows, facts and sections as they were taken in. All frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from corpus.model import Column, Finding, Place, Sentence, Target
from corpus.money import Money
from corpus.versions import version_names


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document of the index: its identity, its file and, where that has no lines of text, the places of its lines."""

    id: str
    name: str
    organisation: str
    region: str
    region_code: str
    level: str
    fiscal_year: int
    kind: str
    scope: str
    paraphrased: bool
    path: str
    version: str = ""
    published: str = ""
    places: Mapping[int, Place] = field(default_factory=dict, repr=False, compare=False)


def version_label(document: StoredDocument) -> str:
    """What a document is called among the prints of its year: 决算, 预算, 调整预算 …"""
    return document.kind if document.kind != "预算" else version_names().get(document.version, document.kind)


@dataclass(frozen=True, slots=True)
class StoredTable:
    """A table of a document; `number` counts from 1 in the document."""

    document: StoredDocument
    number: int
    title: str
    kind: str
    money_unit: str
    caption_line: int
    first_line: int
    last_line: int
    note: str
    columns: tuple[Column, ...]
    aligned_by: str = "position"

    @property
    def measures(self) -> frozenset[str]:
        """The measures of its amount columns."""
        return frozenset(column.measure for column in self.columns if column.role == "amount")


@dataclass(frozen=True, slots=True)
class StoredFact:
    """An amount at its place; `column` is the path of header cells joined by "/", `proof` the rules that it fulfils."""

    money: Money
    fen: int
    measure: str
    column: str
    line: int
    cell: int
    proof: tuple[str, ...] = ()


class Amounts(Protocol):
    """The amounts of one table, read when the first of them is asked for."""

    def of(self, row: int) -> tuple[StoredFact, ...]:
        """Those of the row of a number, in the order of its cells."""


@dataclass(frozen=True, slots=True, eq=False)
class StoredRow:
    """A row of a table with its amounts; a measure without a fact is a blank cell."""

    table: StoredTable = field(repr=False)
    number: int
    line: int
    side: str
    item: str
    subject: str
    key: str
    code: str
    path: tuple[str, ...]
    role: str
    gov_subject: str
    budget_unit: str
    quantity: str = ""
    measure_word: str = ""
    note: str = ""
    amounts: Amounts | None = field(default=None, repr=False)

    @property
    def facts(self) -> tuple[StoredFact, ...]:
        """The amounts of the row, in the order of its cells."""
        return self.amounts.of(self.number) if self.amounts is not None else ()

    def fact(self, measure: str) -> StoredFact | None:
        """The first amount of a measure; None for a blank cell."""
        return next((fact for fact in self.facts if fact.measure == measure), None)


@dataclass(frozen=True, slots=True)
class StoredSection:
    """A stretch of prose of a document."""

    document: StoredDocument = field(repr=False)
    number: int
    path: tuple[str, ...]
    kind: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class StoredTarget:
    """A target of a form, as corpus.model.Target has it, with the form's table."""

    table: StoredTable = field(repr=False)
    target: Target


@dataclass(frozen=True, slots=True)
class StoredFinding:
    """A fault of a document, as corpus.model.Finding has it."""

    document: StoredDocument = field(repr=False)
    finding: Finding


@dataclass(frozen=True, slots=True)
class Alias:
    """A name that people use for an organisation, or for a unit inside one (budget_unit, "" for the whole)."""

    alias: str
    organisation: str
    budget_unit: str
    strength: int


@dataclass(frozen=True, slots=True)
class Chunk:
    """A searchable piece: a section ("section", its number), a row ("row", "table:row") or a sentence of a form."""

    id: int
    document_id: str
    kind: str
    reference: str
    text: str
