"""Checks between tables of one document: the same total, the same item, the same project told twice."""

from __future__ import annotations

from collections.abc import Iterator

from corpus.checks.ledger import OTHER_SOURCES, Comparison, Ledger, Sheet, claim_of, sum_of, title_of
from corpus.model import Cell, TableRow
from corpus.patterns import load_toml

# Measures of the year's own amount, without what is carried over; the first that a table has.
_WHOLE = ("total", "current_year")
_NOT_FISCAL = frozenset({"special_account", "unit_funds", *OTHER_SOURCES})
# 50 事业运行, 505 对事业单位经常性补助: money of units whose running costs are no 机关运行经费.
_INSTITUTION_ITEM = "50"
_INSTITUTION_WORDS = ("对事业单位经常性补助", "商品和服务支出")
# Rows of “三公” and the economic items that are a part of them (the rest is paid by projects).
_THREE_PUBLIC_ITEMS = {
    "30212": "因公出国(境)费",
    "30217": "公务接待费",
    "30231": "公务用车运行维护费",
}


def grand_totals(ledger: Ledger) -> Iterator[Comparison]:
    """收入总计 = 支出总计; 收支总表 = 支出总表 = 收入总表 (+ 上年结转)."""
    for kind in ("income_expenditure", "fiscal_appropriation"):
        sheet = ledger.first(kind)
        if sheet is not None:
            income, spending = _last(sheet, "收入"), _last(sheet, "支出")
            if income and spending:
                yield _same(income, sheet, spending, sheet)
    overview, spent, earned = (ledger.first(k) for k in ("income_expenditure", "expenditure", "income"))
    if overview is not None and spent is not None and not ledger.final:
        yield from _pair(_last(overview, "支出"), overview, _last(spent), spent)
    if spent is not None and earned is not None:
        total, cells = _last(spent), _with_carry_over(earned, next(iter(earned.totals()), None))
        if total is not None and cells and not ledger.final:
            yield _perhaps_counted_in(total, spent, cells, earned)


def sources(ledger: Ledger) -> Iterator[Comparison]:
    """一般公共预算, 政府性基金: 收支总表 = 财政拨款收支总表 = 收入总表 = the budget's own table."""
    earned = ledger.first("income")
    overview, fiscal = ledger.first("income_expenditure"), ledger.first("fiscal_appropriation")
    whole = next(iter(earned.totals()), None) if earned else None
    for measure, word, kinds in (
        ("general_public", "一般公共预算", ("general_public_expenditure",)),
        ("fund", "政府性基金", ("fund_income", "fund_expenditure")),
        ("state_capital", "国有资本经营", ()),
    ):
        base = earned.amount(whole, measure) if earned is not None and whole is not None else None
        if ledger.final:
            kinds = ()  # what was spent of a source in a year is not what came in
        for sheet in (overview, fiscal):
            named = _source_row(sheet, word) if sheet is not None else None
            if base is not None and earned is not None and sheet is not None and named is not None:
                yield _same(named, sheet, base, earned)
        for kind in kinds:
            own = ledger.first(kind)
            total = _last(own) if own is not None else None
            if base is not None and earned is not None and own is not None and total is not None:
                yield _perhaps_with_carry_over(total, own, base, earned)


def same_item(ledger: Ledger) -> Iterator[Comparison]:
    """The same subject in two tables: 收入总表 = 支出总表 = 一般公共预算支出表 (+ 政府性基金)."""
    spent, earned = ledger.first("expenditure"), ledger.first("income")
    general, overview = ledger.first("general_public_expenditure"), ledger.first("income_expenditure")
    fiscal = ledger.first("fiscal_appropriation")
    if spent is not None and earned is not None and not ledger.final:
        for code, row in _by_code(spent).items():
            other = _by_code(earned).get(code)
            cell = spent.amount(row, *_WHOLE)
            if cell is not None and other is not None and (cells := _with_carry_over(earned, other)):
                yield _perhaps_counted_in(cell, spent, cells, earned)
    if general is not None and earned is not None and not ledger.final:
        for code, row in _by_code(general).items():
            other = _by_code(earned).get(code)
            cell, base = general.amount(row, *_WHOLE), earned.amount(other, "general_public") if other else None
            if cell is not None and base is not None:
                yield _perhaps_with_carry_over(cell, general, base, earned)
    if general is not None and spent is not None:
        yield from _same_split(general, spent)
    for sheet, measure in ((overview, "total"), (fiscal, "total")):
        if sheet is not None and spent is not None and (sheet is overview or _all_fiscal(ledger)):
            yield from _classes(sheet, measure, spent)


def basic_expenditure(ledger: Ledger) -> Iterator[Comparison]:
    """合计 of the economic table = 基本支出 of the functional one."""
    economic = ledger.first("basic_economic")
    functional = ledger.first("general_public_expenditure") or ledger.first("expenditure")
    if economic is None or functional is None:
        return
    row = next(iter(functional.totals()), None)
    total = _last(economic)
    basic, whole = (functional.amount(row, m) if row is not None else None for m in ("basic", "total"))
    if total is None or basic is None:
        return
    of_all = whole is not None and total.money.fen == whole.money.fen
    # Some places print the economic items of all spending.
    yield _same(total, economic, whole if of_all and whole is not None else basic, functional)


def project_expenditure(ledger: Ledger) -> Iterator[Comparison]:
    """合计 of the project tables = 项目支出 of the functional one."""
    this_year, before = ledger.first("projects"), ledger.first("projects_carry_over")
    spent, general = ledger.first("expenditure"), ledger.first("general_public_expenditure")
    if this_year is None or spent is None:
        return
    row = next(iter(spent.totals()), None)
    project = spent.amount(row, "project") if row is not None else None
    cells = [c for sheet in (this_year, before) if sheet is not None for c in _project_cells(sheet)]
    if project is None or not cells:
        return
    whole = _compare_projects(project, spent, cells, this_year)
    # Projects paid from other funds stand in the same list: the general public budget answers for its own column.
    own = _project_cells(this_year, "general_public") or _project_cells(this_year)
    row = next(iter(general.totals()), None) if general is not None else None
    limited = general.amount(row, "project") if general is not None and row is not None else None
    if limited is not None and general is not None and own:
        # 本年预算 alone answers to the table without what is carried over, where there is one.
        same = limited.money.fen == project.money.fen
        yield _compare_projects(limited, general, cells if same else own, this_year)
    yield whole


def operating_expenses(ledger: Ledger) -> Iterator[Comparison]:
    """公用经费 = 机关运行经费 where all money is 财政拨款; with institutions in the budget it may be less."""
    economic, running = ledger.first("basic_economic"), ledger.first("operating_expenses")
    if economic is None or running is None or not _all_fiscal(ledger):
        return
    row = next(iter(economic.totals()), None)
    public = economic.amount(row, "public") if row is not None else None
    total = _last(running) or next((c for row in running.rows() for c in running.cells(row)), None)
    if public is None or total is None:
        return
    claim, against = claim_of(total, running.table), claim_of(public, economic.table)
    equal = total.money.fen == public.money.fen
    yield Comparison(claim, against, (total,), (public,), at_most=not equal and _has_institutions(ledger))


def three_public_items(ledger: Ledger) -> Iterator[Comparison]:
    """An economic item of 基本支出 is a part of its “三公” item, which projects pay, too."""
    economic, spent = ledger.first("basic_economic"), ledger.first("three_public")
    if economic is None or spent is None:
        return
    for row in economic.table.rows:
        named = _THREE_PUBLIC_ITEMS.get(row.code)
        part = economic.amount(row, "total")
        whole = next((c for c in spent.table.cells if c.row.subject == named), None) if named else None
        if part is not None and whole is not None:
            yield Comparison(
                claim_of(part, economic.table), claim_of(whole, spent.table), (part,), (whole,), at_most=True
            )


def crossed_items(ledger: Ledger) -> Iterator[Comparison]:
    """基本支出 of a functional item = its economic item, where both tell of one payment (养老保险, 职业年金, 住房公积金)."""
    economic = ledger.first("basic_economic")
    functional = ledger.first("general_public_expenditure") or ledger.first("expenditure")
    if economic is None or functional is None:
        return
    for code, crossed in load_toml("corpus", "data", "checks.toml")["crossed"]:
        paid = [c for row in functional.table.rows if row.code == code and (c := functional.amount(row, "basic"))]
        spent = [c for row in economic.table.rows if row.code == crossed and (c := economic.amount(row, "total"))]
        if len(paid) == 1 and spent:
            yield _equals_sum(paid[0], functional, spent, economic)


def _last(sheet: Sheet, side: str = "") -> Cell | None:
    """The amount of the last total (收入总计 rather than 本年收入合计)."""
    rows = sheet.totals(side)
    if not rows:
        return None
    # A department's own total stands first, the totals of its units may follow.
    row = rows[-1] if side else rows[0]
    return sheet.amount(row, *_WHOLE)


def _pair(one: Cell | None, sheet: Sheet, other: Cell | None, of: Sheet) -> Iterator[Comparison]:
    if one is not None and other is not None:
        yield _same(one, sheet, other, of)


def _same(one: Cell, sheet: Sheet, other: Cell, of: Sheet) -> Comparison:
    return Comparison(claim_of(one, sheet.table), claim_of(other, of.table), (one,), (other,))


def _equals_sum(one: Cell, sheet: Sheet, cells: list[Cell], of: Sheet) -> Comparison:
    if len(cells) == 1:
        return _same(one, sheet, cells[0], of)
    rows, columns = ({cell.row.number for cell in cells}, {cell.column.index for cell in cells})
    names = " + ".join(cell.column.path[-1] for cell in cells) if len(columns) > 1 else "各行相加"
    label = f"{title_of(of.table)}“{cells[0].row.item}”{'行' if len(rows) == 1 else ''}{names}"
    return Comparison(claim_of(one, sheet.table), sum_of(label, cells), (one,), tuple(cells), parts=len(cells))


def _with_carry_over(sheet: Sheet, row: TableRow | None) -> list[Cell]:
    """A row's income of the year and what it carries over, where that stands beside it."""
    if row is None:
        return []
    return [cell for cell in (sheet.amount(row, *_WHOLE), sheet.amount(row, "carry_over")) if cell is not None]


def _perhaps_with_carry_over(cell: Cell, sheet: Sheet, base: Cell, of: Sheet) -> Comparison:
    """A budget's own table leaves out what is carried over, or counts it in: the reading that holds is meant."""
    carry = of.amount(base.row, "carry_over")
    plain = _same(cell, sheet, base, of)
    if carry is None or plain.holds:
        return plain
    both = _equals_sum(cell, sheet, [base, carry], of)
    return both if both.holds else plain


def _perhaps_counted_in(cell: Cell, sheet: Sheet, cells: list[Cell], of: Sheet) -> Comparison:
    """The year's income and what is carried over beside it; 合计 may count that in: the reading that holds is meant."""
    both, alone = _equals_sum(cell, sheet, cells, of), _same(cell, sheet, cells[0], of)
    return alone if alone.holds and not both.holds else both


def _source_row(sheet: Sheet, word: str) -> Cell | None:
    """This year's amount of a source on the income side."""
    for row in sheet.rows("收入"):
        if word in row.subject and len(row.path) == 1 and row.role != "total":
            return sheet.amount(row, *_WHOLE)
    return None


def _by_code(sheet: Sheet) -> dict[tuple[str, int], TableRow]:
    """Rows by code and by how often the code has stood before (000 prints 20101 for each of its units)."""
    found: dict[tuple[str, int], TableRow] = {}
    seen: dict[str, int] = {}
    for row in sheet.table.rows:
        if row.code:
            seen[row.code] = seen.get(row.code, 0) + 1
            found[row.code, seen[row.code]] = row
    return found


def _same_split(general: Sheet, spent: Sheet) -> Iterator[Comparison]:
    """基本支出 and 项目支出 of a subject, where both tables give it the same total."""
    rows = _by_code(spent)
    pairs = [(row, rows.get(code)) for code, row in _by_code(general).items()]
    pairs += list(zip(general.totals()[:1], spent.totals()[:1], strict=False))
    for row, other in pairs:
        if other is None:
            continue
        one, two = general.amount(row, *_WHOLE), spent.amount(other, *_WHOLE)
        if one is None or two is None or one.money.fen != two.money.fen:
            continue
        for measure in ("basic", "project"):
            yield from _pair(general.amount(row, measure), general, spent.amount(other, measure), spent)


def _classes(sheet: Sheet, measure: str, spent: Sheet) -> Iterator[Comparison]:
    """The classes on the 支出 side and in 支出总表."""
    rows = {row.code: row for row in spent.table.rows if len(row.code) == 3}
    for row in sheet.rows("支出"):
        other = rows.get(row.code)
        if row.code and other is not None and row.role != "total":
            yield from _pair(sheet.amount(row, measure), sheet, spent.amount(other, *_WHOLE), spent)


def _all_fiscal(ledger: Ledger) -> bool:
    """Whether all money of the budget is 财政拨款: no 财政专户, no 单位资金, no income of its own."""
    earned = ledger.first("income")
    if earned is None:
        return False
    return not any(cell.column.measure in _NOT_FISCAL and cell.money.fen for cell in earned.table.cells)


def _has_institutions(ledger: Ledger) -> bool:
    functional = (row for sheet in ledger.of("expenditure") for row in sheet.table.rows)
    crossed = (row for sheet in ledger.of("basic_economic") for row in sheet.table.rows)
    return any(len(row.code) == 7 and row.code.endswith(_INSTITUTION_ITEM) for row in functional) or any(
        row.gov_subject in _INSTITUTION_WORDS for row in crossed
    )


def _project_cells(sheet: Sheet, *measures: str) -> list[Cell]:
    rows = [row for row in sheet.table.rows if row.role == "project"]
    return [cell for row in rows if (cell := sheet.amount(row, *(measures or _WHOLE))) is not None]


def _compare_projects(whole: Cell, sheet: Sheet, cells: list[Cell], of: Sheet) -> Comparison:
    label = f"{title_of(of.table)}各项目相加"
    return Comparison(claim_of(whole, sheet.table), sum_of(label, cells), (whole,), tuple(cells), parts=len(cells))
