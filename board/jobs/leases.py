"""Taking a job: a lease keeps it from other workers, and ends soon after its worker has died."""

from __future__ import annotations

import os
import secrets
import socket
import time
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, or_, select, update

from board.clock import Clock
from board.extensions import db, writing
from board.jobs import lines
from board.jobs.kinds import RANKS, USUAL
from board.jobs.lines import Way
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
    while (found := _next_due(worker.clock.now())) is not None:
        with writing():
            lease = _claim(worker, *found)
        if lease is not None:
            worker.since = time.monotonic()  # before the mark: the heartbeat thread reads it as soon as there is a mark
            worker.mark = lease.mark
            return lease
    return None


def _is_free(now: datetime) -> tuple[Any, ...]:
    unleased = or_(Job.leased_until.is_(None), Job.leased_until <= now)
    return Job.done_at.is_(None), Job.failed_at.is_(None), Job.run_at <= now, unleased


def _next_due(now: datetime) -> tuple[int, str] | None:
    waiting = [Job.kind.not_like(f"{name}.%") for name in lines.closed_lines(now)]
    rank = case(dict(RANKS), value=Job.kind, else_=USUAL) if RANKS else Job.id
    query = select(Job.id, Job.kind).where(*_is_free(now), *waiting)
    found = db.session.execute(query.order_by(rank, Job.run_at, Job.id).limit(1)).first()
    db.session.rollback()
    return (found.id, found.kind) if found else None


def _claim(worker: Worker, job_id: int, kind: str) -> Lease | None:
    """Lease a job to this worker until the lease ends; None if another was quicker, or its line is down."""
    now, mark = worker.clock.now(), f"{worker.name}:{worker.taken}"
    worker.taken += 1
    way = lines.enter(line_of(kind), now, LEASE)
    counts = {"attempts": Job.attempts + 1, "failures": Job.failures + 1}
    leased = update(Job).where(Job.id == job_id, *_is_free(now))
    leased = leased.values(leased_until=now + LEASE, leased_by=mark, **counts)
    row = db.session.execute(leased.returning(Job.payload, Job.failures)).first() if way is not Way.CLOSED else None
    if row is None:
        db.session.rollback()
        return None
    if row.failures > MAX_ATTEMPTS:
        _give_up(job_id, now)
        return None
    db.session.commit()
    return Lease(worker, mark, job_id, kind, row.payload, now, way is Way.PROBE, row.failures)


def _give_up(job_id: int, now: datetime) -> None:
    """Give up a job that has killed its workers so often that no other worker should meet it."""
    over = {"failed_at": now, "reason": CRASHED, "leased_by": "", "leased_until": None}
    counts = {"attempts": Job.attempts - 1, "failures": 0}
    db.session.execute(update(Job).where(Job.id == job_id).values(**over, **counts))
    db.session.commit()


def renew_lease(*, blameless: bool = False) -> None:
    """Renew the lease between two steps of a long job.

    ``blameless``: if the worker dies from here on, it is not the job's fault. Raise Interrupted if the worker has to
    stop,
    LeaseLost if another worker has the job by now, or it was withdrawn. Outside a worker this does nothing. No
    transaction
    may be open.
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
