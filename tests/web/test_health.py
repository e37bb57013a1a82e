"""What proxies and monitors can ask: whether the process is alive, and whether the site can do its work."""

from __future__ import annotations

import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, text, update
from werkzeug.test import TestResponse

from board import jobs
from board.clock import FixedClock
from board.extensions import db, writing
from board.jobs.heartbeats import beat
from board.models import Job, WorkerBeat
from board.web import readiness
from board.web.readiness import Probe, Questions
from tests.support.cast import START
from tests.test_schema import at, made

PEOPLE = 16


@pytest.fixture
def ready(committed: Flask) -> Callable[[], TestResponse]:
    """Return a function that asks whether the site is ready, without a remembered answer. A worker was seen."""
    with committed.app_context():
        beat(db.engine, "worker", START)

    def ask() -> TestResponse:
        readiness.connect(committed)
        return committed.test_client().get("/readyz")

    return ask


@pytest.fixture
def nobody_there(tmp_path: Path) -> Flask:
    """A site whose database refuses every connection."""
    return made("postgresql://semana@127.0.0.1:1/semana?connect_timeout=2", tmp_path)


def signed_in_as_somebody(app: Flask) -> FlaskClient:
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = "somebody.stamp", True
    return client


def test_alive_needs_no_database(nobody_there: Flask) -> None:
    client = signed_in_as_somebody(nobody_there)
    assert client.get("/healthz").status_code == 200
    assert client.get("/healthz").text == "ok\n"


def test_ready_if_everything_works(ready: Callable[[], TestResponse]) -> None:
    response = ready()
    assert (response.status_code, response.text) == (200, "ok\n")
    assert "Set-Cookie" not in response.headers
    assert "Retry-After" not in response.headers


def test_not_ready_without_a_database(nobody_there: Flask) -> None:
    response = signed_in_as_somebody(nobody_there).get("/readyz")
    assert (response.status_code, response.text) == (503, "database: OperationalError\n")
    assert response.headers["Retry-After"] == "30"


@pytest.mark.parametrize(("revision", "words"), [("0001", "db upgrade"), ("9999", "newer than this code")])
def test_not_ready_with_other_tables(
    committed: Flask, ready: Callable[[], TestResponse], revision: str, words: str
) -> None:
    with at(committed, revision):
        response = ready()
    assert response.status_code == 503
    assert response.text.startswith("schema: The database is ")
    assert words in response.text


@contextmanager
def held(app: Flask) -> Iterator[None]:
    """Hold the write lock, as a writer that does not end does."""
    with app.app_context(), db.engine.connect() as connection:
        begin = "ROLLBACK" if db.engine.dialect.name == "sqlite" else "SELECT 1"
        connection.exec_driver_sql(begin)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if db.engine.dialect.name == "sqlite" else "SELECT 1")
        connection.execute(text("UPDATE alembic_version SET version_num = version_num"))
        yield
        connection.rollback()


def test_not_ready_while_nobody_can_write(
    committed: Flask, ready: Callable[[], TestResponse], monkeypatch: pytest.MonkeyPatch
) -> None:
    short = {"sqlite": {"timeout": 0.1}, "postgresql": {"options": "-c lock_timeout=100"}}
    for name, words in short.items():
        monkeypatch.setitem(readiness.TIMEOUTS, name, readiness.TIMEOUTS[name] | words)
    with held(committed):
        response = ready()
    assert (response.status_code, response.text) == (503, f"{readiness.NO_WRITING}\n")
    assert ready().status_code == 200


def test_not_ready_if_the_disk_is_read_only(committed: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    options = {"options": "-c default_transaction_read_only=on"}
    monkeypatch.setitem(readiness.TIMEOUTS, "postgresql", readiness.TIMEOUTS["postgresql"] | options)
    with committed.app_context():
        questions = Questions(db.engine)
        if db.engine.dialect.name == "sqlite":
            event.listen(questions._engine, "connect", lambda new, _record: new.execute("PRAGMA query_only = ON"))
    assert questions(START) == [readiness.NO_WRITING]


def test_a_database_that_accepts_and_never_answers_keeps_nobody_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readiness, "PATIENCE", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        app = made(f"postgresql://semana@127.0.0.1:{silent.getsockname()[1]}/semana", tmp_path)
        began = time.monotonic()
        response = app.test_client().get("/readyz")
        again = app.test_client().get("/readyz")
        assert time.monotonic() - began < 2
    assert {response.text, again.text} == {f"{readiness.NO_ANSWER}\n"}


# The worker and its mail

SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)


@pytest.mark.parametrize(("after", "problem"), [(59, ""), (60, ""), (61, f"{readiness.NO_WORKER}\n")])
def test_not_ready_when_no_worker_was_seen_for_a_minute(
    ready: Callable[[], TestResponse], clock: FixedClock, after: int, problem: str
) -> None:
    clock.move_to(START + after * SECOND)
    response = ready()
    assert (response.status_code, response.text) == ((503, problem) if problem else (200, "ok\n"))


def test_not_ready_if_no_worker_was_ever_seen(committed: Flask, ready: Callable[[], TestResponse]) -> None:
    with committed.app_context(), db.engine.begin() as connection:
        connection.execute(WorkerBeat.__table__.delete())
    assert ready().text == f"{readiness.NO_WORKER}\n"


def enqueued(app: Flask, kind: str) -> None:
    with app.app_context(), writing():
        jobs.enqueue(kind, "a key", {"to": "ana@example.org"}, START)
        db.session.commit()


@pytest.mark.parametrize(("after", "problem"), [(899, ""), (900, ""), (901, f"{readiness.NO_MAIL}\n")])
def test_not_ready_when_mail_does_not_leave(
    committed: Flask, ready: Callable[[], TestResponse], clock: FixedClock, after: int, problem: str
) -> None:
    enqueued(committed, "mail.welcome")
    clock.move_to(START + after * SECOND)
    with committed.app_context():
        beat(db.engine, "worker", clock.now())
    response = ready()
    assert (response.status_code, response.text) == ((503, problem) if problem else (200, "ok\n"))


def test_mail_that_one_server_puts_off_is_no_outage(
    committed: Flask, ready: Callable[[], TestResponse], clock: FixedClock
) -> None:
    enqueued(committed, "mail.welcome")
    with committed.app_context(), db.engine.begin() as connection:
        connection.execute(update(Job).values(run_at=START + 2 * HOUR, attempts=3))
    clock.move_to(START + HOUR)
    with committed.app_context():
        beat(db.engine, "worker", clock.now())
    assert ready().status_code == 200


def test_a_waiting_machine_draft_is_no_waiting_mail(
    committed: Flask, ready: Callable[[], TestResponse], clock: FixedClock
) -> None:
    enqueued(committed, "draft")
    clock.move_to(START + 901 * SECOND)
    with committed.app_context():
        beat(db.engine, "worker", clock.now())
    assert ready().status_code == 200


# The probe


def at_once(work: Callable[[], object]) -> list[object]:
    """Return the results of several threads that ask at the same moment."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(PEOPLE) as pool:
            return [one.result(20) for one in [pool.submit(work) for _ in range(PEOPLE)]]
    finally:
        sys.setswitchinterval(before)


class Hanging:
    """A check that returns when the test says so."""

    def __init__(self) -> None:
        self.times = 0
        self.go = threading.Event()

    def __call__(self, _now: datetime) -> list[str]:
        self.times += 1
        self.go.wait(20)
        return ["answered"]


def test_many_requests_at_once_share_one_check(monkeypatch: pytest.MonkeyPatch) -> None:
    question = Hanging()
    question.go.set()
    probe = Probe(question)
    assert at_once(lambda: probe.problems(START)) == [["answered"]] * PEOPLE
    assert question.times == 1
    monkeypatch.setattr(readiness, "KEPT", -1.0)
    assert probe.problems(START) == ["answered"]
    assert question.times == 2


def test_a_check_that_hangs_is_not_repeated_until_it_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "PATIENCE", 0.05)
    monkeypatch.setattr(readiness, "KEPT", -1.0)
    question = Hanging()
    probe = Probe(question)
    assert at_once(lambda: probe.problems(START)) == [[readiness.NO_ANSWER]] * PEOPLE
    assert probe.problems(START) == [readiness.NO_ANSWER]
    assert question.times == 1
    question.go.set()
    monkeypatch.setattr(readiness, "PATIENCE", 20.0)
    assert probe.problems(START) == ["answered"]
    assert probe.problems(START) == ["answered"]
    assert 2 <= question.times <= 3


def test_a_check_that_fails_reports_the_kind_of_error() -> None:
    def breaks(_now: datetime) -> list[str]:
        raise RuntimeError("the address of the server, and who knows what")

    assert Probe(breaks).problems(START) == ["database: RuntimeError"]


def test_the_check_writes_every_few_seconds_at_most(committed: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with committed.app_context():
        questions, written = Questions(db.engine), []
    event.listen(
        questions._engine, "before_cursor_execute", lambda *seen: written.append(seen[2]) if "UPDATE" in seen[2] else 0
    )
    assert [questions(START) for _ in range(3)] == [[readiness.NO_WORKER]] * 3
    assert len(written) == 1
    monkeypatch.setattr(readiness, "WRITES_EVERY", -1.0)
    questions(START)
    assert len(written) == 2
