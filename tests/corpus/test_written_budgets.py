"""The samples written out as Word, Excel, web, Markdown and CSV files and read back: the same facts, at their places."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
import written_budgets
import xlrd
from lxml import html

from corpus.budget import read_budget
from corpus.model import Budget
from corpus.money import parse_amount
from corpus.places import cell_ref
from corpus.readers.shown import shown_number

SAMPLES = ("000", "001", "002", "003", "004")
CELL = re.compile(r"表(\d+)第(\d+)行第(\d+)格")
# The text that a file has at the place of a fact: sheet, reference, line and cell.
At = Callable[[str, str, int, int], str]


@pytest.fixture(scope="module", params=[f"{n}{suffix}" for n in SAMPLES for suffix in written_budgets.WRITERS])
def written(
    request: pytest.FixtureRequest, sample_budgets: dict[str, Budget], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Budget, Path]:
    """A sample, and the file that it was written to."""
    number, suffix = request.param[:3], request.param[3:]
    sample = sample_budgets[number]
    path = tmp_path_factory.mktemp("written") / f"{number}{suffix}"
    path.write_bytes(written_budgets.WRITERS[suffix](sample.document))
    return sample, path


def test_written_budget_has_the_same_facts_and_they_are_at_their_places(written: tuple[Budget, Path]) -> None:
    sample, path = written
    read = read_budget(path)
    assert written_budgets.facts(read) == written_budgets.facts(sample)
    assert written_budgets.targets(read) == written_budgets.targets(sample)
    assert read.identity == sample.identity
    at = AT[path.suffix](path)
    for table in read.tables:
        for cell in table.cells:
            place = read.document.places.get(cell.line)
            printed = at(place.sheet if place else "", cell_ref(place, cell.cell), cell.line, cell.cell)
            assert parse_amount(printed) == cell.money.amount, (table.title, cell.row.item, place)


def in_lines(path: Path) -> At:
    """Cells of a text by line and number."""
    lines = path.read_text("utf-8").split("\n")

    def at(sheet: str, ref: str, line: int, cell: int) -> str:
        text = lines[line - 1].strip()
        if text.startswith("|"):
            return text.strip("|").split("|")[cell - 1].strip()
        return re.findall(r'(?:^|,)("[^"]*"|[^,]*)', text)[cell - 1].strip('"')

    return at


def in_workbook(path: Path) -> At:
    """Cells of an XLSX by sheet and reference, as it shows them."""
    book = openpyxl.load_workbook(path)

    def at(sheet: str, ref: str, line: int, cell: int) -> str:
        found = book[sheet][ref]
        return found.value if isinstance(found.value, str) else shown_number(found.value, found.number_format)

    return at


def in_old_workbook(path: Path) -> At:
    """Cells of an XLS; its numbers are told by their worth."""
    book = xlrd.open_workbook(path)

    def at(sheet: str, ref: str, line: int, cell: int) -> str:
        column, row = re.fullmatch(r"([A-Z]+)(\d+)", ref).groups()  # type: ignore[union-attr]
        index = openpyxl.utils.column_index_from_string(column)
        value = book.sheet_by_name(sheet).cell_value(int(row) - 1, index - 1)
        return value if isinstance(value, str) else shown_number(value, "General")

    return at


def in_word(path: Path) -> At:
    """Cells of a Word file by the numbers of table, row and cell."""
    rows = [list(table.rows) for table in docx.Document(str(path)).tables]

    def at(sheet: str, ref: str, line: int, cell: int) -> str:
        table, row, column = map(int, CELL.fullmatch(ref).groups())  # type: ignore[union-attr]
        return str(rows[table - 1][row - 1].cells[column - 1].text)

    return at


def in_page(path: Path) -> At:
    """Cells of a web page; a row of data has no spans, so its cells are counted."""
    tables = html.fromstring(path.read_bytes().decode()).findall(".//table")

    def at(sheet: str, ref: str, line: int, cell: int) -> str:
        table, row, column = map(int, CELL.fullmatch(ref).groups())  # type: ignore[union-attr]
        return str(tables[table - 1].findall(".//tr")[row - 1].findall("td")[column - 1].text_content())

    return at


AT: dict[str, Callable[[Path], At]] = {
    ".docx": in_word,
    ".xlsx": in_workbook,
    ".xls": in_old_workbook,
    ".html": in_page,
    ".md": in_lines,
    ".csv": in_lines,
}


def test_sentences_of_a_word_file_are_where_its_paragraphs_are(
    sample_budgets: dict[str, Budget], tmp_path: Path
) -> None:
    path = tmp_path / "001.docx"
    path.write_bytes(written_budgets.written_docx(sample_budgets["001"].document))
    read = read_budget(path)
    paragraphs = [p.text for p in docx.Document(str(path)).paragraphs if p.text.strip()]
    told = [s for section in read.sections if section.kind == "three_public" for s in section.sentences]
    assert told
    for sentence in told:
        ref = cell_ref(read.document.places[sentence.first_line], None)
        number = int(re.fullmatch(r"第(\d+)段", ref)[1])  # type: ignore[index]
        assert sentence.text[:20] in paragraphs[number - 1]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="soffice (LibreOffice) is not installed")
@pytest.mark.parametrize(
    ("suffix", "target"), [(".xlsx", "ods:xlsx"), (".xlsx", "xls"), (".xlsx", "csv"), (".docx", "html")]
)
def test_files_converted_by_libreoffice_have_the_same_facts(
    suffix: str, target: str, sample_budgets: dict[str, Budget], tmp_path: Path
) -> None:
    sample = sample_budgets["002"]
    path = tmp_path / f"002{suffix}"
    path.write_bytes(written_budgets.WRITERS[suffix](sample.document))
    for step in target.split(":"):
        path = converted(path, step, tmp_path)
    read = read_budget(path)
    if target == "csv":
        # LibreOffice writes the first sheet alone.
        first = written_budgets.facts(read)
        assert first and first == written_budgets.facts(sample)[: len(first)]
    else:
        assert written_budgets.facts(read) == written_budgets.facts(sample)


def converted(path: Path, suffix: str, folder: Path) -> Path:
    """A file converted by LibreOffice, with a profile of its own so that nothing else of it is touched."""
    out = folder / suffix
    # Commas, quotation marks and UTF-8, whatever the machine's own encoding.
    form = "csv:Text - txt - csv (StarCalc):44,34,76" if suffix == "csv" else suffix
    command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", form]
    subprocess.run([*command, "--outdir", str(out), str(path)], check=True, capture_output=True, timeout=180)
    return out / f"{path.stem}.{suffix}"


def test_writers_merge_what_spans(sample_budgets: dict[str, Budget]) -> None:
    """The files put to the test do have merged cells: 预算数 over its columns, 科目编码 over two rows."""
    spans: list[Any] = [
        merged
        for block in sample_budgets["000"].document.blocks
        if hasattr(block, "rows")
        for merged in written_budgets.merges(block.rows)
    ]
    assert any(merged.columns > 2 for merged in spans) and any(merged.rows > 1 for merged in spans)
