"""Whether the whole site can do its work. A thread of its own asks the database, so that no request waits long."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import Connection, Engine, NullPool, func, text

from board import schema, sqlite
from board.extensions import db
from board.faults import kind
from board.models import Job
from board.visible.work import due_mail, last_beat

PATIENCE = 2.0
"""The most seconds that a request waits for the answer."""
KEPT = 2.0
"""Seconds for which an answer is reused."""
WRITES_EVERY = 5.0
"""The fewest seconds between two test writes of one process."""
SEEN_WITHIN = timedelta(minutes=1)
MAIL_WITHIN = timedelta(minutes=15)
"""Time for a few attempts: a failed one is repeated after one, two and four minutes."""
NO_ANSWER = "database: it does not answer within 2 seconds"
NO_WRITING = "database: it cannot be written"
NO_WORKER = "worker: none was seen for a minute"
NO_MAIL = "mail: some has been waiting for more than a quarter of an hour"
TIMEOUTS: dict[str, dict[str, Any]] = {
    "sqlite": {"timeout": 1.5},
    "postgresql": {
        "connect_timeout": 2,
        "autocommit": True,
        "options": "-c statement_timeout=1800 -c lock_timeout=1500",
        "tcp_user_timeout": 4000,
        "keepalives_idle": 5,
    },
}

Problems = Sequence[str]
Ask = Callable[[datetime], Problems]


class Check:
    """One check, under way or finished. It starts its own thread."""

    def __init__(self, ask: Ask, now: datetime) -> None:
        self.began = time.monotonic()
        self.ended: float | None = None
        self.answer: Future[Problems] = Future()
        threading.Thread(target=self._run, args=(ask, now), name="readiness", daemon=True).start()

    def _run(self, ask: Ask, now: datetime) -> None:
        try:
            problems = ask(now)
        except Exception as error:
            problems = [f"database: {kind(error)}"]
        self.ended = time.monotonic()
        self.answer.set_result(problems)


class Probe:
    """Runs one check at a time for all requests. While a check hangs, no other is started."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._lock = threading.Lock()
        self._check: Check | None = None

    def problems(self, now: datetime) -> Problems:
        """Return what is wrong now; nothing if all is well. Waits at most PATIENCE."""
        check = self._current(now)
        try:
            return check.answer.result(max(0.0, check.began + PATIENCE - time.monotonic()))
        except TimeoutError:
            return [NO_ANSWER]

    def _current(self, now: datetime) -> Check:
        with self._lock:  # held only while a thread starts, never while it asks the database
            check = self._check
            if check is None or (check.ended is not None and time.monotonic() > check.ended + KEPT):
                check = self._check = Check(self._ask, now)
            return check


class Questions:
    """The questions to the database, over a connection of their own with short timeouts."""

    def __init__(self, engine: Engine) -> None:
        self._engine = Engine(NullPool(lambda: _connect(engine)), engine.dialect, engine.url)
        if engine.dialect.name == "sqlite":
            sqlite.listen(self._engine)  # which begins no transaction by itself: each statement is one
        self._wrote = float("-inf")

    def __call__(self, now: datetime) -> Problems:
        with self._engine.connect() as connection:
            _be_brief(connection)
            if wrong := schema.wrong_with(connection):
                return [f"schema: {wrong}"]
            if not self._can_write(
                connection
            ):  # the failure may have cost the connection, and the worker cannot write either
                return [NO_WRITING]
            return list(_worker_problems(connection, now))

    def _can_write(self, connection: Connection) -> bool:
        """Write the one row that every version of the schema has: only a real write notices a full disk."""
        if time.monotonic() < self._wrote + WRITES_EVERY:
            return True
        try:
            connection.execute(text("UPDATE alembic_version SET version_num = version_num"))
            connection.commit()
        except Exception:
            return False
        self._wrote = time.monotonic()
        return True


def _worker_problems(connection: Connection, now: datetime) -> Iterator[str]:
    seen = connection.scalar(last_beat())
    if seen is None or seen < now - SEEN_WITHIN:
        yield NO_WORKER
    # by `run_at`, the time of the next attempt: mail that one recipient's server postpones is no problem of the site
    oldest = connection.scalar(due_mail(now).with_only_columns(func.min(Job.run_at)).order_by(None))
    if oldest is not None and oldest < now - MAIL_WITHIN:
        yield NO_MAIL


def _be_brief(connection: Connection) -> None:
    """Make the wait for SQLite's lock as short as that for PostgreSQL's."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {round(TIMEOUTS['sqlite']['timeout'] * 1000)}")


def _connect(engine: Engine) -> Any:
    """Open a connection of the driver to the same database, with the timeouts of this module."""
    positional, named = engine.dialect.create_connect_args(engine.url)
    return engine.dialect.connect(*positional, **{**named, **TIMEOUTS[engine.dialect.name]})


def connect(app: Flask) -> None:
    """Give this process its probe."""
    with app.app_context():
        app.extensions["readiness"] = Probe(Questions(db.engine))
