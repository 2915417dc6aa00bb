"""What a build reads: files named and under folders, each once, members of archives; and what lies beside them unread."""

from __future__ import annotations

import hashlib
import stat
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath, PurePosixPath

from corpus.errors import ReadError
from corpus.readers import LARGEST_FILE, SUFFIXES
from corpus.readers.archive import ARCHIVES, is_archive, listed, member_bytes
from corpus.system import readable, reason

# Files that lie beside budgets and are none.
_NOT_BUDGETS = frozenset({"readme.md", "changelog.md", "license.md", "license.txt"})


def files_under(paths: Iterable[Path]) -> list[Path]:
    """The budget files of files and folders, each once, in the order of their names.

    A folder is walked without following links to folders, so a link that loops ends nowhere.
    Raises: ReadError for a path that does not exist, or when nothing readable is found.
    """
    found: dict[Path, Path] = {}
    asked = list(paths)
    for path in asked:
        if path.is_dir():
            for file in sorted(_files(path)):
                if _is_budget(file):
                    found.setdefault(file.resolve(), file)
        elif path.exists():
            found.setdefault(path.resolve(), path)
        elif path.is_symlink():
            raise ReadError(f"{path}：链接指向的文件不存在，请检查路径")
        else:
            raise ReadError(f"{path}：没有这个文件或文件夹，请检查路径")
    if not found:
        where = "、".join(str(path) for path in asked)
        beside = "；".join(unread_under(asked))
        raise ReadError(
            f"{where}：没有可读的预算文件（支持 {'、'.join((*SUFFIXES, *ARCHIVES))}）"
            + (f"，{beside}" if beside else "")
        )
    return list(found.values())


@dataclass(frozen=True, slots=True)
class Source:
    """A document to be read: a file, or the member of an archive (member "" for a file of its own)."""

    path: Path
    member: str = ""

    def __str__(self) -> str:
        """As messages name it: the path, with the member behind that of the archive."""
        return f"{self.path}/{self.member}" if self.member else str(self.path)

    @property
    def name(self) -> str:
        """As citations name it: the file's name, archive.zip/inner/name.txt in an archive."""
        return f"{self.path.name}/{self.member}" if self.member else self.path.name

    @property
    def stem(self) -> str:
        """The name of the document itself without its suffix."""
        return PurePosixPath(self.member or self.path.name).stem

    @property
    def key(self) -> str:
        """What tells it from every other source of this machine."""
        return readable(str(Source(self.path.absolute(), self.member)))


def sources_under(paths: Iterable[Path]) -> tuple[list[Source], list[str], list[str]]:
    """The documents of files and folders, those inside archives each for itself, in the order of files_under.

    Returns: the documents; a line for each archive that cannot be opened; a line for each member that is left out.
    Raises: as files_under.
    """
    sources: list[Source] = []
    faults: list[str] = []
    left_out: list[str] = []
    for path in files_under(paths):
        if not is_archive(path):
            sources.append(Source(path))
            continue
        try:
            listing = listed(path, SUFFIXES)
        except ReadError as error:
            faults.append(str(error))
            continue
        sources += [Source(path, member) for member in listing.members if not _is_known(PurePosixPath(member))]
        left_out += listing.left_out
    return sources, faults, left_out


def unread_under(paths: Iterable[Path]) -> list[str]:
    """A line for each folder that holds files which are left out, with how many of which kind."""
    lines = []
    for folder in paths:
        if not folder.is_dir():
            continue
        kinds = Counter(_kind(file) for file in _files(folder) if not _is_budget(file) and not _is_known(file))
        if kinds:
            told = "、".join(f"{kind} {count} 个" for kind, count in sorted(kinds.items()))
            lines.append(f"{folder}：有 {told}没有读，能读的是 {'、'.join((*SUFFIXES, *ARCHIVES))}")
    return lines


def digest_of(source: Source) -> str:
    """SHA-256 of a document's bytes; "" where it cannot be read, its size and time where it is too large to be a budget."""
    try:
        if source.member:
            return hashlib.sha256(member_bytes(source.path, source.member)).hexdigest()
        about = source.path.stat()
        if not stat.S_ISREG(about.st_mode) or about.st_size > LARGEST_FILE:
            return f"{about.st_size}-{about.st_mtime_ns}"
        with source.path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except (OSError, ReadError):
        return ""


def _files(folder: Path) -> Iterator[Path]:
    """Everything below a folder that is no folder and not hidden."""
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        raise ReadError(f"{folder}：打不开这个文件夹（{reason(error)}），请检查权限") from error
    for path in entries:
        if path.name.startswith("."):
            continue
        if path.is_dir() and not path.is_symlink():
            yield from _files(path)
        else:
            yield path


def _is_budget(path: Path) -> bool:
    return path.is_file() and path.suffix.lower() in (*SUFFIXES, *ARCHIVES) and not _is_known(path)


def _is_known(path: PurePath) -> bool:
    return path.name.lower() in _NOT_BUDGETS


def _kind(path: Path) -> str:
    if path.is_symlink() and not path.is_file():
        return "文件夹链接" if path.is_dir() else "打不开的链接"
    if not path.is_file():
        return "管道或设备"
    return path.suffix.lower() or "无后缀文件"
