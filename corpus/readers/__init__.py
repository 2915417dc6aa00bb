"""One module a format; each turns the bytes of a file into blocks with places."""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from corpus.errors import ReadError
from corpus.model import Document
from corpus.readers.blocks import ReadBlocks
from corpus.system import readable, reason

# Which module reads which files. A module is imported when a file of its kind is met: heavy readers are extras.
_MODULES = {
    "text": (".txt", ".md", ".markdown", ".tsv"),
}
_READER_OF = {suffix: module for module, suffixes in _MODULES.items() for suffix in suffixes}
SUFFIXES = tuple(_READER_OF)
# A budget as text has some hundred kilobytes; beyond this the file is something else.
LARGEST_FILE = 64 * 1024 * 1024

Reader = Callable[[bytes, str], ReadBlocks]


def read_document(path: Path) -> Document:
    """The blocks of a file, by the reader of its suffix.

    Raises: ReadError, one line that says what was seen, where, and what to do.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise ReadError(f"{path}：暂不支持“{path.suffix or '无后缀'}”文件，请先转成文本（{'、'.join(SUFFIXES)}）")
    data = _bytes_of(path)
    read = _reader(path.suffix.lower())(data, str(path))
    if not read.blocks:
        raise ReadError(f"{path}：文件里没有文字")
    digest = hashlib.sha256(data).hexdigest()
    return Document(
        readable(path.name), digest, tuple(read.blocks), paraphrased=read.paraphrased, places=dict(read.places)
    )


def _reader(suffix: str) -> Reader:
    """The function `read` of the module for a suffix."""
    reader: Reader = import_module(f"corpus.readers.{_READER_OF[suffix]}").read
    return reader


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
