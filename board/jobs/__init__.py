"""Due work: one table, one worker. Mail and machine drafts use it, and so will editions.

Delivery is at least once: a job that was done but could not be noted as done runs again, so handlers must bear it.
"""

from __future__ import annotations

import logging
import time
import traceback
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select, update

from board.clock import Clock
from board.extensions import about_to_write, db
from board.models import Job
from board.rules.work import MAX_ATTEMPTS, backoff

log = logging.getLogger(__name__)

Handler = Callable[[dict[str, Any], datetime], None]
HANDLERS: dict[str, Handler] = {}
SWITCHED_OFF: set[str] = set()
"""Kinds of work that this installation has nothing to do with: asking for them leaves no trace."""
LAST: set[str] = set()
"""Kinds of work that take long and can wait: whatever else is due goes first."""
IDLE_SECONDS = 2.0
LEASE = timedelta(minutes=10)


def handles(kind: str, *, last: bool = False) -> Callable[[Handler], Handler]:
    """Register the function that does this kind of work; ``last``: after all other kinds that are due."""

    def register(handler: Handler) -> Handler:
        HANDLERS[kind] = handler
        (LAST.add if last else LAST.discard)(kind)
        return handler

    return register


def switch(kind: str, *, on: bool) -> None:
    """Say whether this installation does this kind of work at all."""
    (SWITCHED_OFF.discard if on else SWITCHED_OFF.add)(kind)


def enqueue(kind: str, unique_key: str, payload: dict[str, Any], run_at: datetime, *, anew: bool = False) -> None:
    """Ask for work in the caller's transaction; asking again with the same key does nothing.

    ``anew``: what was done, or given up, with that key is to be done once more.
    """
    if kind in SWITCHED_OFF:
        return
    if anew:
        over = or_(Job.done_at.is_not(None), Job.attempts >= MAX_ATTEMPTS)
        start = {"due_at": run_at, "run_at": run_at, "attempts": 0, "error": "", "done_at": None}
        db.session.execute(update(Job).where(Job.unique_key == unique_key, over).values(start))
    if db.session.scalar(select(Job.id).where(Job.unique_key == unique_key)) is None:
        db.session.add(Job(kind=kind, unique_key=unique_key, payload=payload, due_at=run_at, run_at=run_at))


def run_due(clock: Clock) -> int:
    """Do all that is due, each item with a fresh ``now`` in its own transactions. Returns how many were tried."""
    tried: set[int] = set()
    while (job_id := _next_due(clock.now(), tried)) is not None:
        tried.add(job_id)
        _run(job_id, clock.now())
    return len(tried)


def _next_due(now: datetime, tried: set[int]) -> int | None:
    query = select(Job.id).where(
        Job.done_at.is_(None), Job.run_at <= now, Job.attempts < MAX_ATTEMPTS, Job.id.not_in(tried)
    )
    found = db.session.scalar(query.order_by(Job.kind.in_(LAST), Job.run_at, Job.id).limit(1))
    db.session.rollback()
    return found


def _run(job_id: int, now: datetime) -> None:
    about_to_write.set(True)
    try:
        job = _claim(job_id, now)
        if job is not None:
            kind, payload = job
            about_to_write.set(False)  # a handler may talk to a slow server: it must not hold SQLite's write lock
            HANDLERS[kind](payload, now)
            about_to_write.set(True)
            _finish(job_id, now)
    except Exception:
        db.session.rollback()
        about_to_write.set(True)
        _note_failure(job_id, now, traceback.format_exc(limit=3))
    finally:
        about_to_write.set(False)


def _claim(job_id: int, now: datetime) -> tuple[str, dict[str, Any]] | None:
    """Lease a job: until the lease ends no other worker takes it. An attempt that kills its worker counts too."""
    leased = (
        update(Job)
        .where(Job.id == job_id, Job.done_at.is_(None), Job.run_at <= now)
        .values(run_at=now + LEASE, attempts=Job.attempts + 1)
        .returning(Job.kind, Job.payload)
    )
    row = db.session.execute(leased).first()
    db.session.commit()
    return (row.kind, row.payload) if row else None


def _finish(job_id: int, now: datetime) -> None:
    db.session.execute(update(Job).where(Job.id == job_id).values(done_at=now, error=""))
    db.session.commit()


def _note_failure(job_id: int, now: datetime, error: str) -> None:
    job = db.session.get(Job, job_id)
    if job is not None:
        job.error, job.run_at = error, now + backoff(job.attempts)
        log.warning("job %s (%s) failed for the %s. time", job.id, job.kind, job.attempts)
    db.session.commit()


def work(clock: Clock, stopping: Callable[[], bool]) -> None:
    """The worker's loop. It outlives a database that is away for a while."""
    while not stopping():
        try:
            tried = run_due(clock)
        except Exception:
            log.exception("the worker could not look for work")
            db.session.rollback()
            tried = 0
        if tried == 0:
            time.sleep(IDLE_SECONDS)
