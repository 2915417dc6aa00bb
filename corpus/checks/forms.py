"""Checks of 绩效目标表: each form against its project, its funds among themselves, its cost limits against its funds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from corpus.checks.ledger import Comparison, Ledger, Sheet, claim_of, column_name, sum_of, title_of
from corpus.model import Cell, Claim, Finding, Target
from corpus.money import YUAN_PER_UNIT
from corpus.patterns import load_toml
from corpus.projects import Named, pair_forms
from corpus.text import match_key

_TABLE_TAKEN = "以项目支出表为准，绩效目标表的数只作说明"
_FORMAL_TAKEN = "以正式预算表为准，绩效目标表的数只作说明"
_COSTS_TAKEN = "预算以资金总额为准，成本指标是上限"
_TOTAL = "资金总额"
_COST = "成本"
_LIMITS = frozenset({"≤", "<", "=", ""})
_HOW = {"amount": "按金额对应", "remainder": "按金额相近推断"}
_OVERALL = {"合计": "total", "基本支出": "basic", "项目支出": "project"}


@dataclass(frozen=True, slots=True)
class _Joined:
    """A form's 年度资金总额 and its project's amount, each with its sheet, and how the two were joined."""

    form: Cell
    sheet: Sheet
    project: Cell
    of: Sheet
    how: str


def form_and_project(ledger: Ledger) -> Iterator[Comparison]:
    """A form's 年度资金总额 = the amount of its project in the project table."""
    for joined in _joined(ledger):
        claim = _form_claim(joined.form, _HOW.get(joined.how, ""))
        # What was joined by its amount agrees because it was: no proof of anything.
        proved = () if joined.how == "amount" else (joined.project,)
        project = claim_of(joined.project, joined.of.table)
        yield Comparison(claim, project, (joined.form,), proved, taken=_TABLE_TAKEN)


def form_names(ledger: Ledger) -> Iterator[Finding]:
    """A form that bears another name than its project (执行经费来源 for 执法检查经费)."""
    for joined in _joined(ledger):
        name, project = _name(joined.form), joined.project.row.item
        if match_key(name) != match_key(project):
            place = f"绩效目标表“{name or '（无名称）'}”（第{joined.form.line}行）"
            how = _HOW.get(joined.how, "按名称相近")
            message = (
                f"{place}{how}是《{joined.of.table.title}》的“{project}”（第{joined.project.line}行），两处名称不同"
            )
            yield Finding("form_names", message, joined.form.line, taken="以项目支出表的名称为准")


def _joined(ledger: Ledger) -> list[_Joined]:
    projects = [
        (sheet, cell)
        for sheet in ledger.of("projects", "projects_carry_over")
        for row in sheet.table.rows
        if row.role == "project" and (cell := sheet.amount(row, "total")) is not None
    ]
    forms = [(sheet, cell) for sheet in ledger.of("performance") if (cell := _fund(sheet, "年度")) is not None]
    pairs = pair_forms(
        [Named(_name(cell), cell.money.fen) for _, cell in forms],
        [Named(cell.row.subject, cell.money.fen) for _, cell in projects],
    )
    return [
        _Joined(forms[p.form][1], forms[p.form][0], projects[p.project][1], projects[p.project][0], p.how)
        for p in pairs
    ]


def _name(form: Cell) -> str:
    """The project's name on a form; "" where the scan lost it."""
    return form.row.item if form.row.item != _TOTAL else ""


def funds(ledger: Ledger) -> Iterator[Comparison]:
    """资金总额 = 中央 + 省级 + 市县 + 县级 + 自筹, for 实施期 and 年度; 年度 at most 实施期."""
    for sheet in ledger.of("performance"):
        for term in ("实施期", "年度"):
            whole = _fund(sheet, term)
            parts = [c for c in sheet.table.cells if c.row.side == term and c.column.measure == "fund_level"]
            if whole is not None and any(part.money.fen for part in parts):
                label = f"{title_of(sheet.table)}“{whole.row.item}”{term}各级资金相加"
                yield Comparison(_form_claim(whole), sum_of(label, parts), (whole,), tuple(parts), parts=len(parts))
        year, term_total = _fund(sheet, "年度"), _fund(sheet, "实施期")
        if year is not None and term_total is not None:
            yield Comparison(_form_claim(year), _form_claim(term_total), (year,), (term_total,), at_most=True)


def overall(ledger: Ledger) -> Iterator[Comparison]:
    """The unit's 整体绩效 form: 合计 = 基本 + 项目, and each = 支出总表."""
    spent = ledger.first("expenditure")
    row = next(iter(spent.totals()), None) if spent is not None else None
    for sheet in ledger.of("overall_performance"):
        named: dict[str, Cell] = {}
        for cell in sheet.table.cells:
            named.setdefault(cell.row.subject, cell)
        parts = [named[name] for name in ("基本支出", "项目支出") if name in named]
        if "合计" in named and len(parts) == 2:
            label = f"{title_of(sheet.table)}基本支出 + 项目支出"
            yield Comparison(_form_claim(named["合计"]), sum_of(label, parts), (named["合计"],), tuple(parts), parts=2)
        for name, measure in _OVERALL.items():
            formal = spent.amount(row, measure) if spent is not None and row is not None else None
            if name in named and formal is not None and spent is not None:
                yield Comparison(
                    _form_claim(named[name]),
                    claim_of(formal, spent.table),
                    (named[name],),
                    (formal,),
                    taken=_FORMAL_TAKEN,
                )


def all_forms(ledger: Ledger) -> Iterator[Comparison]:
    """The forms that are published come to at most 项目支出."""
    spent = ledger.first("expenditure")
    row = next(iter(spent.totals()), None) if spent is not None else None
    whole = spent.amount(row, "project") if spent is not None and row is not None else None
    cells = [cell for sheet in ledger.of("performance") if (cell := _fund(sheet, "年度")) is not None]
    if whole is None or spent is None or not cells or len({cell.money.money_unit for cell in cells}) != 1:
        return
    told = sum_of("各绩效目标表年度资金总额相加", cells)
    yield Comparison(
        told, claim_of(whole, spent.table), tuple(cells), (whole,), parts=len(cells), at_most=True, taken=_FORMAL_TAKEN
    )


def costs(ledger: Ledger) -> Iterator[Comparison]:
    """The cost limits of a project, as far as they are sums of money, come to at most its funds."""
    for sheet in ledger.of("performance"):
        # The limits are mostly printed alike on both sides: one of them is enough.
        for term in ("年度", "实施期", ""):
            whole, limits = _fund(sheet, term or "年度"), _cost_limits(sheet, term)
            if whole is None or not limits:
                continue
            total = sum((_yuan(target) for target in limits), Decimal(0))
            unit = whole.money.money_unit
            claim = Claim(
                f"绩效目标表“{whole.row.item}”{term}成本指标{'相加' if len(limits) > 1 else ''}",
                total / YUAN_PER_UNIT[unit],
                unit,
                tuple(dict.fromkeys(target.line for target in limits)),
            )
            yield Comparison(claim, _form_claim(whole), (), (whole,), at_most=True, taken=_COSTS_TAKEN)
            break


def _cost_limits(sheet: Sheet, term: str) -> list[Target]:
    """The cost limits of a side that are sums of money, each name once; a limit of the whole stands alone."""
    named: dict[str, Target] = {}
    for target in sheet.table.targets:
        if target.term == term and _is_cost(target):
            known = named.get(target.path[-1])
            if known is None or _yuan(known) < _yuan(target):
                named[target.path[-1]] = target
    whole = [target for name, target in named.items() if _whole_cost().search(name)]
    return whole[:1] or list(named.values())


@cache
def _whole_cost() -> re.Pattern[str]:
    return re.compile(load_toml("corpus", "data", "checks.toml")["whole_cost"])


def target_years(ledger: Ledger) -> Iterator[Finding]:
    """A target of this year's budget that names a year gone by (培训时间 2023年下半年 in a form of 2024)."""
    for sheet in ledger.of("performance"):
        for target in sheet.table.targets:
            years = [int(year) for year in re.findall(r"20\d{2}(?=年)", target.text)]
            if target.term != "实施期" and years and ledger.fiscal_year and max(years) < ledger.fiscal_year:
                place = f"{title_of(sheet.table)}“{target.project}”（第{target.line}行）"
                message = f"{place}年度指标“{target.path[-1]}”写的是“{target.text}”，早于预算年度{ledger.fiscal_year}年"
                yield Finding("target_years", message, target.line, taken="照印采用")


def _fund(sheet: Sheet, term: str) -> Cell | None:
    for cell in sheet.table.cells:
        if cell.row.side == term and cell.row.path[-1] == _TOTAL:
            return cell
    return None


def _form_claim(cell: Cell, how: str = "") -> Claim:
    name = _name(cell) or "项目名称缺失"
    told = f"绩效目标表“{name}”{'，' + how if how else ''}的{cell.row.side}{column_name(cell.column)}"
    return Claim(told, cell.money.amount, cell.money.money_unit, (cell.line,), cell.cell)


def _is_cost(target: Target) -> bool:
    money = target.unit in ("万", "万元", "元")
    return (
        money
        and target.number is not None
        and target.comparator in _LIMITS
        and any(_COST in p for p in target.path[:2])
    )


def _yuan(target: Target) -> Decimal:
    assert target.number is not None  # _is_cost has seen to it
    return target.number * YUAN_PER_UNIT[{"万": "万元"}.get(target.unit, target.unit)]
