"""Bytes into text, and what is refused in one line that says what to do."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from corpus.errors import ReadError
from corpus.model import Grid, Paragraph
from corpus.readers import LARGEST_FILE, SUFFIXES, read_document
from corpus.readers.decode import decode

TEXT = "2023年预算支出总表\n单位：万元\n项目\t合计\n合计\t1,879.36\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_is_read_in_every_usual_encoding(encoding: str) -> None:
    assert decode(TEXT.encode(encoding), "a.txt") == TEXT


@pytest.mark.parametrize(("mark", "encoding"), [(codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")])
def test_utf16_is_read_in_both_byte_orders(mark: bytes, encoding: str) -> None:
    assert decode(mark + TEXT.encode(encoding), "a.txt") == TEXT


def test_byte_order_mark_does_not_become_part_of_the_first_line(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(codecs.BOM_UTF8 + "岚县人大常委会办公室\n".encode())
    assert read_document(path).blocks == (Paragraph("岚县人大常委会办公室", 1),)


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_of_every_system_count_alike(end: str, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(TEXT.replace("\n", end).encode())
    (grid,) = (block for block in read_document(path).blocks if isinstance(block, Grid))
    assert [row.line for row in grid.rows] == [3, 4]


@pytest.mark.parametrize(
    "data", [b"", b"   \r\n\t\n", codecs.BOM_UTF8, codecs.BOM_UTF8 + b" \n", codecs.BOM_UTF16_LE], ids=repr
)
def test_empty_file_is_refused_as_empty(data: bytes) -> None:
    with pytest.raises(ReadError, match=r"^a\.txt：文件是空的"):
        decode(data, "a.txt")


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40,
        b"PK\x03\x04" + bytes(range(32)) * 100,
        "合计\t1,879.36\0".encode(),
        b"\x00" * 500,
        "预算".encode() + b"\x01\x02\x03" * 20,
    ],
    ids=["png", "zip", "one NUL in text", "only NUL", "control characters"],
)
def test_binary_under_a_text_name_is_refused(data: bytes) -> None:
    with pytest.raises(ReadError, match=r"^a\.txt：.*(二进制|不是 UTF-8)"):
        decode(data, "a.txt")


def test_mark_that_the_bytes_belie_is_told_with_its_place() -> None:
    with pytest.raises(ReadError, match=r"带 utf-8-sig 标记，但内容不符（第 \d+ 字节）"):
        decode(codecs.BOM_UTF8 + "预算".encode("gb18030"), "a.txt")


def test_bytes_of_no_known_encoding_are_refused() -> None:
    with pytest.raises(ReadError, match=r"a\.txt"):
        decode(b"\xff\xff\xff" * 10, "a.txt")


def test_utf8_with_a_few_damaged_bytes_is_read_as_utf8() -> None:
    whole = TEXT * 40
    damaged = whole.encode().replace("支".encode(), "支".encode()[:2], 1)
    text = decode(damaged, "a.txt")
    assert text.count("\ufffd") == 1
    assert text.endswith(TEXT)


def test_control_characters_do_not_reach_a_terminal() -> None:
    assert decode((TEXT * 20 + "合计\x1b[31m\x9b 1.00\n").encode(), "a.txt").endswith("合计[31m 1.00\n")


def test_form_feed_between_pages_is_text() -> None:
    assert decode("第一页\n\f第二页\n".encode(), "a.txt") == "第一页\n\f第二页\n"


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_text_suffix_is_read(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"a{suffix.upper()}"
    path.write_text(TEXT, "utf-8")
    assert read_document(path).name == path.name


@pytest.mark.parametrize("name", ["a.exe", "a"])
def test_other_file_kinds_are_refused_with_those_that_work(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(TEXT, "utf-8")
    with pytest.raises(ReadError, match=r"暂不支持.*\.txt"):
        read_document(path)


def test_missing_file_is_told_with_its_path(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"none\.txt：无法读取"):
        read_document(tmp_path / "none.txt")


def test_folder_under_a_text_name_is_told(tmp_path: Path) -> None:
    (tmp_path / "folder.txt").mkdir()
    with pytest.raises(ReadError, match=r"folder\.txt：无法读取"):
        read_document(tmp_path / "folder.txt")


def test_file_too_large_for_a_budget_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as stream:
        stream.truncate(LARGEST_FILE + 1)
    with pytest.raises(ReadError, match="超过 64 MB"):
        read_document(path)


def test_file_of_a_contents_page_alone_has_no_text(tmp_path: Path) -> None:
    path = tmp_path / "contents.txt"
    path.write_text("目录\n一、部门职责.....1\n", "utf-8")
    with pytest.raises(ReadError, match="没有文字"):
        read_document(path)


def test_same_bytes_have_the_same_identity_under_any_name(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("a.txt", "b.md")]
    for path in paths:
        path.write_text(TEXT, "utf-8")
    first, second = (read_document(path) for path in paths)
    assert first.content_hash == second.content_hash
    paths[1].write_text(TEXT.replace("36", "37"), "utf-8")
    assert read_document(paths[1]).content_hash != first.content_hash
