"""One module a format; each turns the bytes of a file into blocks with places."""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Callable
from importlib import import_module
from pathlib import Path, PurePosixPath

from corpus.errors import ReadError
from corpus.model import Document
from corpus.readers.archive import member_bytes
from corpus.readers.blocks import ReadBlocks
from corpus.readers.content import kind_of
from corpus.system import readable, reason

# Which module reads which files. A module is imported when a file of its kind is met: heavy readers are extras.
_MODULES = {
    "text": (".txt", ".md", ".markdown", ".tsv"),
    "delimited": (".csv",),
    "docx": (".docx",),
    "workbook": (".xlsx", ".xlsm", ".xls"),
    "html": (".html", ".htm"),
}
_READER_OF = {suffix: module for module, suffixes in _MODULES.items() for suffix in suffixes}
SUFFIXES = tuple(_READER_OF)
# A budget has some hundred kilobytes, or as many pictures as pages; beyond this the file is something else.
LARGEST_FILE = 64 * 1024 * 1024

Reader = Callable[[bytes, str], ReadBlocks]


def read_document(path: Path, member: str = "") -> Document:
    """The blocks of a file, or of a member of an archive, by the reader of its suffix, or of its content where that is of another kind.

    Raises: ReadError, one line that says what was seen, where, and what to do.
    """
    where, name = str(path), path.name
    if member:
        where, name = f"{path}/{member}", f"{path.name}/{member}"
    suffix = PurePosixPath(name).suffix.lower()
    if suffix not in SUFFIXES:
        raise ReadError(f"{where}：暂不支持“{suffix or '无后缀'}”文件，请先转成文本（{'、'.join(SUFFIXES)}）")
    data = member_bytes(path, member) if member else _bytes_of(path)
    if not data.strip(b"\0 \r\n\t"):
        raise ReadError(f"{where}：文件是空的")
    module = kind_of(data, _READER_OF[suffix], where)
    reader: Reader = import_module(f"corpus.readers.{module}").read
    try:
        read = reader(data, where)
    except RecursionError as error:
        raise ReadError(f"{where}：内容层层嵌套，读不下去，请另存后再试") from error
    if not read.blocks:
        raise ReadError(f"{where}：文件里没有文字")
    digest = hashlib.sha256(data).hexdigest()
    return Document(
        readable(name), digest, tuple(read.blocks), paraphrased=read.paraphrased, places=dict(read.places),
        faults=tuple(read.faults),
    )  # fmt: skip


def _bytes_of(path: Path) -> bytes:
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode) and not stat.S_ISDIR(about.st_mode):
            # Reading a pipe or a device would wait for ever.
            raise ReadError(f"{path}：无法读取（不是普通文件），请检查路径")
        if about.st_size > LARGEST_FILE:
            raise ReadError(f"{path}：文件超过 {LARGEST_FILE // 1024 // 1024} MB，不像一份预算文本，请检查后重试")
        return path.read_bytes()
    except OSError as error:
        raise ReadError(f"{path}：无法读取（{reason(error)}），请检查路径和权限") from error
