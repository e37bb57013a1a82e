"""How the worker and its mail fare: what the owner, and a check from outside, ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func

from board.extensions import db
from board.models import Job, Line
from board.rules.work import MAIL, line_of
from board.visible.work import due_mail, due_work, failed_work, last_beat, lines_down


def worker_seen_at() -> datetime | None:
    """When a worker last said that it lives, None where none ever did. A living one says so every ten seconds."""
    return db.session.scalar(last_beat())


@dataclass(frozen=True, slots=True)
class MailFlow:
    """Since when the oldest mail that should have left is waiting (None: nothing waits); how much was given up."""

    waits_since: datetime | None
    failed: int


def mail_flow(now: datetime) -> MailFlow:
    """Whether mail leaves; two queries."""
    oldest = due_mail(now).with_only_columns(func.min(Job.due_at)).order_by(None)
    failed = failed_work().where(Job.kind.startswith(f"{MAIL}.")).with_only_columns(func.count()).order_by(None)
    return MailFlow(db.session.scalar(oldest), db.session.scalar(failed) or 0)


LATEST = 200
"""So many pieces of work are shown of each sort; all are counted."""


@dataclass(frozen=True, slots=True)
class WorkOnHand:
    """What waits and what was given up, each with how many there are in all; which servers cannot be used."""

    lines: dict[str, Line]
    waiting: list[Job]
    waiting_count: int
    failed: list[Job]
    failed_count: int

    def line(self, job: Job) -> Line | None:
        """The server, out of use, that this work waits for."""
        return self.lines.get(line_of(job.kind) or "")


def work_on_hand(now: datetime) -> WorkOnHand:
    """How it stands; five queries."""
    lines = {line.name: line for line in db.session.scalars(lines_down())}
    waiting, failed = due_work(now), failed_work()
    return WorkOnHand(lines, _shown(waiting), _count(waiting), _shown(failed), _count(failed))


def failed_count() -> int:
    """How many pieces of work were given up."""
    return _count(failed_work())


def mail_line() -> Line | None:
    """The way to the mail server, where it cannot be used."""
    return db.session.scalar(lines_down().where(Line.name == MAIL))


def _shown(work: Select[Job]) -> list[Job]:
    return list(db.session.scalars(work.limit(LATEST)))


def _count(work: Select[Job]) -> int:
    return db.session.scalar(work.with_only_columns(func.count()).order_by(None)) or 0
