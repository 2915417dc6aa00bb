"""What the operating system and a fault of ours say, in words for the user; and names in other encodings."""

from __future__ import annotations

import errno
import traceback
from pathlib import Path

_REASONS = {
    errno.ENOENT: "路径不存在",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "磁盘是只读的",
    errno.EISDIR: "这是文件夹",
    errno.ENOTDIR: "路径里有一段不是文件夹",
    errno.EEXIST: "已有同名文件",
    errno.ENOSPC: "磁盘已满",
    errno.EFBIG: "文件太大",
    errno.ENAMETOOLONG: "名字太长",
    errno.ELOOP: "链接循环",
    errno.EMFILE: "打开的文件太多",
    errno.EIO: "磁盘读写出错",
}
if hasattr(errno, "EDQUOT"):  # Windows has no disk quotas
    _REASONS[errno.EDQUOT] = "磁盘配额已满"
FULL = frozenset(number for number, reason in _REASONS.items() if "满" in reason)


def reason(error: OSError) -> str:
    """Why the system refused, in a few words.

    >>> reason(FileNotFoundError(errno.ENOENT, "No such file or directory"))
    '路径不存在'
    """
    return _REASONS.get(error.errno or 0) or error.strerror or str(error) or type(error).__name__


def readable(text: str) -> str:
    r"""A file name or an argument as text that can be stored and printed.

    The system hands over bytes that are no UTF-8 as lone surrogates: names out of old archives are GB18030.

    >>> import os
    >>> readable("预算"), readable("\udcd4\udca4\udccb\udce3")
    ('预算', '预算')
    """
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        data = text.encode("utf-8", "surrogateescape") if _escaped(text) else text.encode("utf-8", "replace")
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            return data.decode("gb18030", "replace")
    return text


def _escaped(text: str) -> bool:
    return all(not "\ud800" <= c <= "\udfff" or "\udc80" <= c <= "\udcff" for c in text)


def fault_of_ours(error: Exception) -> str:
    """What a fault of the program was and where it broke, for the line that reports it."""
    told = "".join(traceback.format_exception_only(error)).splitlines()[0]
    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"{told}，{Path(place.filename).name} 第{place.lineno}行"
