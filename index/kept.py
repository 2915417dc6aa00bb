"""What was read last and is likely to be asked for again: a bounded store that threads may share."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Kept(Generic[K, V]):
    """Values by key, the least recently asked for forgotten first.

    functools.lru_cache on a method would keep the object alive and count all objects together.
    """

    def __init__(self, read: Callable[[K], V], most: int) -> None:
        """Args: read makes the value of a key that is not kept; most, how many are kept."""
        self._read = read
        self._most = most
        self._values: OrderedDict[K, V] = OrderedDict()
        self._lock = threading.Lock()

    def __getitem__(self, key: K) -> V:
        """The value of a key, read where it is not kept; two threads may read it at once, and the later one stays."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        value = self._read(key)
        with self._lock:
            self._values[key] = value
            while len(self._values) > self._most:
                self._values.popitem(last=False)
        return value
