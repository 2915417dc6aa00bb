"""What a file really is: government sites serve web pages and tab-separated text as .xls, and people rename files."""

from __future__ import annotations

import re

from corpus.errors import ReadError
from corpus.readers.package import part_names

# Word, Excel and others kept their files in one container before 2007; the names of its streams tell them apart.
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WORD_STREAM = "WordDocument".encode("utf-16-le")
_ZIP = b"PK\x03\x04"
_HTML = re.compile(rb"<\s*(?:!doctype\s+html|html|head|body|table|meta|div)[\s>]", re.IGNORECASE)
_SHEETS_2003 = b"urn:schemas-microsoft-com:office:spreadsheet"
_MHTML = re.compile(rb"^(?:MIME-Version|From:|Content-Type:\s*multipart/related)", re.IGNORECASE | re.MULTILINE)
_BINARY = frozenset({"docx", "workbook"})
_HEAD = 4096


def kind_of(data: bytes, by_suffix: str, where: str) -> str:
    """The reader for a file's bytes: that of its suffix, unless the content is plainly of another kind.

    Args: the bytes; the reader that the suffix names; the file's name for messages.
    Raises: ReadError for kinds that look like office files and cannot be read.
    """
    if data.startswith(_ZIP):
        parts = part_names(data)
        if "word/document.xml" in parts:
            return "docx"
        if any(part.startswith("xl/") for part in parts):
            return "workbook"
        if by_suffix in _BINARY:
            return by_suffix if not parts else _refused(where, "不是 Word 或表格文件")
        return by_suffix
    if data.startswith(OLE):
        if _WORD_STREAM in data:
            return _refused(where, "是旧版 Word 文件（.doc）")
        return "workbook"
    return _text_kind(data, by_suffix, where) if by_suffix in _BINARY else by_suffix


def _text_kind(data: bytes, by_suffix: str, where: str) -> str:
    """What a file with the suffix of an office file is whose bytes are those of none."""
    head = data[:_HEAD]
    if _SHEETS_2003 in head:
        return _refused(where, "是 XML 表格（Excel 2003）")
    if _MHTML.search(head[:200]):
        return _refused(where, "是单个文件的网页（MHTML）")
    # A page in UTF-16 has a zero beside every letter.
    if _HTML.search(head.replace(b"\0", b"")):
        return "html"
    if b"\0" in data and data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        return by_suffix
    return "delimited" if by_suffix == "workbook" else "text"


def _refused(where: str, seen: str) -> str:
    raise ReadError(f"{where}：内容{seen}，请用 Word、Excel 或 WPS 另存为 docx 或 xlsx 再试")
