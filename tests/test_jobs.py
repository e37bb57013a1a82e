"""Due work: done when it is due, once, again after a failure, and by one worker at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select
from sqlalchemy.exc import OperationalError

from board import jobs
from board.clock import FixedClock
from board.extensions import about_to_write, db, writing
from board.jobs import LEASE, Worker, enqueue, leases, renew_lease, run_due, running
from board.jobs.heartbeats import beat_for
from board.models import Job
from board.pages.work import worker_seen_at
from board.rules.work import MAX_ATTEMPTS, OWN_CEILING, backoff, wait
from tests.support.cast import START
from tests.support.together import meet_at, together

MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
KIND = "test.note"


class Notebook:
    """A kind of work that notes what it was asked, and when; it fails as often as it is told to."""

    def __init__(self) -> None:
        self.notes: list[tuple[str, datetime]] = []
        self.failures = 0
        self.error: BaseException = RuntimeError("the ink has run out")

    def __call__(self, payload: dict[str, Any], now: datetime) -> None:
        self.notes.append((payload["word"], now))
        if len(self.notes) <= self.failures:
            raise self.error

    @property
    def words(self) -> list[str]:
        return [word for word, _ in self.notes]


@pytest.fixture
def notebook(monkeypatch: pytest.MonkeyPatch) -> Notebook:
    made = Notebook()
    monkeypatch.setitem(jobs.HANDLERS, KIND, made)
    return made


@pytest.fixture(autouse=True)
def _nothing_announced() -> Iterator[None]:
    """Every test ends as a worker's round does: without a write announced."""
    yield
    assert about_to_write.get() is False


def ask(word: str, at: datetime = START, key: str | None = None) -> None:
    enqueue(KIND, key or word, {"word": word}, at)
    db.session.commit()


def job(word: str) -> Job:
    db.session.expire_all()
    return db.session.scalars(select(Job).where(Job.unique_key == word)).one()


@pytest.mark.usefixtures("db_session")
class TestOneWorker:
    def test_work_is_done_at_its_instant_and_not_before(self, notebook: Notebook, clock: FixedClock) -> None:
        ask("later", START + MINUTE)
        for now, words in ((START + MINUTE - SECOND, []), (START + MINUTE, ["later"])):
            clock.move_to(now)
            run_due(clock)
            assert notebook.words == words

    def test_what_is_done_is_not_done_again(self, notebook: Notebook, clock: FixedClock) -> None:
        ask("once")
        assert [run_due(clock), run_due(clock)] == [1, 0]
        assert (notebook.words, job("once").done_at) == (["once"], START)

    def test_asking_twice_with_one_key_is_asking_once(self, notebook: Notebook, clock: FixedClock) -> None:
        ask("first", key="the same")
        ask("second", key="the same")
        run_due(clock)
        ask("third", key="the same")
        run_due(clock)
        assert notebook.words == ["first"]

    def test_work_that_was_never_committed_is_never_done(self, notebook: Notebook, clock: FixedClock) -> None:
        enqueue(KIND, "rolled back", {"word": "rolled back"}, START)
        db.session.rollback()
        assert run_due(clock) == 0

    def test_the_earliest_comes_first(self, notebook: Notebook, clock: FixedClock) -> None:
        ask("second", START - MINUTE)
        ask("third", START)
        ask("first", START - 2 * MINUTE)
        run_due(clock)
        assert notebook.words == ["first", "second", "third"]

    def test_each_piece_of_work_has_a_now_of_its_own(
        self, notebook: Notebook, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def slowly(payload: dict[str, Any], now: datetime) -> None:
            notebook(payload, now)
            clock.move_to(now + 5 * MINUTE)

        monkeypatch.setitem(jobs.HANDLERS, KIND, slowly)
        ask("first")
        ask("second")
        run_due(clock)
        assert notebook.notes == [("first", START), ("second", START + 5 * MINUTE)]

    def test_what_this_installation_does_not_do_leaves_no_trace(self, notebook: Notebook, clock: FixedClock) -> None:
        jobs.switch(KIND, on=False)
        try:
            ask("never")
        finally:
            jobs.switch(KIND, on=True)
        ask("again")
        run_due(clock)
        assert notebook.words == ["again"]
        assert db.session.scalars(select(Job.unique_key)).all() == ["again"]

    def test_what_was_done_is_done_once_more_where_it_is_asked_anew(
        self, notebook: Notebook, clock: FixedClock
    ) -> None:
        ask("again")
        run_due(clock)
        clock.move_to(START + MINUTE)
        enqueue(KIND, "again", {"word": "again"}, START + MINUTE, anew=True)
        enqueue(KIND, "again", {"word": "again"}, START + 2 * MINUTE, anew=True)  # it waits already
        db.session.commit()
        run_due(clock)
        assert notebook.notes == [("again", START), ("again", START + MINUTE)]
        assert (job("again").attempts, job("again").done_at) == (1, START + MINUTE)

    def test_what_was_given_up_is_tried_once_more_where_it_is_asked_anew(
        self, notebook: Notebook, clock: FixedClock
    ) -> None:
        ask("hopeless")
        job("hopeless").failed_at = START
        db.session.commit()
        assert run_due(clock) == 0
        enqueue(KIND, "hopeless", {"word": "hopeless"}, START, anew=True)
        db.session.commit()
        assert (run_due(clock), notebook.words) == (1, ["hopeless"])

    def test_what_takes_long_waits_for_all_else_that_is_due(
        self, notebook: Notebook, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def slowly(payload: dict[str, Any], now: datetime) -> None:
            notebook(payload, now)
            ask(f"asked during {payload['word']}", now)

        monkeypatch.setitem(jobs.HANDLERS, "test.slow", slowly)
        monkeypatch.setitem(jobs.RANKS, "test.slow", jobs.LAST)
        for word in ("one", "two"):
            enqueue("test.slow", word, {"word": word}, START - MINUTE)
        ask("mail")
        run_due(clock)
        assert notebook.words == ["mail", "one", "asked during one", "two", "asked during two"]

    def test_what_somebody_waits_for_before_a_screen_comes_before_all_else(
        self, notebook: Notebook, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for rank in (jobs.LAST, jobs.BULK, jobs.USUAL, jobs.SOON, jobs.FIRST):
            monkeypatch.setitem(jobs.HANDLERS, f"test.{rank}", notebook)
            monkeypatch.setitem(jobs.RANKS, f"test.{rank}", rank)
            enqueue(f"test.{rank}", f"{rank}", {"word": f"{rank}"}, START - rank * MINUTE)
        db.session.commit()
        run_due(clock)
        assert notebook.words == ["0", "1", "2", "3", "4"]

    # Failing

    def test_what_failed_is_noted_and_tried_later(self, notebook: Notebook, clock: FixedClock) -> None:
        notebook.failures = 1
        ask("hard")
        assert run_due(clock) == 1
        failed = job("hard")
        assert (failed.done_at, failed.attempts, failed.run_at) == (None, 1, START + MINUTE)
        assert (failed.due_at, failed.failed_at, failed.reason) == (START, None, "fault")
        assert failed.error.startswith("RuntimeError (test_jobs.py, line ")

    def test_other_peoples_errors_may_quote_what_is_private(self, notebook: Notebook, clock: FixedClock) -> None:
        notebook.failures, notebook.error = 1, ValueError("no such address: ana@example.org")
        ask("hard")
        run_due(clock)
        assert "ana" not in job("hard").error

    def test_after_the_wait_it_is_tried_again(self, notebook: Notebook, clock: FixedClock) -> None:
        notebook.failures = 1
        ask("hard")
        for later in (timedelta(0), MINUTE - SECOND, MINUTE):
            clock.move_to(START + later)
            run_due(clock)
        assert notebook.notes == [("hard", START), ("hard", START + MINUTE)]
        assert (job("hard").done_at, job("hard").error) == (START + MINUTE, "")

    def test_one_failure_does_not_stop_the_others(self, notebook: Notebook, clock: FixedClock) -> None:
        notebook.failures = 1
        ask("hard", START - MINUTE)
        ask("easy")
        assert run_due(clock) == 2
        assert job("easy").done_at == START

    def test_what_a_failed_piece_of_work_wrote_is_undone(
        self, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def half(_payload: dict[str, Any], _now: datetime) -> None:
            enqueue(KIND, "a trace", {"word": "a trace"}, START)
            db.session.flush()
            raise RuntimeError

        monkeypatch.setitem(jobs.HANDLERS, KIND, half)
        ask("half")
        run_due(clock)
        assert db.session.scalars(select(Job.unique_key)).all() == ["half"]

    def test_after_enough_failures_it_is_left_for_people_to_look_at(
        self, notebook: Notebook, clock: FixedClock
    ) -> None:
        notebook.failures = 99
        ask("hopeless")
        for _ in range(MAX_ATTEMPTS + 2):
            clock.move_to(clock.now() + timedelta(hours=7))
            run_due(clock)
        assert len(notebook.notes) == MAX_ATTEMPTS
        hopeless = job("hopeless")
        assert (hopeless.done_at, hopeless.attempts, hopeless.reason) == (None, MAX_ATTEMPTS, "fault")
        assert hopeless.failed_at == START + 8 * timedelta(hours=7)

    def test_work_of_a_kind_that_nobody_knows_is_a_failure_too(self, clock: FixedClock) -> None:
        enqueue("test.unknown", "strange", {}, START)
        db.session.commit()
        run_due(clock)
        assert (job("strange").attempts, job("strange").done_at) == (1, None)

    # A worker that dies

    def test_work_of_a_worker_that_died_is_done_when_its_lease_ends(
        self, notebook: Notebook, clock: FixedClock
    ) -> None:
        notebook.failures, notebook.error = 1, KeyboardInterrupt()
        ask("interrupted")
        with pytest.raises(KeyboardInterrupt):
            run_due(clock)
        db.session.rollback()
        for later in (timedelta(0), LEASE - SECOND, LEASE):
            clock.move_to(START + later)
            run_due(clock)
        assert notebook.notes == [("interrupted", START), ("interrupted", START + LEASE)]

    def test_work_that_kills_its_workers_is_given_up(self, notebook: Notebook, clock: FixedClock) -> None:
        notebook.failures, notebook.error = 99, KeyboardInterrupt()
        ask("deadly")
        for _ in range(MAX_ATTEMPTS):
            with pytest.raises(KeyboardInterrupt):
                run_due(clock)
            clock.move_to(clock.now() + LEASE)
        assert (job("deadly").failed_at, run_due(clock)) == (None, 0)
        deadly = job("deadly")
        assert (deadly.failed_at, deadly.reason, deadly.attempts) == (clock.now(), "crashed", MAX_ATTEMPTS)

    def test_what_is_nobodys_fault_counts_against_no_work(
        self, notebook: Notebook, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def on_the_way(payload: dict[str, Any], now: datetime) -> None:
            renew_lease(blameless=True)
            notebook(payload, now)

        monkeypatch.setitem(jobs.HANDLERS, KIND, on_the_way)
        notebook.failures, notebook.error = 20, KeyboardInterrupt()
        ask("unlucky")
        for _ in range(20):
            with pytest.raises(KeyboardInterrupt):
                run_due(clock)
            clock.move_to(clock.now() + LEASE)
        assert (run_due(clock), job("unlucky").done_at) == (1, clock.now())

    # A worker that is told to stop

    def test_it_stops_after_the_work_at_hand(
        self, notebook: Notebook, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for n in range(3):
            ask(f"piece {n}")
        worker = Worker(clock, lambda: len(notebook.notes) == 1)
        jobs.work(worker)
        assert notebook.words == ["piece 0"]
        assert run_due(clock) == 2

    def test_long_work_is_put_back_between_two_steps(
        self, notebook: Notebook, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def in_steps(payload: dict[str, Any], now: datetime) -> None:
            for _ in range(3):
                renew_lease()
                notebook(payload, now)

        monkeypatch.setitem(jobs.HANDLERS, KIND, in_steps)
        ask("long")
        jobs.work(Worker(clock, lambda: len(notebook.notes) == 2))
        assert (notebook.words, job("long").attempts, job("long").failures) == (["long"] * 2, 0, 0)
        run_due(clock)
        assert (len(notebook.notes), job("long").attempts, job("long").done_at) == (5, 1, START)


@pytest.mark.usefixtures("db_session")
def test_a_worker_outlives_a_database_that_is_away(
    notebook: Notebook, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    away, real = iter([True, False]), running.do_due

    def looking(worker: Worker, seconds: float) -> int:
        if next(away):
            raise OperationalError("select", {}, Exception("the database is away"))
        return real(worker, seconds)

    monkeypatch.setattr(running, "do_due", looking)
    monkeypatch.setattr(running, "IDLE_SECONDS", 0)
    ask("afterwards")
    jobs.work(Worker(clock, lambda: bool(notebook.notes)))
    assert notebook.words == ["afterwards"]


@pytest.mark.parametrize(("seconds", "order"), [(0.0, ["job", "chore"] * 3), (60.0, ["job"] * 3 + ["chore"])])
@pytest.mark.usefixtures("db_session")
def test_chores_have_their_turn_between_many_jobs(
    clock: FixedClock, monkeypatch: pytest.MonkeyPatch, seconds: float, order: list[str]
) -> None:
    done: list[str] = []
    monkeypatch.setattr(running, "WITHOUT_CHORES", seconds)
    monkeypatch.setitem(jobs.HANDLERS, KIND, lambda _payload, _now: done.append("job"))
    for number in range(3):
        ask(f"{number}")
    jobs.work(
        Worker(clock, lambda: done.count("job") == 3 and done[-1] == "chore"), [lambda _now: done.append("chore")]
    )
    assert done == order


def test_the_waits_grow_and_have_an_end() -> None:
    assert [backoff(n) / MINUTE for n in (0, 1, 2, 3, 8)] == [1, 1, 2, 4, 128]
    assert backoff(10_000) == timedelta(hours=6)
    now, waits = START, []
    for _ in range(9):
        waits.append(wait(START, now, OWN_CEILING) / MINUTE)
        now += wait(START, now, OWN_CEILING)
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert wait(START, START - 2 * OWN_CEILING, OWN_CEILING) == MINUTE  # the clock was put back


def test_several_workers_do_each_piece_of_work_once(committed: Flask, clock: FixedClock, notebook: Notebook) -> None:
    words = {f"piece {n}" for n in range(8)}
    with committed.app_context():
        for word in words:
            ask(word)
    together(committed, *[lambda: run_due(clock)] * 3)
    assert sorted(notebook.words) == sorted(words)
    with committed.app_context():
        assert set(db.session.scalars(select(Job.done_at))) == {START}


def test_of_two_workers_that_find_the_same_work_one_does_it(
    committed: Flask, clock: FixedClock, notebook: Notebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    with committed.app_context():
        ask("wanted by two")
    meet_at(monkeypatch, leases, "_may_be_due")
    meet_at(monkeypatch, leases, "_claim")
    together(committed, *[lambda: run_due(clock)] * 2)
    assert notebook.words == ["wanted by two"]


def test_while_one_worker_is_at_it_no_other_takes_it(
    committed: Flask, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    begun, looked = threading.Event(), threading.Event()

    def slowly(payload: dict[str, Any], _now: datetime) -> None:
        done.append(payload["word"])
        begun.set()
        assert looked.wait(5)

    def other_worker() -> int:
        assert begun.wait(5)
        tried = run_due(clock)
        looked.set()
        return tried

    monkeypatch.setitem(jobs.HANDLERS, KIND, slowly)
    with committed.app_context():
        ask("slow")
    assert together(committed, lambda: run_due(clock), other_worker) == [1, 0]
    assert done == ["slow"]


# Leases


Step = Callable[[], Any]


def slow_work(monkeypatch: pytest.MonkeyPatch, *steps: Step) -> list[str]:
    """Work that does these steps the first time that it is done, and nothing more the next."""
    done: list[str] = []

    def slowly(payload: dict[str, Any], _now: datetime) -> None:
        done.append(payload["word"])
        for step in steps if len(done) == 1 else ():
            step()

    monkeypatch.setitem(jobs.HANDLERS, KIND, slowly)
    return done


def elsewhere(app: Flask, work: Callable[[], int]) -> int:
    """What another process does meanwhile."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: together(app, work)[0]).result()


@pytest.mark.parametrize(("later", "tried"), [(LEASE - SECOND, 0), (LEASE, 1), (LEASE + SECOND, 1)])
def test_when_a_lease_ends_another_worker_takes_the_work(
    committed: Flask, clock: FixedClock, monkeypatch: pytest.MonkeyPatch, later: timedelta, tried: int
) -> None:
    counts: list[int] = []

    def look() -> None:
        clock.move_to(START + later)
        counts.append(elsewhere(committed, lambda: run_due(clock)))

    done = slow_work(monkeypatch, look)
    with committed.app_context():
        ask("slow")
        run_due(clock)
    assert (counts, len(done)) == ([tried], 1 + tried)
    assert timedelta(0) < LEASE < MINUTE


@pytest.mark.parametrize("by", ["a beat", "the work itself"])
def test_a_living_worker_keeps_its_work_however_long_that_takes(
    committed: Flask, clock: FixedClock, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    worker, counts = Worker(clock), []

    def prolong() -> None:
        clock.move_to(clock.now() + LEASE - SECOND)
        beat_for(db.engine, worker) if by == "a beat" else renew_lease()

    def look() -> None:
        counts.append(elsewhere(committed, lambda: run_due(clock)))

    done = slow_work(monkeypatch, *[prolong, look] * 3)
    with committed.app_context():
        ask("slow")
        assert jobs.do_due(worker) == 1
    assert (counts, done) == ([0, 0, 0], ["slow"])


def test_a_worker_that_hangs_is_not_kept_alive_by_its_beats(
    committed: Flask, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker, counts = Worker(clock), []
    monkeypatch.setattr(leases, "MAX_SECONDS", -1.0)

    def hang() -> None:
        clock.move_to(START + LEASE)
        beat_for(db.engine, worker)
        assert worker_seen_at() is None
        counts.append(elsewhere(committed, lambda: run_due(clock)))

    done = slow_work(monkeypatch, hang)
    with committed.app_context():
        ask("hanging")
        jobs.do_due(worker)
    assert (counts, len(done)) == ([1], 2)


def test_a_worker_that_lost_its_work_lets_go_of_it(
    committed: Flask, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []

    def lose() -> None:
        clock.move_to(START + LEASE)
        assert elsewhere(committed, lambda: run_due(clock)) == 1
        renew_lease()
        steps.append("went on")

    done = slow_work(monkeypatch, lose)
    with committed.app_context():
        ask("lost")
        run_due(clock)
        assert (steps, done, job("lost").done_at) == ([], ["lost"] * 2, START + LEASE)


def test_what_was_taken_back_meanwhile_is_let_go_of(
    committed: Flask, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []

    def lose() -> None:
        with writing():
            db.session.execute(delete(Job))
            db.session.commit()
        renew_lease()
        steps.append("went on")

    slow_work(monkeypatch, lose)
    with committed.app_context():
        ask("unwanted")
        assert run_due(clock) == 1
    assert steps == []


def test_a_failure_of_a_worker_that_lost_its_work_says_nothing(
    committed: Flask, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lose() -> None:
        clock.move_to(START + LEASE)
        assert elsewhere(committed, lambda: run_due(clock)) == 1
        raise RuntimeError

    slow_work(monkeypatch, lose)
    with committed.app_context():
        ask("lost")
        run_due(clock)
        assert (job("lost").done_at, job("lost").reason) == (START + LEASE, "")


class Watched(Worker):
    """A worker at which the thread that beats looks whenever something changes."""

    def __setattr__(self, name: str, value: object) -> None:
        super().__setattr__(name, value)
        if name in ("mark", "since") and hasattr(self, "taken"):
            seen.append(self.hangs())


seen: list[bool] = []


def test_a_worker_that_takes_work_never_seems_to_hang(
    db_session: object, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also on a machine that has run for days, by whose clock the work before began long ago."""
    monkeypatch.setattr(leases.time, "monotonic", lambda: 10 * leases.MAX_SECONDS)
    enqueue("mail.nothing", "taken", {}, clock.now())
    db.session.commit()
    seen.clear()
    assert leases.take(Watched(clock)) is not None
    assert seen == [False, False]
