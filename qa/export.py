"""The fact table written out, a JSON object or a CSV line a fact, for other programs."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TextIO

from corpus.money import plain_number
from corpus.patterns import table_kind
from corpus.places import place_fields
from corpus.text import match_key
from index.records import StoredDocument, StoredFact, StoredRow
from index.store import Store
from qa.spreadsheet import harmless

FIELDS = (
    "document", "organisation", "year", "kind", "budget_unit", "table", "table_kind", "item", "item_standard", "item_path",
    "code", "column", "amount", "unit", "fen", "line", "cell",
)  # fmt: skip
TOLD_FIELDS = (
    "document", "organisation", "year", "kind", "section", "item", "way", "base", "comparator", "amount", "unit", "line",
    "sentence",
)  # fmt: skip
PLACE_FIELDS = ("page", "box", "sheet", "cell_ref")


def csv_fields(store: Store, *, told: bool) -> tuple[str, ...]:
    """The columns of a CSV: those of facts or of what is told, with those of places where a document has any."""
    placed = any(document.places for document in store.documents)
    return (TOLD_FIELDS if told else FIELDS) + (PLACE_FIELDS if placed else ())


def facts(store: Store, *, filters: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """Facts of an index in the order of documents, tables and cells.

    Args: filters by document, organisation, year, table or item; text is contained, a year is equal.
    """
    for document in store.documents:
        if not _document_fits(document, filters):
            continue
        for row in store.own_catalog(document.id).rows:
            for fact in row.facts:
                record = fact_record(document, row, fact)
                if _fact_fits(record, filters):
                    yield record


def fact_record(document: StoredDocument, row: StoredRow, fact: StoredFact) -> dict[str, Any]:
    """One fact as the contract prints it."""
    return {
        "document": document.name,
        "organisation": document.organisation,
        "year": document.fiscal_year,
        "kind": document.kind,
        "budget_unit": row.budget_unit or None,
        "table": row.table.title,
        "table_kind": row.table.kind,
        "item": row.item,
        "item_standard": row.subject,
        "item_path": list(row.path),
        "code": row.code,
        "column": fact.column,
        "amount": plain_number(fact.money.amount),
        "unit": fact.money.money_unit,
        "fen": fact.fen,
        "line": fact.line,
        "cell": fact.cell,
    } | place_fields(document.places.get(fact.line), fact.cell)


def told(store: Store, *, filters: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """What the sentences of an index tell in numbers, in the order of documents and sentences.

    Args: filters by document, organisation, year or item (the subject); a table is none of theirs.
    """
    for document in store.documents:
        if not _document_fits(document, filters) or filters.get("table"):
            continue
        catalog = store.own_catalog(document.id)
        for fact in catalog.told:
            if match_key(filters.get("item", "")) in match_key(fact.told.subject):
                section = catalog.sections[fact.section - 1]
                yield {
                    "document": document.name,
                    "organisation": document.organisation,
                    "year": document.fiscal_year,
                    "kind": document.kind,
                    "section": "/".join(section.path),
                    "item": fact.told.subject,
                    "way": fact.told.way,
                    "base": fact.told.base,
                    "comparator": fact.told.comparator,
                    "amount": plain_number(fact.told.number),
                    "unit": fact.told.unit,
                    "line": fact.line,
                    "sentence": section.sentences[fact.sentence - 1].text,
                } | place_fields(document.places.get(fact.line), None)


def write_facts(records: Iterator[dict[str, Any]], stream: TextIO, form: str, *, fields: Sequence[str] = FIELDS) -> int:
    """Write records as jsonl or csv; returns how many."""
    count = 0
    writer = csv.DictWriter(stream, fields) if form == "csv" else None
    if writer is not None:
        writer.writeheader()
    for record in records:
        if writer is not None:
            writer.writerow(
                {key: harmless("/".join(map(str, v)) if isinstance(v, list) else v) for key, v in record.items()}
            )
        else:
            stream.write(json.dumps(record, ensure_ascii=False) + "\n")
        count += 1
    return count


def _document_fits(document: StoredDocument, filters: Mapping[str, str]) -> bool:
    if filters.get("document", "") not in document.name:
        return False
    if match_key(filters.get("organisation", "")) not in match_key(document.organisation):
        return False
    year = filters.get("year", "")
    return not year or str(document.fiscal_year) == year


def _fact_fits(record: Mapping[str, Any], filters: Mapping[str, str]) -> bool:
    kind = table_kind(record["table_kind"])
    table = match_key(record["table"] + record["table_kind"] + (kind.name if kind else ""))
    names = match_key(record["item"] + " " + record["item_standard"] + " " + record["code"])
    return match_key(filters.get("table", "")) in table and match_key(filters.get("item", "")) in names
