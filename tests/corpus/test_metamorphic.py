"""Changes of print that change no figure: page breaks, marks, widths, commas and units leave the facts as they are.

Each change is made to the formal tables of all five samples and to a small table of its own.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from corpus_pages import FORMS, page

from corpus.grids import captioned_tables
from corpus.headers import split_header
from corpus.model import Budget
from corpus.readers.lines import lines_to_blocks

SAMPLES = sorted((Path(__file__).parents[2] / "corpus" / "samples").glob("0*.md"))
# Small tables of real figures, one for each shape: codes, two sides, a slid header, projects.
CODES = """\
## 2023年预算支出总表

单位：万元

项目\t\t2023年预算数\t\t
科目编码\t科目名称\t合计\t基本支出\t项目支出
合计\t\t1,879.36\t1,337.56\t541.80
201\t一般公共服务支出\t1,585.99\t1,052.59\t533.40
20101\t人大事务\t1,585.99\t1,052.59\t533.40
2010101\t行政运行\t1,004.98\t1,004.98\t
2010102\t一般行政管理事务\t308.44\t\t308.44
"""
PIECES = """\
## 2021年预算收入总表

单位：万元

项目\t\t2021年预算数\t
科目编码\t科目名称\t本年收入合计\t一般公共预算
\t合计\t2,075.87\t2,075.87
201\t一般公共服务支出\t2,001.62\t2,001.62
01\t人大事务\t1,916.49\t1,916.49
01\t行政运行\t1,916.49\t1,916.49
01\t人大事务\t85.13\t85.13
01\t行政运行\t70.13\t70.13
02\t一般行政管理事务\t15.00\t15.00
221\t住房保障支出\t74.25\t74.25
02\t住房改革支出\t74.25\t74.25
01\t住房公积金\t74.25\t74.25
"""
SIDES = """\
## 2024年预算收支总表

单位：万元

收入\t\t支出\t\t\t
项目\t2024年\t项目\t2024年合计\t当年预算安排\t上年结转安排
一、一般公共预算\t1195.84\t一、一般公共服务支出\t967.41\t963.83\t3.59
二、政府性基金预算\t\t八、社会保障和就业支出\t150.26\t150.26\t
本年收入合计\t1195.84\t本年支出合计\t1199.43\t1195.84\t3.59
上年结转\t3.59\t年终结转\t\t\t
收入总计\t1199.43\t支出总计\t1199.43\t1195.84\t3.59
"""
SLID = """\
## 2021年“三公”经费预算表

单位：万元

单位编码\t单位名称\t2021年预算数据\t\t\t\t\t\t\t备注\t
\t\t合计\t因公出国 (境)费\t公务接待 费\t公务用车费\t\t\t会议费\t\t培训费
\t\t\t\t\t小计\t公务用车 运行维护 费\t公务用车 购置费\t\t\t
104001\t临汾市委组织部\t31.06\t\t22.05\t9.01\t9.01\t\t31.32\t129.12\t
"""
PROJECTS = """\
## 2025年项目支出预算表（本年预算）

单位：万元

项目名称\t合计\t2025年财政拨款\t\t\t财政专户管理 资金\t单位资金
\t\t一般公共预算\t政府性基 金预算\t国有资本经营预 算\t\t
1\t2\t3\t4\t5\t6\t7
岚县人大常委会办公室\t383.86\t383.86\t\t\t\t
公益性岗位补贴\t2.02\t2.02\t\t\t\t
县人大预算联网软件费\t100.00\t100.00\t\t\t\t
"""
SMALL = {"codes": CODES, "pieces": PIECES, "sides": SIDES, "slid": SLID, "projects": PROJECTS}
Worth = Counter[tuple[str, str, str, str, str, int]]
Lines = list[str]


def worth(budget: Budget, *, forms: bool = True) -> Worth:
    """Every fact by what it is of and what it is worth: its place, its print and its unit aside."""
    return Counter(
        (
            unicodedata.normalize("NFKC", table.title),
            table.kind,
            unicodedata.normalize("NFKC", cell.row.subject),
            cell.row.code,
            unicodedata.normalize("NFKC", cell.column.title),
            cell.money.fen,
        )
        for table in budget.tables
        if forms or table.kind not in FORMS
        for cell in table.cells
    )


@cache
def sample_text(path: Path) -> str:
    """The text of a sample."""
    return path.read_text("utf-8")


@cache
def sample_worth(path: Path, *, forms: bool) -> Worth:
    """The facts of a sample as it stands."""
    return worth(page(sample_text(path)), forms=forms)


def is_row(line: str) -> bool:
    """Whether a line is one of a table."""
    return line.startswith("|") or "\t" in line


def is_ruler(line: str) -> bool:
    """Whether a line is the ruler under a Markdown header."""
    return is_row(line) and not re.sub(r"[|\s:-]", "", line)


def in_rows(change: Callable[[str], str]) -> Callable[[Lines], Lines]:
    """A change made to every row of every table, rulers aside."""
    return lambda lines: [change(line) if is_row(line) and not is_ruler(line) else line for line in lines]


def break_page(lines: Lines) -> Lines:
    """A page break, that is blank lines, after every row."""
    return [part for line in lines for part in ((line, "", "") if is_row(line) else (line,))]


def rule_pages(lines: Lines) -> Lines:
    """A ruler after every row, as converters leave one where a page ends."""
    changed: Lines = []
    for line in lines:
        changed.append(line)
        if is_row(line) and not is_ruler(line):
            changed.append("| --- | --- |" if line.startswith("|") else "------\t---\t")
    return changed


def rule_pages_plainly(lines: Lines) -> Lines:
    """A bare --- line after every row."""
    return [part for line in lines for part in ((line, "", "---", "") if is_row(line) else (line,))]


def number_pages(lines: Lines) -> Lines:
    """A page number after every row."""
    return [part for line in lines for part in ((line, "", "- 12 -", "") if is_row(line) else (line,))]


def unmark(lines: Lines) -> Lines:
    """Headings without their #."""
    return [re.sub(r"^#+\s+", "", line) for line in lines]


def widen(text: str) -> str:
    """Every second digit, full stop and comma of a row in full width."""
    count = 0

    def wide(found: re.Match[str]) -> str:
        nonlocal count
        count += 1
        return chr(ord(found[0]) + 0xFEE0) if count % 2 else found[0]

    return re.sub(r"[\d]|(?<=\d)[.,](?=\d)", wide, text)


def drop_commas(text: str) -> str:
    """A row without thousands commas."""
    while (shorter := re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text)) != text:
        text = shorter
    return text


def in_yuan(lines: Lines) -> Lines:
    """Tables printed in 元: the caption's unit changed, every amount times 10,000."""

    def times(found: re.Match[str]) -> str:
        return f"{int(Decimal(found[0].replace(',', '')) * 10_000):,}"

    def scaled(line: str) -> str:
        return re.sub(r"(?<![^|\t ])\d[\d,]*\.\d{2}(?![^|\t ])", times, line)

    return [scaled(line) if is_row(line) else re.sub(r"^(单位[:：])万元$", r"\1元", line) for line in lines]


def repeat_headers(lines: Lines) -> Lines:
    """A page break after every row, with the table's header printed again."""
    headers: dict[int, Lines] = {}
    for captioned in captioned_tables(lines_to_blocks("\n".join(lines))):
        header, data = split_header(captioned.rows)
        again = [lines[row.line - 1] for row in header]
        # Before the first row of data too: a page may end below the header.
        headers[header[-1].line] = again
        headers |= {row.line: again for row in data}
    changed: Lines = []
    for number, line in enumerate(lines, start=1):
        changed.append(line)
        if number in headers:
            changed += ["", *headers[number]]
    return changed


CHANGES: dict[str, Callable[[Lines], Lines]] = {
    "page break after every row": break_page,
    "page break and header after every row": repeat_headers,
    "ruler after every row": rule_pages,
    "bare rule after every row": rule_pages_plainly,
    "page number after every row": number_pages,
    "headings without #": unmark,
    "digits of both widths": in_rows(widen),
}
# Forms are left as they are: their commas tell 元 from a misprinted 万元, and each names its own unit.
FORMAL_CHANGES: dict[str, Callable[[Lines], Lines]] = {
    "no thousands commas": in_rows(drop_commas),
    "printed in 元": in_yuan,
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_facts_of_a_sample_stay(path: Path, change: Callable[[Lines], Lines]) -> None:
    forms = change is not repeat_headers  # a form has no header to repeat
    lines = sample_text(path).split("\n")
    changed = change(lines)
    assert changed != lines
    assert worth(page("\n".join(changed)), forms=forms) == sample_worth(path, forms=forms)


@pytest.mark.parametrize("change", FORMAL_CHANGES.values(), ids=FORMAL_CHANGES.keys())
@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_worth_of_formal_tables_of_a_sample_stays(path: Path, change: Callable[[Lines], Lines]) -> None:
    changed = "\n".join(change(sample_text(path).split("\n")))
    assert worth(page(changed), forms=False) == sample_worth(path, forms=False)


def test_change_to_yuan_changes_print_and_unit() -> None:
    (table,) = page("\n".join(in_yuan(CODES.split("\n")))).tables
    assert (table.money_unit, table.cells[0].money.amount) == ("元", Decimal(18793600))


@pytest.mark.parametrize("change", (CHANGES | FORMAL_CHANGES).values(), ids=(CHANGES | FORMAL_CHANGES).keys())
@pytest.mark.parametrize("text", SMALL.values(), ids=SMALL.keys())
def test_facts_of_a_small_table_stay(text: str, change: Callable[[Lines], Lines]) -> None:
    before = worth(page(text))
    assert before
    assert worth(page("\n".join(change(text.split("\n"))))) == before


@pytest.mark.parametrize("text", SMALL.values(), ids=SMALL.keys())
@pytest.mark.parametrize("header", [False, True], ids=["blank lines", "header again"])
def test_one_page_break_changes_nothing_wherever_it_falls(text: str, *, header: bool) -> None:
    lines = text.rstrip("\n").split("\n")
    first = next(number for number, line in enumerate(lines) if is_row(line))
    names, _ = split_header(captioned_tables(lines_to_blocks(text))[0].rows)
    again = [lines[row.line - 1] for row in names] if header else []
    before = worth(page(text))
    starts = range(first + (len(names) if header else 1), len(lines))
    moved = [at for at in starts if worth(page("\n".join([*lines[:at], "", "", *again, *lines[at:]]))) != before]
    assert moved == []


@pytest.mark.parametrize("text", SMALL.values(), ids=SMALL.keys())
def test_pipe_table_gives_the_facts_of_the_tab_table(text: str) -> None:
    lines = text.split("\n")
    first = next(number for number, line in enumerate(lines) if is_row(line))
    piped = ["| " + line.replace("\t", " | ") + " |" if is_row(line) else line for line in lines]
    piped.insert(first + 1, "|" + " --- |" * (lines[first].count("\t") + 1))
    assert worth(page("\n".join(piped))) == worth(page(text))
