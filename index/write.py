"""Budgets into the tables of a new database: documents, rows, facts, sections, chunks, aliases."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence

from sqlite_utils import Database

from corpus.census import census_of
from corpus.identity import is_own_name, region_of
from corpus.model import Budget, Cell, Claim, Finding, Table
from corpus.money import plain_number
from corpus.places import told_in_places
from corpus.system import readable
from corpus.text import match_key
from corpus.told import told_facts
from index.aliases import aliases_of
from index.chunks import chunks_of
from index.schema import create_tables
from index.sources import Source
from index.tokens import words

# The largest integer that SQLite holds: 92 trillion 元, three times all budgets of the country. More is a misprint.
_MOST_FEN = 2**63 - 1


def write_budgets(
    database: Database, budgets: Sequence[tuple[Source, Budget]], progress: Callable[[str, int, int], None]
) -> tuple[int, list[str]]:
    """All documents into the database; the number of facts, and the distinct texts to be encoded in their order."""
    texts: dict[str, int] = {}
    facts = chunk_id = 0
    with database.atomic():
        create_tables(database)
        for done, (path, budget) in enumerate(budgets):
            progress("写入", done, len(budgets))
            document_id = budget.document.content_hash[:16]
            database.table("documents").insert(_document_record(document_id, path, budget))
            for number, table in enumerate(budget.tables, start=1):
                facts += _write_table(database, document_id, number, table, budget.proofs)
            database.table("sections").insert_all(_section_records(document_id, budget))
            database.table("told").insert_all(_told_records(document_id, budget))
            database.table("places").insert_all(_place_records(document_id, budget))
            database.table("findings").insert_all(_finding_records(document_id, budget))
            chunk_id = _write_chunks(database, document_id, budget, texts, chunk_id)
        database.table("texts").insert_all({"id": number, "text": text} for text, number in texts.items())
        database.table("aliases").insert_all(_alias_records(budgets), ignore=True)
    progress("写入", len(budgets), len(budgets))
    return facts, list(texts)


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
        "paraphrased": int(budget.document.paraphrased),
        "path": source.key,
        "placed": int(bool(budget.document.places)),
        "census": json.dumps(_census_record(budget), ensure_ascii=False),
    }


def _census_record(budget: Budget) -> dict[str, object]:
    census = census_of(budget)
    return {"counts": dict(census.counts), "lost": census.lost}


def _write_table(
    database: Database, document_id: str, number: int, table: Table, proofs: Mapping[tuple[int, int], Sequence[str]]
) -> int:
    columns = [[column.index, list(column.path), column.role, column.measure] for column in table.columns]
    database.table("tables").insert(
        {
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
        }
    )
    place: dict[str, object] = {"document_id": document_id, "table_number": number}
    database.table("rows").insert_all(
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
    )
    database.table("facts").insert_all(
        place
        | {
            "row_number": cell.row.number,
            "line": cell.line,
            "cell": cell.cell,
            "column_path": cell.column.title,
            "measure": cell.column.measure,
            # sqlite-utils turns a Decimal into float: the amount goes in as the text it was printed as.
            "amount": plain_number(cell.money.amount),
            "money_unit": cell.money.money_unit,
            "fen": cell.money.fen,
            "proof": ",".join(proofs.get((cell.line, cell.cell), ())),
        }
        for cell in _storable(table)
    )
    database.table("targets").insert_all(place | record for record in _target_records(table))
    return len(_storable(table))


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


def _write_chunks(database: Database, document_id: str, budget: Budget, texts: dict[str, int], last: int) -> int:
    for chunk in chunks_of(budget):
        last += 1
        text_id = texts.setdefault(chunk.text, len(texts))
        database.table("chunks").insert(
            {
                "id": last,
                "document_id": document_id,
                "kind": chunk.kind,
                "reference": chunk.reference,
                "text_id": text_id,
            }
        )
        database.execute(
            "INSERT INTO chunks_fts (rowid, scope, tokens) VALUES (?, ?, ?)",
            (last, document_id, " ".join(words(chunk.text))),
        )
    return last


def _alias_records(budgets: Sequence[tuple[Source, Budget]]) -> Iterator[dict[str, object]]:
    for path, budget in budgets:
        organisation = budget.identity.organisation or readable(path.stem)
        for alias, strength in aliases_of(organisation, region=budget.identity.region):
            yield {"alias": alias, "organisation": organisation, "budget_unit": "", "strength": strength}
        for unit in _sub_units(budget):
            for alias, strength in _unit_aliases(unit, organisation):
                yield {"alias": alias, "organisation": organisation, "budget_unit": unit, "strength": strength}


def _sub_units(budget: Budget) -> list[str]:
    own = budget.identity.organisation
    units = {row.budget_unit for table in budget.tables for row in table.rows if row.budget_unit and row.role == "unit"}
    return sorted(unit for unit in units if not is_own_name(unit, own) and not match_key(own).endswith(match_key(unit)))


def _unit_aliases(unit: str, organisation: str) -> Iterator[tuple[str, int]]:
    """中共临汾市委组织部党员教育中心 is also 党员教育中心, and 临汾市委组织部党员教育中心."""
    yield from ((alias, max(strength, 2)) for alias, strength in aliases_of(unit))
    own = unit.removeprefix(organisation)
    if own != unit and len(own) >= 3:
        yield match_key(own), 2
        region = region_of(organisation)
        if region:
            yield match_key(region.name + own), 2
