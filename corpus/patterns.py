"""The data files that say what tables, columns and sections are, compiled once."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from corpus.package_data import package_data
from corpus.text import drop_numbering, match_key


def load_toml(package: str, *parts: str) -> dict[str, Any]:
    """A TOML data file of one of our packages."""
    return tomllib.loads(package_data(package, *parts).read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class TableKind:
    """What makes a table one of a kind, and how people call it."""

    kind: str
    name: str
    title: tuple[re.Pattern[str], ...]
    cells: frozenset[str]
    enough: int
    words: tuple[str, ...]
    authority: int


@dataclass(frozen=True, slots=True)
class ColumnKind:
    """What a header's words make of a column: a label (role), an amount (measure) or an item of its own (subject)."""

    header: tuple[re.Pattern[str], ...]
    role: str
    measure: str
    subject: str
    standalone: bool


@dataclass(frozen=True, slots=True)
class SectionKind:
    """What headings make a section one of a kind, and the words that lead a question to it."""

    kind: str
    heading: tuple[re.Pattern[str], ...]
    words: tuple[str, ...]


@cache
def table_kinds() -> tuple[TableKind, ...]:
    """data/tables.toml, in its order."""
    return tuple(
        TableKind(
            kind=entry["kind"],
            name=entry["name"],
            title=tuple(re.compile(pattern) for pattern in entry["title"]),
            cells=frozenset(match_key(cell) for cell in entry.get("cells", [])),
            enough=entry.get("enough", 0),
            words=tuple(entry["words"]),
            authority=entry["authority"],
        )
        for entry in load_toml("corpus", "data", "tables.toml")["table"]
    )


@cache
def table_kind(kind: str) -> TableKind | None:
    """The kind of that id; None for "other"."""
    return next((entry for entry in table_kinds() if entry.kind == kind), None)


@cache
def column_kinds() -> tuple[ColumnKind, ...]:
    """data/columns.toml, in its order."""
    return tuple(
        ColumnKind(
            header=tuple(re.compile(pattern) for pattern in entry["header"]),
            role=entry.get("role", ""),
            measure=entry.get("measure", ""),
            subject=entry.get("subject", ""),
            standalone=entry.get("standalone", False),
        )
        for entry in load_toml("corpus", "data", "columns.toml")["column"]
    )


@cache
def column_kind(header: str) -> ColumnKind | None:
    """The kind of column that a header cell names; None for one we do not know."""
    key = match_key(header)
    return next((kind for kind in column_kinds() if any(p.fullmatch(key) for p in kind.header)), None)


@cache
def section_kinds() -> tuple[SectionKind, ...]:
    """data/sections.toml, in its order."""
    return tuple(
        SectionKind(
            kind=entry["kind"],
            heading=tuple(re.compile(pattern) for pattern in entry["heading"]),
            words=tuple(entry["words"]),
        )
        for entry in load_toml("corpus", "data", "sections.toml")["section"]
    )


def section_kind(path: tuple[str, ...]) -> str:
    """The kind of a section by its headings, the innermost first; "" for none."""
    for heading in reversed(path):
        for kind in section_kinds():
            if any(pattern.search(heading) for pattern in kind.heading):
                return kind.kind
    return ""


def kind_of_table(title: str, texts: frozenset[str]) -> str:
    """The kind of a table by its title, else by its cells; "other" for none.

    Args: the title as printed ("" for none); the match keys of its label cells.
    """
    key = match_key(title)
    if key:
        for kind in table_kinds():
            if any(pattern.search(key) for pattern in kind.title):
                return kind.kind
    # 1.因公出国(境)费 is 因公出国(境)费.
    told = texts | {drop_numbering(text) for text in texts}
    for kind in table_kinds():
        if kind.enough and len(kind.cells & told) >= kind.enough:
            return kind.kind
    return "other"
