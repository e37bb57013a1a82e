"""What is rendered once and used again, in this process.

A key says everything that the HTML shows, and never who asks. The visible query that found the row always ran before.
"""

from __future__ import annotations

from threading import Lock
from typing import Generic, TypeVar

Value = TypeVar("Value")
Key = tuple[object, ...]
MOST = 4_000


class Kept(Generic[Value]):
    """At most so many values; the oldest go first."""

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
