"""Columns put in line with their numbers, by the places of the heads and by arithmetic together.

A scan keeps the words of a header but not always their places: merged cells lose their width, a blank cell is dropped or
doubled and a row of heads slides by one. So several places of the words are tried. The one whose sums hold in the rows
below wins; where nothing speaks against the printed places, those stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.contents import Amounts, Contents, are_codes, contents_of, telling_rows
from corpus.headers import TOTAL_WORDS, Header, column_subject, columns_of, side_of
from corpus.model import Column, Row
from corpus.patterns import column_kind
from corpus.roles import told_roles
from corpus.sums import proofs
from corpus.text import join_wrapped, match_key

# Changes of a header tried one upon the other, and how many of the best are followed.
_CHANGES = 2
_BEAM = 6
_TEXT_ROLES = frozenset(
    {"name", "gov_name", "unit_name", "project", "economic", "goods", "measure_word", "note", "group", "period"}
)
# 本年收入 over a lone 合计, beside 本年支出 over several: 决算 tables print it so.
_WHOLE_ALONE = frozenset({"合计", "小计"})
_CODE_ROLES = frozenset({"code", "unit_code"})


@dataclass(frozen=True, slots=True, order=True)
class _Score:
    """How well heads stand over their numbers, the strongest evidence first; more is better.

    Attributes: fits, heads whose content they exclude (negative); weight, sums and shape together: a sum that holds by chance
        under heads that look like no header is none; sums, those that hold less those that break; shape, what a header
        would not look like (negative); nearness to the printed places.
    """

    fits: int
    weight: int
    sums: int
    shape: int
    nearness: int


def fold_header(header: Sequence[Row], data: Sequence[Row]) -> tuple[tuple[Column, ...], str]:
    """The columns of a table, and how they were put in line with their numbers: "position" or "sums".

    Args: header rows as printed, data rows to prove the alignment with.
    """
    content = contents_of(header, data)
    printed: Header = tuple(tuple(join_wrapped(cell) for cell in row.cells) for row in header)
    best, aligned_by = printed, "position"
    if header and any(content.amounts):
        best, aligned_by = _best_places(printed, content)
    # Rows wider than the header keep their amounts, too, if under no head.
    heads = _padded(best, len(content.kinds))
    columns = _rescue_headless(columns_of(heads), heads, content.amounts)
    return told_roles(_without_codes(columns, content), content), aligned_by


def _padded(header: Header, width: int) -> Header:
    width = max((width, *(len(line) for line in header)))
    return tuple(line + ("",) * (width - len(line)) for line in header)


def _best_places(printed: Header, content: Contents) -> tuple[Header, str]:
    """The places of the words for which most speaks, and by what they were found.

    Printed places stand unless a sum breaks or a name stands among amounts: another alignment that merely adds up too
    proves nothing. Only a row of heads that has lost a cell or won one has no printed places: it is put where it fits.
    """
    score = _Scores(printed, content)
    first = score.of(printed)
    tried = {printed: first}
    beam = [printed]
    for _ in range(_CHANGES):
        found: dict[Header, _Score] = {}
        for header in beam:
            for other in _candidates(header, content.width, any_row=score.is_doubtful(header)):
                if other not in tried:
                    found[other] = tried[other] = score.of(other)
        # Two rows of a header may each have slid: the second change is tried on the best of the first.
        beam = sorted(found, key=lambda header: found[header], reverse=True)[:_BEAM]
    best = max(tried, key=lambda header: tried[header])
    proven = (tried[best].fits, tried[best].sums) > (first.fits, first.sums)
    return best, "sums" if proven else "position"


class _Scores:
    """Scores of alignments of one table; sums are computed once for each meaning of its columns."""

    def __init__(self, printed: Header, content: Contents) -> None:
        self._printed = printed
        self._content = content
        self._rows = telling_rows(content.amounts)
        self._proofs: dict[tuple[tuple[str, ...], ...], tuple[int, int]] = {}
        columns = columns_of(_padded(printed, content.width))
        self._first = self._sums(columns)
        self._contradicted = self._is_contradicted(columns)

    def of(self, header: Header) -> _Score:
        """How well heads stand.

        A sum that merely vanishes, its words being moved apart, is no gain over the printed places; nor is one that adds
        up elsewhere, too, where nothing speaks against those.
        """
        heads = _padded(header, self._content.width)
        columns = columns_of(heads)
        held, broken = self._sums(columns)
        sums, printed = held - broken, self._first[0] - self._first[1]
        uneven = sum(abs(len(line) - self._content.width) == 1 for line in header)
        sums = sums if held > self._first[0] and self._contradicted else min(sums, printed)
        shape = -_shape_faults(heads, columns, self._content) - uneven
        return _Score(
            fits=-_misfits(columns, self._content),
            weight=sums + shape,
            sums=sums,
            shape=shape,
            nearness=-_moved(heads, _padded(self._printed, len(heads[0]))),
        )

    def is_doubtful(self, header: Header) -> bool:
        """Whether a sum breaks, a head and its content exclude each other, or the heads look like no header."""
        heads = _padded(header, self._content.width)
        columns = columns_of(heads)
        return self._is_contradicted(columns) or _shape_faults(heads, columns, self._content) > 0

    def _is_contradicted(self, columns: Sequence[Column]) -> bool:
        return self._sums(columns)[1] > 0 or _misfits(columns, self._content) > 0

    def _sums(self, columns: Sequence[Column]) -> tuple[int, int]:
        """How many sums hold and how many break."""
        key = tuple((column.role, column.measure, side_of(column), column_subject(column)) for column in columns)
        if key not in self._proofs:
            found = list(proofs(columns, self._rows))
            self._proofs[key] = (sum(found), len(found) - sum(found))
        return self._proofs[key]


def _moved(heads: Header, printed: Header) -> int:
    return sum(
        now != was for line, old in zip(heads, printed, strict=True) for now, was in zip(line, old, strict=False)
    )


def _misfits(columns: Sequence[Column], content: Contents) -> int:
    """Columns whose head and content exclude each other: names under 基本支出, amounts under 科目名称 or 科目编码."""
    count = 0
    for column in columns:
        kind = content.kind(column.index)
        if column.role in _TEXT_ROLES:
            count += kind in ("money", "whole")
        elif column.role in _CODE_ROLES:
            count += kind == "money"
        elif kind == "money" and any(_is_label(word) for word in column.path[:-1]):
            # 备注 or 科目名称 reaches over no amounts.
            count += 1
        elif kind == "text" and column.role == "amount" and column.path:
            # A word that we do not know may well stand over names.
            known = column_kind(column.path[-1])
            count += known is not None
    return count + sum(side.role == "amount" for side in _first_of_sides(columns))


def _is_label(word: str) -> bool:
    known = column_kind(word)
    return known is not None and known.role in _TEXT_ROLES | _CODE_ROLES


def _shape_faults(heads: Header, columns: Sequence[Column], content: Contents) -> int:
    """What a header would not look like, were its words in their places; tells where no sum does."""
    faults = 0
    for column in columns:
        kind = content.kind(column.index)
        has_word = any(line[column.index] for line in heads)
        faults += has_word and column.index >= content.width
        faults += bool(kind) and not has_word
        faults += column.role in _TEXT_ROLES - {"note", "gov_name"} and not kind
    return faults + sum(_group_faults(heads, depth, content) for depth in range(len(heads) - 1))


def _first_of_sides(columns: Sequence[Column]) -> list[Column]:
    """The first column of 收入 and of 支出; none for a table of one side."""
    firsts: dict[str, Column] = {}
    for column in columns:
        firsts.setdefault(side_of(column), column)
    firsts.pop("", None)
    return list(firsts.values()) if len(firsts) > 1 else []


def _group_faults(heads: Header, depth: int, content: Contents) -> int:
    """Groups of one row of heads that are none: 合计 or a head over one lone part, or over parts and a column without one."""
    line, below = heads[depth], heads[depth + 1]
    starts = [index for index, word in enumerate(line) if word]
    faults = 0
    for start, end in zip(starts, [*starts[1:], len(line)], strict=True):
        # A head of a row above ends the group, too.
        end = next((i for i in range(start + 1, end) if any(above[i] for above in heads[:depth])), end)
        if not any(below[start:end]):
            continue
        if end - start == 1 and match_key(below[start]) in _WHOLE_ALONE:
            continue
        if end - start == 1 or match_key(line[start]) in TOTAL_WORDS:
            faults += 1
        else:
            # The parts begin where their head begins.
            faults += not below[start]
            # Between 收入 and 支出 a blank column may part the two.
            last = end - (match_key(line[start]) == "收入" and not content.kind(end - 1))
            faults += sum(not any(deeper[i] for deeper in heads[depth + 1 :]) for i in range(start, last))
    return faults


def _candidates(header: Header, width: int, *, any_row: bool) -> Iterator[Header]:
    """Other places of the words: one row of heads changed at one place.

    Args: any_row, whether rows of the right width are to be doubted, too.
    """
    for depth, line in enumerate(header):
        changed: list[tuple[str, ...]] = []
        if len(line) == width - 1:
            changed += [(*line[:index], "", *line[index:]) for index in range(len(line) + 1)]
        elif len(line) == width + 1 or any_row:
            changed += [line[:index] + line[index + 1 :] for index, word in enumerate(line) if not word]
        if any_row:
            changed += _slid_tails(line)
            changed += _slid_runs(line + ("",) * (width - len(line)))
        for other in dict.fromkeys(changed):
            yield (*header[:depth], other, *header[depth + 1 :])
    if any_row:
        yield from _swapped_standalone(_padded(header, width))


def _slid_tails(line: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """A row of heads with all words from one place on a column further right, the blank at its end being given up."""
    if line and not line[-1]:
        for index, _ in enumerate(line):
            if any(line[index:]):
                yield (*line[:index], "", *line[index:-1])


def _slid_runs(line: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """A row of heads with one run of its words moved a column or two to either side."""
    index = 0
    while index < len(line):
        if not line[index]:
            index += 1
            continue
        end = index
        while end < len(line) and line[end]:
            end += 1
        run = line[index:end]
        for shift in (1, -1, 2, -2):
            start = index + shift
            rest = list(line[:index]) + [""] * (end - index) + list(line[end:])
            if start < 0 or start + len(run) > len(line) or any(rest[start : start + len(run)]):
                continue
            rest[start : start + len(run)] = run
            yield tuple(rest)
        index = end


def _swapped_standalone(header: Header) -> Iterator[Header]:
    """上年结转 or 备注 printed one column early over a blank, the last head one late under nothing: changed places."""
    for depth in range(len(header) - 1):
        upper, lower = header[depth], header[depth + 1]
        for index in range(len(upper) - 1):
            kind = column_kind(upper[index])
            alone = kind is not None and (kind.standalone or kind.role == "note")
            early = alone and not lower[index]
            if early and lower[index + 1] and not upper[index + 1]:
                up, low = list(upper), list(lower)
                up[index], up[index + 1] = "", upper[index]
                low[index], low[index + 1] = lower[index + 1], ""
                yield (*header[:depth], tuple(up), tuple(low), *header[depth + 2 :])


def _rescue_headless(columns: tuple[Column, ...], header: Header, rows: Sequence[Amounts]) -> tuple[Column, ...]:
    """A column with numbers and no words of its own takes those of a neighbour that has words and no numbers.

    Only in the last such pair of a row of heads: the words slid past their numbers (会议费 ⇥ ⇥ 培训费 over 31.32 ⇥ 129.12).
    """
    used = {index for amounts in rows for index in amounts}
    fixed = list(columns)
    for index, column in enumerate(columns[:-1]):
        own_words = any(line[index] for line in header)
        neighbour = columns[index + 1]
        vacant = neighbour.role == "amount" and neighbour.index not in used and any(line[index + 1] for line in header)
        if column.role == "amount" and index in used and not own_words and vacant:
            fixed[index] = Column(index, neighbour.path, "amount", neighbour.measure)
    return tuple(fixed)


def _without_codes(columns: tuple[Column, ...], content: Contents) -> tuple[Column, ...]:
    """Columns whose "amounts" are codes of the classification, whatever their header says: they never become money."""
    fixed = []
    for column in columns:
        values = [amounts[column.index] for amounts in content.amounts if column.index in amounts]
        is_codes = column.role == "amount" and are_codes(values)
        fixed.append(Column(column.index, column.path, "code") if is_codes else column)
    return tuple(fixed)
