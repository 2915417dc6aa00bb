"""A file understood, start to end: blocks, tables, forms, sections, identity, checks."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from corpus.checks import check
from corpus.form_lists import joined_lists
from corpus.forms import forms_from, unit_of_forms
from corpus.grids import captioned_tables, captions_apart
from corpus.identity import identify, is_own_name
from corpus.model import Budget, Document, Finding, Row, Section, Table, TableRow
from corpus.money import is_amount
from corpus.outline import sections_of
from corpus.patterns import kind_of_table
from corpus.readers import read_document
from corpus.tables import table_from
from corpus.text import match_key

_FORMS = ("performance", "overall_performance")
_PROJECTS = ("projects", "projects_carry_over")
# Their rows say whose they are, be it the organisation itself.
_UNITS_ARE_ROWS = ("procurement", "operating_expenses", "three_public")


def read_budget(path: Path, member: str = "") -> Budget:
    """A budget file, or the member of an archive, as facts and sections.

    Raises: ReadError for a file that cannot be read; faults inside it are in `findings`.
    """
    return understand(read_document(path, member))


def understand(document: Document) -> Budget:
    """Tables, sections, identity and findings of a document that has been read into blocks."""
    document = replace(document, blocks=captions_apart(document.blocks))
    tables: list[Table] = []
    findings: list[Finding] = list(document.faults)
    sections: list[Section] = list(sections_of(document.blocks))
    captioned = joined_lists(captioned_tables(document.blocks))
    kinds = [kind_of_table(c.title, _labels(c.rows)) for c in captioned]
    forms_unit = unit_of_forms([c for c, kind in zip(captioned, kinds, strict=True) if kind in _FORMS])
    for caption, kind in zip(captioned, kinds, strict=True):
        if kind in _FORMS:
            for form in forms_from(caption, kind, forms_unit):
                tables.append(form.table)
                findings.extend(form.faults)
                sections.extend(form.sections)
            continue
        table, faults = table_from(caption)
        tables.append(table)
        findings.extend(faults)
    identity = identify(document, tables)
    tables = [_with_unit_rows(table, identity.organisation) for table in tables]
    checked = check(identity, tables, sections)
    return Budget(
        document,
        identity,
        tuple(tables),
        tuple(sections),
        (*findings, *checked.findings),
        checked.proofs,
    )


def _labels(rows: tuple[Row, ...]) -> frozenset[str]:
    return frozenset(match_key(text) for row in rows for _, text in row.filled() if not is_amount(text))


def _with_unit_rows(table: Table, organisation: str) -> Table:
    """A table that lists the organisation itself: its row is the total where there is no other, else the unit's own."""
    if table.kind in _UNITS_ARE_ROWS:
        return table
    has_total = table.kind in _PROJECTS or any(row.role == "total" for row in table.rows)
    # Beside rows of other units its own are a unit's, too: an item of both is no item of the whole.
    beside = any(row.budget_unit and not is_own_name(row.budget_unit, organisation) for row in table.rows)
    changed: dict[int, TableRow] = {}
    for row in table.rows:
        own = is_own_name(row.subject, organisation)
        if own and row.role in ("", "item", "project", "unit"):
            role = "unit" if has_total else "total"
            changed[row.number] = replace(row, role=role, budget_unit=row.item if has_total else "")
        elif row.role != "unit" and not beside and is_own_name(row.budget_unit, organisation):
            changed[row.number] = replace(row, budget_unit="")
    return replace(
        table,
        rows=tuple(changed.get(row.number, row) for row in table.rows),
        cells=tuple(replace(c, row=changed.get(c.row.number, c.row)) for c in table.cells),
    )
