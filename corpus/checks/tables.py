"""Checks inside one table: a code and its children, 合计 and its classes, 合计 and its columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from corpus.checks.ledger import OTHER_SOURCES, Comparison, Ledger, Sheet, claim_of, sum_of, title_of
from corpus.headers import SOURCES, THREE_PUBLIC, THREE_PUBLIC_WHOLE, VEHICLES, column_subject, sums_of
from corpus.model import Cell, Column, TableRow
from corpus.text import match_key

_BY_CODE = ("income", "expenditure", "general_public_expenditure", "fund_income", "fund_expenditure")
_TWO_SIDED = ("income_expenditure", "fiscal_appropriation")
_LISTED = ("projects", "projects_carry_over", "operating_expenses")
_THREE_PUBLIC_TOTAL = ("合计", "三公经费", "三公经费合计")
# A table of two sides names the funds of the year before once as a whole and once by source.
_OF_WHICH = "其中"

_VEHICLES_TOGETHER = re.compile("公务用车(?:购置及运行(?:维护)?)?费(?:用)?")
_UPPER_NUMBER = re.compile("[一二三四五六七八九十]+、")
_LOWER_NUMBER = re.compile(r"\d{1,2}[.、．](?!\d)|[(（][一二三四五六七八九十\d]{1,3}[)）]")

# Each row with the rows directly below it.
_Family = dict[TableRow, list[TableRow]]


def children(ledger: Ledger) -> Iterator[Comparison]:
    """上级科目 = 下级科目之和, in each column."""
    for sheet in ledger.of(*_BY_CODE, "basic_economic"):
        family = _family(sheet)
        for parent, below in family.items():
            if parent.role != "total":
                label = f"{title_of(sheet.table)}“{parent.item}”的下级相加"
                # A table in blocks side by side goes on with a class's items at the top of the next block.
                made = list(_sums(sheet, parent, below, label, family))
                again = list(_sums_over_blocks(sheet, parent, label)) if not all(c.holds for c in made) else []
                yield from again if again and all(c.holds for c in again) else made
    for sheet in ledger.of(*_TWO_SIDED):
        for side in sheet.sides:
            rows = sheet.rows(side)
            for parent in (row for row in rows if len(row.path) == 1):
                below = [row for row in rows if len(row.path) == 2 and row.path[0] == parent.subject]
                yield from _sums(sheet, parent, below, f"{title_of(sheet.table)}“{parent.item}”的各项相加")


def _sums_over_blocks(sheet: Sheet, parent: TableRow, label: str) -> Iterator[Comparison]:
    """A class = the items of its code in all blocks of a table, whose amounts stand in columns of their own."""
    items = [row for row in sheet.table.rows if row.code.startswith(parent.code) and row.code != parent.code]
    for whole in sheet.cells(parent):
        parts = [cell for row in items if (cell := sheet.amount(row, whole.column.measure)) is not None]
        if parts:
            yield _sum(sheet, whole, parts, label)


def totals(ledger: Ledger) -> Iterator[Comparison]:
    """合计 = 各类之和, 收入总计 = 本年收入合计 + 上年结转, 合计 = 各单位、各项目之和."""
    for sheet in ledger.of(*_BY_CODE, "basic_economic"):
        family = _family(sheet)
        for parent, below in family.items():
            if parent.role == "total":
                yield from _sums(sheet, parent, below, f"{title_of(sheet.table)}各类相加", family)
    for sheet in ledger.of(*_TWO_SIDED):
        for side in sheet.sides:
            yield from _side_totals(sheet, side)
    for sheet in ledger.of(*_LISTED):
        yield from _listed_totals(sheet)


def columns(ledger: Ledger) -> Iterator[Comparison]:
    """合计 = 基本支出 + 项目支出, = 人员经费 + 公用经费, = 各资金来源, = 当年 + 上年结转, along each row."""
    for sheet in ledger.sheets:
        if sheet.table.kind in ("performance", "overall_performance", "other"):
            continue
        for row in sheet.table.rows:
            amounts: dict[str, list[Cell]] = {}
            for cell in sheet.cells(row):
                if not column_subject(cell.column):
                    amounts.setdefault(cell.column.measure, []).append(cell)
            yield from _row_sums(sheet, row, amounts)


def three_public(ledger: Ledger) -> Iterator[Comparison]:
    """“三公”合计 = 因公出国 + 公务接待 + 公务用车; 公务用车 = 购置 + 运行."""
    for sheet in ledger.of("three_public"):
        groups: dict[tuple[str, int, str], dict[str, Cell]] = {}
        across = any(column_subject(column) for column in sheet.table.columns)
        named = {match_key(row.subject) for row in sheet.table.rows}
        # Beside 会议费 and 培训费 the 合计 is of them all, and 三公经费 has a column of its own.
        totals = set(_THREE_PUBLIC_TOTAL) - ({"合计"} if THREE_PUBLIC_WHOLE in named else set())
        for cell in sheet.table.cells:
            is_whole = match_key(cell.row.subject) in totals
            if is_whole and across and cell.row.role != "total":
                continue  # 合计 of a column that is of 会议费, too
            subject = "合计" if is_whole else cell.row.subject
            key = (cell.row.budget_unit, cell.line, cell.column.measure) if across else ("", cell.column.index, "")
            groups.setdefault(key, {}).setdefault(_known(subject), cell)
        for cells in groups.values():
            yield from _three_public_sums(sheet, cells)


def procurement(ledger: Ledger) -> Iterator[Comparison]:
    """政府采购 合计 = 各单位 = 各品目之和."""
    for sheet in ledger.of("procurement"):
        whole = next(iter(sheet.totals()), None)
        if whole is None:
            continue
        for column in _amount_columns(sheet):
            total = sheet.cell(whole, column)
            goods = [c for row in sheet.table.rows if row.role == "item" and (c := sheet.cell(row, column))]
            if total is not None and goods:
                label = f"{title_of(sheet.table)}各采购品目相加"
                yield _sum(sheet, total, goods, label)
            yield from _purchases_of_projects(sheet, column)
            yield from _purchases_of_units(sheet, column)


def _purchases_of_projects(sheet: Sheet, column: Column) -> Iterator[Comparison]:
    """基本支出 and 项目支出 stand above their goods, each with what they come to."""
    head: Cell | None = None
    goods: list[Cell] = []
    for row in [*sheet.table.rows, None]:
        if row is not None and row.role == "item":
            goods += [cell] if (cell := sheet.cell(row, column)) else []
            continue
        if head is not None and goods:
            yield _sum(sheet, head, goods, f"{title_of(sheet.table)}“{head.row.item}”的采购品目相加")
        head = sheet.cell(row, column) if row is not None and row.role == "project" else None
        goods = []


def _purchases_of_units(sheet: Sheet, column: Column) -> Iterator[Comparison]:
    """A unit = its goods; a department stands above its only unit with the same name and the same sum."""
    heads: list[Cell] = []
    goods: list[Cell] = []
    for row in [*sheet.table.rows, None]:
        if row is not None and row.role == "item":
            goods += [cell] if (cell := sheet.cell(row, column)) else []
        if row is None or (row.role == "unit" and goods):
            for head in heads if goods else ():
                yield _sum(sheet, head, goods, f"{title_of(sheet.table)}“{head.row.item}”的采购品目相加")
            heads, goods = [], []
        if row is not None and row.role == "unit":
            if heads and heads[-1].row.item != row.item:
                heads = []
            heads += [cell] if (cell := sheet.cell(row, column)) else []


def _known(subject: str) -> str:
    key = match_key(subject)
    if _VEHICLES_TOGETHER.fullmatch(key):
        return THREE_PUBLIC[2]
    return next((name for name in (*THREE_PUBLIC, *VEHICLES) if match_key(name) == key), subject)


def _three_public_sums(sheet: Sheet, cells: dict[str, Cell]) -> Iterator[Comparison]:
    parts = [cells[name] for name in THREE_PUBLIC if name in cells]
    if "合计" in cells and parts:
        yield _sum(sheet, cells["合计"], parts, f"{title_of(sheet.table)}三项相加")
    vehicles = [cells[name] for name in VEHICLES if name in cells]
    if THREE_PUBLIC[2] in cells and vehicles:
        yield _sum(sheet, cells[THREE_PUBLIC[2]], vehicles, f"{title_of(sheet.table)}购置与运行维护相加")


def _family(sheet: Sheet) -> _Family:
    """Each row with the rows directly below it in the tree of codes; 合计 with the classes."""
    found: _Family = {}
    stack: list[TableRow] = []
    whole = next(iter(sheet.totals()), None)
    for row in sheet.table.rows:
        if row.role == "total" or not row.code:
            continue
        while stack and not (row.code.startswith(stack[-1].code) and row.code != stack[-1].code):
            stack.pop()
        parent = stack[-1] if stack else whole
        if parent is not None:
            found.setdefault(parent, []).append(row)
        stack.append(row)
    return found


def _amount_columns(sheet: Sheet) -> list[Column]:
    return [column for column in sheet.table.columns if column.role == "amount"]


def _sums(
    sheet: Sheet, parent: TableRow, below: Sequence[TableRow], label: str, family: _Family | None = None
) -> Iterator[Comparison]:
    for whole in sheet.cells(parent):
        parts = [cell for row in below for cell in _worth(sheet, row, whole.column, family or {})]
        if parts:
            yield _sum(sheet, whole, parts, label)


def _worth(sheet: Sheet, row: TableRow, column: Column, family: _Family) -> Iterator[Cell]:
    """A row's amount, or those below it where it is blank (000 prints 基本支出 of its items alone)."""
    cell = sheet.cell(row, column)
    if cell is not None:
        yield cell
        return
    for child in family.get(row, ()):
        yield from _worth(sheet, child, column, family)


def _sum(sheet: Sheet, whole: Cell, parts: Sequence[Cell], label: str) -> Comparison:
    return Comparison(claim_of(whole, sheet.table), sum_of(label, parts), (whole,), tuple(parts), parts=len(parts))


def _side_totals(sheet: Sheet, side: str) -> Iterator[Comparison]:
    """本年合计 is the sum of the rows above it; a later total adds what stands between (上年结转)."""
    base: list[TableRow] = []
    for row in sheet.rows(side):
        if row.role != "total":
            if len(row.path) == 1 and not row.item.startswith(_OF_WHICH):
                base.append(row)
            continue
        for made in _sums(sheet, row, _upper(base), f"{title_of(sheet.table)}{side}各项相加"):
            yield _told_once(made)
        base = [row]


def _told_once(made: Comparison) -> Comparison:
    """A total and what it adds, without the first row where that is the sum of all others: 本年支出 above its classes."""
    whole, (first, *others) = made.claim_cells[0], made.against_cells
    alone = first.money.fen == whole.money.fen == sum(cell.money.fen for cell in others)
    if not alone:
        return made
    return replace(made, against=replace(made.against, amount=first.money.amount), against_cells=tuple(others))


def _upper(rows: Sequence[TableRow]) -> list[TableRow]:
    """Rows without those that are a part of the one above: 1. 2. and （一） （二） under 一、."""
    kept: list[TableRow] = []
    upper = False
    for row in rows:
        upper = upper or bool(_UPPER_NUMBER.match(row.item))
        if not (upper and _LOWER_NUMBER.match(row.item)):
            kept.append(row)
    return kept


def _listed_totals(sheet: Sheet) -> Iterator[Comparison]:
    """合计 of the units, a unit of its projects, 合计 of the projects where no unit stands between."""
    rows = [row for row in sheet.table.rows if sheet.cells(row)]
    whole = [row for row in rows if row.role == "total"]
    units = [row for row in rows if row.role == "unit"]
    projects = [row for row in rows if row.role == "project"]
    if sheet.table.kind == "operating_expenses":
        if whole and units:
            yield from _sums(sheet, whole[0], units, f"{title_of(sheet.table)}各单位相加")
        return
    # The department stands above its only unit with the same sum: both are the sum of all projects.
    for head in (*whole[:1], *(units if len({row.item for row in units}) == 1 else ())):
        if projects:
            yield from _sums(sheet, head, projects, f"{title_of(sheet.table)}各项目相加")


def _row_sums(sheet: Sheet, row: TableRow, amounts: dict[str, list[Cell]]) -> Iterator[Comparison]:
    for whole, parts in _row_equations(amounts):
        names = " + ".join(dict.fromkeys(part.column.path[-1] if part.column.path else "" for part in parts))
        yield _sum(sheet, whole, parts, f"{title_of(sheet.table)}“{row.item}”行{names}")


def _row_equations(amounts: dict[str, list[Cell]]) -> Iterator[tuple[Cell, list[Cell]]]:
    def single(measure: str) -> Cell | None:
        found = amounts.get(measure, [])
        return found[0] if len(found) == 1 else None

    for name, parts in sums_of(amounts):
        if parts == SOURCES:
            continue
        whole, present = single(name), [cell for part in parts for cell in amounts.get(part, [])]
        if whole is not None and present:
            yield whole, present
    this_year, total, carry = single("current_year"), single("total"), single("carry_over")
    if total is not None and this_year is not None:
        yield total, [this_year, *([carry] if carry else [])]
    sources = [cell for part in SOURCES for cell in amounts.get(part, [])]
    whole = this_year or total
    if whole is None or not sources:
        return
    # 上年结转 stands beside the year's income or is one of the sources that 合计 adds, as are sources of other names
    # (事业收入, 其他收入): the reading that holds is meant.
    carried = [carry] if carry is not None and this_year is None else []
    others = [cell for measure, cells in amounts.items() if measure in OTHER_SOURCES for cell in cells]
    readings = (sources, [*sources, *carried], [*sources, *others], [*sources, *others, *carried])
    held = (parts for parts in readings if sum(cell.money.fen for cell in parts) == whole.money.fen)
    yield whole, next(held, [*sources, *others])
