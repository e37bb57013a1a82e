"""The threads that answer: never more than there are, and nobody waits long."""

from __future__ import annotations

import asyncio
import sys
import threading
import time
from collections.abc import Iterator

import pytest

from board.serving.threads import Busy, Threads


@pytest.fixture
def hasty() -> Iterator[None]:
    """Threads take turns as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def test_no_more_run_than_there_are_threads(hasty: None) -> None:
    running, most, lock = 0, 0, threading.Lock()

    def work() -> str:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        time.sleep(0.001)
        with lock:
            running -= 1
        return threading.current_thread().name

    async def many() -> list[str]:
        threads = Threads(3, waiting=200, seconds=60)
        return list(await asyncio.gather(*(threads.run(work) for _ in range(150))))

    names = asyncio.run(many())
    assert most <= 3
    assert len(set(names)) <= 3
    assert len(names) == 150


def test_what_is_raised_is_handed_on_and_the_thread_is_free_again() -> None:
    async def twice() -> str:
        threads = Threads(1, waiting=1, seconds=60)
        with pytest.raises(ZeroDivisionError):
            await threads.run(lambda: str(1 // 0))
        return await threads.run(lambda: "free")

    assert asyncio.run(twice()) == "free"


@pytest.mark.parametrize(("waiting", "seconds"), [(0, 60.0), (1, 0.01)], ids=["too many wait", "too long a wait"])
def test_busy_is_said_before_anything_is_begun(waiting: int, seconds: float) -> None:
    begun = []

    async def crowd() -> None:
        threads, go = Threads(1, waiting=waiting, seconds=seconds), threading.Event()
        first = asyncio.create_task(threads.run(go.wait))
        await asyncio.sleep(0)
        with pytest.raises(Busy):
            await threads.run(lambda: begun.append("second"))
        go.set()
        await first
        await threads.run(lambda: begun.append("third"))

    asyncio.run(crowd())
    assert begun == ["third"]
