"""A worker's sign of life: while it lives it says so every few seconds, however long the work at hand takes."""

from __future__ import annotations

import logging
import os
import secrets
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy import Engine, delete, update
from sqlalchemy.orm import Session

from board.clock import Clock
from board.extensions import db, writing
from board.models import WorkerBeat

log = logging.getLogger(__name__)

EVERY_SECONDS = 10.0
FORGOTTEN_AFTER = timedelta(days=1)


def worker_name() -> str:
    """A name that no other worker has, nor the one before on this machine."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"


def beat(engine: Engine, name: str, now: datetime) -> None:
    """Write down that this worker lives. It is done beside the work, on a thread without an application context."""
    with writing(), Session(engine) as session:
        seen = update(WorkerBeat).where(WorkerBeat.name == name).values(seen_at=now)
        if session.scalar(seen.returning(WorkerBeat.name)) is None:
            _begin(session, name, now)
        session.commit()


def _begin(session: Session, name: str, now: datetime) -> None:
    """The first sign of life; workers that have given none for long are forgotten."""
    session.execute(delete(WorkerBeat).where(WorkerBeat.seen_at < now - FORGOTTEN_AFTER))
    session.add(WorkerBeat(name=name, began_at=now, seen_at=now))


@contextmanager
def beating(clock: Clock, name: str, every: float = EVERY_SECONDS) -> Iterator[None]:
    """In here a thread beats for the worker. A database that is away for a while ends nothing."""
    stopped = threading.Event()
    thread = threading.Thread(target=_beat_on, args=(db.engine, clock, name, every, stopped), daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        thread.join(every)


def _beat_on(engine: Engine, clock: Clock, name: str, every: float, stopped: threading.Event) -> None:
    while True:
        try:
            beat(engine, name, clock.now())
        except Exception:
            log.warning("the worker could not say that it lives")
        if stopped.wait(every):
            return
