"""Answers and sources drawn for a terminal: tables and bars as wide as 汉字 really are, on forty columns or two hundred."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from decimal import Decimal

from rich import box
from rich.bar import Bar
from rich.cells import cell_len, set_cell_size
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from corpus.money import plain_number
from index.catalog import Catalog
from index.records import StoredRow, StoredTable
from index.store import Store
from qa.answer import Answer, Citation

# A list in an answer: an entry a line, its figure last.
_ENTRY = re.compile(r"^  (?P<label>.+?)[：:]? (?P<amount>-?\d[\d.]*)(?P<unit>[^\s\d]\S*)$")
_ROWS_AROUND = 4
# A bar of fewer columns says nothing.
_SHORTEST_BAR, _LONGEST_BAR = 8, 30
_GAPS = 8
_NARROWEST_COLUMN, _WIDEST_COLUMN = 10, 16
_LABEL_SHARE = 3
_MARK = ("【", "】")


def rendered(what: RenderableType, width: int, *, color: bool) -> str:
    """Something of rich as text of at most that many columns, with colours or without."""
    console = Console(
        file=io.StringIO(), width=width, force_terminal=color, color_system="standard" if color else None,
        legacy_windows=False, highlight=False, markup=False, emoji=False, no_color=not color,
    )  # fmt: skip
    console.print(what)
    assert isinstance(console.file, io.StringIO)
    return "\n".join(line.rstrip() for line in console.file.getvalue().rstrip("\n").split("\n"))


def fit(text: str, width: int) -> str:
    """A text of one line cut to so many columns.

    >>> fit("忻州人大2023年", 9)
    '忻州人大…'
    """
    return text if cell_len(text) <= width else set_cell_size(text, max(0, width - 1)).rstrip() + "…"


def screen_lines(text: str, width: int) -> int:
    """How many lines of a terminal a text takes."""
    plain = Text.from_ansi(text).plain
    return sum(max(1, -(-cell_len(line) // max(1, width))) for line in plain.split("\n"))


def drawn(answer: Answer, width: int, *, color: bool) -> str:
    """An answer's text, its lists as tables with bars; the candidates of an ambiguous question numbered."""
    lines = answer.text.split("\n")
    out: list[str] = []
    run: list[re.Match[str]] = []
    for line in (*lines, ""):
        entry = _ENTRY.match(line)
        if entry:
            run.append(entry)
            continue
        if len(run) > 1:
            out.append(_list(run, width, color=color, numbered=bool(answer.candidates)))
        else:
            out += [found[0] for found in run]
        run = []
        out.append(line)
    return "\n".join(out[:-1])


def _list(entries: Sequence[re.Match[str]], width: int, *, color: bool, numbered: bool) -> str:
    amounts = [Decimal(entry["amount"]) for entry in entries]
    texts = [f"{plain_number(amount)}{entry['unit']}" for amount, entry in zip(amounts, entries, strict=True)]
    table = Table.grid(padding=(0, 1))
    if numbered:
        table.add_column(justify="right", no_wrap=True)
    table.add_column(overflow="fold")
    table.add_column(justify="right", no_wrap=True)
    widest = max(cell_len(entry["label"]) for entry in entries) + max(map(cell_len, texts))
    room = min(_LONGEST_BAR, width - widest - _GAPS)
    comparable = len({entry["unit"] for entry in entries}) == 1 and min(amounts) >= 0 and max(amounts) > 0
    for number, (entry, amount, text) in enumerate(zip(entries, amounts, texts, strict=True), start=1):
        cells: list[RenderableType] = [str(number) if number <= 9 else ""] if numbered else []
        cells += [entry["label"], text]
        if comparable and room >= _SHORTEST_BAR:
            cells.append(Bar(float(max(amounts)), 0, float(amount), width=room))
        table.add_row(*cells)
    return "\n".join(f"  {line}" for line in rendered(table, width - 2, color=color).split("\n"))


def source_table(store: Store, citation: Citation, width: int, *, color: bool) -> str:
    """The cited table around the cited row, in the columns it is printed in, the cell highlighted; "" for a sentence.

    In a narrow terminal the columns that do not fit are left out, and said to be; the cited one never is.
    """
    found = _cited_table(store, citation)
    if found is None:
        return ""
    catalog, table = found
    rows = catalog.rows_in(table)
    near = [at for at, row in enumerate(rows) if row.line == citation.line]
    first, last = (near[0] - _ROWS_AROUND, near[-1] + _ROWS_AROUND) if near else (0, 2 * _ROWS_AROUND)
    shown = rows[max(0, first) : last + 1]
    titles = list(dict.fromkeys(column.title for column in table.columns if column.role == "amount"))
    label = max(_NARROWEST_COLUMN, width // _LABEL_SHARE)
    kept = _columns_that_fit(titles, citation.column, width - label - cell_len("99999") - _GAPS // 2)
    drawing = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)
    drawing.add_column("行", justify="right", no_wrap=True)
    drawing.add_column("项目", overflow="fold")
    for title in kept:
        drawing.add_column(_leaf(title, titles), justify="right", overflow="fold", max_width=_WIDEST_COLUMN)
    for row in shown:
        cells = [_amount(row, title, citation, color=color) for title in kept]
        drawing.add_row(str(row.line), fit(_item(row), 2 * label), *cells)
    left_out = len(titles) - len(kept)
    lines = [rendered(drawing, width, color=color)]
    if len(shown) < len(rows):
        lines.append(f"（全表 {len(rows)} 行，这里是引用处前后）")
    if left_out:
        lines.append(f"（另有 {left_out} 列放不下，没有画出）")
    return "\n".join(lines)


def _cited_table(store: Store, citation: Citation) -> tuple[Catalog, StoredTable] | None:
    if not citation.table:
        return None
    for document in store.documents:
        if document.name == citation.document:
            catalog = store.catalog(document.id)
            for table in catalog.tables:
                if table.title == citation.table and table.first_line <= citation.line <= table.last_line:
                    return catalog, table
    return None


def _columns_that_fit(titles: Sequence[str], cited: str, room: int) -> list[str]:
    many = max(1, room // (_NARROWEST_COLUMN + 1))
    if len(titles) <= many:
        return list(titles)
    at = titles.index(cited) if cited in titles else 0
    first = max(0, min(at - many // 2, len(titles) - many))
    return list(titles[first : first + many])


def _leaf(title: str, titles: Sequence[str]) -> str:
    """The last header of a column, with the one above it where several columns end alike."""
    last = title.split("/")[-1]
    alike = [other for other in titles if other.split("/")[-1] == last]
    return last if len(alike) == 1 else "/".join(title.split("/")[-2:])


def _item(row: StoredRow) -> str:
    return f"{row.code} {row.item}".strip() or row.subject


def _amount(row: StoredRow, title: str, citation: Citation, *, color: bool) -> Text:
    """The amounts of a row under a title, the cited one in reverse, or in 【】 where there are no colours."""
    text = Text()
    for fact in (fact for fact in row.facts if fact.column == title):
        amount = plain_number(fact.money.amount)
        cited = (fact.line, fact.cell) == (citation.line, citation.cell)
        if text:
            text.append(" ")
        text.append(amount if color or not cited else f"{_MARK[0]}{amount}{_MARK[1]}", "reverse bold" if cited else "")
    return text
