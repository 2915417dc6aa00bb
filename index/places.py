"""Places of a document's lines, read one by one when a citation needs them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from corpus.model import Place

Query = Callable[[str, Sequence[object]], list[Any]]


class StoredPlaces(Mapping[int, Place]):
    """Where each line of a document without lines of text stands; a look-up is a query, nothing is kept."""

    def __init__(self, query: Query, document_id: str) -> None:
        """Args: how the store is asked; the document."""
        self._query = query
        self._document_id = document_id

    def __getitem__(self, line: int) -> Place:
        """The place of a line. Raises: KeyError for a line that has none."""
        sql = "SELECT page, sheet, boxes, refs FROM places WHERE document_id = ? AND line = ?"
        for page, sheet, boxes, refs in self._query(sql, [self._document_id, line]):
            found = tuple(None if box is None else (box[0], box[1], box[2], box[3]) for box in json.loads(boxes))
            return Place(page, sheet, found, tuple(json.loads(refs)))
        raise KeyError(line)

    def __iter__(self) -> Iterator[int]:
        """The lines in order."""
        rows = self._query("SELECT line FROM places WHERE document_id = ? ORDER BY line", [self._document_id])
        return iter([row[0] for row in rows])

    def __len__(self) -> int:
        """How many lines have a place."""
        ((count,),) = self._query("SELECT COUNT(*) FROM places WHERE document_id = ?", [self._document_id])
        return int(count)
