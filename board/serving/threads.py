"""A few threads that answer requests, with a short queue."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


class Busy(Exception):
    """No thread will be free soon."""


class Threads:
    """A fixed number of threads. While all are busy, a caller waits, but not for long and not with too many others."""

    def __init__(self, number: int, *, waiting: int, seconds: float) -> None:
        self._executor = ThreadPoolExecutor(number, "answering")
        self._free = asyncio.Semaphore(number)
        self._waiting, self._most, self._seconds = 0, waiting, seconds

    async def run(self, work: Callable[[], T]) -> T:
        """Run the work in a thread and return its result. Raise Busy before starting it."""
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
        """Wait for running work; start nothing else."""
        self._executor.shutdown()
