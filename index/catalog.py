"""All that one document says, each part read when it is first asked for: most questions need a few rows of a few tables."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import Protocol, TypeVar

from corpus.model import Finding
from corpus.told import ToldFact
from index.kept import once
from index.records import StoredDocument, StoredRow, StoredSection, StoredTable, StoredTarget
from index.row_names import RowNames

Tables = Mapping[int, StoredTable]
K = TypeVar("K", bound=Hashable)


class CatalogReader(Protocol):
    """Where a catalog's parts come from; each call reads anew, a catalog keeps what it was given."""

    def tables(self) -> list[StoredTable]:
        """All tables, in order."""

    def names(self) -> RowNames:
        """What the rows are called."""

    def rows(self, tables: Tables) -> list[StoredRow]:
        """All rows, in order. Args: the catalog's tables by number."""

    def rows_in(self, number: int, tables: Tables) -> list[StoredRow]:
        """The rows of the table of a number."""

    def rows_keyed(self, key: str, tables: Tables) -> list[StoredRow]:
        """The rows of a name, as a match key, in all tables."""

    def rows_coded(self, code: str, tables: Tables) -> list[StoredRow]:
        """The rows of a code, in all tables."""

    def sections(self) -> list[StoredSection]:
        """All prose, in order."""

    def targets(self, tables: Tables) -> list[StoredTarget]:
        """All targets of forms, in order."""

    def findings(self) -> list[Finding]:
        """The document's faults, in the order of lines."""

    def told(self) -> list[ToldFact]:
        """The numbers of its sentences, in order."""


class Catalog:
    """All that one document says: its tables, rows, sections, targets, faults; thread-safe, a row is the same object always.

    Attributes: document, the one it stands for.
    """

    def __init__(self, document: StoredDocument, reader: CatalogReader) -> None:
        """Args: reader, where the parts come from; nothing is read yet."""
        self.document = document
        self._reader = reader
        self._rows: dict[tuple[int, int], StoredRow] = {}
        self._in_tables: dict[int, tuple[StoredRow, ...]] = {}
        self._keyed: dict[str, tuple[StoredRow, ...]] = {}

    @once
    def tables(self) -> tuple[StoredTable, ...]:
        """All tables, in the order of the document."""
        return tuple(self._reader.tables())

    @once
    def _numbered(self) -> dict[int, StoredTable]:
        return {table.number: table for table in self.tables}

    @once
    def _by_kind(self) -> dict[str, tuple[StoredTable, ...]]:
        kinds = dict.fromkeys(table.kind for table in self.tables)
        return {kind: tuple(table for table in self.tables if table.kind == kind) for kind in kinds}

    @once
    def names(self) -> RowNames:
        """What the rows are called."""
        return self._reader.names()

    @once
    def rows(self) -> tuple[StoredRow, ...]:
        """All rows, in the order of the document."""
        return self._same(self._reader.rows(self._numbered))

    @once
    def sections(self) -> tuple[StoredSection, ...]:
        """All prose, in the order of the document; the section of number n stands at n - 1."""
        return tuple(self._reader.sections())

    @once
    def targets(self) -> tuple[StoredTarget, ...]:
        """All targets of forms, in the order of the document."""
        return tuple(self._reader.targets(self._numbered))

    @once
    def findings(self) -> tuple[Finding, ...]:
        """The document's faults, in the order of lines."""
        return tuple(self._reader.findings())

    @once
    def told(self) -> tuple[ToldFact, ...]:
        """The numbers of its sentences, in order."""
        return tuple(self._reader.told())

    def rows_of(self, *kinds: str) -> Iterator[StoredRow]:
        """Rows of the tables of these kinds, in the order of the document."""
        return (row for table in self.tables_of(*kinds) for row in self.rows_in(table))

    def tables_of(self, *kinds: str) -> tuple[StoredTable, ...]:
        """Tables of these kinds, in the order of the document."""
        if len(kinds) == 1:
            return self._by_kind.get(kinds[0], ())
        return tuple(table for table in self.tables if table.kind in kinds)

    def rows_in(self, table: StoredTable) -> tuple[StoredRow, ...]:
        """The rows of one of its tables."""
        return self._kept(self._in_tables, table.number, self._reader.rows_in)

    def row(self, table: int, number: int) -> StoredRow:
        """The row of a number in the table of a number. Raises: StopIteration where there is none."""
        return next(row for row in self.rows_in(self._numbered[table]) if row.number == number)

    def rows_keyed(self, key: str) -> tuple[StoredRow, ...]:
        """The rows of a name, as a match key, in all tables; () for a name that none bears."""
        return self._kept(self._keyed, key, self._reader.rows_keyed) if key in self.names else ()

    def rows_coded(self, code: str) -> tuple[StoredRow, ...]:
        """The rows of a code, in all tables; () for a code that none bears."""
        return self._same(self._reader.rows_coded(code, self._numbered))

    def _kept(
        self, known: dict[K, tuple[StoredRow, ...]], key: K, read: Callable[[K, Tables], Iterable[StoredRow]]
    ) -> tuple[StoredRow, ...]:
        if key not in known:
            known[key] = self._same(read(key, self._numbered))
        return known[key]

    def _same(self, rows: Iterable[StoredRow]) -> tuple[StoredRow, ...]:
        """The rows as they were given before, where they were: rows are told apart by identity."""
        return tuple(self._rows.setdefault((row.table.number, row.number), row) for row in rows)
