"""Header rows folded into column paths, and columns put in line with their numbers.

A scan keeps the words of a header but not always their places: merged cells lose their width, a row of sub-headers slides
by one. So several foldings are tried, and the one whose arithmetic holds in the rows below wins; where none is better than
the printed positions, those stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from corpus.model import Column, Row
from corpus.money import is_amount, parse_amount
from corpus.patterns import column_kind
from corpus.subjects import economic_names, functional_names
from corpus.text import drop_numbering, join_wrapped, match_key

TOTAL_WORDS = frozenset(
    {"合计", "总计", "小计", "部门合计", "单位合计", "本年收入合计", "本年支出合计", "收入总计", "支出总计"}
)
_SIDES = ("收入", "支出")
_SOURCES = ("general_public", "fund", "state_capital", "special_account", "unit_funds")
# What adds up to what, in measures; the parts that a table has not are left out.
_SUMS = (
    ("total", ("basic", "project")),
    ("total", ("personnel", "public")),
    ("total", _SOURCES),
    ("government_funds", _SOURCES[:3]),
)
_THREE_PUBLIC = ("因公出国(境)费", "公务接待费", "公务用车购置及运行费")
_VEHICLES = ("公务用车购置费", "公务用车运行维护费")
_ROUNDING = Decimal("0.01")

_ORDINAL_LABELS = frozenset({"栏次", "行次", "序号"})

# One amount of 301 may be an amount; a column of them is a column of codes.
_LEAST_CODES = 3

Header = tuple[tuple[str, ...], ...]


def split_header(rows: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """The header rows of a table, and the rows of data; rows of column numbers (1 2 3 …) and repeated headers are dropped.

    A row of data has an amount, a code or a single label; a header row has several words and no amount.
    """
    header: list[Row] = []
    data: list[Row] = []
    for row in rows:
        # A page break repeats the header, at times before any data: folding it twice would double every path.
        if _is_ordinal(row) or any(_same_cells(row, seen) for seen in header):
            continue
        if not data and _is_header(row, first=not header):
            header.append(row)
        else:
            data.append(row)
    return header, data


def fold_header(header: Sequence[Row], data: Sequence[Row]) -> tuple[tuple[Column, ...], str]:
    """The columns of a table, and how they were put in line with their numbers: "position" or "sums".

    Args: header rows as printed, data rows to prove the alignment with.
    """
    width = max((len(row.cells) for row in (*header, *data)), default=0)
    printed: Header = tuple(
        tuple(join_wrapped(c) for c in row.cells) + ("",) * (width - len(row.cells)) for row in header
    )
    amounts = [_row_amounts(row) for row in data]
    base = _columns(printed)
    best, best_score, aligned_by = base, _proof(base, amounts), "position"
    # Printed places stand unless a sum breaks: another alignment that merely adds up too proves nothing.
    for candidate in _realigned(printed) if _breaks(base, amounts) else ():
        columns = _columns(candidate)
        score = _proof(columns, amounts)
        if score > best_score:
            best, best_score, aligned_by = columns, score, "sums"
    return _without_codes(_rescue_headless(best, printed, amounts), amounts), aligned_by


def _is_ordinal(row: Row) -> bool:
    filled = [text for _, text in row.filled() if text.strip("*") and text not in _ORDINAL_LABELS]
    # Not isdigit: ① is a digit to it, and int("①") raises.
    numbers = [int(text) for text in filled if text.isdecimal() and len(text) <= 2]
    return len(filled) >= 3 and numbers == list(
        range(numbers[0] if numbers else 1, (numbers[0] if numbers else 1) + len(filled))
    )


def _is_header(row: Row, *, first: bool) -> bool:
    filled = row.filled()
    if any(is_amount(text) for _, text in filled):
        return False
    if first:
        return True
    if len(filled) < 2:
        # The middle one of three header rows may name a single group of columns (政府预算资金).
        return bool(filled) and filled[0][0] > 0 and _names_column(filled[0][1])
    return not any(drop_numbering(text) != text for _, text in filled)


def _names_column(text: str) -> bool:
    kind = column_kind(text)
    return kind is not None and bool(kind.measure or kind.role)


def _same_cells(row: Row, other: Row) -> bool:
    return [match_key(c) for c in row.cells if c] == [match_key(c) for c in other.cells if c]


def _row_amounts(row: Row) -> dict[int, Decimal]:
    return {index: parse_amount(text) for index, text in row.filled() if is_amount(text)}


def _columns(header: Header) -> tuple[Column, ...]:
    paths = _paths(header)
    return tuple(_column(index, path) for index, path in enumerate(paths))


def _paths(header: Header) -> list[tuple[str, ...]]:
    """Header words from outermost to leaf for each column; a word reaches right over the blanks of its merged cell."""
    if not header:
        return []
    width = len(header[0])
    spread: list[list[str]] = []
    for depth, cells in enumerate(header):
        line = list(cells)
        if depth < len(header) - 1:
            for index in range(1, width):
                fenced = any(above[index] for above in header[:depth])
                if not line[index] and not fenced:
                    line[index] = line[index - 1]
        spread.append(line)
    paths = []
    for index in range(width):
        words: list[str] = []
        for line in spread:
            if line[index] and (not words or words[-1] != line[index]):
                words.append(line[index])
        paths.append(tuple(words))
    return paths


def _column(index: int, path: tuple[str, ...]) -> Column:
    leaf = path[-1] if path else ""
    kind = column_kind(leaf)
    if kind is not None and kind.role:
        return Column(index, path, kind.role)
    measure = kind.measure if kind is not None and kind.measure else "total"
    return Column(index, path, "amount", measure)


def column_subject(column: Column) -> str:
    """The item that a column of a 三公 table printed by units stands for; "" for an ordinary column.

    A 小计 stands for the group it closes: under 公务用车费 it is 公务用车购置及运行费.
    """
    for word in reversed(column.path):
        kind = column_kind(word)
        if kind is not None and kind.subject:
            return kind.subject
        if match_key(word) not in {"小计"}:
            return ""
    return ""


def _realigned(header: Header) -> Iterator[Header]:
    yield from _swapped_standalone(header)
    if len(header) >= 2:
        yield from _slid_runs(header)


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


def _slid_runs(header: Header) -> Iterator[Header]:
    """The last header row with one run of its words moved a column or two to either side."""
    last = header[-1]
    index = 0
    while index < len(last):
        if not last[index]:
            index += 1
            continue
        end = index
        while end < len(last) and last[end]:
            end += 1
        run = last[index:end]
        for shift in (1, -1, 2, -2):
            start = index + shift
            rest = list(last[:index]) + [""] * (end - index) + list(last[end:])
            if start < 0 or start + len(run) > len(last) or any(rest[start : start + len(run)]):
                continue
            rest[start : start + len(run)] = run
            yield (*header[:-1], tuple(rest))
        index = end


def _proof(columns: Sequence[Column], rows: Sequence[dict[int, Decimal]]) -> int:
    """Sums that hold minus sums that break, over all rows; an amount under 备注 counts as broken."""
    return sum(1 if holds else -1 for holds in _proofs(columns, rows))


def _breaks(columns: Sequence[Column], rows: Sequence[dict[int, Decimal]]) -> bool:
    return not all(_proofs(columns, rows))


def _proofs(columns: Sequence[Column], rows: Sequence[dict[int, Decimal]]) -> Iterator[bool]:
    notes = {column.index for column in columns if column.role == "note"}
    for amounts in rows:
        yield from (False for index in amounts if index in notes)
        for whole, parts in _equations(columns, amounts):
            yield abs(whole - sum(parts, Decimal(0))) <= _ROUNDING * (len(parts) + 1)


def _equations(columns: Sequence[Column], amounts: dict[int, Decimal]) -> Iterator[tuple[Decimal, list[Decimal]]]:
    by_side: dict[str, dict[str, list[Decimal]]] = {}
    subjects: dict[str, list[Decimal]] = {}
    for column in columns:
        if column.role != "amount" or column.index not in amounts:
            continue
        subject = column_subject(column)
        if subject:
            subjects.setdefault(subject, []).append(amounts[column.index])
        else:
            by_side.setdefault(side_of(column), {}).setdefault(column.measure, []).append(amounts[column.index])
    for measures in by_side.values():
        for whole, parts in _SUMS:
            present = [amount for part in parts for amount in measures.get(part, [])]
            if len(measures.get(whole, [])) == 1 and present:
                yield measures[whole][0], present
    total = by_side.get("", {}).get("total", [])
    groups = [amount for subject in _THREE_PUBLIC for amount in subjects.get(subject, [])]
    if len(total) == 1 and groups:
        yield total[0], groups
    vehicles = [amount for subject in _VEHICLES for amount in subjects.get(subject, [])]
    if vehicles and len(subjects.get(_THREE_PUBLIC[2], [])) == 1:
        yield subjects[_THREE_PUBLIC[2]][0], vehicles


def _rescue_headless(
    columns: tuple[Column, ...], header: Header, rows: Sequence[dict[int, Decimal]]
) -> tuple[Column, ...]:
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


def _without_codes(columns: tuple[Column, ...], rows: Sequence[dict[int, Decimal]]) -> tuple[Column, ...]:
    """Columns whose "amounts" are codes of the classification, whatever their header says: they never become money."""
    fixed = []
    for column in columns:
        values = [amounts[column.index] for amounts in rows if column.index in amounts]
        codes = [value for value in values if _is_code(value)]
        is_codes = column.role == "amount" and len(codes) >= _LEAST_CODES and len(codes) * 3 >= len(values) * 2
        fixed.append(Column(column.index, column.path, "code") if is_codes else column)
    return tuple(fixed)


def _is_code(value: Decimal) -> bool:
    text = format(value, "f")
    return len(text) in (3, 5, 7) and (text in functional_names() or text in economic_names())


def side_of(column: Column) -> str:
    """收入 or 支出 for a column of a two-sided table, "" otherwise."""
    if not column.path:
        return ""
    head = match_key(column.path[0])
    for side in _SIDES:
        if head == side or (head.endswith(side) and head.startswith("国有资本经营预算")):
            return side
    return ""
