"""An index opened for reading: documents, catalogs, aliases and full-text hits. Reads with the standard library alone."""

from __future__ import annotations

import json
import os
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property, lru_cache
from operator import attrgetter
from pathlib import Path
from typing import Any

from corpus.errors import StoreMissing
from corpus.model import Claim, Column, Finding, Sentence, Target
from corpus.money import Money
from corpus.told import Told, ToldFact
from index.aliases import BEGINNING
from index.directory import Directory
from index.kept import Kept
from index.lock import hold_for_reading
from index.manifest import Manifest, read_manifest
from index.parts import joined, moved_chunk, offsets, parts_of_budgets
from index.places import StoredPlaces
from index.records import (
    Alias,
    Catalog,
    Chunk,
    StoredDocument,
    StoredFact,
    StoredFinding,
    StoredRow,
    StoredSection,
    StoredTable,
    StoredTarget,
)

# A catalog is some 200 kB; this many make the memory of a process that asks about everything.
_CATALOGS_KEPT = 64
_DOCUMENT_COLUMNS = (
    "id, name, organisation, region, region_code, level, fiscal_year, kind, scope, paraphrased, path, "
    "version, published, placed"
)
_PARAPHRASED = 9
_PATHS_KEPT = 1 << 13
_CELL = attrgetter("cell")
_TABLE_COLUMNS = "number, title, kind, money_unit, caption_line, first_line, last_line, note, aligned_by"
_ROW_COLUMNS = (
    "number, line, side, item, subject, subject_key, code, path, role, gov_subject, budget_unit, quantity, measure_word, "
    "note"
)
# Where the path stands among them.
_ROW_PATH = 7
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
        sql = (
            "SELECT DISTINCT kind FROM tables t WHERE document_id = ? AND kind NOT IN ('other', 'performance') AND EXISTS "
            "(SELECT 1 FROM facts f WHERE f.document_id = t.document_id AND f.table_number = t.number)"
        )
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
        return joined([self.own_catalog(part) for part in self._parts.get(document_id, (document_id,))])

    def own_catalog(self, document_id: str) -> Catalog:
        """All that one file says."""
        return self._load_catalog(self._by_id[document_id])

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

    def match(self, words: Sequence[str], document_ids: Sequence[str], *, limit: int) -> dict[int, float]:
        """BM25 of chunks that hold any of the words (higher is better), within documents."""
        if not words or not document_ids:
            return {}
        parts = [part for i in document_ids for part in self._parts.get(i, (i,))]
        scope = " OR ".join(_quoted(document_id) for document_id in parts)
        tokens = " OR ".join(_quoted(word) for word in dict.fromkeys(words))
        sql = "SELECT rowid, -bm25(chunks_fts, 0.0, 1.0) FROM chunks_fts WHERE chunks_fts MATCH ? ORDER BY 2 DESC, 1 LIMIT ?"
        expression = f"scope : ({scope}) AND tokens : ({tokens})"
        return {row[0]: row[1] for row in self._query(sql, [expression, limit])}

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
        return [StoredFinding(document, finding) for finding in self._findings(document)]

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

    def _load_catalog(self, document: StoredDocument) -> Catalog:
        tables = {table.number: table for table in self._tables(document)}
        facts: dict[tuple[int, int], list[StoredFact]] = {}
        sql = (
            "SELECT table_number, row_number, amount, money_unit, fen, measure, column_path, line, cell, proof FROM facts "
            "WHERE document_id = ? ORDER BY table_number, line, cell, row_number"
        )
        # In the order of the key, so that nothing is sorted there; a row that goes over lines is put in order here.
        for number, row_number, amount, unit, fen, measure, column, line, cell, proof in self._query(
            sql, [document.id]
        ):
            # As it was written: a plain number, without commas and signs of its own.
            money = Money(Decimal(amount), unit)
            fact = StoredFact(money, fen, measure, column, line, cell, _names(proof))
            facts.setdefault((number, row_number), []).append(fact)
        rows = tuple(self._rows(document, tables, facts))
        by_key: dict[str, list[StoredRow]] = {}
        by_code: dict[str, list[StoredRow]] = {}
        for row in rows:
            by_key.setdefault(row.key, []).append(row)
            if row.code:
                by_code.setdefault(row.code, []).append(row)
        return Catalog(
            document,
            tuple(tables.values()),
            rows,
            tuple(self._sections(document)),
            {key: tuple(found) for key, found in by_key.items()},
            {code: tuple(found) for code, found in by_code.items()},
            tuple(self._targets(document, tables)),
            tuple(self._findings(document)),
            tuple(self._told(document)),
        )

    def _tables(self, document: StoredDocument) -> Iterator[StoredTable]:
        sql = f"SELECT columns, {_TABLE_COLUMNS} FROM tables WHERE document_id = ? ORDER BY number"
        names = [column.strip() for column in _TABLE_COLUMNS.split(",")]
        for columns, *values in self._query(sql, [document.id]):
            folded = tuple(Column(c[0], tuple(c[1]), c[2], c[3]) for c in json.loads(columns))
            fields: dict[str, Any] = dict(zip(names, values, strict=True))
            yield StoredTable(document=document, columns=folded, **fields)

    def _rows(
        self,
        document: StoredDocument,
        tables: dict[int, StoredTable],
        facts: dict[tuple[int, int], list[StoredFact]],
    ) -> Iterator[StoredRow]:
        sql = f"SELECT table_number, {_ROW_COLUMNS} FROM rows WHERE document_id = ? ORDER BY table_number, number"
        # By place: a catalog has hundreds of rows, and most questions over a large index load one.
        for table_number, *values in self._query(sql, [document.id]):
            values[_ROW_PATH] = _path(values[_ROW_PATH])
            values.append(tuple(sorted(facts.get((table_number, values[0]), ()), key=_CELL)))
            yield StoredRow(tables[table_number], *values)

    def _targets(self, document: StoredDocument, tables: dict[int, StoredTable]) -> Iterator[StoredTarget]:
        sql = (
            "SELECT table_number, project, term, path, text, comparator, amount, unit, line, cell FROM targets "
            "WHERE document_id = ? ORDER BY table_number, number"
        )
        for number, project, term, path, text, comparator, amount, unit, line, cell in self._query(sql, [document.id]):
            worth = Decimal(amount) if amount else None
            target = Target(project, term, _path(path), text, comparator, worth, unit, line, cell)
            yield StoredTarget(tables[number], target)

    def _findings(self, document: StoredDocument) -> Iterator[Finding]:
        sql = (
            "SELECT rule, message, line, claim, against, taken, suspect FROM findings "
            "WHERE document_id = ? ORDER BY line, number"
        )
        for rule, message, line, claim, against, taken, suspect in self._query(sql, [document.id]):
            yield Finding(rule, message, line, _claim(claim), _claim(against), taken, _claim(suspect))

    def _told(self, document: StoredDocument) -> Iterator[ToldFact]:
        sql = (
            "SELECT section_number, sentence_number, line, subject, way, base, amount, unit, comparator FROM told "
            "WHERE document_id = ? ORDER BY number"
        )
        for section, sentence, line, subject, way, base, amount, unit, comparator in self._query(sql, [document.id]):
            told = Told(Decimal(amount), unit, way, base, subject, comparator)
            yield ToldFact(told, section, sentence, line)

    def _sections(self, document: StoredDocument) -> Iterator[StoredSection]:
        sql = "SELECT number, path, kind, sentences FROM sections WHERE document_id = ? ORDER BY number"
        for number, path, kind, sentences in self._query(sql, [document.id]):
            told = tuple(Sentence(*sentence) for sentence in json.loads(sentences))
            yield StoredSection(document, number, _path(path), kind, told)


@lru_cache(maxsize=_PATHS_KEPT)
def _path(text: str) -> tuple[str, ...]:
    """A path from its JSON; budgets share most of theirs."""
    return tuple(json.loads(text))


@lru_cache(maxsize=_PATHS_KEPT)
def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split(",")) if text else ()


def _claim(text: str) -> Claim | None:
    if not text:
        return None
    label, amount, unit, lines, cell = json.loads(text)
    return Claim(label, Decimal(amount), unit, tuple(lines), cell)


def _quoted(word: str) -> str:
    # FTS5 has operators (AND, NEAR, *, :); in double quotes everything is a plain string.
    return '"' + word.replace('"', '""').replace("\0", "") + '"'
