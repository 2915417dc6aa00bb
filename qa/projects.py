"""One view of a project: its row in the project table joined with its performance form and what the form tells in prose.

How forms are joined with projects, also where the scan garbled a name: corpus/projects.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from corpus.projects import Named, pair_forms
from corpus.text import match_key
from index.catalog import Catalog
from index.records import StoredRow, StoredSection, StoredTarget
from qa.items import link_items, link_part

# The section of a form in which its targets stand line by line.
TARGETS_SECTION = "绩效指标"
_NAMELESS = "资金总额"
_CALLED = re.compile("(?P<name>[一-鿿]{2,10}?)(?:这个|那个|这项|那项|类|的)?项目(?!支出|资金|名称|概况|实施|期|预算)")


@dataclass(frozen=True, slots=True)
class Project:
    """A project of a document.

    Attributes: name; rows, its rows in the project table, or in its form where there is no such table; sections, what its
        form tells; targets, what it promises; joined, how the form was found: name, similarity, amount, remainder; form or table where one stands alone.
    """

    name: str
    rows: tuple[StoredRow, ...]
    sections: tuple[StoredSection, ...]
    targets: tuple[StoredTarget, ...]
    joined: str


@lru_cache(maxsize=64)
def projects_of(catalog: Catalog) -> tuple[Project, ...]:
    """All projects of a document, in its order."""
    listed = [row for row in catalog.rows_of("projects", "projects_carry_over") if row.role == "project"]
    forms = [
        row
        for row in catalog.rows_of("performance")
        if row.role == "project" and row.path[-1] == "资金总额" and row.side == "年度"
    ]
    sections = _sections_by_lines(catalog, forms)
    pairs = pair_forms([_named(form, "form_year") for form in forms], [_named(row, "total") for row in listed])
    found = {pair.form: pair for pair in pairs}
    projects: list[Project] = []
    for number, form in enumerate(forms):
        told, pair = sections.get(form.table.number, ()), found.get(number)
        row = listed[pair.project] if pair is not None else form
        targets = tuple(t for t in catalog.targets if t.table.number == form.table.number)
        projects.append(Project(row.subject, (row,), told, targets, pair.how if pair is not None else "form"))
    joined = {listed[pair.project].key for pair in pairs}
    projects += [Project(row.subject, (row,), (), (), "table") for row in listed if row.key not in joined]
    return tuple(projects)


def project_named(name: str, catalog: Catalog) -> Project | None:
    """The project of a name, None where there is none."""
    key = match_key(name)
    return next((project for project in projects_of(catalog) if match_key(project.name) == key), None)


def project_meant(focus: str, catalogs: Iterable[Catalog]) -> Project | None:
    """The project that a question is about, by its name or a part of it."""
    for catalog in catalogs:
        links = link_items(focus, catalog)
        named = [item.name for item in links.items if any(row.role == "project" for row in item.rows)]
        guessed = [link.name for link in link_part(focus, catalog) if any(row.role == "project" for row in link.rows)]
        for name in (*named, *guessed[:1]):
            project = project_named(name, catalog)
            if project is not None:
                return project
        if (called := _called(focus, catalog)) is not None:
            return called
    return None


def _called(focus: str, catalog: Catalog) -> Project | None:
    """The one project whose name holds the words before 项目 (立法项目, 立法这个项目); None for several."""
    for found in _CALLED.finditer(focus):
        said = found["name"]
        for start in range(len(said) - 1):
            held = [p for p in projects_of(catalog) if said[start:] in match_key(p.name)]
            if held:
                return held[0] if len({p.name for p in held}) == 1 else None
    return None


def _named(row: StoredRow, measure: str) -> Named:
    fact = row.fact(measure)
    # A form that bears no project's name has its rows named 资金总额 alone.
    return Named(
        "" if row.subject == row.path[-1] == _NAMELESS else row.subject, fact.fen if fact is not None else None
    )


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
