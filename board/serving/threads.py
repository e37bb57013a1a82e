"""A few threads that answer, and a short queue before them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


class Busy(Exception):
    """No thread will be free soon."""


class Threads:
    """So many threads. Whoever asks while all are busy waits, but not for long and not with too many others."""

    def __init__(self, number: int, *, waiting: int, seconds: float) -> None:
        self._executor = ThreadPoolExecutor(number, "answering")
        self._free = asyncio.Semaphore(number)
        self._waiting, self._most, self._seconds = 0, waiting, seconds

    async def run(self, work: Callable[[], T]) -> T:
        """What the work returns. Raises Busy before it is begun."""
        await self._turn()
        try:
            return await asyncio.get_running_loop().run_in_executor(self._executor, work)
        finally:
            self._free.release()

    async def _turn(self) -> None:
        if not self._free.locked():
            await self._free.acquire()
            return
        if self._waiting >= self._most:
            raise Busy
        self._waiting += 1
        try:
            async with asyncio.timeout(self._seconds):
                await self._free.acquire()
        except TimeoutError:
            raise Busy from None
        finally:
            self._waiting -= 1

    def close(self) -> None:
        """Wait for what runs; nothing else is begun."""
        self._executor.shutdown()
