"""One view of a project: its row in the project table joined with its performance form and what the form tells in prose.

Names in forms are read by OCR and may be garbled (执行经费来源 for 执法检查经费): a form whose name no project bears is
joined by its amount, where just one project of the document has it and none has been joined yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from corpus.text import match_key
from index.records import Catalog, StoredRow, StoredSection

# 预算联网系统互通互联平台租用费 and …互联互通… give 93; two projects of one kind (代表活动经费, 代表培训经费) some 67.
_ALIKE = 88


@dataclass(frozen=True, slots=True)
class Project:
    """A project of a document.

    Attributes: name; rows, its rows in the project table, or in its form where there is no such table; sections, what its
        form tells; joined, how the form was found: name, similarity, amount; form or table where one stands alone.
    """

    name: str
    rows: tuple[StoredRow, ...]
    sections: tuple[StoredSection, ...]
    joined: str


@lru_cache(maxsize=64)
def projects_of(catalog: Catalog) -> tuple[Project, ...]:
    """All projects of a document, in its order."""
    listed = [row for row in catalog.rows_of("projects", "projects_carry_over") if row.role == "project"]
    forms = [row for row in catalog.rows_of("performance") if row.path[-1] == "资金总额" and row.side == "年度"]
    sections = _sections_by_lines(catalog, forms)
    by_name = {row.key: row for row in listed}
    taken = {row.key for row in forms if row.key in by_name}
    projects: list[Project] = []
    joined: set[str] = set()
    for form in forms:
        told = sections.get(form.table.number, ())
        row, how = by_name.get(form.key), "name"
        if row is None and listed:
            row, how = _alike(form, [r for r in listed if r.key not in taken]), "similarity"
        if row is None and listed:
            row, how = _same_amount(form, [r for r in listed if r.key not in taken]), "amount"
        if row is not None:
            taken.add(row.key)
            joined.add(row.key)
            projects.append(Project(row.subject, (row,), told, how))
        else:
            projects.append(Project(form.subject, (form,), told, "form"))
    projects += [Project(row.subject, (row,), (), "table") for row in listed if row.key not in joined]
    return tuple(projects)


def project_named(name: str, catalog: Catalog) -> Project | None:
    """The project of a name, None where there is none."""
    key = match_key(name)
    return next((project for project in projects_of(catalog) if match_key(project.name) == key), None)


def _alike(form: StoredRow, rows: Sequence[StoredRow]) -> StoredRow | None:
    """The one project whose name is nearly the form's (互联互通 and 互通互联)."""
    alike = [row for row in rows if fuzz.ratio(form.key, row.key) >= _ALIKE]
    return alike[0] if len(alike) == 1 else None


def _same_amount(form: StoredRow, rows: Sequence[StoredRow]) -> StoredRow | None:
    fact = form.fact("form_year")
    if fact is None:
        return None
    # The table rounds to 0.01万元, that is 100 元; half of it either way.
    same = [row for row in rows if (other := row.fact("total")) is not None and abs(other.fen - fact.fen) <= 5_000]
    return same[0] if len(same) == 1 else None


def _sections_by_lines(catalog: Catalog, forms: Iterable[StoredRow]) -> dict[int, tuple[StoredSection, ...]]:
    """The sections that stand within each form's lines."""
    told = [section for section in catalog.sections if section.kind == "form"]
    return {
        form.table.number: tuple(
            section
            for section in told
            if form.table.first_line <= section.sentences[0].first_line <= form.table.last_line
        )
        for form in forms
    }
