"""The parts of a catalog read from the tables of an index."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache, partial
from operator import attrgetter

from corpus.model import Claim, Column, Finding, Sentence, Target
from corpus.money import Money
from corpus.told import Told, ToldFact
from index.catalog import Tables
from index.places import Query
from index.records import StoredDocument, StoredFact, StoredRow, StoredSection, StoredTable, StoredTarget
from index.row_names import RowNames

_PATHS_KEPT = 1 << 13
_CELL = attrgetter("cell")
_TABLE_COLUMNS = "number, title, kind, money_unit, caption_line, first_line, last_line, note, columns, aligned_by"
# Where the columns stand among them.
_TABLE_LAYOUT = 8
_ROW_COLUMNS = (
    "table_number, number, line, side, item, subject, subject_key, code, path, role, gov_subject, budget_unit, quantity, "
    "measure_word, note"
)
# Where the path stands among those after the table.
_ROW_PATH = 7
_FACT_COLUMNS = "row_number, amount, money_unit, fen, measure, column_path, line, cell, proof"

FactsByRow = Mapping[int, tuple[StoredFact, ...]]


# Who asks for the amounts of more rows of a table than this soon asks for those of all.
_ROWS_ALONE = 3


class StoredAmounts:
    """The amounts of one table of an index: a few rows' alone, or all with one question to the store."""

    def __init__(self, read: Callable[[int | None], FactsByRow]) -> None:
        """Args: read gives the amounts by the numbers of their rows: those of one row, or of all (None)."""
        self._read = read
        self._by_row: dict[int, tuple[StoredFact, ...]] = {}
        self._whole = False

    def of(self, row: int) -> tuple[StoredFact, ...]:
        """Those of the row of a number, in the order of its cells."""
        if row not in self._by_row and not self._whole:
            if len(self._by_row) < _ROWS_ALONE:
                self._by_row.setdefault(row, self._read(row).get(row, ()))
            else:
                self.fill(self._read(None))
        return self._by_row.get(row, ())

    def fill(self, by_row: FactsByRow) -> None:
        """Take the amounts of all rows; those that were read before, by whichever thread, stay the same objects."""
        for row, facts in by_row.items():
            self._by_row.setdefault(row, facts)
        self._whole = True


class StoredReader:
    """Reads one document of a store."""

    def __init__(self, query: Query, document: StoredDocument) -> None:
        """Args: query, how the store is asked."""
        self._query = query
        self._document = document
        self._of_document = [document.id]
        self._amounts: dict[int, StoredAmounts] = {}

    def tables(self) -> list[StoredTable]:
        """All tables, in order."""
        sql = f"SELECT {_TABLE_COLUMNS} FROM tables WHERE document_id = ? ORDER BY number"
        found = []
        for stored in self._query(sql, self._of_document):
            fields = list(stored)
            fields[_TABLE_LAYOUT] = _columns(fields[_TABLE_LAYOUT])
            found.append(StoredTable(self._document, *fields))
        return found

    def names(self) -> RowNames:
        """What the rows are called."""
        ((names,),) = self._query("SELECT names FROM row_names WHERE document_id = ?", self._of_document)
        return RowNames.from_bytes(names)

    def rows(self, tables: Tables) -> list[StoredRow]:
        """All rows, in order, and their amounts with one question to the store."""
        by_table: dict[int, dict[int, list[StoredFact]]] = {}
        sql = (
            f"SELECT table_number, {_FACT_COLUMNS} FROM facts WHERE document_id = ? "
            "ORDER BY table_number, line, cell, row_number"
        )
        for table, *fact in self._query(sql, self._of_document):
            by_table.setdefault(table, {}).setdefault(fact[0], []).append(_fact(*fact[1:]))
        for number in tables:
            facts = _in_order_of_cells(by_table.get(number, {}))
            self._amounts_of(number).fill(facts)
        return self._read_rows(tables, "")

    def rows_in(self, number: int, tables: Tables) -> list[StoredRow]:
        """The rows of the table of a number."""
        return self._read_rows(tables, "AND table_number = ?", number)

    def rows_keyed(self, key: str, tables: Tables) -> list[StoredRow]:
        """The rows of a name, as a match key, in all tables."""
        return self._read_rows(tables, "AND subject_key = ?", key)

    def rows_coded(self, code: str, tables: Tables) -> list[StoredRow]:
        """The rows of a code, in all tables."""
        return self._read_rows(tables, "AND code = ?", code)

    def _read_rows(self, tables: Tables, where: str, *values: object) -> list[StoredRow]:
        sql = f"SELECT {_ROW_COLUMNS} FROM rows WHERE document_id = ? {where} ORDER BY table_number, number"
        found = []
        # By place: to name the fields of hundreds of rows takes longer than reading them.
        for fields in self._query(sql, [*self._of_document, *values]):
            table, *told = fields
            told[_ROW_PATH] = _path(told[_ROW_PATH])
            told.append(self._amounts_of(table))
            found.append(StoredRow(tables[table], *told))
        return found

    def _amounts_of(self, number: int) -> StoredAmounts:
        """The amounts of a table, one object for all its rows."""
        known = self._amounts.get(number)
        return known or self._amounts.setdefault(number, StoredAmounts(partial(self._read_amounts, number)))

    def _read_amounts(self, number: int, row: int | None) -> FactsByRow:
        sql = (
            f"SELECT {_FACT_COLUMNS} FROM facts WHERE document_id = ? AND table_number = ? "
            f"{'' if row is None else 'AND row_number = ? '}"
            # In the order of the key, so that nothing is sorted there.
            "ORDER BY line, cell, row_number"
        )
        facts: dict[int, list[StoredFact]] = {}
        of_row = [] if row is None else [row]
        for found, *fact in self._query(sql, [*self._of_document, number, *of_row]):
            facts.setdefault(found, []).append(_fact(*fact))
        return _in_order_of_cells(facts)

    def sections(self) -> list[StoredSection]:
        """All prose, in order."""
        sql = "SELECT number, path, kind, sentences FROM sections WHERE document_id = ? ORDER BY number"
        return [
            StoredSection(self._document, number, _path(path), kind, tuple(Sentence(*s) for s in json.loads(sentences)))
            for number, path, kind, sentences in self._query(sql, self._of_document)
        ]

    def targets(self, tables: Tables) -> list[StoredTarget]:
        """All targets of forms, in order."""
        sql = (
            "SELECT table_number, project, term, path, text, comparator, amount, unit, line, cell FROM targets "
            "WHERE document_id = ? ORDER BY table_number, number"
        )
        found = []
        for number, project, term, path, text, comparator, amount, unit, line, cell in self._query(
            sql, self._of_document
        ):
            worth = Decimal(amount) if amount else None
            target = Target(project, term, _path(path), text, comparator, worth, unit, line, cell)
            found.append(StoredTarget(tables[number], target))
        return found

    def findings(self) -> list[Finding]:
        """The document's faults, in the order of lines."""
        sql = (
            "SELECT rule, message, line, claim, against, taken, suspect FROM findings "
            "WHERE document_id = ? ORDER BY line, number"
        )
        return [
            Finding(rule, message, line, _claim(claim), _claim(against), taken, _claim(suspect))
            for rule, message, line, claim, against, taken, suspect in self._query(sql, self._of_document)
        ]

    def told(self) -> list[ToldFact]:
        """The numbers of its sentences, in order."""
        sql = (
            "SELECT section_number, sentence_number, line, subject, way, base, amount, unit, comparator FROM told "
            "WHERE document_id = ? ORDER BY number"
        )
        return [
            ToldFact(Told(Decimal(amount), unit, way, base, subject, comparator), section, sentence, line)
            for section, sentence, line, subject, way, base, amount, unit, comparator in self._query(
                sql, self._of_document
            )
        ]


def _fact(amount: str, unit: str, fen: int, measure: str, column: str, line: int, cell: int, proof: str) -> StoredFact:
    # As it was written: a plain number, without commas and signs of its own.
    return StoredFact(Money(Decimal(amount), unit), fen, measure, column, line, cell, _proofs(proof))


def _in_order_of_cells(facts: Mapping[int, Sequence[StoredFact]]) -> FactsByRow:
    """A row that goes over lines has its amounts by line: a row's are put in the order of its cells."""
    return {row: tuple(sorted(found, key=_CELL)) for row, found in facts.items()}


@lru_cache(maxsize=_PATHS_KEPT)
def _columns(text: str) -> tuple[Column, ...]:
    """The columns of a table from their JSON; budgets share many of theirs."""
    return tuple(Column(c[0], tuple(c[1]), c[2], c[3]) for c in json.loads(text))


@lru_cache(maxsize=_PATHS_KEPT)
def _path(text: str) -> tuple[str, ...]:
    """A path from its JSON; budgets share most of theirs."""
    return tuple(json.loads(text))


@lru_cache(maxsize=_PATHS_KEPT)
def _proofs(text: str) -> tuple[str, ...]:
    return tuple(text.split(",")) if text else ()


def _claim(text: str) -> Claim | None:
    if not text:
        return None
    label, amount, unit, lines, cell = json.loads(text)
    return Claim(label, Decimal(amount), unit, tuple(lines), cell)
