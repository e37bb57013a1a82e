"""A cache of rendered HTML in this process.

A key names everything that the HTML shows, and never the person who asks. What they may see is decided before, by the
query that found the row.
"""

from __future__ import annotations

from collections.abc import Hashable
from threading import Lock
from typing import Generic, TypeVar

Value = TypeVar("Value")
Key = Hashable
MOST = 4_000


class Kept(Generic[Value]):
    """A cache of at most ``most`` values. When it is full, the oldest quarter is dropped."""

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self._values: dict[Key, Value] = {}
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._values)

    def get(self, key: Key) -> Value | None:
        return self._values.get(key)

    def put(self, key: Key, value: Value) -> Value:
        with self._lock:
            if len(self._values) >= self.most:
                for old in list(self._values)[: self.most // 4 + 1]:
                    del self._values[old]
            self._values[key] = value
        return value

    def clear(self) -> None:
        self._values.clear()
