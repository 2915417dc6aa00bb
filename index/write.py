"""Budgets into the records of an index: documents, rows, facts, sections, chunks, aliases. Touches no database."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from corpus.census import census_of
from corpus.identity import is_own_name, region_of
from corpus.model import Budget, Cell, Claim, Finding, Table
from corpus.money import plain_number
from corpus.patterns import column_kind
from corpus.places import told_in_places
from corpus.roles import period_of
from corpus.subjects import economic_code, functional_class
from corpus.system import readable
from corpus.text import match_key
from corpus.told import told_facts
from index.aliases import SHORT, aliases_of
from index.chunks import chunks_of
from index.row_names import row_names
from index.schema import columns_of
from index.sources import Source
from index.tokens import words

# The largest integer that SQLite holds: 92 trillion 元, three times all budgets of the country. More is a misprint.
_NAMED = re.compile("[一-鿿]{2}")
_MOST_FEN = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Prepared:
    """A budget as the records of an index: made where it was read, in whichever process, and then only put in.

    Attributes:
        document_id: first 16 hex digits of the hash of its bytes.
        digest: the whole hash.
        records: rows of each table of index/schema.py, in the order of its columns.
        chunks: kind, reference, text and words of each searchable piece, in order.
        facts, findings: how many.
    """

    document_id: str
    digest: str
    records: Mapping[str, list[tuple[object, ...]]]
    chunks: tuple[tuple[str, str, str, str], ...]
    facts: int
    findings: int


def prepare(source: Source, budget: Budget) -> Prepared:
    """The records of a budget. Args: source, where it was read from."""
    document_id = budget.document.content_hash[:16]
    document = _document_record(document_id, source, budget)
    names = row_names(
        (row for table in budget.tables for row in table.rows), str(document["organisation"]), str(document["region"])
    )
    found: dict[str, list[dict[str, object]]] = {
        "documents": [document],
        "sections": list(_section_records(document_id, budget)),
        "told": list(_told_records(document_id, budget)),
        "places": list(_place_records(document_id, budget)),
        "findings": list(_finding_records(document_id, budget)),
        "row_names": [{"document_id": document_id, "names": names.to_bytes()}],
    }
    for number, table in enumerate(budget.tables, start=1):
        for name, records in _table_records(document_id, number, table, budget.proofs).items():
            found.setdefault(name, []).extend(records)
    return Prepared(
        document_id,
        budget.document.content_hash,
        {name: _rows_of(name, records) for name, records in found.items()},
        tuple((chunk.kind, chunk.reference, chunk.text, " ".join(words(chunk.text))) for chunk in chunks_of(budget)),
        facts=len(found.get("facts", ())),
        findings=len(found["findings"]),
    )


def _rows_of(table: str, records: Iterable[Mapping[str, object]]) -> list[tuple[object, ...]]:
    names = columns_of(table)
    return [tuple(record[name] for name in names) for record in records]


def _document_record(document_id: str, source: Source, budget: Budget) -> dict[str, object]:
    identity = budget.identity
    return {
        "id": document_id,
        "name": budget.document.name,
        "organisation": identity.organisation or readable(source.stem),
        "region": identity.region,
        "region_code": identity.region_code,
        "level": identity.level,
        "fiscal_year": identity.fiscal_year,
        "kind": identity.kind,
        "scope": identity.scope,
        "version": identity.version,
        "published": identity.published,
        "paraphrased": int(budget.document.paraphrased),
        "path": source.key,
        "placed": int(bool(budget.document.places)),
        "census": json.dumps(_census_record(budget), ensure_ascii=False),
    }


def _census_record(budget: Budget) -> dict[str, object]:
    census = census_of(budget)
    return {"counts": dict(census.counts), "lost": census.lost}


def _table_records(
    document_id: str, number: int, table: Table, proofs: Mapping[tuple[int, int], Sequence[str]]
) -> dict[str, list[dict[str, object]]]:
    columns = [[column.index, list(column.path), column.role, column.measure] for column in table.columns]
    place: dict[str, object] = {"document_id": document_id, "table_number": number}
    of_table: dict[str, object] = {
        "document_id": document_id,
        "number": number,
        "title": table.title,
        "kind": table.kind,
        "money_unit": table.money_unit,
        "caption_line": table.caption_line,
        "first_line": table.first_line,
        "last_line": table.last_line,
        "note": table.note,
        "owner": table.owner,
        "aligned_by": table.aligned_by,
        "columns": json.dumps(columns, ensure_ascii=False),
        "facts": len(_storable(table)),
    }
    rows = [
        place
        | {
            "number": row.number,
            "line": row.line,
            "side": row.side,
            "item": row.item,
            "subject": row.subject,
            "subject_key": match_key(row.subject),
            "code": row.code,
            "path": json.dumps(row.path, ensure_ascii=False),
            "role": row.role,
            "gov_subject": row.gov_subject,
            "budget_unit": row.budget_unit,
            "quantity": row.quantity,
            "measure_word": row.measure_word,
            "note": row.note,
        }
        for row in table.rows
    ]
    facts = [
        place
        | {
            "row_number": cell.row.number,
            "line": cell.line,
            "cell": cell.cell,
            "column_path": cell.column.title,
            "measure": cell.column.measure,
            # SQLite has no decimals: the amount goes in as the text it was printed as.
            "amount": plain_number(cell.money.amount),
            "money_unit": cell.money.money_unit,
            "fen": cell.money.fen,
            "proof": ",".join(proofs.get((cell.line, cell.cell), ())),
        }
        for cell in _storable(table)
    ]
    targets = [place | record for record in _target_records(table)]
    return {"tables": [of_table], "rows": rows, "facts": facts, "targets": targets}


def _target_records(table: Table) -> Iterator[dict[str, object]]:
    for number, target in enumerate(table.targets, start=1):
        yield {
            "number": number,
            "project": target.project,
            "term": target.term,
            "path": json.dumps(target.path, ensure_ascii=False),
            "text": target.text,
            "comparator": target.comparator,
            "amount": "" if target.number is None else plain_number(target.number),
            "unit": target.unit,
            "line": target.line,
            "cell": target.cell,
        }


def _storable(table: Table) -> list[Cell]:
    return [cell for cell in table.cells if abs(cell.money.fen) <= _MOST_FEN]


def _beyond_all_budgets(budget: Budget) -> Iterator[Finding]:
    """A fault for each amount that no budget can have (figures run together by the scan): it is told and left out."""
    for table in budget.tables:
        for cell in table.cells:
            if abs(cell.money.fen) > _MOST_FEN:
                amount = plain_number(cell.money.amount) + cell.money.money_unit
                place = f"《{table.title}》第{cell.line}行“{cell.row.item}”"
                yield Finding("amount", f"{place}：{amount}超出一切预算，应是识别错误；此格未计入", cell.line)


def _finding_records(document_id: str, budget: Budget) -> Iterator[dict[str, object]]:
    found = dict.fromkeys((*budget.findings, *_beyond_all_budgets(budget)))
    for number, finding in enumerate(found, start=1):
        yield {
            "document_id": document_id,
            "number": number,
            "rule": finding.rule,
            "message": told_in_places(finding.message, budget.document.places),
            "line": finding.line,
            "claim": _claim_json(finding.claim),
            "against": _claim_json(finding.against),
            "suspect": _claim_json(finding.suspect),
            "taken": finding.taken,
        }


def _place_records(document_id: str, budget: Budget) -> Iterator[dict[str, object]]:
    for line, place in sorted(budget.document.places.items()):
        yield {
            "document_id": document_id,
            "line": line,
            "page": place.page,
            "sheet": place.sheet,
            "boxes": json.dumps(place.boxes),
            "refs": json.dumps(place.refs, ensure_ascii=False),
        }


def _claim_json(claim: Claim | None) -> str:
    if claim is None:
        return ""
    return json.dumps(
        [claim.label, plain_number(claim.amount), claim.money_unit, claim.lines, claim.cell], ensure_ascii=False
    )


def _section_records(document_id: str, budget: Budget) -> Iterator[dict[str, object]]:
    for number, section in enumerate(budget.sections, start=1):
        told = [[s.text, s.first_line, s.last_line] for s in section.sentences]
        yield {
            "document_id": document_id,
            "number": number,
            "path": json.dumps(section.path, ensure_ascii=False),
            "kind": section.kind,
            "first_line": section.first_line,
            "last_line": section.last_line,
            "sentences": json.dumps(told, ensure_ascii=False),
        }


def _told_records(document_id: str, budget: Budget) -> Iterator[dict[str, object]]:
    for number, fact in enumerate(told_facts(budget.sections, budget.identity.organisation), start=1):
        yield {
            "document_id": document_id,
            "number": number,
            "section_number": fact.section,
            "sentence_number": fact.sentence,
            "line": fact.line,
            "subject": fact.told.subject,
            "way": fact.told.way,
            "base": fact.told.base,
            "amount": plain_number(fact.told.number),
            "unit": fact.told.unit,
            "comparator": fact.told.comparator,
        }


def alias_records(organisation: str, region: str, units: Iterable[str]) -> Iterator[tuple[str, str, str, int]]:
    """The names that an organisation and the units inside it go by, as rows of the table aliases.

    Args: units, names of budget units that its tables list.
    """
    for alias, strength in aliases_of(organisation, region=region):
        yield alias, organisation, "", strength
    for unit in _sub_units(organisation, units):
        for alias, strength in _unit_aliases(unit, organisation):
            yield alias, organisation, unit, strength


def _sub_units(organisation: str, units: Iterable[str]) -> list[str]:
    own = match_key(organisation)
    named = (unit for unit in units if not is_own_name(unit, organisation) and not own.endswith(match_key(unit)))
    return sorted(unit for unit in named if not _is_item(unit))


def _is_item(name: str) -> bool:
    """Whether what stands in the units' column is an item or a year, as tables of 三公经费 have it."""
    kind = column_kind(name)
    is_known = kind is not None and bool(kind.subject or kind.measure)
    return is_known or bool(period_of(name) or economic_code(name) or functional_class(name)) or not _NAMED.search(name)


def _unit_aliases(unit: str, organisation: str) -> Iterator[tuple[str, int]]:
    """中共临汾市委组织部党员教育中心 is also 党员教育中心, and 临汾市委组织部党员教育中心."""
    yield from ((alias, max(strength, SHORT)) for alias, strength in aliases_of(unit))
    own = unit.removeprefix(organisation)
    if own != unit and len(own) >= 3:
        yield match_key(own), SHORT
        region = region_of(organisation)
        if region:
            yield match_key(region.name + own), SHORT
