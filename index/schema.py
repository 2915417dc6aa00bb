"""The tables of an index. All SQL of the product stands in this package.

Keys are content hashes and places in a document, never row numbers of the database, so a document can be built without
looking at another.
"""

from __future__ import annotations

from typing import Any

from sqlite_utils import Database

_TABLES: dict[str, tuple[dict[str, Any], str | tuple[str, ...]]] = {
    "documents": (
        {
            "id": str,
            "name": str,
            "organisation": str,
            "region": str,
            "region_code": str,
            "level": str,
            "fiscal_year": int,
            "kind": str,
            "scope": str,
            # Which print of the year's budget, and when it was published; "" each where the document tells nothing.
            "version": str,
            "published": str,
            "paraphrased": int,
            "path": str,
            # 1 where `places` says where its lines stand, 0 for a text, whose lines are its own.
            "placed": int,
            # How many cells with a digit became facts, targets, or are neither and why: a JSON object.
            "census": str,
        },
        "id",
    ),
    "aliases": (
        {"alias": str, "organisation": str, "budget_unit": str, "strength": int},
        ("alias", "organisation", "budget_unit"),
    ),
    # How long the names are that begin with two characters; those of names that are gone stay, and find nothing.
    "alias_beginnings": ({"beginning": str, "length": int}, ("beginning", "length")),
    "tables": (
        {
            "document_id": str,
            "number": int,
            "title": str,
            "kind": str,
            "money_unit": str,
            "caption_line": int,
            "first_line": int,
            "last_line": int,
            "note": str,
            "owner": str,
            "aligned_by": str,
            "columns": str,
            # How many of its cells are facts.
            "facts": int,
        },
        ("document_id", "number"),
    ),
    "rows": (
        {
            "document_id": str,
            "table_number": int,
            "number": int,
            "line": int,
            "side": str,
            "item": str,
            "subject": str,
            "subject_key": str,
            "code": str,
            "path": str,
            "role": str,
            "gov_subject": str,
            "budget_unit": str,
            "quantity": str,
            "measure_word": str,
            "note": str,
        },
        ("document_id", "table_number", "number"),
    ),
    "facts": (
        {
            "document_id": str,
            "table_number": int,
            "line": int,
            "cell": int,
            "row_number": int,
            "column_path": str,
            "measure": str,
            # As printed, without thousands commas: SQLite keeps it as text, sums use fen.
            "amount": str,
            "money_unit": str,
            "fen": int,
            # Names of the rules that the figure fulfils, with commas between.
            "proof": str,
        },
        ("document_id", "table_number", "line", "cell", "row_number"),
    ),
    "targets": (
        {
            "document_id": str,
            "table_number": int,
            "number": int,
            "project": str,
            "term": str,
            "path": str,
            "text": str,
            "comparator": str,
            # As printed, "" for a target in words.
            "amount": str,
            "unit": str,
            "line": int,
            "cell": int,
        },
        ("document_id", "table_number", "number"),
    ),
    "sections": (
        {
            "document_id": str,
            "number": int,
            "path": str,
            "kind": str,
            "first_line": int,
            "last_line": int,
            "sentences": str,
        },
        ("document_id", "number"),
    ),
    "told": (
        {
            "document_id": str,
            "number": int,
            "section_number": int,
            "sentence_number": int,
            "line": int,
            "subject": str,
            "way": str,
            "base": str,
            "amount": str,
            "unit": str,
            "comparator": str,
        },
        ("document_id", "number"),
    ),
    "places": (
        # Lists as JSON: a box or null for each cell, a reference for each cell.
        {"document_id": str, "line": int, "page": int, "sheet": str, "boxes": str, "refs": str},
        ("document_id", "line"),
    ),
    "chunks": (
        # Of the document's id and the place in it: the same in every index that holds the document.
        {"id": int, "document_id": str, "kind": str, "reference": str, "text_id": int},
        "id",
    ),
    # The id of a text is its row among the vectors; words, those that it is searched by, with spaces between.
    "texts": ({"id": int, "text": str, "words": str}, "id"),
    # What the rows are called (index/row_names.py): one record a document, so that linking reads no rows; JSON, compressed,
    # since it would be a tenth of the file.
    "row_names": ({"document_id": str, "names": bytes}, ("document_id",)),
    "findings": (
        {
            "document_id": str,
            "number": int,
            "rule": str,
            "message": str,
            "line": int,
            # The two figures and the suspect, a JSON object each; "" where there is none.
            "claim": str,
            "against": str,
            "suspect": str,
            "taken": str,
        },
        ("document_id", "number"),
    ),
}


_KINDS = {str: "TEXT", int: "INTEGER", bytes: "BLOB"}

# Those whose rows belong to one document, by document_id.
OF_DOCUMENTS = tuple(name for name, (columns, _) in _TABLES.items() if "document_id" in columns)


def columns_of(table: str) -> tuple[str, ...]:
    """The names of a table's columns, in order."""
    return tuple(_TABLES[table][0])


def create_tables(database: Database) -> None:
    """All tables and indexes of an empty database."""
    for name, (columns, keys) in _TABLES.items():
        if isinstance(keys, str):
            database.create_table(name, columns, pk=keys)
        else:
            database.execute(_clustered(name, columns, keys))
    database.table("aliases").create_index(["organisation"])
    database.table("texts").create_index(["text"], unique=True)
    database.table("documents").create_index(["organisation", "fiscal_year"])
    database.table("chunks").create_index(["document_id"])
    # Which units an organisation's tables list is asked of every organisation: without it that reads all rows again.
    database.execute("CREATE INDEX units ON rows (document_id, budget_unit) WHERE role = 'unit' AND budget_unit != ''")


def _clustered(name: str, columns: dict[str, Any], keys: tuple[str, ...]) -> str:
    """A table whose rows stand in the order of its key: a document's are read in one stretch, with no index beside them."""
    fields = ", ".join(f'"{column}" {_KINDS[kind]}' for column, kind in columns.items())
    return f'CREATE TABLE "{name}" ({fields}, PRIMARY KEY ({", ".join(keys)})) WITHOUT ROWID'
