"""A small memory of what was used last."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Latest(Generic[K, V]):
    """Holds the entries used last and lets go of those used longest ago. Threads may share it.

    Args:
        most: How much is held.
        size: How much an entry counts, by its value; 1 where nothing is said.
    """

    def __init__(self, most: int, size: Callable[[V], int] | None = None) -> None:
        self._most = most
        self._size = size or _one
        self._total = 0
        self._held: OrderedDict[K, V] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: K) -> V | None:
        """The entry of a key, or None."""
        with self._lock:
            found = self._held.get(key)
            if found is not None:
                self._held.move_to_end(key)
            return found

    def put(self, key: K, value: V) -> None:
        """Hold an entry, in place of an older one of that key."""
        with self._lock:
            self._let_go(key)
            if self._size(value) > self._most:
                return  # and no others for it
            self._held[key] = value
            self._total += self._size(value)
            while self._total > self._most:
                self._let_go(next(iter(self._held)))

    def drop(self, key: K) -> None:
        """Forget an entry at once."""
        with self._lock:
            self._let_go(key)

    def drop_where(self, stale: Callable[[K, V], bool]) -> None:
        """Forget all entries of which ``stale(key, value)`` is true."""
        with self._lock:
            for key in [k for k, v in self._held.items() if stale(k, v)]:
                self._let_go(key)

    def _let_go(self, key: K) -> None:
        if key in self._held:
            self._total -= self._size(self._held.pop(key))


def _one(_: object) -> int:
    return 1
