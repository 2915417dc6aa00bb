"""One build at a time in one folder, and no generation taken away under a reader.

Locks are the system's (flock): a process that is killed leaves none behind. Where files cannot be locked (Windows, some
network disks) work goes on without: the last build to end wins, and a file in use is left by the system itself.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from corpus.errors import StoreError

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

# Beside the index while it is being built: who is at work, for the message of the one who must wait.
HOLDER = "building.pid"


@contextmanager
def only_build(folder: Path) -> Iterator[None]:
    """Hold a folder for one build.

    Raises: StoreError while another build holds the folder, with the number of its process.
    """
    place = os.open(folder, os.O_RDONLY) if fcntl is not None else None
    try:
        if place is not None and not _locked(place, shared=False):
            who = _holder(folder)
            raise StoreError(
                f"{folder}：另一个 budgetqa index{who}正在这里建立索引，请等它结束后再试；原来的索引照常能问"
            )
        note = folder / HOLDER
        note.write_text(str(os.getpid()), "ascii")
        try:
            yield
        finally:
            with suppress(OSError):
                note.unlink()
    finally:
        if place is not None:
            os.close(place)


def _holder(folder: Path) -> str:
    try:
        return f"（进程 {int((folder / HOLDER).read_text('ascii'))}）"
    except (OSError, ValueError):
        return ""


def hold_for_reading(path: Path) -> int | None:
    """Keep a data file from being taken away; the descriptor to close when done, None where files cannot be locked.

    Raises: OSError where the file cannot be opened.
    """
    if fcntl is None:
        return None
    place = os.open(path, os.O_RDONLY)
    if _locked(place, shared=True):
        return place
    os.close(place)
    return None


def is_being_read(path: Path) -> bool:
    """Whether a reader holds a data file."""
    if fcntl is None:
        return False
    try:
        place = os.open(path, os.O_RDONLY)
    except OSError:
        return False
    try:
        return not _locked(place, shared=False)
    finally:
        os.close(place)


def _locked(place: int, *, shared: bool) -> bool:
    """Whether a descriptor now holds its lock; also where the disk knows no locks."""
    kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
    try:
        fcntl.flock(place, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        pass  # no locks on this disk
    return True
