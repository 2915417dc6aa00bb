"""Bytes into text: UTF-8 with or without a byte-order mark, UTF-16 with one, GB18030, or a clear refusal."""

from __future__ import annotations

import codecs
import re

from corpus.errors import ReadError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Text has tabs and line ends and next to no other control characters; a renamed binary has many.
_CONTROL_SHARE = 0.01
_WHITE = frozenset("\t\n\r\f\v")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd]")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
# A quoted sentence is printed on a terminal, which would act on these.
_DROPPED = {code: None for code in (*range(32), *range(0x7F, 0xA0)) if chr(code) not in _WHITE}
# Text cut or copied badly has a few bytes that are no UTF-8; text in another encoding has little else.
_DAMAGED_SHARE = 0.01


def decode(data: bytes, where: str) -> str:
    """The text of a file's bytes, line ends folded to "\\n" so that lines count as editors count them.

    Bytes of UTF-8 that were damaged become U+FFFD; control characters are dropped.

    Args: the bytes, and the file's name for the message.
    Raises: ReadError for an empty or a binary file.
    """
    if not data.strip():
        raise ReadError(f"{where}：文件是空的")
    text = _decoded(data, where)
    if _looks_binary(text):
        raise ReadError(f"{where}：内容是二进制数据，不是文本，请换成真正的文本文件")
    if not text.strip():
        raise ReadError(f"{where}：文件是空的")
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_DROPPED)


def _decoded(data: bytes, where: str) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError as error:
                raise ReadError(
                    f"{where}：带 {encoding} 标记，但内容不符（第 {error.start} 字节），文件可能损坏"
                ) from error
    if b"\0" in data:
        raise ReadError(f"{where}：内容是二进制数据，不是文本，请换成真正的文本文件")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        damaged = data.decode("utf-8", "replace")
    if damaged.count("\ufffd") <= _DAMAGED_SHARE * sum(1 for c in damaged if c > "\x7f"):
        return damaged
    try:
        return data.decode("gb18030")
    except UnicodeDecodeError:
        pass
    raise ReadError(f"{where}：既不是 UTF-8 也不是 GB18030 文本，请检查是不是文本，是就另存为 UTF-8")


def _looks_binary(text: str) -> bool:
    sample = text[:20000]
    control, private = len(_CONTROL.findall(sample)), len(_PRIVATE.findall(sample))
    return "\0" in sample or control > _CONTROL_SHARE * len(sample) or private > _CONTROL_SHARE * len(sample)
