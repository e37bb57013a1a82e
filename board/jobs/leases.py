"""Taking a job: a lease keeps it from other workers, and ends soon after its worker has died."""

from __future__ import annotations

import os
import secrets
import socket
import time
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, or_, select, update

from board.clock import Clock
from board.extensions import db, writing
from board.jobs import lines
from board.jobs.troubles import Interrupted, LeaseLost
from board.models import Job
from board.rules.work import CRASHED, MAX_ATTEMPTS, line_of

LEASE = timedelta(seconds=50)
"""Shorter than a minute with the pause between two checks for jobs, and longer than any mail takes."""
MAX_SECONDS = 3600.0
"""A job that takes longer hangs: its worker no longer counts as alive, and another may take the job."""


def never() -> bool:
    """Never stop a worker."""
    return False


@dataclass(slots=True)
class Worker:
    """A worker, and the lease that it holds now."""

    clock: Clock
    stopping: Callable[[], bool] = never
    name: str = field(default_factory=lambda: f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}")
    """Unique, even against the previous worker on this machine."""
    mark: str = ""
    """The mark of the current lease; empty while it looks for a job. The heartbeat thread reads it."""
    since: float = 0.0
    taken: int = 0

    def hangs(self) -> bool:
        """Return whether the current job takes longer than any job should."""
        return bool(self.mark) and time.monotonic() - self.since > MAX_SECONDS


@dataclass(frozen=True, slots=True)
class Lease:
    """A job that belongs to one worker for now."""

    worker: Worker
    mark: str
    job_id: int
    kind: str
    payload: dict[str, Any]
    now: datetime
    is_probe: bool
    failures: int
    """How often in a row it has failed if it fails this time."""


AT_HAND: ContextVar[Lease | None] = ContextVar("AT_HAND", default=None)


def kind_at_hand() -> str:
    """Return the kind of the job that this worker does now; empty outside a worker."""
    lease = AT_HAND.get()
    return lease.kind if lease is not None else ""


def take(worker: Worker) -> Lease | None:
    """Take the next job that is due and return its lease, or None if none is due."""
    while (lease := _next_lease(worker)) is not None:
        if lease.failures <= MAX_ATTEMPTS:
            worker.since = time.monotonic()  # before the mark: the heartbeat thread reads it once there is a mark
            worker.mark = lease.mark
            return lease
    return None


def _next_lease(worker: Worker) -> Lease | None:
    """Lease the next job to this worker, or give it up because it has killed its workers too often."""
    if not _may_be_due(worker.clock.now()):
        return None
    with writing():
        lease = _claim(worker)
        if lease is None:
            db.session.rollback()
            return None
        if lease.failures > MAX_ATTEMPTS:
            _give_up(lease)
        db.session.commit()
    return lease


def _may_be_due(now: datetime) -> bool:
    """Return whether it is worth the while to look for a job: on SQLite, an idle worker takes no write lock."""
    if db.engine.dialect.name != "sqlite":
        return True
    due = db.session.scalar(select(_next_due(now, lines.closed_lines(now)).scalar_subquery())) is not None
    db.session.rollback()
    return due


def _next_due(now: datetime, closed: Iterable[str]) -> Select[int]:
    """Return the id of the next free job. On PostgreSQL its row is locked, and rows that others have locked are left
    to them, so no two workers wait for each other.
    """
    unleased = or_(Job.leased_until.is_(None), Job.leased_until <= now)
    free = Job.done_at.is_(None), Job.failed_at.is_(None), Job.run_at <= now, unleased
    waiting = [Job.kind.not_like(f"{name}.%") for name in closed]
    query = select(Job.id).where(*free, *waiting).order_by(Job.rank, Job.run_at, Job.id).limit(1)
    return query.with_for_update(skip_locked=True)


def _claim(worker: Worker) -> Lease | None:
    """Lease the next free job to this worker in one statement; return None if none is free.

    Lines are entered first: whoever changes a line and a job locks the line first.
    """
    now, mark = worker.clock.now(), f"{worker.name}:{worker.taken}"
    worker.taken += 1
    ways = lines.enter(now, LEASE)
    leased = {
        "leased_until": now + LEASE,
        "leased_by": mark,
        "attempts": Job.attempts + 1,
        "failures": Job.failures + 1,
    }
    job = update(Job).where(Job.id == _next_due(now, ways.closed).scalar_subquery()).values(**leased)
    row = db.session.execute(job.returning(Job.id, Job.kind, Job.payload, Job.failures)).first()
    if row is None:
        return None
    needed = line_of(row.kind)
    for name in ways.probed - {needed}:
        lines.give_back(name, now)
    return Lease(worker, mark, row.id, row.kind, row.payload, now, needed in ways.probed, row.failures)


def _give_up(lease: Lease) -> None:
    """Give up a job that has killed its workers so often that no other worker should meet it."""
    over = {"failed_at": lease.now, "reason": CRASHED, "leased_by": "", "leased_until": None}
    counts = {"attempts": Job.attempts - 1, "failures": 0}
    db.session.execute(update(Job).where(Job.id == lease.job_id).values(**over, **counts))
    if lease.is_probe:
        lines.give_back(line_of(lease.kind), lease.now)


def renew_lease(*, blameless: bool = False) -> None:
    """Renew the lease between two steps of a long job.

    ``blameless``: if the worker dies from here on, it is not the job's fault. Raise Interrupted if the worker has to
    stop, LeaseLost if another worker has the job by now, or it was withdrawn. Outside a worker this does nothing. No
    transaction may be open.
    """
    lease = AT_HAND.get()
    if lease is None:
        return
    if lease.worker.stopping():
        raise Interrupted
    failures = lease.failures - 1 if blameless else lease.failures
    values = {"leased_until": lease.worker.clock.now() + LEASE, "failures": failures}
    ours = Job.id == lease.job_id, Job.leased_by == lease.mark
    with writing():
        held = db.session.scalar(update(Job).where(*ours).values(**values).returning(Job.id))
        db.session.commit()
    if held is None:
        raise LeaseLost
