"""Office files are ZIP packages: what is in one, and whether it may be unpacked."""

from __future__ import annotations

import io
import zipfile
import zlib

from corpus.errors import ReadError

# The parts of an office file that are parsed: more text than this no budget has, and parsing it would take minutes.
LARGEST_XML = 32 * 1024 * 1024
LARGEST_PACKAGE = 512 * 1024 * 1024
_MOST_PARTS = 20_000
# What reading a damaged package may raise.
ZIP_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
    KeyError,
)


def part_names(data: bytes) -> frozenset[str]:
    """The names of the parts of a ZIP package; empty where the bytes are none that can be opened."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return frozenset(package.namelist())
    except ZIP_ERRORS:
        return frozenset()


def checked_package(data: bytes, where: str) -> None:
    """Refuse a package that is damaged, encrypted or grows beyond all measure when unpacked.

    Raises: ReadError.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
    except ZIP_ERRORS as error:
        raise ReadError(f"{where}：文件不完整或损坏，请重新下载或另存后再试") from error
    if any(part.flag_bits & 1 for part in parts):
        raise ReadError(f"{where}：文件加了密码，请先去掉密码再试")
    xml = sum(part.file_size for part in parts if part.filename.endswith((".xml", ".rels")))
    if len(parts) > _MOST_PARTS or xml > LARGEST_XML or sum(part.file_size for part in parts) > LARGEST_PACKAGE:
        raise ReadError(f"{where}：解开后过大（文字部分 {xml // 1024 // 1024} MB），不像一份预算，请拆成几个文件")
