"""The state of the worker and of outgoing mail, for the owner and for monitoring."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func

from board.extensions import db
from board.models import Job, Line
from board.rules.work import MAIL, line_of
from board.visible.work import due_work, failed_work, last_beat, lines_down


def worker_seen_at() -> datetime | None:
    """Return when a worker was last alive, or None. A running worker notes it every ten seconds."""
    return db.session.scalar(last_beat())


LATEST = 200
"""The most jobs listed as waiting, and as failed; all of them are counted."""


@dataclass(frozen=True, slots=True)
class WorkOnHand:
    """Jobs that wait and jobs that failed, with their total numbers, and the servers that cannot be used."""

    lines: dict[str, Line]
    waiting: list[Job]
    waiting_count: int
    failed: list[Job]
    failed_count: int

    def line(self, job: Job) -> Line | None:
        """Return the unavailable server that this job waits for, or None."""
        return self.lines.get(line_of(job.kind) or "")


def work_on_hand(now: datetime) -> WorkOnHand:
    """Return the waiting and the failed jobs; five queries."""
    lines = {line.name: line for line in db.session.scalars(lines_down())}
    waiting, failed = due_work(now), failed_work()
    return WorkOnHand(lines, _shown(waiting), _count(waiting), _shown(failed), _count(failed))


def failed_count() -> int:
    """Count the failed jobs."""
    return _count(failed_work())


def mail_line() -> Line | None:
    """Return the line to the mail server if it cannot be used, otherwise None."""
    return db.session.scalar(lines_down().where(Line.name == MAIL))


def _shown(work: Select[Job]) -> list[Job]:
    return list(db.session.scalars(work.limit(LATEST)))


def _count(work: Select[Job]) -> int:
    return db.session.scalar(work.with_only_columns(func.count()).order_by(None)) or 0
