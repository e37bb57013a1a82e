"""A worker's sign of life: given while it works, read by others, missing once it is dead."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from board import jobs
from board.clock import FixedClock
from board.extensions import about_to_write, db
from board.jobs import Worker, enqueue, heartbeats
from board.jobs.heartbeats import beat, beating
from board.models import Job, WorkerBeat
from board.pages.work import failed_count, worker_seen_at
from board.rules.work import MAX_ATTEMPTS
from board.visible.work import due_mail
from tests.support.cast import START

MINUTE, SECOND, DAY = timedelta(minutes=1), timedelta(seconds=1), timedelta(days=1)


def names() -> set[str]:
    return set(db.session.scalars(select(WorkerBeat.name)))


def waits_since(now: datetime) -> datetime | None:
    """When the oldest mail that is due was to leave."""
    return db.session.scalar(due_mail(now).with_only_columns(func.min(Job.due_at)).order_by(None))


@pytest.mark.usefixtures("db_session")
class TestOneBeat:
    def test_where_no_worker_ever_lived_none_was_seen(self) -> None:
        assert worker_seen_at() is None

    def test_the_latest_of_all_workers_counts(self) -> None:
        for name, now in (("a", START), ("b", START + SECOND), ("a", START + MINUTE)):
            beat(db.engine, name, now)
        assert worker_seen_at() == START + MINUTE
        assert names() == {"a", "b"}

    @pytest.mark.parametrize(
        ("later", "left"), [(DAY - SECOND, {"old", "new"}), (DAY, {"old", "new"}), (DAY + SECOND, {"new"})]
    )
    def test_a_worker_of_long_ago_is_forgotten(self, later: timedelta, left: set[str]) -> None:
        beat(db.engine, "old", START)
        beat(db.engine, "new", START + later)
        assert names() == left

    def test_it_announces_no_write_to_what_comes_after(self) -> None:
        beat(db.engine, "a", START)
        assert about_to_write.get() is False

    # What others ask of the mail

    def test_mail_that_should_have_left_waits_since_it_was_due(self, clock: FixedClock) -> None:
        enqueue("mail.test", "mail", {}, START)
        enqueue("test.other", "no mail", {}, START - DAY)
        for now, since in ((START - SECOND, None), (START, START), (START + MINUTE, START)):
            assert (waits_since(now), failed_count()) == (since, 0)

    def test_failing_moves_no_mail_out_of_sight(self, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(jobs.HANDLERS, "mail.test", _fail)
        enqueue("mail.test", "mail", {}, START)
        db.session.commit()
        for attempt in range(1, MAX_ATTEMPTS + 1):
            jobs.run_due(clock)
            clock.move_to(clock.now() + DAY)
            given_up = attempt == MAX_ATTEMPTS
            assert (waits_since(clock.now()), failed_count()) == (None if given_up else START, int(given_up))


def _fail(_payload: dict[str, Any], _now: object) -> None:
    raise RuntimeError


def test_no_two_workers_have_one_name() -> None:
    called = {Worker(FixedClock(START)).name for _ in range(100)}
    assert len(called) == 100
    assert max(map(len, called)) <= 80


class Ticking(FixedClock):
    """A clock that counts how often it was asked."""

    def __init__(self) -> None:
        super().__init__(START)
        self.asked = threading.Semaphore(0)

    def now(self) -> Any:
        self.asked.release()
        return super().now()

    def wait_for_beats(self, number: int) -> None:
        for _ in range(number):
            assert self.asked.acquire(timeout=5)


def test_a_worker_beats_however_long_its_work_takes(committed: Flask) -> None:
    clock = Ticking()
    with committed.app_context():
        with beating(Worker(clock), every=0.001):
            clock.wait_for_beats(2)
            clock.move_to(START + 15 * SECOND)
            clock.wait_for_beats(3)  # one may have been on its way
            assert worker_seen_at() == START + 15 * SECOND
        db.session.rollback()
        clock.move_to(START + DAY)
        assert worker_seen_at() == START + 15 * SECOND


def test_it_beats_again_after_the_database_was_away(committed: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    clock, real, away = Ticking(), heartbeats.beat_for, iter([True, True])

    def sometimes(*words: Any) -> None:
        if next(away, False):
            raise OperationalError("update", {}, Exception("the database is away"))
        real(*words)

    monkeypatch.setattr(heartbeats, "beat_for", sometimes)
    with committed.app_context(), beating(Worker(clock), every=0.001):
        clock.wait_for_beats(4)
        assert worker_seen_at() == START
