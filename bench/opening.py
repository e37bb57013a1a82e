"""The minute in which a week opens: everybody has its page open, and asks for it through the real server.

    python -m bench.opening --people 5000

Each page asks at its own moment of the seconds that the server estimates (board/rules/crowds.py); for comparison, all
ask within a second and a half. Meanwhile, somebody reloads every second, who waits for nobody. The clients run on the
same machine and take a part of its processors.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench.long_thread import prepare
from bench.serving import wait_for
from bench.site import Visitor, new_site
from board.config import ROOT
from board.extensions import db
from board.models import User
from board.rules.crowds import AT_ONCE, spread

PORT, WORKERS, THREADS = 8973, 2, 4
WEEK = "/f/bench/week/1"
SECONDS_EACH = 0.012
"""Processor seconds of a page of a week; the server measures its own."""
PATIENCE = 120.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=5_000)
    people: int = parser.parse_args().people
    with tempfile.TemporaryDirectory() as name:
        cookies = _prepare(Path(name))
        with served(Path(name)):
            for label, seconds in (
                ("spread", spread(people, SECONDS_EACH, os.cpu_count() or 1)),
                ("all at once", AT_ONCE),
            ):
                took, reloads, failed = asyncio.run(_minute(cookies, people, seconds))
                print(f"{label}: {people} people within {seconds:g} s, {failed} failed; {told('they', took)}; "
                      f"{told('reloading', reloads)}")  # fmt: skip


def _prepare(folder: Path) -> list[str]:
    """Fill a site, and return the cookies of its people."""
    with new_site(folder) as app:
        prepare(app)
        with app.app_context():
            everybody = list(db.session.scalars(db.select(User).order_by(User.id)))
            visitors = [Visitor(app, person) for person in everybody]
    return [cookie_of(visitor) for visitor in visitors]


def cookie_of(visitor: Visitor) -> str:
    """Return what a visitor's browser sends."""
    cookie = visitor.client.get_cookie("semana")
    return f"semana={cookie.value}" if cookie else ""


@contextmanager
def served(folder: Path, database: str = "") -> Iterator[None]:
    """Run the real server on a folder's site."""
    command = ["flask", "--app", "bench.served", "serve", "--port", str(PORT), "--workers", str(WORKERS),
               "--threads", str(THREADS)]  # fmt: skip
    environ = {**os.environ, "BENCH_FOLDER": str(folder), "BENCH_DATABASE": database}
    with subprocess.Popen([sys.executable, "-m", *command], cwd=ROOT, env=environ) as process:
        try:
            wait_for(PORT)
            yield
        finally:
            process.terminate()


async def _minute(cookies: Sequence[str], people: int, seconds: float) -> tuple[list[float], list[float], int]:
    """Return how long each answer took, and each of those to the person who reloads, and how many failed."""
    began = time.monotonic()
    moments = sorted(random.uniform(0, seconds) for _ in range(people))  # noqa: S311 - not secret
    asked = [_ask(cookies[number % len(cookies)], began + moment) for number, moment in enumerate(moments)]
    reloaded = [_ask(cookies[0], began + second) for second in range(1, max(2, int(seconds)))]
    answers = await asyncio.gather(*asked, *reloaded)
    took = [answer for answer in answers[:people] if answer is not None]
    return took, [answer for answer in answers[people:] if answer is not None], sum(each is None for each in answers)


async def _ask(cookie: str, at: float) -> float | None:
    """Ask for the page at a moment; return the seconds until all of it had come, or None if it did not."""
    await asyncio.sleep(max(0.0, at - time.monotonic()))
    began = time.monotonic()
    try:
        async with asyncio.timeout(PATIENCE):
            reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
            request = f"GET {WEEK} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\nConnection: close\r\n"
            writer.write(f"{request}Accept-Encoding: zstd\r\n\r\n".encode())
            answer = await reader.read()
            writer.close()
    except OSError:
        return None
    return time.monotonic() - began if answer.startswith(b"HTTP/1.1 200") else None


def told(who: str, seconds: Sequence[float]) -> str:
    """Say how long some people waited."""
    if len(seconds) < 2:
        return f"{who}: no answers"
    percentiles = statistics.quantiles(seconds, n=100, method="inclusive")
    return f"{who} waited {percentiles[49]:.2f} s, p99 {percentiles[98]:.2f} s, at most {max(seconds):.2f} s"


if __name__ == "__main__":
    main()
