"""What an asker gets: an Answer with values, citations, notes and candidates, and its JSON."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Literal

from corpus.model import Place
from corpus.money import plain_number
from corpus.places import place_fields, place_text

Status = Literal["answered", "no_data", "not_found", "ambiguous", "error"]


@dataclass(frozen=True, slots=True)
class Value:
    """A figure of the answer: what it is of, number, unit, and a comparator such as ≤ where the document gives one."""

    label: str
    amount: Decimal
    unit: str
    comparator: str = ""

    def to_json(self) -> dict[str, str]:
        """As the contract prints it: the amount a string without thousands commas."""
        fields = {"label": self.label, "amount": plain_number(self.amount), "unit": self.unit}
        return fields | ({"comparator": self.comparator} if self.comparator else {})


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a figure or a sentence stands; a sentence has a line and no cell.

    Attributes: paraphrase is true where the file tells the sentence in its own words (the samples); place, in a file
        without lines of text, where the line stands (None for a text).
    """

    document: str
    table: str
    item: str
    column: str
    line: int
    cell: int | None
    amount: str
    unit: str
    quote: str
    paraphrase: bool = False
    place: Place | None = None

    @property
    def where(self) -> str:
        """The place in the words of its kind of file: 第12行第3格, 工作表“支出总表”B7, 第3页."""
        return place_text(self.place, self.line, self.cell)

    def to_json(self) -> dict[str, Any]:
        """As the contract prints it; fields that do not apply are left out."""
        fields: dict[str, Any] = {
            "document": self.document,
            "table": self.table,
            "item": self.item,
            "column": self.column,
        }
        fields |= {"line": self.line, "cell": self.cell, "amount": self.amount, "unit": self.unit, "quote": self.quote}
        if self.paraphrase:
            fields["paraphrase"] = True
        fields |= place_fields(self.place, self.cell)
        return {key: value for key, value in fields.items() if value not in (None, "")}


@dataclass(frozen=True, slots=True)
class Candidate:
    """One of several readings of an ambiguous question, with its figure."""

    label: str
    value: Value | None

    def to_json(self) -> dict[str, Any]:
        """Label and figure."""
        return {"label": self.label} | (self.value.to_json() | {"label": self.label} if self.value else {})


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question.

    Attributes:
        question: as asked.
        status: answered, no_data, not_found, ambiguous or error (a line of a batch that was no question).
        text: complete in itself, the headline first.
        values: what was asked, headline first.
        citations: a place for every figure and quotation.
        notes: what the asker should know: contradictions, other readings, what a misspelt word was taken for.
        candidates: the readings of an ambiguous question.
        explanation: parse, candidates, plan and cells, for --explain.
        elapsed_ms: time it took; 0 until the assistant fills it in.
    """

    question: str
    status: Status
    text: str
    values: tuple[Value, ...] = ()
    citations: tuple[Citation, ...] = ()
    notes: tuple[str, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    explanation: tuple[str, ...] = ()
    elapsed_ms: float = 0.0

    def timed(self, elapsed_ms: float) -> Answer:
        """The same answer with its time."""
        return replace(self, elapsed_ms=round(elapsed_ms, 1))

    def to_json(self) -> dict[str, Any]:
        """One JSON object, as `budgetqa ask --format json` and `batch` write it."""
        return {
            "question": self.question,
            "status": self.status,
            "text": self.text,
            "values": [value.to_json() for value in self.values],
            "citations": [citation.to_json() for citation in self.citations],
            "notes": list(self.notes),
            "candidates": [candidate.to_json() for candidate in self.candidates],
            "elapsed_ms": self.elapsed_ms,
        }
