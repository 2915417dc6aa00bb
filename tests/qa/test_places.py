"""Places of files without lines: in the text of an answer, in JSON, in facts, findings, the REPL and the report."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
import written_budgets
from click.testing import CliRunner

from corpus.budget import read_budget, understand
from corpus.model import Budget, Grid, Place
from corpus.readers.shown import shown_number
from index.build import build_index
from index.report import report_lines
from qa import BudgetQA
from qa.cli import main
from qa.commands import Desk, run_command

QUESTION = "忻州人大2023年项目支出多少"


@pytest.fixture(scope="module")
def sample(samples: Path) -> Budget:
    """忻州 2023."""
    return read_budget(samples / "001_xinzhou_renda_2023.md")


def indexed(folder: Path, name: str, data: bytes) -> Path:
    """An index of one file."""
    (folder / name).write_bytes(data)
    build_index([folder / name], folder / "index", encoder="hash")
    return folder / "index"


@pytest.fixture(scope="module")
def workbook_index(sample: Budget, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the budget as a workbook."""
    return indexed(tmp_path_factory.mktemp("workbook"), "忻州.xlsx", written_budgets.written_xlsx(sample.document))


@pytest.fixture(scope="module")
def word_index(sample: Budget, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the budget as a Word file."""
    return indexed(tmp_path_factory.mktemp("word"), "忻州.docx", written_budgets.written_docx(sample.document))


def cli(index: Path, command: str, *arguments: str) -> str:
    """What a command prints."""
    return CliRunner().invoke(main, [command, "--index", str(index), *arguments]).stdout


def shown(book: openpyxl.Workbook, sheet: str, reference: str) -> str:
    """What a cell of a workbook shows."""
    cell = book[sheet][reference]
    return cell.value if isinstance(cell.value, str) else shown_number(cell.value, cell.number_format)


def test_answer_from_a_workbook_names_sheet_and_cell(workbook_index: Path) -> None:
    with BudgetQA.open(workbook_index) as budgets:
        answer = budgets.ask(QUESTION)
        desk = Desk(budgets, budgets.session())
        desk.session.ask(QUESTION)
        told = run_command("/source", desk)
    citation = answer.to_json()["citations"][0]
    book = openpyxl.load_workbook(workbook_index.parent / "忻州.xlsx")
    assert shown(book, citation["sheet"], citation["cell_ref"]) == citation["amount"] == "541.80"
    assert {"line", "cell"} < citation.keys() and not {"page", "box"} & citation.keys()
    place = f"工作表“{citation['sheet']}”{citation['cell_ref']}"
    assert f"来源：忻州.xlsx 《{citation['table']}》{place}" in answer.text
    assert f"[1] 忻州.xlsx {place}" in str(told)


def test_sentence_from_a_word_file_names_its_paragraph_and_a_cell_its_table(word_index: Path) -> None:
    with BudgetQA.open(word_index) as budgets:
        figure = budgets.ask(QUESTION).to_json()["citations"][0]
        prose = budgets.ask("忻州人大2023年“三公”经费为什么减少")
        explained = "\n".join(budgets.ask(QUESTION).explanation)
    assert figure["cell_ref"].startswith("表3第") and "sheet" not in figure
    assert any(
        c.get("cell_ref", "").startswith("第") and c["cell_ref"].endswith("段") for c in prose.to_json()["citations"]
    )
    assert "忻州.docx 第" in prose.text.split("来源：")[1]
    assert "》表3第" in explained


def test_facts_of_a_workbook_have_sheet_and_cell_and_those_of_texts_are_as_ever(
    workbook_index: Path, sample_index: Path
) -> None:
    book = openpyxl.load_workbook(workbook_index.parent / "忻州.xlsx")
    records = [json.loads(line) for line in cli(workbook_index, "facts").splitlines()]
    assert len(records) == 403
    for record in records:
        assert shown(book, record["sheet"], record["cell_ref"]).replace(",", "") == record["amount"]
    rows = list(csv.DictReader(io.StringIO(cli(workbook_index, "facts", "--format", "csv"))))
    assert [(row["sheet"], row["cell_ref"], row["page"]) for row in rows] == [
        (r["sheet"], r["cell_ref"], "") for r in records
    ]
    told = [json.loads(line) for line in cli(workbook_index, "facts", "--told").splitlines()]
    assert told and all(record["sheet"] and record["cell_ref"] for record in told)
    text = json.loads(cli(sample_index, "facts").splitlines()[0])
    assert list(text)[-2:] == ["line", "cell"]
    assert cli(sample_index, "facts", "--format", "csv").splitlines()[0].endswith(",line,cell")


def test_findings_of_a_workbook_name_sheets_and_cells_never_lines(workbook_index: Path, sample_index: Path) -> None:
    printed = cli(workbook_index, "check")
    assert set(re.findall(r"(.)第\d+行", printed)) == {"”"}, "every row is one of a sheet"
    found = json.loads(cli(workbook_index, "check", "--format", "json"))
    assert found and all(record["sheet"] for record in found)
    assert len(found) == sum(
        "001_" in f["document"] for f in json.loads(cli(sample_index, "check", "--format", "json"))
    )
    rows = list(csv.DictReader(io.StringIO(cli(workbook_index, "check", "--format", "csv"))))
    assert [row["sheet"] for row in rows] == [record["sheet"] for record in found]
    assert set(re.findall(r"(.)第\d+行", "\n".join(report_lines(workbook_index)))) == {"”"}


def test_answer_from_pages_names_the_page_and_the_box(
    sample: Budget, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = {
        row.line: len(row.cells) for block in sample.document.blocks if isinstance(block, Grid) for row in block.rows
    }
    places = {
        line: Place(page=line // 40 + 1, boxes=tuple((10.0 * n, 5.0, 10.0 * n + 9, 15.0) for n in range(count)))
        for line, count in lines.items()
    }
    paged = understand(replace(sample.document, places=places))
    monkeypatch.setattr("index.reading.read_budget", lambda *_: paged)
    with BudgetQA.open(indexed(tmp_path, "忻州.txt", b"x")) as budgets:
        answer = budgets.ask(QUESTION)
    citation = answer.to_json()["citations"][0]
    assert citation["page"] == citation["line"] // 40 + 1
    assert citation["box"] == [10.0 * (citation["cell"] - 1), 5.0, 10.0 * (citation["cell"] - 1) + 9, 15.0]
    assert f"》第{citation['page']}页" in answer.text.split("来源：")[1]
    assert "sheet" not in citation and "cell_ref" not in citation


def test_citations_of_texts_have_no_fields_of_other_formats(sample_index: Path) -> None:
    with BudgetQA.open(sample_index) as budgets:
        citation = budgets.ask(QUESTION).to_json()["citations"][0]
    assert list(citation) == ["document", "table", "item", "column", "line", "cell", "amount", "unit", "quote"]


def test_blank_of_a_formula_without_result_is_not_passed_off_as_unplanned(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (
        ("岚县财政局2023年部门预算",), (), ("2023年预算支出总表",), ("单位：万元",), ("科目编码", "科目名称", "合计", "基本支出", "项目支出"),
        ("", "合计", 1004.98, 1000, "=C6-D6"), ("201", "一般公共服务支出", 1004.98, 1000, None),
    ):  # fmt: skip
        sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    build_index([tmp_path / "a.xlsx"], tmp_path / "index", encoder="hash")
    with BudgetQA.open(tmp_path / "index") as budgets:
        formula = budgets.ask("岚县财政局2023年项目支出多少")
        blank = budgets.ask("岚县财政局2023年一般公共服务支出的项目支出多少")
    assert formula.status == "no_data" and "这一行有公式而文件里没有它的结果" in formula.text
    assert "文件未安排" not in formula.text and "工作表“Sheet”第6行" in formula.text
    assert (
        blank.status == "no_data"
        and "文件未安排（《2023年预算支出总表》工作表“Sheet”第7行“一般公共服务支出”空白）" in blank.text
    )
