"""The typed shapes that servers give out (HTTP's OpenAPI description, MCP's output schemas): the JSON contracts as models."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from index.records import StoredDocument, version_label
from qa.answer import Answer


class _Record(BaseModel):
    """Fields beyond these (a page, a sheet, a cell's name) come along where a document has them."""

    model_config = ConfigDict(extra="allow")


class ValueRecord(_Record):
    """A figure: amount as text without thousands commas, in its unit."""

    label: str
    amount: str
    unit: str
    comparator: str = ""


class CitationRecord(_Record):
    """Where a figure or a sentence stands."""

    document: str
    table: str = ""
    item: str = ""
    column: str = ""
    line: int
    cell: int | None = None
    amount: str = ""
    unit: str = ""
    quote: str = ""


class CandidateRecord(_Record):
    """One reading of an ambiguous question; without a figure where that reading has none."""

    label: str
    amount: str = ""
    unit: str = ""


class AnswerRecord(_Record):
    """An answer, as `budgetqa ask --format json` prints it."""

    question: str
    status: Literal["answered", "no_data", "not_found", "ambiguous", "error"]
    text: str
    values: list[ValueRecord] = []
    citations: list[CitationRecord] = []
    notes: list[str] = []
    candidates: list[CandidateRecord] = []
    elapsed_ms: float = 0.0


class DocumentRecord(_Record):
    """A document of the index; kind is 预算 or 决算, version what it is called among the prints of its year."""

    id: str
    document: str
    organisation: str
    region: str
    level: str
    year: int
    kind: str
    scope: str
    version: str
    paraphrased: bool


class FactRecord(_Record):
    """A number of a table with its place, as `budgetqa facts` prints it."""

    document: str
    organisation: str
    year: int
    kind: str
    table: str
    table_kind: str
    item: str
    item_standard: str
    code: str
    column: str
    amount: str
    unit: str
    line: int
    cell: int | None


class FindingRecord(_Record):
    """A place where a document contradicts itself, as `budgetqa check --format json` prints it."""

    document: str
    organisation: str
    year: int
    rule: str
    title: str
    message: str
    line: int


def answer_record(answer: Answer) -> AnswerRecord:
    """An answer as a model."""
    return AnswerRecord.model_validate(answer.to_json())


def document_fields(document: StoredDocument) -> dict[str, Any]:
    """What DocumentRecord holds of a document; not its path, which is of the machine that built the index."""
    return {
        "id": document.id,
        "document": document.name,
        "organisation": document.organisation,
        "region": document.region,
        "level": document.level,
        "year": document.fiscal_year,
        "kind": document.kind,
        "scope": document.scope,
        "version": version_label(document),
        "paraphrased": document.paraphrased,
    }
