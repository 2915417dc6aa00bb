"""An index opened for reading: documents, catalogs, aliases and searchable pieces. Reads with the standard library alone."""

from __future__ import annotations

import json
import os
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from corpus.errors import StoreMissing
from index.aliases import BEGINNING
from index.bm25 import Bm25
from index.catalog import Catalog
from index.catalog_reader import StoredReader
from index.directory import Directory
from index.kept import Kept
from index.lock import hold_for_reading
from index.manifest import Manifest, read_manifest
from index.parts import JoinedReader, moved_chunk, offsets, parts_of_budgets
from index.places import StoredPlaces
from index.records import Alias, Chunk, StoredDocument, StoredFinding

# A catalog is some 200 kB; this many make the memory of a process that asks about everything.
_CATALOGS_KEPT = 64
_DOCUMENT_COLUMNS = (
    "id, name, organisation, region, region_code, level, fiscal_year, kind, scope, paraphrased, path, "
    "version, published, placed"
)
_PARAPHRASED = 9
# SQLite takes at most 32,766 parameters in one statement; questions stay far below.
_PARAMETERS = 900
_KINDS_KEPT = 4096


class Store:
    """An index folder, read-only and thread-safe: each thread has a connection of its own."""

    def __init__(self, folder: Path) -> None:
        """Open an index. Raises: StoreMissing, StoreStale."""
        self.folder = folder
        self._local = threading.local()
        self._lock = threading.Lock()
        self._catalogs = Kept(self._read_catalog, _CATALOGS_KEPT)
        self._chunks = Kept(self._read_chunks, _CATALOGS_KEPT)
        self._words = Kept(self._read_words, _CATALOGS_KEPT)
        self._kinds = Kept(self._read_kinds, _KINDS_KEPT)
        self._connections: list[sqlite3.Connection] = []
        self._held: int | None = None
        self.manifest, self.documents = self._opened(folder)
        self._by_id = {document.id: document for document in self.documents}
        self.directory = Directory(self.documents)

    def _opened(self, folder: Path) -> tuple[Manifest, tuple[StoredDocument, ...]]:
        """The manifest and the documents of the generation that is there now."""
        manifest = read_manifest(folder)
        while True:
            self._path = manifest.database(folder)
            try:
                # Threads to come open it by its name: it must not go while this store is open.
                self._held = hold_for_reading(self._path)
                return manifest, tuple(self._documents())
            except (StoreMissing, FileNotFoundError):
                self.close()
                self._local = threading.local()
                # A build may have swapped in a new generation after we had read the name of the old one.
                newer = read_manifest(folder)
                if newer.generation == manifest.generation:
                    raise
                manifest = newer

    def close(self) -> None:
        """Close every connection."""
        with self._lock:
            for connection in self._connections:
                connection.close()
            self._connections.clear()
            if self._held is not None:
                os.close(self._held)
                self._held = None

    def document(self, document_id: str) -> StoredDocument:
        """The document of an id. Raises: KeyError for an id that is none."""
        return self._by_id[document_id]

    def table_kinds(self, document_id: str) -> frozenset[str]:
        """The kinds of a document's formal tables that have amounts."""
        return self._kinds[document_id]

    def _read_kinds(self, document_id: str) -> frozenset[str]:
        sql = "SELECT DISTINCT kind FROM tables WHERE document_id = ? AND facts > 0 AND kind NOT IN ('other', 'performance')"
        return frozenset(kind for (kind,) in self._query(sql, [document_id]))

    def documents_of(self, organisation: str) -> list[StoredDocument]:
        """Documents of an organisation by its full name, the latest year first."""
        return self.directory.of_organisations((organisation,))

    def names_in(self, text: str) -> list[str]:
        """The names that occur in a text (match keys on both sides), in alphabetic order, each once however many bear it."""
        lengths = self._name_lengths
        pieces = sorted(
            {
                text[i : i + n]
                for i in range(len(text))
                for n in lengths.get(text[i : i + BEGINNING], ())
                if n <= len(text) - i
            }
        )
        found: list[str] = []
        for start in range(0, len(pieces), _PARAMETERS):
            part = pieces[start : start + _PARAMETERS]
            marks = ",".join(["(?)"] * len(part))
            sql = (
                f"WITH asked(name) AS (VALUES {marks}) SELECT name FROM asked "
                "WHERE EXISTS (SELECT 1 FROM aliases WHERE alias = name)"
            )
            found += [name for (name,) in self._query(sql, part)]
        return found

    def aliases_in(self, text: str) -> list[Alias]:
        """Aliases that occur in a text, each with all that bear it."""
        return list(self.aliases_named(self.names_in(text)))

    @cached_property
    def _name_lengths(self) -> Mapping[str, tuple[int, ...]]:
        """How long the names are that begin with two characters: few stretches of a text need looking up then."""
        found: dict[str, list[int]] = {}
        for beginning, length in self._query("SELECT beginning, length FROM alias_beginnings ORDER BY 1, 2"):
            found.setdefault(beginning, []).append(length)
        return {beginning: tuple(lengths) for beginning, lengths in found.items()}

    def aliases_named(self, names: Sequence[str]) -> Iterator[Alias]:
        """The aliases with these names."""
        for start in range(0, len(names), _PARAMETERS):
            part = names[start : start + _PARAMETERS]
            marks = ",".join("?" * len(part))
            sql = f"SELECT alias, organisation, budget_unit, strength FROM aliases WHERE alias IN ({marks}) ORDER BY 1, 2, 3"
            for row in self._query(sql, part):
                yield Alias(*row)

    def units_of(self, organisation: str) -> list[str]:
        """The units inside an organisation that its tables list, in alphabetic order."""
        sql = "SELECT DISTINCT budget_unit FROM aliases WHERE organisation = ? AND budget_unit != '' ORDER BY 1"
        return [unit for (unit,) in self._query(sql, [organisation])]

    def aliases(self) -> list[Alias]:
        """All aliases, for completion and for fuzzy matching over a small index."""
        return [
            Alias(*row)
            for row in self._query("SELECT alias, organisation, budget_unit, strength FROM aliases ORDER BY 1, 2, 3")
        ]

    @cached_property
    def _parts(self) -> Mapping[str, tuple[str, ...]]:
        """For the document that stands for a budget in several files, the documents of all of them, itself first."""
        return parts_of_budgets(self.directory.prints.values(), self.table_kinds)

    def whole_of(self, document: StoredDocument) -> StoredDocument:
        """The document that stands for the budget of which this one is a part; itself where it is whole."""
        return self._by_id[self._mains.get(document.id, document.id)]

    @cached_property
    def _mains(self) -> Mapping[str, str]:
        return {part: main for main, parts in self._parts.items() for part in parts}

    def catalog(self, document_id: str) -> Catalog:
        """All that a document says, with the other files of the same budget; kept for the next question."""
        return self._catalogs[document_id]

    def _read_catalog(self, document_id: str) -> Catalog:
        parts = [self.own_catalog(part) for part in self._parts.get(document_id, (document_id,))]
        return parts[0] if len(parts) == 1 else Catalog(parts[0].document, JoinedReader(parts))

    def own_catalog(self, document_id: str) -> Catalog:
        """All that one file says."""
        document = self._by_id[document_id]
        return Catalog(document, StoredReader(self._query, document))

    def chunks_of(self, document_ids: Sequence[str]) -> dict[int, tuple[Chunk, int]]:
        """Chunks of documents by id, each with the number of its text among the vectors; those of a part as the whole's."""
        return {number: found for main in document_ids for number, found in self._chunks[main].items()}

    def _read_chunks(self, document_id: str) -> dict[int, tuple[Chunk, int]]:
        parts = self._parts.get(document_id, (document_id,))
        if len(parts) == 1:
            return dict(self._own_chunks(document_id))
        own = [self.own_catalog(part) for part in parts]
        before = {part: offsets(own[:place]) for place, part in enumerate(parts)}
        return {
            number: (moved_chunk(chunk, document_id, before[part]), text)
            for part in parts
            for number, (chunk, text) in self._own_chunks(part)
        }

    def _own_chunks(self, document_id: str) -> Iterator[tuple[int, tuple[Chunk, int]]]:
        sql = (
            "SELECT c.id, c.document_id, c.kind, c.reference, t.text, c.text_id FROM chunks c "
            "JOIN texts t ON t.id = c.text_id WHERE c.document_id = ?"
        )
        for row in self._query(sql, [document_id]):
            yield row[0], (Chunk(*row[:5]), row[5])

    def words_of(self, document_id: str) -> Bm25:
        """The searchable pieces of a document by their words; numbers as chunks_of has them."""
        return self._words[document_id]

    def _read_words(self, document_id: str) -> Bm25:
        sql = "SELECT c.id, t.words FROM chunks c JOIN texts t ON t.id = c.text_id WHERE c.document_id = ?"
        parts = self._parts.get(document_id, (document_id,))
        return Bm25({number: words for part in parts for number, words in self._query(sql, [part])})

    def census(self, document_id: str) -> tuple[dict[str, int], list[tuple[int, int, str]]]:
        """What became of the numbers in a document's tables: counts by reason; line, cell and text of those not understood."""
        ((text,),) = self._query("SELECT census FROM documents WHERE id = ?", [document_id])
        told = json.loads(text)
        return told["counts"], [(line, cell, number) for line, cell, number in told["lost"]]

    def findings(self) -> list[StoredFinding]:
        """Every fault of the documents, in the order of documents and lines."""
        return [found for document in self.documents for found in self.findings_of(document)]

    def findings_of(self, document: StoredDocument) -> list[StoredFinding]:
        """The faults of one document, in the order of lines."""
        return [StoredFinding(document, finding) for finding in StoredReader(self._query, document).findings()]

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            uri = f"{self._path.absolute().as_uri()}?mode=ro&immutable=1"
            connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
            self._local.connection = connection
            with self._lock:
                self._connections.append(connection)
        return connection

    def _query(self, sql: str, parameters: Sequence[object] = ()) -> list[Any]:
        try:
            return self._connection().execute(sql, parameters).fetchall()
        except sqlite3.ProgrammingError:
            raise  # asked after close: a fault of the program, not of the file
        except sqlite3.DatabaseError as error:
            raise StoreMissing(
                f"{self._path}：索引文件损坏（{error}），请删除这个文件夹，再用 budgetqa index 重新建立"
            ) from error

    def _documents(self) -> Iterator[StoredDocument]:
        sql = f"SELECT {_DOCUMENT_COLUMNS} FROM documents ORDER BY name, id"
        # Every opening reads them all: by place, since names for each of them take three times as long.
        for row in self._query(sql):
            *fields, placed = row
            fields[_PARAPHRASED] = bool(fields[_PARAPHRASED])
            yield StoredDocument(*fields, *((StoredPlaces(self._query, fields[0]),) if placed else ()))
