"""Whether the whole site can do its work: asked of the database in a thread of its own, so that nobody waits long."""

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
"""Seconds that an asker waits for the database at most."""
KEPT = 2.0
"""Seconds for which an answer is given again."""
WRITES_EVERY = 5.0
"""Seconds between two attempts to write, in one process."""
SEEN_WITHIN = timedelta(minutes=1)
MAIL_WITHIN = timedelta(minutes=15)
"""A few attempts: one that fails is made again after one, two and four minutes."""
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


class Asked:
    """One question on its way, or its answer."""

    def __init__(self, ask: Ask, now: datetime) -> None:
        self.began = time.monotonic()
        self.ended: float | None = None
        self.answer: Future[Problems] = Future()
        threading.Thread(target=self._run, args=(ask, now), name="readiness", daemon=True).start()

    def _run(self, ask: Ask, now: datetime) -> None:
        try:
            found = ask(now)
        except Exception as error:
            found = [f"database: {kind(error)}"]
        self.ended = time.monotonic()
        self.answer.set_result(found)


class Probe:
    """Asks once at a time, however many want to know; a question that hangs is not asked again until it ends."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._lock = threading.Lock()
        self._asked: Asked | None = None

    def problems(self, now: datetime) -> Problems:
        """What is wrong now; nothing where all is well."""
        asked = self._current(now)
        try:
            return asked.answer.result(max(0.0, asked.began + PATIENCE - time.monotonic()))
        except TimeoutError:
            return [NO_ANSWER]

    def _current(self, now: datetime) -> Asked:
        with self._lock:  # held for as long as a thread takes to start, never while it asks
            asked = self._asked
            if asked is None or (asked.ended is not None and time.monotonic() > asked.ended + KEPT):
                asked = self._asked = Asked(self._ask, now)
            return asked


class Questions:
    """What is asked of the database, over a connection that nobody else waits for, and that waits for nobody long."""

    def __init__(self, engine: Engine) -> None:
        self._engine = Engine(NullPool(lambda: _connect(engine)), engine.dialect, engine.url)
        if engine.dialect.name == "sqlite":
            sqlite.listen(self._engine)  # it begins no transaction by itself: each statement is one
        self._wrote = float("-inf")

    def __call__(self, now: datetime) -> Problems:
        with self._engine.connect() as connection:
            _be_brief(connection)
            if wrong := schema.wrong_with(connection):
                return [f"schema: {wrong}"]
            if not self._can_write(connection):  # the connection may be lost with that; nor can the worker write
                return [NO_WRITING]
            return list(_of_the_worker(connection, now))

    def _can_write(self, connection: Connection) -> bool:
        """Really write, since a full disk is met at no other time: the one row that every version of the tables has."""
        if time.monotonic() < self._wrote + WRITES_EVERY:
            return True
        try:
            connection.execute(text("UPDATE alembic_version SET version_num = version_num"))
            connection.commit()
        except Exception:
            return False
        self._wrote = time.monotonic()
        return True


def _of_the_worker(connection: Connection, now: datetime) -> Iterator[str]:
    seen = connection.scalar(last_beat())
    if seen is None or seen < now - SEEN_WITHIN:
        yield NO_WORKER
    # by when it was to be tried next: what one recipient's server puts off says nothing of all the others
    oldest = connection.scalar(due_mail(now).with_only_columns(func.min(Job.run_at)).order_by(None))
    if oldest is not None and oldest < now - MAIL_WITHIN:
        yield NO_MAIL


def _be_brief(connection: Connection) -> None:
    """Wait for SQLite's lock no longer than for PostgreSQL's."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {round(TIMEOUTS['sqlite']['timeout'] * 1000)}")


def _connect(engine: Engine) -> Any:
    """A connection of the driver: the database's address as it is, with timeouts of our own."""
    positional, named = engine.dialect.create_connect_args(engine.url)
    return engine.dialect.connect(*positional, **{**named, **TIMEOUTS[engine.dialect.name]})


def connect(app: Flask) -> None:
    """Have a probe for this process."""
    with app.app_context():
        app.extensions["readiness"] = Probe(Questions(db.engine))
