"""A worker's heartbeat: it reports every few seconds that it is alive, however long the current job takes."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy import Engine, delete, update
from sqlalchemy.orm import Session

from board.extensions import db, writing
from board.jobs.leases import LEASE, Worker
from board.models import Job, WorkerBeat

log = logging.getLogger(__name__)

EVERY_SECONDS = 10.0
FORGOTTEN_AFTER = timedelta(days=1)


def beat(engine: Engine, name: str, now: datetime, mark: str = "") -> None:
    """Record that this worker is alive, and extend the lease on its current job.

    This runs beside the job, on a thread without an application context.
    """
    with writing(), Session(engine) as session:
        seen = update(WorkerBeat).where(WorkerBeat.name == name).values(seen_at=now)
        if session.scalar(seen.returning(WorkerBeat.name)) is None:
            _begin(session, name, now)
        if mark:
            session.execute(update(Job).where(Job.leased_by == mark).values(leased_until=now + LEASE))
        session.commit()


def beat_for(engine: Engine, worker: Worker) -> None:
    """Send a heartbeat unless the worker hangs: then it does not count as alive, and others may take its job."""
    if not worker.hangs():
        beat(engine, worker.name, worker.clock.now(), worker.mark)


def _begin(session: Session, name: str, now: datetime) -> None:
    """Record the first heartbeat; forget workers that have been silent for long."""
    session.execute(delete(WorkerBeat).where(WorkerBeat.seen_at < now - FORGOTTEN_AFTER))
    session.add(WorkerBeat(name=name, began_at=now, seen_at=now))


@contextmanager
def beating(worker: Worker, every: float = EVERY_SECONDS) -> Iterator[None]:
    """Send heartbeats from a thread in this context. It survives a database that is away for a while."""
    stopped = threading.Event()
    thread = threading.Thread(target=_beat_on, args=(db.engine, worker, every, stopped), daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        thread.join(every)


def _beat_on(engine: Engine, worker: Worker, every: float, stopped: threading.Event) -> None:
    while True:
        try:
            beat_for(engine, worker)
        except Exception as error:
            log.warning("the worker could not say that it lives: %s", type(error).__name__)
        if stopped.wait(every):
            return
