"""Seeing jobs, the workers, and mail that cannot be sent yet, for the owner."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, func, select

from board.models import Job, Line, Mail, WorkerBeat
from board.rules.work import MAIL


def held_mails() -> Select[Mail]:
    """Return mails written while no mail server is configured, the latest first."""
    return select(Mail).where(Mail.sent_at.is_(None)).order_by(Mail.created_at.desc(), Mail.id.desc())


def last_beat() -> Select[datetime]:
    """Return when a worker last reported that it is alive."""
    return select(func.max(WorkerBeat.seen_at))


def due_work(now: datetime) -> Select[Job]:
    """Return jobs that are overdue and still tried, the oldest first."""
    waiting = Job.done_at.is_(None), Job.failed_at.is_(None), Job.due_at <= now
    return select(Job).where(*waiting).order_by(Job.due_at, Job.id)


def due_mail(now: datetime) -> Select[Job]:
    """Return mails that are overdue and still tried, the oldest first."""
    return due_work(now).where(Job.kind.startswith(f"{MAIL}."))


def failed_work() -> Select[Job]:
    """Return jobs that were given up, the latest first."""
    return select(Job).where(Job.done_at.is_(None), Job.failed_at.is_not(None)).order_by(Job.failed_at.desc(), Job.id)


def last_backup() -> Select[Job]:
    """Return the latest backup, made by the worker or by hand."""
    return select(Job).where(Job.kind == "backup", Job.done_at.is_not(None)).order_by(Job.done_at.desc()).limit(1)


def pending_backups() -> Select[Job]:
    """Return the worker's backups that are planned or under way."""
    return select(Job).where(Job.kind == "backup", Job.done_at.is_(None), Job.failed_at.is_(None))


def failed_backups() -> Select[Job]:
    """Return failed backups, the latest first."""
    return select(Job).where(Job.kind == "backup", Job.done_at.is_(None), Job.error != "").order_by(Job.due_at.desc())


def lines_down() -> Select[Line]:
    """Return servers that jobs need and that cannot be used."""
    return select(Line).where(Line.down_since.is_not(None)).order_by(Line.name)
