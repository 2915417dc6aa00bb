"""Files of one budget put together: the prose in one, the tables in another, asked as one document."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from corpus.model import Finding
from corpus.told import ToldFact
from index.catalog import Catalog, Tables
from index.records import Chunk, StoredDocument, StoredRow, StoredSection, StoredTable, StoredTarget
from index.row_names import RowNames, joined_names


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


class JoinedReader:
    """Reads several files of one budget as one, the first one's document standing for the whole.

    Tables and sections are numbered on through the parts; each keeps the document that it stands in, so that citations
    name the right file.
    """

    def __init__(self, catalogs: Sequence[Catalog]) -> None:
        """Args: the catalogs of the files, the one that stands for the whole first."""
        self._parts = [(catalog, *offsets(catalogs[:place])) for place, catalog in enumerate(catalogs)]

    def tables(self) -> list[StoredTable]:
        """All tables, in order."""
        return [
            replace(table, number=table.number + before) for part, before, _ in self._parts for table in part.tables
        ]

    def names(self) -> RowNames:
        """What the rows are called."""
        return joined_names(part.names for part, *_ in self._parts)

    def rows(self, tables: Tables) -> list[StoredRow]:
        """All rows, in order."""
        return self._moved(tables, lambda part: part.rows)

    def rows_in(self, number: int, tables: Tables) -> list[StoredRow]:
        """The rows of the table of a number."""
        part, own = next(
            (part, table) for part, before, _ in self._parts for table in part.tables if table.number + before == number
        )
        return [replace(row, table=tables[number]) for row in part.rows_in(own)]

    def rows_keyed(self, key: str, tables: Tables) -> list[StoredRow]:
        """The rows of a name, as a match key, in all tables."""
        return self._moved(tables, lambda part: part.rows_keyed(key))

    def rows_coded(self, code: str, tables: Tables) -> list[StoredRow]:
        """The rows of a code, in all tables."""
        return self._moved(tables, lambda part: part.rows_coded(code))

    def _moved(self, tables: Tables, read: Callable[[Catalog], Iterable[StoredRow]]) -> list[StoredRow]:
        return [
            replace(row, table=tables[row.table.number + before])
            for part, before, _ in self._parts
            for row in read(part)
        ]

    def sections(self) -> list[StoredSection]:
        """All prose, in order."""
        return [replace(s, number=s.number + before) for part, _, before in self._parts for s in part.sections]

    def targets(self, tables: Tables) -> list[StoredTarget]:
        """All targets of forms, in order."""
        return [
            replace(target, table=tables[target.table.number + before])
            for part, before, _ in self._parts
            for target in part.targets
        ]

    def findings(self) -> list[Finding]:
        """The faults of all files."""
        return [finding for part, *_ in self._parts for finding in part.findings]

    def told(self) -> list[ToldFact]:
        """The numbers of their sentences."""
        return [replace(fact, section=fact.section + before) for part, _, before in self._parts for fact in part.told]


def offsets(catalogs: Sequence[Catalog]) -> tuple[int, int]:
    """How many tables and sections stand before the next part."""
    tables = sum(max((table.number for table in catalog.tables), default=0) for catalog in catalogs)
    return tables, sum(len(catalog.sections) for catalog in catalogs)


def moved_chunk(chunk: Chunk, document_id: str, before: tuple[int, int]) -> Chunk:
    """A chunk of a part as one of the whole.

    Args: the whole's document; tables and sections that stand before the part.
    """
    first, *rest = chunk.reference.split(":")
    number = int(first) + (before[0] if chunk.kind == "row" else before[1])
    return replace(chunk, document_id=document_id, reference=":".join((str(number), *rest)))
