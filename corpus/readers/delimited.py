"""CSV: the delimiter found out, quotes undone; lines and cells are those of the file."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from corpus.errors import ReadError
from corpus.readers.blocks import ReadBlocks
from corpus.readers.decode import decode
from corpus.readers.flow import prose_rows
from corpus.readers.lines import Printed, printed_to_blocks

# In this order where they part the lines equally well: commas stand in text and in numbers, too.
_DELIMITERS = ("\t", ";", ",")
_TOLD_DELIMITER = re.compile(r"sep=(.)\s*$")
# A cell of more lines than this begins with a stray quotation mark that nobody closes.
_MOST_LINES_IN_A_CELL = 30
_SAMPLE = 400

Record = tuple[int, tuple[str, ...]]


def read(data: bytes, where: str) -> ReadBlocks:
    """The blocks of a CSV file: tables parted by blank lines, titles in lines of their own.

    Args: the file's bytes, and its name for messages.
    Raises: ReadError.
    """
    lines = decode(data, where).split("\n")
    told = _TOLD_DELIMITER.match(lines[0])
    if told:
        lines[0] = ""
    try:
        records = _records(lines, told[1] if told else _delimiter(lines))
    except csv.Error as error:
        raise ReadError(f"{where}：CSV 读不懂（{error}），请检查引号，或另存为 xlsx") from error
    return ReadBlocks(printed_to_blocks(_printed(records)))


def _records(lines: Sequence[str], delimiter: str) -> list[Record]:
    try:
        records = list(_parsed(lines, delimiter, csv.QUOTE_MINIMAL))
    except csv.Error:
        # A cell beyond all measure: the same stray mark, in a longer file.
        records = list(_parsed(lines, delimiter, csv.QUOTE_NONE))
    if any(cell.count("\n") > _MOST_LINES_IN_A_CELL for _, cells in records for cell in cells):
        records = list(_parsed(lines, delimiter, csv.QUOTE_NONE))
    return [(line, tuple(" ".join(cell.split()) for cell in cells)) for line, cells in records]


def _parsed(lines: Sequence[str], delimiter: str, quoting: int) -> Iterator[Record]:
    # The reader counts the last line of a record; a citation names the first.
    reader = csv.reader((line + "\n" for line in lines), delimiter=delimiter, quoting=quoting)  # type: ignore[arg-type]
    first = 1
    for cells in reader:
        yield first, tuple(cells)
        first = reader.line_num + 1


def _delimiter(lines: Sequence[str]) -> str:
    """The character that gives most neighbouring lines as many cells each."""
    sample = [line for line in lines if line.strip()][:_SAMPLE]

    def steady(delimiter: str) -> int:
        widths = [len(cells) for _, cells in _parsed(sample, delimiter, csv.QUOTE_NONE)]
        return Counter(a > 1 and a == b for a, b in pairwise(widths))[True]

    best = max(_DELIMITERS, key=steady)
    return best if steady(best) else ","


def _printed(records: Sequence[Record]) -> Iterator[Printed]:
    """Each stretch between blank lines is a table, with the lines of text around it."""
    stretch: list[Record] = []
    table = 0
    for record in (*records, (0, ())):
        if any(record[1]):
            stretch.append(record)
            continue
        table += 1
        told = prose_rows([cells for _, cells in stretch])
        for (line, cells), is_text in zip(stretch, told, strict=True):
            text = next(cell for cell in cells if cell) if is_text else ""
            yield Printed(line, text, None if is_text else cells, table=table)
        stretch = []
