"""Bodies of requests: how long, how slow, how large, how many. The time of these tests jumps."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest

from board.serving.bodies import Bodies, Gone, NoRoom, TooLarge, TooSlow
from board.serving.limits import Limits
from board.serving.messages import Message, Receive
from tests.support.jumping import run

LIMITS = Limits(body_within=10, body_speed=1000, body_longest=60, bodies=3, body_in_memory=100, bytes_of_bodies=4000)
LARGEST = 2000


def sender(*parts: tuple[float, bytes], end: bool = True) -> Receive:
    """A client that sends each part after so many seconds, and then nothing more."""
    coming: Iterator[tuple[float, bytes]] = iter(parts)
    left = len(parts)

    async def receive() -> Message:
        nonlocal left
        seconds, data = next(coming, (1e9, b""))
        await asyncio.sleep(seconds)
        left -= 1
        return {"type": "http.request", "body": data, "more_body": left > 0 or not end}

    return receive


async def gone() -> Message:
    return {"type": "http.disconnect"}


async def whole(bodies: Bodies, receive: Receive, announced: int | None = None) -> bytes:
    async with bodies.whole(receive, announced) as body:
        return body.file.read()


async def ended(bodies: Bodies, receive: Receive, announced: int | None = None) -> tuple[str, float]:
    """How it ends, and when."""
    try:
        await whole(bodies, receive, announced)
        told = "whole"
    except (TooSlow, TooLarge, NoRoom, Gone) as error:
        told = type(error).__name__
    return told, asyncio.get_running_loop().time()


def end_of(receive: Receive, announced: int | None = None) -> tuple[str, float]:
    return run(ended(Bodies(LIMITS, LARGEST), receive, announced))


def test_a_body_comes_whole() -> None:
    parts = sender((0, b"a" * 60), (1, b"b" * 60), (1, b"c"))
    assert run(whole(Bodies(LIMITS, LARGEST), parts)) == b"a" * 60 + b"b" * 60 + b"c"


def test_a_body_is_whole_when_all_that_was_announced_is_there() -> None:
    """The server's word that nothing follows costs another turn of the loop."""
    assert run(whole(Bodies(LIMITS, LARGEST), sender((0, b"abc"), end=False), 3)) == b"abc"


def test_nothing_comes() -> None:
    assert end_of(sender(), 1000) == ("TooSlow", 10)


@pytest.mark.parametrize(("after", "told"), [(9.9, "whole"), (10.1, "TooSlow")])
def test_the_first_part_has_so_many_seconds(after: float, told: str) -> None:
    assert end_of(sender((after, b"a")))[0] == told


@pytest.mark.parametrize(("after", "told"), [(10.9, "whole"), (11.1, "TooSlow")])
def test_what_came_earns_time(after: float, told: str) -> None:
    """A thousand bytes are worth a second."""
    assert end_of(sender((0, b"a" * 1000), (after, b"b")))[0] == told


def test_a_byte_each_second_is_too_slow() -> None:
    told, seconds = end_of(sender(*[(1, b"a")] * 1000))
    assert told == "TooSlow"
    assert 10 <= seconds < 11


def test_not_even_a_fast_sender_goes_on_for_ever() -> None:
    limits = Limits(body_within=10, body_speed=1, body_longest=60)
    told = run(ended(Bodies(limits, 10**6), sender(*[(1, b"a" * 100)] * 100)))
    assert told == ("TooSlow", 60)


@pytest.mark.parametrize(("size", "told"), [(1999, "whole"), (2000, "whole"), (2001, "TooLarge")])
def test_a_body_that_did_not_say_its_size_is_stopped_at_the_limit(size: int, told: str) -> None:
    assert end_of(sender((0, b"a" * 1000), (0, b"b" * (size - 1000))))[0] == told


def test_a_client_that_goes_away_has_sent_nothing() -> None:
    assert end_of(gone, 10) == ("Gone", 0)


def test_a_large_body_goes_to_a_file() -> None:
    async def look() -> tuple[Any, Any]:
        bodies = Bodies(LIMITS, LARGEST)
        small, large = (bodies.whole(sender((0, b"a" * size)), None) for size in (100, 101))
        async with small as one, large as other:
            return one.file._rolled, other.file._rolled  # type: ignore[attr-defined]

    assert run(look()) == (False, True)


def test_a_disk_that_is_full_leaves_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: object, **_kwargs: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.TemporaryFile", full)
    assert end_of(sender((0, b"a" * 101)))[0] == "NoRoom"
    assert end_of(sender((0, b"a" * 100)))[0] == "whole"


async def _several(bodies: Bodies, *senders: Receive) -> list[tuple[str, float]]:
    return list(await asyncio.gather(*(ended(bodies, one) for one in senders)))


def test_a_newcomer_takes_the_place_of_the_slowest() -> None:
    """Three are allowed: the one with the least time left goes, not the quick one that came first."""
    quick = sender((0, b"a" * 500), (5, b"b" * 500), (5, b"c"))
    late = sender((2, b"a"), (1, b"b"))

    async def after(seconds: float) -> tuple[str, float]:
        await asyncio.sleep(seconds)
        return await ended(bodies, late)

    async def all_of_them() -> list[tuple[str, float]]:
        others = [ended(bodies, quick), ended(bodies, sender()), ended(bodies, sender()), after(1)]
        return list(await asyncio.gather(*others))

    bodies = Bodies(LIMITS, LARGEST)
    assert run(all_of_them()) == [("whole", 10), ("TooSlow", 1), ("TooSlow", 10), ("whole", 4)]


def test_many_half_sent_bodies_keep_nobody_out() -> None:
    async def attacked() -> list[str]:
        bodies = Bodies(LIMITS, LARGEST)
        attack = [asyncio.create_task(ended(bodies, sender((0, b"a="), end=False))) for _ in range(40)]
        told = []
        for _ in range(10):
            await asyncio.sleep(0.5)
            told.append((await ended(bodies, sender((0.1, b"a=1"))))[0])
        for one in attack:
            one.cancel()
            with suppress(asyncio.CancelledError):
                await one
        return told

    assert run(attacked()) == ["whole"] * 10


def test_all_bodies_together_have_a_limit() -> None:
    """4,000 bytes: what is complete is kept until it is answered, and the slowest of the others makes room."""

    async def crowded() -> tuple[str, str, str]:
        bodies = Bodies(LIMITS, LARGEST)
        coming = asyncio.create_task(ended(bodies, sender((0, b"a" * 1500), end=False)))
        await asyncio.sleep(1)
        async with bodies.whole(sender((0, b"b" * 2000)), None):
            squeezed = await ended(bodies, sender((0, b"c" * 1500)))
            async with bodies.whole(sender((0, b"d" * 1900)), None):
                full = await ended(bodies, sender((0, b"e" * 1500)))
        again = await ended(bodies, sender((0, b"f" * 2000)))
        assert (await coming)[0] == "TooSlow"
        return squeezed[0], full[0], again[0]

    assert run(crowded()) == ("whole", "NoRoom", "whole")


@pytest.mark.parametrize(("after", "told"), [(4.9, "whole"), (5.1, "TooSlow")])
def test_who_leaves_waits_for_no_body_for_long(after: float, told: str) -> None:
    """Three seconds from the second one on, for what is on its way and for what begins then."""

    async def leaving() -> list[str]:
        bodies = Bodies(LIMITS, LARGEST)
        first = asyncio.create_task(ended(bodies, sender((1, b"a"), (after - 1, b"b"))))
        await asyncio.sleep(2)
        bodies.hurry(3)
        second = ended(bodies, sender((after - 2, b"a")))
        return [(await one)[0] for one in (second, first)]

    assert run(leaving()) == [told, told]


def test_nothing_is_kept_of_bodies_that_ended() -> None:
    async def many() -> tuple[int, int]:
        bodies = Bodies(LIMITS, LARGEST)
        await _several(bodies, sender(), gone, sender((0, b"a" * 3000)), sender((0, b"a")), sender((0, b"a" * 1500)))
        return len(bodies._arriving), bodies._bytes

    assert run(many()) == (0, 0)
