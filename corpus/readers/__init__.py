"""One module a format; each turns the bytes of a file into blocks with places."""

from __future__ import annotations

import hashlib
import stat
from pathlib import Path

from corpus.errors import ReadError
from corpus.model import Document
from corpus.readers.decode import decode
from corpus.readers.lines import lines_to_blocks, split_front_matter
from corpus.system import readable, reason

SUFFIXES = (".txt", ".md", ".markdown", ".tsv")
# A budget as text has some hundred kilobytes; beyond this the file is something else.
LARGEST_FILE = 64 * 1024 * 1024


def read_document(path: Path) -> Document:
    """The blocks of a file.

    Args: a .txt, .tsv or .md file in UTF-8 or GB18030.
    Raises: ReadError, one line that says what was seen, where, and what to do.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise ReadError(f"{path}：暂不支持“{path.suffix or '无后缀'}”文件，请先转成文本（{'、'.join(SUFFIXES)}）")
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode) and not stat.S_ISDIR(about.st_mode):
            # Reading a pipe or a device would wait for ever.
            raise ReadError(f"{path}：无法读取（不是普通文件），请检查路径")
        if about.st_size > LARGEST_FILE:
            raise ReadError(f"{path}：文件超过 {LARGEST_FILE // 1024 // 1024} MB，不像一份预算文本，请检查后重试")
        data = path.read_bytes()
    except OSError as error:
        raise ReadError(f"{path}：无法读取（{reason(error)}），请检查路径和权限") from error
    text = decode(data, str(path))
    front, first_line, body = split_front_matter(text)
    blocks = lines_to_blocks(body, first_line=first_line)
    if not blocks:
        raise ReadError(f"{path}：文件里没有文字")
    digest = hashlib.sha256(data).hexdigest()
    return Document(readable(path.name), digest, tuple(blocks), paraphrased=front.get("样本") == "改写")
