"""An event loop whose time jumps to the next event that is due: a test of deadlines takes no time."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class _Selector(selectors.DefaultSelector):  # type: ignore[misc,valid-type]
    """Never waits; adds up how long it would have waited."""

    def __init__(self) -> None:
        super().__init__()
        self.passed = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        self.passed += max(0.0, timeout or 0.0)
        return super().select(0)


class Jumping(asyncio.SelectorEventLoop):
    """Its time is the sum of its timers."""

    def __init__(self) -> None:
        self._jumps = _Selector()
        super().__init__(self._jumps)

    def time(self) -> float:
        return self._jumps.passed


def run(work: Coroutine[Any, Any, T]) -> T:
    """Return the coroutine's result without waiting."""
    with asyncio.Runner(loop_factory=Jumping) as runner:
        return runner.run(work)
