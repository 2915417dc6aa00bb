"""Files cut short, with bits flipped, renamed, empty, huge or nested without end: blocks or one line, never a crash or a hang."""

from __future__ import annotations

import faulthandler
import io
import random
import zipfile
from pathlib import Path

import openpyxl
import pytest
import written_budgets
from written_budgets import with_part

from corpus.budget import read_budget
from corpus.errors import ReadError
from corpus.model import Document, Grid, Heading, Paragraph, Row
from corpus.readers import SUFFIXES, read_document

# Seconds after which a file that is being read counts as a hang; the process then prints where it is, and ends.
HANG = 10
SMALL = Document(
    "small", "", (
        Heading("岚县财政局2023年部门预算", 1, 1), Heading("2023年预算支出总表", 3, 2), Paragraph("单位：万元", 3),
        Grid((
            Row(("科目编码", "科目名称", "2023年预算数", "", ""), 4), Row(("", "", "合计", "基本支出", "项目支出"), 5),
            Row(("", "合计", "1,004.98", "1,000.00", "4.98"), 6), Row(("201", "一般公共服务支出", "1,004.98", "1,000.00", "4.98"), 7),
        )), Paragraph("本年支出1004.98万元。", 8),
    )
)  # fmt: skip
WRITTEN = {suffix: write(SMALL) for suffix, write in written_budgets.WRITERS.items()}


def outcome(path: Path, data: bytes) -> str:
    """ "" where a file is read, else the line that says why not."""
    path.write_bytes(data)
    faulthandler.dump_traceback_later(HANG, exit=True)
    try:
        read_budget(path)
    except ReadError as error:
        told = str(error)
        assert told.startswith(str(path)) and len(told.splitlines()) == 1 and len(told) < len(str(path)) + 120
        return told
    finally:
        faulthandler.cancel_dump_traceback_later()
    return ""


@pytest.mark.parametrize("suffix", WRITTEN)
def test_files_cut_short(suffix: str, tmp_path: Path) -> None:
    data = WRITTEN[suffix]
    told = [outcome(tmp_path / f"a{suffix}", data[: len(data) * part // 24]) for part in range(24)]
    assert told[0].endswith("文件是空的")
    if suffix in (".docx", ".xlsx"):
        assert all(told), "a package without its end is no package"


@pytest.mark.parametrize("suffix", WRITTEN)
def test_files_with_flipped_bits(suffix: str, tmp_path: Path) -> None:
    rnd = random.Random(f"flipped {suffix}")
    for _ in range(60):
        data = bytearray(WRITTEN[suffix])
        for _ in range(rnd.choice((1, 3, 30))):
            data[rnd.randrange(len(data))] ^= 1 << rnd.randrange(8)
        outcome(tmp_path / f"a{suffix}", bytes(data))


@pytest.mark.parametrize("suffix", [".docx", ".xlsx"])
def test_parts_of_a_package_with_flipped_bits(suffix: str, tmp_path: Path) -> None:
    """Bits flipped inside the XML, so that the checksums of the package hold and its parsers meet the damage."""
    rnd = random.Random(f"parts {suffix}")
    for _ in range(40):
        stream = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(WRITTEN[suffix])) as old, zipfile.ZipFile(stream, "w") as new:
            hurt = rnd.choice([name for name in old.namelist() if name.endswith((".xml", ".rels"))])
            for name in old.namelist():
                data = bytearray(old.read(name))
                if name == hurt:
                    for _ in range(rnd.choice((1, 5))):
                        data[rnd.randrange(len(data))] ^= 1 << rnd.randrange(8)
                new.writestr(name, bytes(data))
        outcome(tmp_path / f"a{suffix}", stream.getvalue())


@pytest.mark.parametrize("content", WRITTEN)
def test_renamed_files_are_read_as_what_they_are_or_refused_in_a_line(content: str, tmp_path: Path) -> None:
    told = {suffix: outcome(tmp_path / f"a{suffix}", WRITTEN[content]) for suffix in SUFFIXES}
    if content in (".docx", ".xlsx", ".xls"):
        assert set(told.values()) == {""}, "their first bytes tell what they are"
    else:
        assert not any(told[suffix] for suffix in (".txt", ".md", ".xls", ".xlsx", ".docx"))


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_empty_files_and_noise(suffix: str, tmp_path: Path) -> None:
    rnd = random.Random(f"noise {suffix}")
    for data in (b"", b" \n", b"\0" * 1000, rnd.randbytes(3000), b"PK\x03\x04" + rnd.randbytes(500),
                 b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + rnd.randbytes(5000)):  # fmt: skip
        assert outcome(tmp_path / f"a{suffix}", data)


def nested_page(depth: int) -> bytes:
    """A page of tables in tables."""
    return (b"<html><body>" + b"<table><tr><td>" * depth + b"<b><div>" * depth + "合计".encode()).ljust(100)


@pytest.mark.parametrize("depth", [50, 3_000, 100_000])
def test_page_nested_without_end(depth: int, tmp_path: Path) -> None:
    outcome(tmp_path / "a.html", nested_page(depth))


def test_huge_spans_and_tables_of_a_page(tmp_path: Path) -> None:
    wide = '<tr><td colspan="999999999" rowspan="999999">合计</td><td>1.5</td></tr>' * 2000
    outcome(tmp_path / "a.html", f"<table>{wide}</table>".encode())
    outcome(tmp_path / "a.html", f"<table>{'<tr><td>合计</td><td>1.5</td></tr>' * 15_000}</table>".encode())
    outcome(tmp_path / "a.html", ("<div class='nav'>" * 200 + "<p>字" * 10_000).encode())


def test_word_file_nested_without_end(tmp_path: Path) -> None:
    inner = "<w:tbl><w:tr><w:tc>" * 2000 + "<w:p><w:r><w:t>合计</w:t></w:r></w:p>" + "</w:tc></w:tr></w:tbl>" * 2000
    outcome(
        tmp_path / "a.docx",
        with_part(WRITTEN[".docx"], "word/document.xml", b"</w:body>", inner.encode() + b"</w:body>"),
    )


def test_entities_that_grow_are_not_expanded(tmp_path: Path) -> None:
    entities = b'<!DOCTYPE x [<!ENTITY a "' + b"x" * 1000 + b'">' + b"".join(
        b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 100) for n in range(8)
    ) + b"]>"  # fmt: skip
    for suffix, part in (
        (".docx", "word/document.xml"),
        (".xlsx", "xl/worksheets/sheet1.xml"),
        (".xlsx", "xl/workbook.xml"),
    ):
        with zipfile.ZipFile(io.BytesIO(WRITTEN[suffix])) as package:
            text = package.read(part)
        head = text.index(b"?>") + 2 if text.startswith(b"<?xml") else 0
        grown = text[:head] + entities + text[head:].replace("合计".encode(), b"&i;")
        outcome(tmp_path / f"a{suffix}", with_part(WRITTEN[suffix], part, text, grown))


def test_bombs_are_refused_unread(tmp_path: Path) -> None:
    blanks = b" " * (60 * 1024 * 1024) + b"</worksheet>"
    for suffix, part, end in (
        (".xlsx", "xl/worksheets/sheet1.xml", b"</worksheet>"),
        (".docx", "word/document.xml", b"</w:body>"),
    ):
        bomb = with_part(WRITTEN[suffix], part, end, blanks if suffix == ".xlsx" else blanks[:-12] + end)
        assert len(bomb) < 200_000
        assert "解开后过大" in outcome(tmp_path / f"a{suffix}", bomb)


def test_workbook_of_a_hundred_thousand_cells_merges_and_hidden_rows(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in range(1, 5_001):
        for column in range(1, 9):
            sheet.cell(row, column, row * column)
        sheet.row_dimensions[row].hidden = row % 2 == 0
    stream = io.BytesIO()
    book.save(stream)
    merged = "".join(f'<mergeCell ref="A{row}:XFD1048576"/>' for row in range(5_001, 5_011)).encode()
    data = with_part(
        stream.getvalue(),
        "xl/worksheets/sheet1.xml",
        b"</sheetData>",
        b"</sheetData><mergeCells>" + merged + b"</mergeCells>",
    )
    assert outcome(tmp_path / "a.xlsx", data) == ""
    (told,) = [fault for fault in read_document(tmp_path / "a.xlsx").faults if fault.rule == "hidden"]
    assert len(told.message) < 100


def test_text_of_one_endless_line(tmp_path: Path) -> None:
    for suffix in (".csv", ".html", ".txt"):
        outcome(tmp_path / f"a{suffix}", ("合计,1.5;" * 40_000).encode())
        outcome(tmp_path / f"a{suffix}", b'"' + b"a,\n" * 40_000)
