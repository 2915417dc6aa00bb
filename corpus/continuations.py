"""Names that go on alone in the next row joined to the row they belong to, where it is proven that they do.

A row without amounts may be a heading of its own, so a name is joined only where the classification knows the whole of it
and neither of its parts, or where the second part closes a bracket that the first has opened.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from corpus.model import Column, Row
from corpus.subjects import economic_names, functional_names
from corpus.text import drop_numbering, match_key

_NAMED = frozenset({"name", "project", "unit_name", "gov_name", "economic", "goods"})


def join_continued(columns: Sequence[Column], rows: Sequence[Row]) -> list[Row]:
    """Rows of data with each name that a page wrapped into a row of its own put back together.

    Args: columns of the table; rows in line with them.
    """
    named = {column.index for column in columns if column.role in _NAMED}
    joined: list[Row] = []
    for row in rows:
        if joined and (whole := _whole(joined[-1], row, named)) is not None:
            joined[-1] = whole
        else:
            joined.append(row)
    return joined


def _whole(row: Row, following: Row, named: set[int]) -> Row | None:
    """Two rows as one, where one of them is no more than part of a name of the other; None where they are two."""
    for part, other in ((following, row), (row, following)):
        filled = part.filled()
        if len(filled) != 1 or filled[0][0] not in named:
            continue
        index = filled[0][0]
        if index >= len(other.cells) or not other.cells[index]:
            continue
        first, second = row.cells[index], following.cells[index]
        if _is_one_name(first, second):
            cells = (*other.cells[:index], first + second, *other.cells[index + 1 :])
            return replace(other, cells=cells)
    return None


def _is_one_name(first: str, second: str) -> bool:
    keys = [match_key(drop_numbering(text)) for text in (first, second, first + second)]
    known = [key in _known_names() for key in keys]
    return known == [False, False, True] or (_open_brackets(first) > 0 and _open_brackets(second) < 0)


def _open_brackets(text: str) -> int:
    folded = unicodedata.normalize("NFKC", text)
    return folded.count("(") - folded.count(")")


@cache
def _known_names() -> frozenset[str]:
    return frozenset(match_key(name) for names in (functional_names(), economic_names()) for name in names.values())
