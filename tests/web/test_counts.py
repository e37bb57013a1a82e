"""Limits count the tries of all threads and processes in the database, and in one process if nothing can be written."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask, g
from limits import parse
from limits.storage import storage_from_string
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from board.actions import counting, resting
from board.extensions import db, hurried, limiter
from board.models import LimitCount
from board.sqlite import DRIVER
from board.web.counts import DatabaseCounts
from tests.support.cast import Cast

ROOT = Path(__file__).resolve().parents[2]
FIVE = parse("5 per minute")
Moment = Callable[[float], None]


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Moment:
    """Return a function that moves the clock of the limits."""

    def move(instant: float) -> None:
        monkeypatch.setattr("board.web.counts.seconds", lambda: instant)

    move(1000.0)
    return move


@pytest.fixture
def counts(db_session: object) -> FixedWindowRateLimiter:
    return FixedWindowRateLimiter(storage_from_string("database://"))


def hits(counts: FixedWindowRateLimiter, times: int, *key: str) -> int:
    return sum(counts.hit(FIVE, *key) for _ in range(times))


def rows() -> int:
    return db.session.scalar(select(func.count()).select_from(LimitCount)) or 0


def test_a_limit_lets_its_number_through_and_starts_again(counts: FixedWindowRateLimiter, at: Moment) -> None:
    found = []
    for instant in (1000.0, 1059.999, 1060.0, 1119.9, 1120.0):
        at(instant)
        found.append(hits(counts, 7, "ana"))
    assert found == [5, 0, 5, 0, 5]


def test_each_key_is_counted_alone(counts: FixedWindowRateLimiter, at: Moment) -> None:
    assert (hits(counts, 6, "ana"), hits(counts, 6, "jorge")) == (5, 5)
    counts.clear(FIVE, "ana")
    assert (hits(counts, 6, "ana"), hits(counts, 6, "jorge")) == (5, 0)


def test_tries_that_are_taken_back_can_be_used_again(counts: FixedWindowRateLimiter, at: Moment) -> None:
    assert hits(counts, 5, "ana") == 5
    counts.hit(FIVE, "ana", cost=-1)
    assert hits(counts, 2, "ana") == 1
    for _ in range(20):
        counts.hit(FIVE, "nobody", cost=-1)
    assert hits(counts, 9, "nobody") == 5  # tries that were not used are not saved up


def test_the_remaining_tries_are_reported(counts: FixedWindowRateLimiter, at: Moment) -> None:
    hits(counts, 3, "ana")
    assert counts.get_window_stats(FIVE, "ana") == (1060.0, 2)
    assert counts.test(FIVE, "ana")
    hits(counts, 2, "ana")
    assert not counts.test(FIVE, "ana")


def test_expired_counts_are_deleted(counts: FixedWindowRateLimiter, at: Moment) -> None:
    hits(counts, 1, "ana")
    at(1030.0)
    hits(counts, 1, "jorge")
    storage = counts.storage
    assert isinstance(storage, DatabaseCounts)
    at(1059.0)
    storage.clear_away()
    assert rows() == 2
    at(1060.0)
    storage.clear_away()
    assert rows() == 1


def test_no_address_is_stored(counts: FixedWindowRateLimiter) -> None:
    hits(counts, 1, "ana@example.org", "203.0.113.9")
    [row] = db.session.scalars(select(LimitCount))
    assert len(row.digest) == 64
    assert "ana" not in row.digest


def test_counting_does_not_commit_the_changes_of_a_view(app: Flask, cast: Cast) -> None:
    """A refused form may have changed a row that must not be committed."""
    with app.app_context():
        person = db.session.get_one(type(cast.ana), cast.ana.id)
        person.name = "Somebody else"
        db.session.flush()
        g.answered = True
        limiter.limiter.hit(FIVE, "after")
    assert db.session.scalar(select(type(cast.ana).name).where(type(cast.ana).id == cast.ana.id)) == "Ana"


def test_if_nothing_can_be_written_the_process_counts_alone(
    counts: FixedWindowRateLimiter, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tries = fails(monkeypatch)
    with caplog.at_level(logging.WARNING):
        assert hits(counts, 9, "ana") == 5
        counts.clear(FIVE, "ana")
        assert hits(counts, 9, "ana") == 5
    assert len(tries) == 1  # each further try could wait for a lock
    [line] = [record.getMessage() for record in caplog.records if record.name == "board.web.counts"]
    assert "in this process alone" in line
    assert "private" not in caplog.text


def fails(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Make every count fail; return a list that tells of each try whether it was hurried."""
    tries: list[bool] = []

    def full(*_: object) -> None:
        tries.append(hurried.get())
        raise OperationalError("SELECT 'private'", {}, DRIVER.OperationalError("database or disk is full"))

    monkeypatch.setattr(counting, "count", full)
    monkeypatch.setattr(counting, "forget", full)
    return tries


def test_after_a_while_the_database_is_tried_again_with_a_short_wait(
    counts: FixedWindowRateLimiter, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [0.0]
    monkeypatch.setattr(resting.time, "monotonic", lambda: clock[0])
    with monkeypatch.context() as meanwhile:
        tries = fails(meanwhile)
        for clock[0] in (0.0, resting.RESTS - 0.1, resting.RESTS, 2 * resting.RESTS):
            assert counts.hit(FIVE, "ana")
        assert tries == [False, True, True]
    clock[0] += resting.RESTS
    assert hits(counts, 9, "ana") == 5
    assert rows() == 1


def test_a_failed_count_does_not_commit_the_changes_of_a_view(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    fails(monkeypatch)
    with app.app_context():
        limiter.limiter.hit(FIVE, "before")
        db.session.get_one(type(cast.ana), cast.ana.id).name = "Somebody else"
        db.session.flush()
        g.answered = True
        limiter.limiter.hit(FIVE, "after")
        db.session.commit()
    assert db.session.scalar(select(type(cast.ana).name).where(type(cast.ana).id == cast.ana.id)) == "Ana"


# ---- many at once


@pytest.fixture
def smallest_interval() -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def test_many_threads_do_not_exceed_the_limit(committed: Flask, smallest_interval: None) -> None:
    with committed.app_context():
        limiter.reset()
        counts = FixedWindowRateLimiter(storage_from_string("database://"))

    def once(_number: int) -> bool:
        with committed.app_context():
            return counts.hit(FIVE, "everybody")

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(once, range(40))) == 5


PROCESS = """
import os, sys
from board import create_app
from board.config import Settings
from board.extensions import limiter
from limits import parse
app = create_app(Settings.from_env(os.environ))
sys.stdin.readline()
with app.app_context():
    print(sum(limiter.limiter.hit(parse("5 per minute"), "everybody") for _ in range(10)))
"""


def test_two_processes_do_not_exceed_the_limit(committed: Flask, tmp_path: Path) -> None:
    with committed.app_context():
        limiter.reset()
        url = db.engine.url.render_as_string(hide_password=False)
    own = {"DATABASE_URL": url, "SECRET_KEY": str(committed.secret_key), "INSTANCE_DIR": str(tmp_path)}
    both = [
        subprocess.Popen(
            [sys.executable, "-c", PROCESS], cwd=ROOT, env={**os.environ, **own}, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )
        for _ in range(2)
    ]  # fmt: skip
    for process in both:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    passed = [int(process.communicate(timeout=60)[0]) for process in both]
    assert sum(passed) == 5
