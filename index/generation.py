"""The database of a new generation: begun as a copy of the old one or empty, documents taken out and put in, then closed.

What it holds in the end depends on the documents alone and not on the way there: keys are hashes and places in documents.
Only the numbers of texts, which are rows among the vectors, tell the history; no answer depends on them.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from pathlib import Path

from sqlite_utils import Database

from index.aliases import BEGINNING
from index.schema import OF_DOCUMENTS, columns_of, create_tables
from index.sources import Source
from index.write import Prepared, alias_records

# A chunk's number: the upper bits of the document's id, then its place in the document.
_PLACE_BITS = 20
_DOCUMENT_BITS = 43
# So many documents are written before they are handed to the system: a transaction each costs more than the writing.
_PER_TRANSACTION = 50
_PAGE_BYTES = 1 << 14
_CACHE_KIB = 65_536
_PARAMETERS = 900
# A file of which more than this part is empty pages is packed.
_MOST_EMPTY = 0.5


class Generation:
    """A database being written, by one process; nobody reads it before it is whole."""

    def __init__(self, path: Path, old: Path | None) -> None:
        """Begin. Args: path, of the new file; old, the database to start from, None to start from nothing.

        Raises: OSError, sqlite3.Error.
        """
        if old is not None:
            shutil.copyfile(old, path)
        self._database = Database(path)
        self._connection = self._database.conn
        self._connection.isolation_level = None
        # The file is thrown away where the build fails, and brought to the disk before it becomes the index.
        self._connection.execute("PRAGMA journal_mode = MEMORY")
        self._connection.execute("PRAGMA synchronous = OFF")
        self._connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        # Four times SQLite's own: what a question needs of one document stands on few pages, each of which is a read.
        self._connection.execute(f"PRAGMA page_size = {_PAGE_BYTES}")
        self._connection.execute("BEGIN")
        if old is None:
            create_tables(self._database)
        self._free = self._free_texts()
        self._organisations: set[str] = set()
        self._pending = 0
        self.fresh: list[int] = []

    def close(self) -> None:
        """Close the file, whole or not."""
        self._database.close()

    def take_out(self, document_ids: Sequence[str]) -> None:
        """Remove documents, and the texts that no document has any more."""
        for document_id in document_ids:
            self._organisations |= {name for (name,) in self._of("SELECT organisation FROM documents", document_id)}
            for table in OF_DOCUMENTS:
                self._connection.execute(f"DELETE FROM {table} WHERE document_id = ?", (document_id,))
            self._connection.execute("DELETE FROM documents WHERE id = ?", (document_id,))
        if document_ids:
            self._connection.execute("DELETE FROM texts WHERE id NOT IN (SELECT text_id FROM chunks)")
            self._free = self._free_texts()

    def move(self, document_id: str, source: Source) -> None:
        """Say where a document's file is now."""
        self._connection.execute("UPDATE documents SET path = ? WHERE id = ?", (source.key, document_id))

    def holds(self, document_id: str) -> bool:
        """Whether a document is in it."""
        return bool(self._of("SELECT 1 FROM documents", document_id))

    def put_in(self, prepared: Prepared) -> None:
        """Add a document that it does not hold, all of it or nothing. Raises: sqlite3.Error."""
        self._connection.execute("SAVEPOINT document")
        try:
            for table, rows in prepared.records.items():
                marks = ",".join("?" * len(columns_of(table)))
                names = ",".join(f'"{name}"' for name in columns_of(table))
                self._connection.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)
            self._put_in_chunks(prepared)
        except BaseException:
            self._connection.execute("ROLLBACK TO document")
            raise
        finally:
            self._connection.execute("RELEASE document")
        self._organisations |= {
            name for (name,) in self._of("SELECT organisation FROM documents", prepared.document_id)
        }
        self._pending += 1
        if self._pending >= _PER_TRANSACTION:
            self._connection.execute("COMMIT")
            self._connection.execute("BEGIN")
            self._pending = 0

    def _put_in_chunks(self, prepared: Prepared) -> None:
        first = (int(prepared.document_id, 16) >> (64 - _DOCUMENT_BITS)) << _PLACE_BITS
        chunks = [
            (first + place, prepared.document_id, kind, reference, self._text(text, cut))
            for place, (kind, reference, text, cut) in enumerate(prepared.chunks)
        ]
        self._connection.executemany(
            "INSERT INTO chunks (id, document_id, kind, reference, text_id) VALUES (?, ?, ?, ?, ?)", chunks
        )

    def _text(self, text: str, cut: str) -> int:
        """The number of a text, a new one where it is not known. Args: cut, its words."""
        known = self._connection.execute("SELECT id FROM texts WHERE text = ?", (text,)).fetchone()
        if known:
            return int(known[0])
        number = next(self._free)
        self._connection.execute("INSERT INTO texts (id, text, words) VALUES (?, ?, ?)", (number, text, cut))
        self.fresh.append(number)
        return number

    def _free_texts(self) -> Iterator[int]:
        """Numbers that no text has: first those in between, then new ones."""
        ((texts, highest),) = self._connection.execute("SELECT count(*), coalesce(max(id), -1) FROM texts").fetchall()
        if texts == highest + 1:
            return count(highest + 1)
        used = {number for (number,) in self._connection.execute("SELECT id FROM texts")}
        return (number for number in count() if number not in used)

    def _of(self, select: str, document_id: str) -> list[tuple[str]]:
        return self._connection.execute(f"{select} WHERE id = ?", (document_id,)).fetchall()

    def finish(self) -> None:
        """Names of the organisations whose documents have changed, and all on the disk. Raises: sqlite3.Error."""
        for organisation in sorted(self._organisations):
            self._name(organisation)
        self._connection.execute("COMMIT")
        ((empty,),) = self._connection.execute("PRAGMA freelist_count").fetchall()
        ((pages,),) = self._connection.execute("PRAGMA page_count").fetchall()
        if empty > _MOST_EMPTY * pages:
            self._connection.execute("VACUUM")

    def _name(self, organisation: str) -> None:
        """The aliases of an organisation anew, from all its documents."""
        self._connection.execute("DELETE FROM aliases WHERE organisation = ?", (organisation,))
        regions = self._connection.execute(
            "SELECT DISTINCT region FROM documents WHERE organisation = ? ORDER BY region", (organisation,)
        ).fetchall()
        units = self._connection.execute(
            "SELECT DISTINCT r.budget_unit FROM documents d JOIN rows r INDEXED BY units ON r.document_id = d.id "
            "WHERE d.organisation = ? AND r.role = 'unit' AND r.budget_unit != ''",
            (organisation,),
        ).fetchall()
        for (region,) in regions:
            named = list(alias_records(organisation, region, [unit for (unit,) in units]))
            self._connection.executemany(
                "INSERT OR IGNORE INTO aliases (alias, organisation, budget_unit, strength) VALUES (?, ?, ?, ?)", named
            )
            self._connection.executemany(
                "INSERT OR IGNORE INTO alias_beginnings (beginning, length) VALUES (?, ?)",
                sorted({(alias[:BEGINNING], len(alias)) for alias, *_ in named}),
            )

    def texts(self, numbers: Iterable[int]) -> dict[int, str]:
        """Texts by their numbers; those that no document has are left out."""
        found: dict[int, str] = {}
        wanted = list(numbers)
        for start in range(0, len(wanted), _PARAMETERS):
            part = wanted[start : start + _PARAMETERS]
            marks = ",".join("?" * len(part))
            found.update(self._connection.execute(f"SELECT id, text FROM texts WHERE id IN ({marks})", part).fetchall())
        return {number: found[number] for number in wanted if number in found}

    def numbers(self) -> int:
        """One more than the highest number of a text: how many vectors there are to be."""
        ((highest,),) = self._connection.execute("SELECT coalesce(max(id), -1) FROM texts").fetchall()
        return int(highest) + 1


def text_numbers(path: Path, texts: Sequence[str]) -> dict[str, int]:
    """The numbers that texts have in an index's database; {} where that cannot be read."""
    found: dict[str, int] = {}
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        for start in range(0, len(texts), _PARAMETERS):
            part = texts[start : start + _PARAMETERS]
            marks = ",".join("?" * len(part))
            found.update(connection.execute(f"SELECT text, id FROM texts WHERE text IN ({marks})", part).fetchall())
    except sqlite3.DatabaseError:
        return {}  # a damaged index is what a new build is for
    finally:
        connection.close()
    return found
