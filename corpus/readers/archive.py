"""ZIP archives of budgets: which members can be read, what is left out and why, and the bytes of one.

Nothing is ever unpacked to the disk; names serve to tell members apart and for citations.
"""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath

from corpus.errors import ReadError
from corpus.readers.package import ZIP_ERRORS

ARCHIVES = (".zip",)
_MOST_MEMBERS = 5_000
_LARGEST_MEMBER = 64 * 1024 * 1024
_LARGEST_TOTAL = 1024 * 1024 * 1024
# Text shrinks to a twentieth, tables of blanks to a hundredth; what shrinks more is made to fill the memory.
_MOST_RATIO = 300
_SMALL = 1024 * 1024
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1
# Programs of other systems put these beside the files.
_LITTER = ("__MACOSX/",)


@dataclass(frozen=True, slots=True)
class Listing:
    """The members of an archive that can be read, by name in the order of the archive, and a line for each left out."""

    members: tuple[str, ...]
    left_out: tuple[str, ...] = ()


def is_archive(path: Path) -> bool:
    """Whether a file is an archive by its suffix."""
    return path.suffix.lower() in ARCHIVES


def listed(path: Path, suffixes: Sequence[str]) -> Listing:
    """What is in an archive: members of these suffixes, and what is left out.

    Raises: ReadError for a file that is no archive, or one that is too large as a whole.
    """
    found = _members(path)
    total = sum(info.file_size for info in found.values())
    if len(found) > _MOST_MEMBERS or total > _LARGEST_TOTAL:
        raise ReadError(
            f"{path}：压缩包里有 {len(found)} 个文件，共 {total // 1024 // 1024} MB，过大，请拆成几个压缩包或先解压"
        )
    members: list[str] = []
    left_out: list[str] = []
    for name, info in found.items():
        told = _fault(name, info, suffixes)
        if told:
            left_out.append(f"{path}/{name}：{told}，没有读")
        else:
            members.append(name)
    return Listing(tuple(members), tuple(left_out))


def member_bytes(path: Path, name: str) -> bytes:
    """The bytes of a member, by the name that `listed` gave.

    Raises: ReadError where it is not there, damaged, encrypted, or grows beyond what it says.
    """
    info = _members(path).get(name)
    where = f"{path}/{name}"
    if info is None:
        raise ReadError(f"{where}：压缩包里没有这个文件，请检查路径")
    told = _fault(name, info, (PurePosixPath(name).suffix.lower(),))
    if told:
        raise ReadError(f"{where}：{told}，没有读")
    try:
        with zipfile.ZipFile(path) as archive, archive.open(info) as stream:
            data = stream.read(_LARGEST_MEMBER + 1)
    except ZIP_ERRORS as error:
        raise ReadError(f"{where}：压缩包里这个文件损坏，解不开，请重新下载") from error
    if len(data) > _LARGEST_MEMBER:
        raise ReadError(f"{where}：解开后超过 {_LARGEST_MEMBER // 1024 // 1024} MB，没有读")
    return data


def _members(path: Path) -> dict[str, zipfile.ZipInfo]:
    """The files of an archive by their readable names; of two with one name the first."""
    try:
        about = path.stat()
        return _members_of(path, about.st_mtime_ns, about.st_size)
    except ZIP_ERRORS as error:
        raise ReadError(f"{path}：压缩包打不开，可能损坏或不是 ZIP，请重新下载或先解压") from error


@lru_cache(maxsize=4)
def _members_of(path: Path, _changed: int, _size: int) -> dict[str, zipfile.ZipInfo]:
    # Members are read one after the other: the list of thousands is made once, as long as the file stays what it was.
    with zipfile.ZipFile(path) as archive:
        entries = archive.infolist()
    found: dict[str, zipfile.ZipInfo] = {}
    for info in entries:
        name = _name(info)
        hidden = any(part.startswith(".") and part.strip(".") for part in name.split("/"))
        if not info.is_dir() and not hidden and not name.startswith(_LITTER):
            found.setdefault(name, info)
    return found


def _name(info: zipfile.ZipInfo) -> str:
    """A member's name. Without the mark for UTF-8 it is in the encoding of the machine that packed it: here GB18030."""
    name = info.filename
    if not info.flag_bits & _UTF8_NAME:
        # zipfile has read it as cp437, byte for byte.
        raw = info.orig_filename.encode("cp437", "replace")
        for encoding in ("utf-8", "gb18030"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    name = name.split("\0")[0].replace("\\", "/")
    return "".join(character if character.isprintable() else "\ufffd" for character in name)


def _fault(name: str, info: zipfile.ZipInfo, suffixes: Sequence[str]) -> str:
    """Why a member is left out; "" where it is not."""
    suffix = PurePosixPath(name).suffix.lower()
    if name.startswith("/") or ".." in name.split("/") or name[1:2] == ":":
        return "路径指到压缩包外面"
    if stat.S_ISLNK(info.external_attr >> 16):
        return "是链接"
    if suffix in ARCHIVES:
        return "是压缩包里的压缩包，请先解压"
    if suffix not in suffixes:
        return f"不支持“{suffix or '无后缀'}”文件"
    if info.flag_bits & _ENCRYPTED:
        return "加了密码，请先去掉密码"
    if info.file_size > _LARGEST_MEMBER:
        return f"解开后有 {info.file_size // 1024 // 1024} MB，不像预算"
    if info.file_size > _SMALL and info.file_size > _MOST_RATIO * max(info.compress_size, 1):
        return "压缩比异常（解开后大几百倍），像是压缩炸弹"
    return ""
