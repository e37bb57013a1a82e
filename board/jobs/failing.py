"""What follows a try: the job is done, put back, tried later, or given up."""

from __future__ import annotations

import logging
import traceback
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import update

from board.extensions import db
from board.jobs import lines
from board.jobs.leases import AT_HAND, Lease
from board.jobs.troubles import Broken, Down, Rejected, Trouble
from board.models import Job
from board.rules.work import BROKEN, FAULT, MAX_ATTEMPTS, OWN_CEILING, PATIENCE, RELAY, backoff, line_of, wait

log = logging.getLogger(__name__)

FREE = {"leased_by": "", "leased_until": None}


def settle(now: datetime) -> None:
    """Record in the caller's transaction that the current job is done, so that no worker dies between doing and
    recording.

    Outside a worker this does nothing.
    """
    lease = AT_HAND.get()
    if lease is not None:
        _note_done(lease, now)


def note_done(lease: Lease, now: datetime) -> None:
    """Record that the job is done, whoever has its lease by now."""
    if lease.is_probe:
        lines.give_back(line_of(lease.kind), now)  # unless it has found that the line is up
    _note_done(lease, now)
    db.session.commit()


def _note_done(lease: Lease, now: datetime) -> None:
    clean = {"error": "", "reason": "", "recipient": "", "trouble_since": None, "failed_at": None, "failures": 0}
    db.session.execute(update(Job).where(Job.id == lease.job_id).values(done_at=now, **clean, **FREE))


def put_back(lease: Lease, now: datetime) -> None:
    """Put the job back as if it had never been taken."""
    if lease.is_probe:
        lines.give_back(line_of(lease.kind), now)
    _change(lease, attempts=Job.attempts - 1, failures=lease.failures - 1)
    db.session.commit()


def note_fault(lease: Lease, now: datetime, account: str) -> None:
    """Record an unforeseen error, or an engine's failure: the job is tried a few more times."""
    if lease.is_probe:
        lines.give_back(line_of(lease.kind), now)
    over = lease.failures >= MAX_ATTEMPTS
    run_at, failed_at = now + backoff(lease.failures), now if over else None
    counted = {"failures": lease.failures, "run_at": run_at, "failed_at": failed_at}
    _change(lease, reason=FAULT, error=account, **counted)
    db.session.commit()
    log.warning("job %s (%s) failed for the %s. time: %s", *_named(lease), lease.failures, account)


def _named(lease: Lease) -> tuple[int, str]:
    return lease.job_id, lease.kind


def account_of(error: Exception) -> str:
    """Describe an error. Errors of other packages may quote private data: of these only name and place."""
    name = type(error).__name__
    if type(error).__module__.startswith("board.") and str(error):
        return f"{name}: {error}"[:500]
    last = traceback.extract_tb(error.__traceback__)[-1:]
    return name + "".join(f" ({Path(frame.filename).name}, line {frame.lineno})" for frame in last)


def note_trouble(lease: Lease, now: datetime, trouble: Trouble) -> None:
    """Record that the server could not be used, or refused."""
    name = line_of(lease.kind)
    if name is not None:
        _tell_line(name, lease, trouble, now)
    job = _ours(lease)
    if job is not None:
        _change(lease, failures=0, recipient=trouble.to, **_own_trouble(job, trouble, now))
    db.session.commit()
    log.warning("job %s (%s) came to nothing: %s", *_named(lease), trouble.reason)


def _tell_line(name: str, lease: Lease, trouble: Trouble, now: datetime) -> None:
    if isinstance(trouble, Down):
        lines.note_down(name, trouble, now)
    elif isinstance(trouble, Broken):
        lines.note_broken(name, lease.job_id, trouble, now)
    else:
        lines.note_up(name, now)


def _own_trouble(job: Job, trouble: Trouble, now: datetime) -> dict[str, Any]:
    """Return what to record with the job itself: nothing if the server is down, so that it runs as soon as that is
    back.
    """
    if isinstance(trouble, Down):
        return {}
    said = {"reason": trouble.reason, "error": trouble.said}
    if isinstance(trouble, Rejected):
        return {**said, "failed_at": now}
    was_broken = job.reason in (BROKEN, RELAY) and not isinstance(trouble, Broken)  # only now is it really deferred
    since = now if job.trouble_since is None or was_broken else job.trouble_since
    is_over = not isinstance(trouble, Broken) and now - since >= PATIENCE
    run_at = now + wait(since, now, OWN_CEILING)
    return {**said, "trouble_since": since, "run_at": run_at, "failed_at": now if is_over else None}


def _ours(lease: Lease) -> Job | None:
    """Return the row, if this worker still has it."""
    job = db.session.get(Job, lease.job_id, populate_existing=True)
    return job if job is not None and job.leased_by == lease.mark else None


def _change(lease: Lease, **values: Any) -> None:
    ours = Job.id == lease.job_id, Job.leased_by == lease.mark
    db.session.execute(update(Job).where(*ours).values(**values, **FREE))
