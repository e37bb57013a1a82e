"""How the worker and its mail fare: what the owner, and a check from outside, ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func

from board.extensions import db
from board.models import Job
from board.rules.work import MAIL
from board.visible.work import due_mail, failed_work, last_beat


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
