"""What was read last and is likely to be asked for again: a bounded store that threads may share."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class once(Generic[V]):
    """An attribute made when it is first asked for; two threads may make it at once, and both get the first one.

    functools.cached_property gives each its own from Python 3.12 on, and parts of a catalog are told apart by identity.
    """

    def __init__(self, make: Callable[[Any], V]) -> None:
        """Args: make, the method that makes it."""
        self._make = make
        self.__doc__ = make.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        """Learn the attribute's name."""
        self._name = name

    def __get__(self, instance: Any, owner: type | None = None) -> V:
        """The value, made where it is not there yet: afterwards the instance's own attribute stands before this."""
        kept: V = instance.__dict__.setdefault(self._name, self._make(instance))
        return kept


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
        """The value of a key, read where it is not kept; two threads may read it at once, and both get the first one."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        value = self._read(key)
        with self._lock:
            value = self._values.setdefault(key, value)
            while len(self._values) > self._most:
                self._values.popitem(last=False)
        return value
