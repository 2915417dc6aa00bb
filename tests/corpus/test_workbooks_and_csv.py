"""Twists of real workbooks and CSV files, and of files whose name does not say what they are, each small."""

from __future__ import annotations

import re
import zipfile
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import xlwt
from told_blocks import ROWS_OF_TABLE, TABLE, texts
from written_budgets import with_part

from corpus.budget import read_budget
from corpus.errors import ReadError
from corpus.model import Budget, Paragraph, Place
from corpus.places import cell_ref
from corpus.readers import read_document
from corpus.readers.shown import shown_number

Book = openpyxl.Workbook
HEAD = ("科目编码", "科目名称", "合计", "基本支出", "项目支出")
ROWS = (("", "合计", 1004.98, 1000, 4.98), ("201", "一般公共服务支出", 1004.98, 1000, 4.98))


def saved(path: Path, book: Book) -> Path:
    """A workbook as a file."""
    book.save(path)
    return path


def spending(title: str = "2023年预算支出总表") -> Book:
    """A workbook of one sheet with a table of expenditure."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "支出总表"
    for row in ((title,), ("单位：万元",), HEAD, *ROWS):
        sheet.append(row)
    return book


def amounts(budget: Budget) -> dict[tuple[str, str], Decimal]:
    """Amounts by item and measure."""
    return {(cell.row.subject, cell.column.measure): cell.money.amount for t in budget.tables for cell in t.cells}


# Workbooks


def test_hidden_rows_are_read_and_told(tmp_path: Path) -> None:
    book = spending()
    book.worksheets[0].row_dimensions[5].hidden = True
    budget = read_budget(saved(tmp_path / "a.xlsx", book))
    assert amounts(budget)["一般公共服务支出", "project"] == Decimal("4.98")
    (told,) = [finding for finding in budget.findings if finding.rule == "hidden"]
    assert "工作表“支出总表”有隐藏的行（5）" in told.message
    assert budget.document.places[told.line].refs[0] == "A5"


def test_hidden_sheet_is_read_and_told(tmp_path: Path) -> None:
    book = spending()
    sheet = book.create_sheet("项目支出表")
    sheet.sheet_state = "hidden"
    for row in (("项目名称", "合计"), ("代表活动经费", 80.6)):
        sheet.append(row)
    budget = read_budget(saved(tmp_path / "a.xlsx", book))
    assert Decimal("80.6") in [cell.money.amount for cell in budget.tables[1].cells]
    assert [f.message for f in budget.findings if f.rule == "hidden"] == [
        "工作表“项目支出表”是隐藏的，已照常读入，请确认它是公开的内容"
    ]


def with_stored_result(path: Path, reference: str, result: str) -> Path:
    """The workbook with a result beside the formula of a cell, as Excel stores it."""
    part = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(path) as book:
        found = re.search(rf'<c r="{reference}"[^>]*><f>[^<]*</f><v ?/?>(?:</v>)?'.encode(), book.read(part))
    assert found is not None
    stored = found[0][: found[0].index(b"</f>") + 4] + f"<v>{result}</v>".encode()
    path.write_bytes(with_part(path.read_bytes(), part, found[0], stored))
    return path


def test_formula_is_its_stored_result_and_without_one_is_neither_blank_nor_zero(tmp_path: Path) -> None:
    book = spending()
    sheet = book.worksheets[0]
    sheet["C4"], sheet["D4"] = "=C5", "=D5"
    path = with_stored_result(saved(tmp_path / "a.xlsx", book), "C4", "1004.98")
    budget = read_budget(path)
    assert amounts(budget)["合计", "total"] == Decimal("1004.98")
    assert ("合计", "basic") not in amounts(budget)
    (told,) = [finding for finding in budget.findings if finding.rule == "formula"]
    assert told.message.startswith("工作表“支出总表”D4是公式，文件里没有它的结果；此格未计入")
    assert all("=" not in text for text in texts(budget.document))


def test_formula_that_shows_nothing_on_purpose_is_blank(tmp_path: Path) -> None:
    book = spending()
    book.worksheets[0]["D4"] = '=IF(C4="","","")'
    path = with_stored_result(saved(tmp_path / "a.xlsx", book), "D4", "")
    path.write_bytes(with_part(path.read_bytes(), "xl/worksheets/sheet1.xml", b'<c r="D4"', b'<c t="str" r="D4"'))
    budget = read_budget(path)
    assert ("合计", "basic") not in amounts(budget)
    assert not [finding for finding in budget.findings if finding.rule == "formula"]


def test_error_value_is_told_and_no_text(tmp_path: Path) -> None:
    book = spending()
    cell = book.worksheets[0]["D4"]
    cell.value, cell.data_type = "#DIV/0!", "e"
    budget = read_budget(saved(tmp_path / "a.xlsx", book))
    assert [f.message[:12] for f in budget.findings if f.rule == "formula"] == ["工作表“支出总表”D4是"]
    assert ("合计", "basic") not in amounts(budget)


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (1004.98, "#,##0.00", "1,004.98"),
        (1004.98, "General", "1004.98"),
        (0.1 + 0.2, "General", "0.3"),
        (1234567.0, "#,##0.00_ ", "1,234,567.00"),
        (-1004.98, "#,##0.00_);[Red](#,##0.00)", "(1,004.98)"),
        (-0.5, "0.00", "-0.50"),
        (-0.001, "0.00", "0.00"),
        (0.4536, "0.00%", "45.36%"),
        (1, "00", "01"),
        (2010108, "0", "2010108"),
        (1004.98, '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "1,004.98"),
        (0, '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "0.00"),
        (0, "#,##0.00;-#,##0.00;", "0.00"),
        (0, "#", "0"),
        (12345678, "#,##0.00,", "12,345.68"),
        (12345, '0!.0,"万"', "1.2万"),
        (1004.98, "[$¥-804]#,##0.00", "1,004.98"),
        (1004.98, '"¥"#,##0.00', "1,004.98"),
        (12.5, '0.00"万元"', "12.50万元"),
        (28.825, "0.00", "28.83"),
        (0.5, "#.##", ".5"),
        (1e21, "General", "1000000000000000000000"),
        (3, "[DBNum1]General", "3"),
        (3.25, "# ?/?", "3.25"),
    ],
)
def test_number_is_read_as_its_format_shows_it(value: float, code: str, shown: str) -> None:
    assert shown_number(value, code) == shown


def test_codes_stay_as_shown_whether_text_or_number(tmp_path: Path) -> None:
    book = spending()
    sheet = book.worksheets[0]
    for code, name, form in (("0201", "文本编码", "@"), (201, "数字编码", "General"), (1, "补零编码", "00")):
        sheet.append((code, name, 1.5))
        sheet.cell(sheet.max_row, 1).number_format = form
    document = read_document(saved(tmp_path / "a.xlsx", book))
    assert texts(document)[-3:] == ["0201|文本编码|1.5||", "201|数字编码|1.5||", "01|补零编码|1.5||"]


def test_name_of_a_sheet_titles_a_table_without_a_title(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for name in ("2023年预算支出总表", "Sheet2"):
        sheet = book.create_sheet(name)
        for row in (("单位：元",), HEAD, *ROWS):
            sheet.append(row)
    del book["Sheet"]
    titles = [
        (table.title, table.kind, table.money_unit) for table in read_budget(saved(tmp_path / "a.xlsx", book)).tables
    ]
    assert titles[0] == ("2023年预算支出总表", "expenditure", "元")
    assert titles[1][0] == "" and titles[1][2] == "元"


def test_sheet_that_lists_the_others_and_stray_cells_are_no_tables(tmp_path: Path) -> None:
    book = spending()
    contents = book.create_sheet("目录", 0)
    for row in (("目录",), ("1", "2023年部门预算收支总表"), ("2", "2023年部门预算支出总表")):
        contents.append(row)
    book["支出总表"]["XFD1048576"] = "x"
    budget = read_budget(saved(tmp_path / "a.xlsx", book))
    assert [table.title for table in budget.tables] == ["2023年预算支出总表"]
    assert amounts(budget)["合计", "total"] == Decimal("1004.98")


def test_table_off_the_corner_with_cells_merged_over_columns_and_rows(tmp_path: Path) -> None:
    """Each name takes columns C and D; the unit's name stands once for two rows."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    cells = {
        "B2": "2023年项目支出预算表", "F3": "单位：万元", "B4": "单位名称", "C4": "项目名称", "E4": "合计", "F4": "一般公共预算",
        "B5": "岚县人大常委会办公室", "C5": "代表活动经费", "E5": 30, "F5": 30, "C6": "会议经费", "E6": 12.5, "F6": 12.5,
    }  # fmt: skip
    for reference, value in cells.items():
        sheet[reference] = value
    for merged in ("B2:F2", "C4:D4", "C5:D5", "C6:D6", "B5:B6"):
        sheet.merge_cells(merged)
    budget = read_budget(saved(tmp_path / "a.xlsx", book))
    assert amounts(budget)["会议经费", "total"] == Decimal("12.5")
    (table,) = budget.tables
    places = {
        (cell.row.item, cell.column.measure): cell_ref(budget.document.places[cell.line], cell.cell)
        for cell in table.cells
    }
    assert places["代表活动经费", "total"] == "E5" and places["会议经费", "total"] == "E6"
    assert texts(budget.document)[2:] == [
        "单位名称|项目名称|合计|一般公共预算", "岚县人大常委会办公室|代表活动经费|30|30", "|会议经费|12.5|12.5",
    ]  # fmt: skip


def test_two_tables_of_a_sheet_parted_by_a_blank_row_are_two(tmp_path: Path) -> None:
    book = spending()
    for row in ((), ("2023年“三公”经费支出预算表",), ("项目", "预算数"), ("公务接待费", 3.3)):
        book.worksheets[0].append(row)
    budget = read_budget(saved(tmp_path / "a.xlsx", book))
    assert [table.kind for table in budget.tables] == ["expenditure", "three_public"]
    assert budget.tables[1].cells[0].money.amount == Decimal("3.3")


def test_old_workbook_has_its_formats_merges_and_hidden_parts(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("三公")
    sheet.write_merge(0, 0, 0, 2, "2023年“三公”经费支出预算表")
    for column, text in enumerate(("项目", "预算数", "占比")):
        sheet.write(1, column, text)
    sheet.write(2, 0, "公务接待费")
    sheet.write(2, 1, 1033.3, xlwt.easyxf(num_format_str="#,##0.00"))
    sheet.write(2, 2, 0.25, xlwt.easyxf(num_format_str="0.0%"))
    sheet.write(3, 0, datetime(2023, 2, 1), xlwt.easyxf(num_format_str="yyyy年m月d日"))
    sheet.row(2).hidden = True
    hidden = book.add_sheet("草稿")
    hidden.visibility = 1
    hidden.write(0, 0, "草稿一份")
    book.save(str(tmp_path / "a.xls"))
    document = read_document(tmp_path / "a.xls")
    assert texts(document)[:4] == [
        "3 2023年“三公”经费支出预算表",
        "项目|预算数|占比",
        "公务接待费|1,033.30|25.0%",
        "2023年2月1日||",
    ]
    assert document.places[4] == Place(sheet="三公", refs=("A3", "B3", "C3"))
    assert ["隐藏" in fault.message and fault.rule for fault in document.faults] == ["hidden", "hidden"]


# CSV


def csv(path: Path, text: str, encoding: str = "utf-8") -> Budget:
    """A CSV file read."""
    path.write_bytes(text.encode(encoding))
    return read_budget(path)


SEMICOLONS = (
    "岚县财政局2023年部门预算;;;;\n\n2023年预算支出总表;;;;\n单位：万元;;;;\n科目编码;科目名称;合计;基本支出;项目支出\n"
    ';合计;1,004.98;"1,000.00";4.98\n201;一般公共服务支出;1,004.98;1,000.00;4.98\n\n2023年“三公”经费支出预算表\n项目;预算数\n公务接待费;3.30\n'
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_with_semicolons_thousands_titles_and_blank_lines(encoding: str, tmp_path: Path) -> None:
    budget = csv(tmp_path / "a.csv", SEMICOLONS, encoding)
    assert [(table.title, table.kind, table.money_unit) for table in budget.tables] == [
        ("2023年预算支出总表", "expenditure", "万元"), ("2023年“三公”经费支出预算表", "three_public", "万元"),
    ]  # fmt: skip
    assert amounts(budget)["一般公共服务支出", "basic"] == Decimal("1000.00")
    assert [(c.line, c.cell) for c in budget.tables[0].cells if c.row.code == "201"] == [(7, 3), (7, 4), (7, 5)]
    assert budget.identity.organisation == "岚县财政局" and not budget.document.places


def test_csv_cells_of_several_lines_count_from_the_first(tmp_path: Path) -> None:
    text = 'sep=,\n2023年预算支出总表,,\n科目名称,合计,"基本\n支出"\n合计,"1,004.98",1000\n'
    budget = csv(tmp_path / "a.csv", text)
    assert [(c.line, c.cell, c.column.measure) for c in budget.tables[0].cells] == [(5, 2, "total"), (5, 3, "basic")]


def test_csv_with_a_quotation_mark_that_nobody_closes_is_read(tmp_path: Path) -> None:
    rows = "".join(f"项目{n},{n}.5\n" for n in range(1, 60))
    budget = csv(tmp_path / "a.csv", f'2023年项目支出预算表,\n"项目名称,合计\n{rows}')
    assert len(budget.tables[0].cells) == 59


# Names that do not say what a file is


def test_files_are_read_as_what_they_are_whatever_their_name_says(tmp_path: Path) -> None:
    book = saved(tmp_path / "book.xlsx", spending())
    (tmp_path / "book.docx").write_bytes(book.read_bytes())
    (tmp_path / "page.xls").write_bytes(f"<html><meta charset=gbk><table>{TABLE}</table></html>".encode("gb18030"))
    (tmp_path / "tabs.xls").write_text("科目名称\t合计\n合计\t1,004.98\n", "gb18030")
    (tmp_path / "plain.docx").write_text("岚县财政局2023年部门预算\n", "utf-8")
    assert amounts(read_budget(tmp_path / "book.docx"))["合计", "total"] == Decimal("1004.98")
    assert texts(read_document(tmp_path / "page.xls")) == ROWS_OF_TABLE
    assert texts(read_document(tmp_path / "tabs.xls")) == ["科目名称|合计", "合计|1,004.98"]
    assert read_document(tmp_path / "plain.docx").blocks == (Paragraph("岚县财政局2023年部门预算", 1),)


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        (
            "a.xls",
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
            "Excel 2003",
        ),
        ("a.xls", b"MIME-Version: 1.0\nContent-Type: multipart/related\n", "MHTML"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "旧版 Word 文件（.doc）"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "加了密码"),
        ("a.docx", b"PK\x03\x04" + b"\0" * 40, "不完整或损坏"),
        ("a.html", b" \n\0", "文件是空的"),
        ("a.xlsx", b"", "文件是空的"),
        ("a.csv", b"\x89PNG\r\n\x1a\n\0\0\0", "二进制"),
    ],
)
def test_files_that_cannot_be_read_get_a_line_that_says_what_to_do(
    name: str, data: bytes, told: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(ReadError, match=re.escape(told)) as refused:
        read_document(tmp_path / name)
    assert str(refused.value).startswith(str(tmp_path / name)) and "\n" not in str(refused.value)


@pytest.mark.parametrize(("suffix", "package"), [(".docx", "docx"), (".html", "lxml"), (".xls", "xlrd")])
def test_reader_whose_package_is_not_installed_says_what_to_install(
    suffix: str, package: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" if suffix == ".xls" else b"PK\x03\x04" if suffix == ".docx" else b"<p>1"
    )
    monkeypatch.setitem(__import__("sys").modules, package, None)
    monkeypatch.setitem(__import__("sys").modules, f"{package}.html", None)
    with pytest.raises(ReadError, match=r'请运行 pip install "budgetqa\[office\]"$'):
        read_document(path)
