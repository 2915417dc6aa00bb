"""An index that may be built anew while it is asked: who comes next gets the new one, who is at work keeps his."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus.errors import StoreError
from index.manifest import MANIFEST
from qa.assistant import BudgetQA

# Looking costs a system call; a build takes longer than this anyway.
_LOOK_SECONDS = 0.5

Stamp = tuple[int, int, int]


class LiveIndex:
    """The newest index of a folder; thread-safe.

    Attributes: on_fault is told, in one line, of a new index that cannot be opened; the old one then goes on answering.
    """

    def __init__(self, folder: Path, *, on_fault: Callable[[str], None] = lambda line: None) -> None:
        """Open it. Raises: StoreMissing, StoreStale."""
        self._folder = folder
        self._lock = threading.Lock()
        self._looked = time.monotonic()
        self._stamp = _stamp(folder)
        self._current = BudgetQA.open(folder)
        self._users: dict[BudgetQA, int] = {self._current: 0}
        self.on_fault = on_fault

    @contextmanager
    def use(self) -> Iterator[BudgetQA]:
        """The index of now, which stays open until the block ends."""
        with self._lock:
            self._renew()
            budgets = self._current
            self._users[budgets] += 1
        try:
            yield budgets
        finally:
            with self._lock:
                self._users[budgets] -= 1
                self._close_old()

    @property
    def generation(self) -> str:
        """The name of the index that is in use."""
        return self._current.store.manifest.generation

    def close(self) -> None:
        """Close every index that was opened."""
        with self._lock:
            for budgets in self._users:
                budgets.close()
            self._users.clear()

    def _renew(self) -> None:
        now = time.monotonic()
        if now - self._looked < _LOOK_SECONDS:
            return
        self._looked = now
        stamp = _stamp(self._folder)
        if stamp == self._stamp:
            return
        self._stamp = stamp
        try:
            newer = BudgetQA.open(self._folder)
        except StoreError as error:
            self.on_fault(f"新的索引打不开，继续用原来的：{error}")
            return
        self._current = newer
        self._users[newer] = 0
        self._close_old()

    def _close_old(self) -> None:
        for budgets in [known for known, users in self._users.items() if not users and known is not self._current]:
            del self._users[budgets]
            budgets.close()


def _stamp(folder: Path) -> Stamp:
    """What changes when a build replaces the manifest; zeros while there is none."""
    try:
        found = (folder / MANIFEST).stat()
    except OSError:
        return (0, 0, 0)
    return (found.st_mtime_ns, found.st_ino, found.st_size)
