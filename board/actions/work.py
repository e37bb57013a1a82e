"""What the owner can do about work that waits or was given up: have it tried again, or delete it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, or_, update

from board import jobs
from board.extensions import db
from board.models import Job


def try_again(now: datetime, job_id: int | None = None) -> int:
    """Have this job, or all jobs that failed or wait to be tried again, done at once; return how many."""
    jobs.look_again(now)
    failed, tried = Job.failed_at.is_not(None), Job.attempts > 0
    chosen = [Job.done_at.is_(None), or_(failed, tried), *([Job.id == job_id] if job_id is not None else [])]
    anew = {"run_at": now, "failed_at": None, "failures": 0, "trouble_since": None}
    unleased = or_(Job.leased_until.is_(None), Job.leased_until <= now)
    job_ids = db.session.scalars(update(Job).where(*chosen, unleased).values(**anew).returning(Job.id)).all()
    db.session.commit()
    return len(job_ids)


def put_away(job_id: int | None = None) -> int:
    """Delete this job if it was given up, or all that were; return how many."""
    chosen = [Job.done_at.is_(None), Job.failed_at.is_not(None), *([Job.id == job_id] if job_id is not None else [])]
    job_ids = db.session.scalars(delete(Job).where(*chosen).returning(Job.id)).all()
    db.session.commit()
    return len(job_ids)
