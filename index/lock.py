"""One build at a time in one folder: the folder itself is locked, so a killed build leaves no lock behind."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus.errors import StoreError

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]


@contextmanager
def only_build(folder: Path) -> Iterator[None]:
    """Hold a folder for one build.

    Where folders cannot be locked (Windows, some network disks) the build goes on without: the last one to end wins.
    Raises: StoreError while another build holds the folder.
    """
    if fcntl is None:
        yield
        return
    place = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StoreError(f"{folder}：另一个 budgetqa index 正在这里建立索引，请等它结束后再试") from error
        except OSError:
            pass  # no locks on this disk
        yield
    finally:
        os.close(place)
