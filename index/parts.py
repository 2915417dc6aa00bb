"""Files of one budget put together: the prose in one, the tables in another, asked as one document."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from index.records import Catalog, Chunk, StoredDocument, StoredRow, StoredTable


def parts_of_budgets(
    prints: Iterable[Sequence[StoredDocument]], kinds: Callable[[str], frozenset[str]]
) -> dict[str, tuple[str, ...]]:
    """Documents of one budget that share no kind of table, by the one with most tables, which comes first.

    Args: documents of one organisation and year each; kinds tells the kinds of a document's tables.
    """
    found: dict[str, tuple[str, ...]] = {}
    for documents in prints:
        alike: dict[tuple[str, str], list[StoredDocument]] = {}
        for document in documents:
            alike.setdefault((document.kind, document.version), []).append(document)
        for group in alike.values():
            if len(group) == 1:
                continue
            ordered = sorted(group, key=lambda document: (-len(kinds(document.id)), document.name))
            shared = [kinds(a.id) & kinds(b.id) for i, a in enumerate(ordered) for b in ordered[:i]]
            if ordered[0].fiscal_year and not any(shared):
                found[ordered[0].id] = tuple(document.id for document in ordered)
    return found


def joined(catalogs: Sequence[Catalog]) -> Catalog:
    """One catalog of several, the first one's document standing for the whole.

    Tables and sections are numbered on through the parts; each keeps the document that it stands in, so that citations
    name the right file.
    """
    first, *others = catalogs
    for other in others:
        first = _with(first, other)
    return first


def _with(whole: Catalog, part: Catalog) -> Catalog:
    tables, sections = offsets([whole])
    moved = {table.number: replace(table, number=table.number + tables) for table in part.tables}
    rows = {row: replace(row, table=moved[row.table.number]) for row in part.rows}
    return replace(
        whole,
        tables=(*whole.tables, *moved.values()),
        rows=(*whole.rows, *rows.values()),
        sections=(*whole.sections, *(replace(s, number=s.number + sections) for s in part.sections)),
        by_key=_merged(whole.by_key, part.by_key, rows),
        by_code=_merged(whole.by_code, part.by_code, rows),
        targets=(*whole.targets, *(replace(t, table=moved[t.table.number]) for t in part.targets)),
        findings=(*whole.findings, *part.findings),
        told=(*whole.told, *(replace(fact, section=fact.section + sections) for fact in part.told)),
    )


def _merged(
    whole: Mapping[str, tuple[StoredRow, ...]],
    part: Mapping[str, tuple[StoredRow, ...]],
    rows: Mapping[StoredRow, StoredRow],
) -> dict[str, tuple[StoredRow, ...]]:
    moved = {key: tuple(rows[row] for row in found) for key, found in part.items()}
    return {key: (*whole.get(key, ()), *moved.get(key, ())) for key in dict.fromkeys((*whole, *moved))}


def offsets(catalogs: Sequence[Catalog]) -> tuple[int, int]:
    """How many tables and sections stand before the next part."""
    tables: list[StoredTable] = [table for catalog in catalogs for table in catalog.tables]
    return max((table.number for table in tables), default=0), sum(len(catalog.sections) for catalog in catalogs)


def moved_chunk(chunk: Chunk, document_id: str, before: tuple[int, int]) -> Chunk:
    """A chunk of a part as one of the whole.

    Args: the whole's document; tables and sections that stand before the part.
    """
    first, *rest = chunk.reference.split(":")
    number = int(first) + (before[0] if chunk.kind == "row" else before[1])
    return replace(chunk, document_id=document_id, reference=":".join((str(number), *rest)))
