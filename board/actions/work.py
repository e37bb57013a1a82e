"""What the owner does about work that waits or was given up: have it tried once more, or put it away."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, or_, update

from board import jobs
from board.extensions import db
from board.models import Job


def try_again(now: datetime, job_id: int | None = None) -> int:
    """Have this piece of work, or all that failed or waits to be tried again, done at once. Returns how many."""
    jobs.look_again(now)
    failed, tried = Job.failed_at.is_not(None), Job.attempts > 0
    chosen = [Job.done_at.is_(None), or_(failed, tried), *([Job.id == job_id] if job_id is not None else [])]
    anew = {"run_at": now, "failed_at": None, "failures": 0, "trouble_since": None}
    unleased = or_(Job.leased_until.is_(None), Job.leased_until <= now)
    found = db.session.scalars(update(Job).where(*chosen, unleased).values(**anew).returning(Job.id)).all()
    db.session.commit()
    return len(found)


def put_away(job_id: int | None = None) -> int:
    """Forget this piece of work, or all, that was given up. Returns how many."""
    chosen = [Job.done_at.is_(None), Job.failed_at.is_not(None), *([Job.id == job_id] if job_id is not None else [])]
    found = db.session.scalars(delete(Job).where(*chosen).returning(Job.id)).all()
    db.session.commit()
    return len(found)
