"""Rows below a page break put in line with the columns above it.

A page that leaves a column empty may drop it: rows of twelve cells go on as rows of seven, and 事业收入 would be read as
政府性基金. Each stretch of narrower rows is therefore laid over the columns in every order-keeping way that its names and
amounts allow; the way in which the sums hold wins, across the rows and down the columns: a code is the sum of its
children, 合计 that of the classes. Where nothing speaks against the first columns, they stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, groupby
from math import comb

from corpus.codes import Piece, whole_codes
from corpus.contents import Amounts, kind_of_texts, row_amounts, telling_rows
from corpus.headers import TOTAL_WORDS
from corpus.model import Column, Row
from corpus.money import is_amount
from corpus.subjects import economic_code, functional_class
from corpus.sums import adds_up, proofs
from corpus.text import drop_numbering, match_key

# More ways than this are no evidence for any, and would take long to try.
_MOST_WAYS = 3_500
_CODES = frozenset({"code", "unit_code", "quantity"})
_PIECE = frozenset({2, 3, 5, 7})

Way = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class InLine:
    """Rows in line with their columns.

    Attributes: rows, as wide as the header where they were laid anew; places, for the line of each such row the index
        of the printed cell under each column (-1 for none); unproven, the first lines of stretches that no sum places.
    """

    rows: tuple[Row, ...]
    places: dict[int, Way]
    unproven: tuple[int, ...]


def rows_in_line(columns: Sequence[Column], data: Sequence[Row], width: int) -> InLine:
    """Rows of data with those narrower than the table laid under its columns.

    Args: columns and width of the table, by its header and the rows as wide as that.
    """
    if all(len(row.cells) >= width for row in data):
        return InLine(tuple(data), {}, ())
    rows = list(data)
    table = _table(columns, rows, width)
    places: dict[int, Way] = {}
    unproven: list[int] = []
    start = 0
    for narrow, group in groupby(data, key=lambda row: len(row.cells) if len(row.cells) < width else 0):
        end = start + len(list(group))
        if narrow:
            stretch = _Stretch(table, rows, range(start, end))
            way = stretch.best_way()
            if not stretch.is_cut() and not stretch.is_proven(way):
                unproven.append(rows[start].line)
            if way != stretch.filled:
                for index in range(start, end):
                    places[rows[index].line] = tuple(_places(stretch.filled, way, width))
                    rows[index] = stretch.laid(rows[index], way)
                    table.amounts[index] = row_amounts(rows[index])
        start = end
    return InLine(tuple(rows), places, tuple(unproven))


def _places(filled: Way, way: Way, width: int) -> Iterator[int]:
    printed = dict(zip(way, filled, strict=True))
    yield from (printed.get(index, -1) for index in range(width))


@dataclass(frozen=True, slots=True)
class _Table:
    """What the rows as wide as the table tell of its columns, and which rows are the sum of which.

    Attributes: columns; width; texts of each column in those rows, and their kinds; families, as rows and the rows that
        they are the sum of; amounts of all rows, those of a stretch put in line once it is laid.
    """

    columns: tuple[Column, ...]
    width: int
    texts: tuple[frozenset[str], ...]
    kinds: tuple[str, ...]
    families: tuple[tuple[int, list[int]], ...]
    amounts: list[Amounts]


def _table(columns: Sequence[Column], rows: Sequence[Row], width: int) -> _Table:
    within = tuple(column for column in columns if column.index < width)
    full = [row for row in rows if len(row.cells) >= width]
    return _Table(
        columns=within,
        width=width,
        texts=tuple(frozenset(row.cells[index] for row in full) - {""} for index in range(width)),
        kinds=tuple(_kind_at(full, index) for index in range(width)),
        families=tuple(_families(within, rows)),
        amounts=[row_amounts(row) for row in rows],
    )


class _Stretch:
    """A run of narrower rows amid those of a table, and how well it stands under the columns in one way or another."""

    def __init__(self, table: _Table, rows: Sequence[Row], span: range) -> None:
        self._table = table
        self._rows = rows
        self._span = span
        own = rows[span.start : span.stop]
        self.filled: Way = tuple(sorted({index for row in own for index, _ in row.filled()}))
        self._kinds = {index: _kind_at(own, index) for index in self.filled}
        self._scores: dict[Way, tuple[int, int, int]] = {}
        # A sum in which a later stretch has part cannot be drawn yet.
        self._families = [
            (parent, children)
            for parent, children in table.families
            if any(i in span for i in (parent, *children))
            and all(i < span.stop or len(rows[i].cells) >= table.width for i in (parent, *children))
        ]

    def best_way(self) -> Way:
        """The columns under which the filled cells of the rows belong; the first ones unless something speaks against."""
        printed = self.filled
        if not self._contradicted(printed):
            return printed
        return max(
            (way for way in self._ways() if self._gains(way, printed)),
            key=lambda way: (self._score(way), self._likeness(way), -_distance(way, printed)),
            default=printed,
        )

    def is_proven(self, way: Way) -> bool:
        """Whether sums place the amounts in this way and in no other, or there is no amount to place."""
        if not any(self._table.amounts[i] for i in self._span):
            return True
        best = self._score(way)
        return best[2] > 0 and all(self._score(other) < best for other in self._ways() if other != way)

    def is_cut(self) -> bool:
        """Whether rows merely end at their last amount: each has a width of its own, and a later one is wider."""
        own = self._rows[self._span.start : self._span.stop]
        after = self._rows[self._span.stop :]
        return all(row.cells[-1] for row in own) and any(len(row.cells) > len(own[0].cells) for row in after)

    def laid(self, row: Row, way: Way) -> Row:
        """A row of the stretch as wide as the table, its cells under their columns."""
        cells = [""] * self._table.width
        for index, column in zip(self.filled, way, strict=True):
            cells[column] = row.cells[index]
        return replace(row, cells=tuple(cells))

    def _ways(self) -> Iterator[Way]:
        if comb(self._table.width, len(self.filled)) > _MOST_WAYS:
            return
        for way in combinations(range(self._table.width), len(self.filled)):
            if not self._misfits(way):
                yield way

    def _gains(self, way: Way, printed: Way) -> bool:
        """Whether a way fits better or has sums; that those of the printed one vanish, its amounts moved apart, is no gain."""
        score, first = self._score(way), self._score(printed)
        return score[0] > first[0] or 0 < score[2] >= first[2] or sum(self._down(way)) > sum(self._down(printed))

    def _contradicted(self, way: Way) -> bool:
        return self._misfits(way) > 0 or not all(self._sums(way))

    def _score(self, way: Way) -> tuple[int, int, int]:
        """More is better: columns that fit, then the fewest sums that break, then the most that hold."""
        if way not in self._scores:
            sums = list(self._sums(way))
            self._scores[way] = (-self._misfits(way), sum(sums) - len(sums), sum(sums))
        return self._scores[way]

    def _likeness(self, way: Way) -> int:
        """How many names stand under a column that has them, or names that begin like them ([30202]…, C0814…), above."""
        count = 0
        for index, target in zip(self.filled, way, strict=True):
            above = self._table.texts[target]
            begin = {_first_kind(text) for text in above}
            own = {self._rows[i].cells[index] for i in self._span} - {""}
            count += sum(2 * (text in above) + (_first_kind(text) in begin) for text in own if not is_amount(text))
        return count

    def _misfits(self, way: Way) -> int:
        """Columns that hold something else than the cells laid under them."""
        return sum(
            self._kinds[index] not in self._allowed(target) for index, target in zip(self.filled, way, strict=True)
        )

    def _allowed(self, target: int) -> frozenset[str]:
        role = self._table.columns[target].role if target < len(self._table.columns) else "amount"
        if role in _CODES:
            return frozenset({"codes", "whole", "text"})
        if role != "amount":
            return frozenset({"text"})
        # A head that we do not know may stand over names.
        return frozenset({"text"}) if self._table.kinds[target] == "text" else frozenset({"money", "whole"})

    def _sums(self, way: Way) -> Iterator[bool]:
        """Sums across the rows of the stretch and down the columns, as far as its rows have part in them."""
        yield from proofs(self._table.columns, telling_rows(list(self._moved(way).values())))
        yield from self._down(way)

    def _moved(self, way: Way) -> dict[int, Amounts]:
        under = dict(zip(self.filled, way, strict=True))
        return {i: {under[k]: amount for k, amount in self._table.amounts[i].items()} for i in self._span}

    def _down(self, way: Way) -> Iterator[bool]:
        moved = self._moved(way)
        for parent, children in self._families:
            whole = moved.get(parent, self._table.amounts[parent])
            parts = [moved.get(child, self._table.amounts[child]) for child in children]
            for column in self._table.columns:
                if column.role == "amount" and column.index in whole:
                    present = [part[column.index] for part in parts if column.index in part]
                    yield adds_up(whole[column.index], present)


def _kind_at(rows: Sequence[Row], index: int) -> str:
    return kind_of_texts([row.cells[index] for row in rows if index < len(row.cells) and row.cells[index]])


def _first_kind(text: str) -> str:
    first = text[0]
    return "latin" if first.isascii() and first.isalpha() else "name" if first.isalpha() else first


def _distance(way: Way, printed: Way) -> int:
    return sum(abs(here - there) for here, there in zip(way, printed, strict=True))


def _families(columns: Sequence[Column], rows: Sequence[Row]) -> Iterator[tuple[int, list[int]]]:
    """Rows and the rows that they are the sum of: a code and its children, 合计 and the classes."""
    names = _texts(columns, rows, "name")
    codes = _texts(columns, rows, "code")
    printed = [code if code.isdecimal() and len(code) in _PIECE else "" for code in codes]
    whole = whole_codes([Piece(code, name, None) for code, name in zip(printed, names, strict=True)])
    if not any(whole):
        whole = _codes_of_names(names)
    classes = [i for i, code in enumerate(whole) if len(code) == 3]
    for i, (code, name) in enumerate(zip(codes, names, strict=True)):
        is_total = not whole[i] and drop_numbering(name or code) in TOTAL_WORDS
        children = classes if is_total else _children(whole, i) if len(whole[i]) in (3, 5) else []
        if children:
            yield i, children


def _texts(columns: Sequence[Column], rows: Sequence[Row], role: str) -> list[str]:
    """The cells of the first column of a role, "" in every row where the table has none."""
    index = next((column.index for column in columns if column.role == role), None)
    return [match_key(row.cells[index]) if index is not None and index < len(row.cells) else "" for row in rows]


def _codes_of_names(names: Sequence[str]) -> list[str]:
    """Codes of the 类 that names are of, and for the rows between them one of a 款: enough to tell parts from sums."""
    codes: list[str] = []
    above = ""
    for name in names:
        bare = drop_numbering(name)
        own = next((code for code in (economic_code(bare), functional_class(bare)) if len(code) == 3), "")
        if own or bare in TOTAL_WORDS:
            above = own
        codes.append(own or (f"{above}00" if above else ""))
    return codes


def _children(codes: Sequence[str], parent: int) -> list[int]:
    """The rows directly below a code that follow it; the same code of the next budget unit opens anew."""
    children: list[int] = []
    for index in range(parent + 1, len(codes)):
        code = codes[index]
        if code and len(code) <= len(codes[parent]):
            break
        if len(code) == len(codes[parent]) + 2:
            children.append(index)
    return children
