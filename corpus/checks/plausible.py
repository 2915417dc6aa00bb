"""Checks of what no sum tells: names of codes, years in titles, the unit of a table."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.checks.ledger import Ledger, claim_of, place_of, title_of
from corpus.model import Claim, Finding
from corpus.money import is_amount
from corpus.subjects import all_functional_names, functional_names, is_cut_short
from corpus.text import drop_numbering, match_key

# 元 printed in a table of 万元 is ten thousand times too much.
_YUAN_FOR_WAN = 10_000
_NEAR = 0.02
_AS_CODED = "以编码为准"
_AS_PRINTED = "照印采用"


def subject_names(ledger: Ledger) -> Iterator[Finding]:
    """A code beside the name of another subject (class 201 called 一般公共预算支出)."""
    for sheet in ledger.sheets:
        for row in sheet.table.rows:
            standard = functional_names().get(row.code, "")
            name = drop_numbering(row.item)
            if not standard or row.role == "total" or not name or is_amount(name):
                continue
            if _is_name_of(name, row.code) or is_cut_short(name, standard):
                continue
            place = f"{title_of(sheet.table)}（第{row.line}行）"
            message = f"{place}编码{row.code}的名称印作“{name}”，政府收支分类科目里是“{standard}”"
            yield Finding("subject_names", message, row.line, taken=_AS_CODED)


def years(ledger: Ledger) -> Iterator[Finding]:
    """A table whose title names another year than the document's."""
    for sheet in ledger.sheets:
        printed = {int(year) for year in re.findall(r"20\d{2}(?=年)", match_key(sheet.table.title))}
        if ledger.fiscal_year and printed and ledger.fiscal_year not in printed:
            told = "、".join(f"{year}年" for year in sorted(printed))
            message = f"{title_of(sheet.table)}（第{sheet.table.caption_line}行）写的是{told}，文件的预算年度是{ledger.fiscal_year}年"
            yield Finding("years", message, sheet.table.caption_line, taken=_AS_PRINTED)


def units(ledger: Ledger) -> Iterator[Finding]:
    """A table whose total is ten thousand times that of the same budget elsewhere: 元 under the head of 万元."""
    totals: list[tuple[str, Claim, int]] = []
    for sheet in ledger.of("income_expenditure", "income", "expenditure", "fiscal_appropriation"):
        for row in sheet.totals()[:1] or sheet.totals("支出")[:1]:
            cell = sheet.amount(row, "total", "current_year")
            if cell is not None and cell.money.fen:
                totals.append((place_of(cell, sheet.table), claim_of(cell, sheet.table), cell.money.fen))
    for _, claim, fen in totals:
        usual = [other for other in totals if abs(fen / other[2] / _YUAN_FOR_WAN - 1) < _NEAR]
        if usual:
            _, against, _ = usual[0]
            message = f"{claim.label}（第{claim.lines[0]}行）是{against.label}（第{against.lines[0]}行）的一万倍，金额单位疑为元而印作{claim.money_unit}"
            yield Finding("units", message, claim.lines[0], claim, against, _AS_PRINTED)


def _is_name_of(name: str, code: str) -> bool:
    """Whether a functional code has or once had this name."""
    return match_key(name) in {match_key(text) for text in all_functional_names(code)}
