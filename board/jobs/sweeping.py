"""Deleting old rows: completed jobs and sent mails are not kept for ever."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete

from board.extensions import db, writing
from board.models import Job, Mail

EVERY = timedelta(hours=1)
KEPT_FOR_GOOD = ("mail.decision", "mail.quoted", "backup")
"""Jobs that pages rely on: what an applicant was told, and who was asked to check their quotes, so that nobody is told
twice, and that there was a backup."""


class Sweeper:
    """A worker's chore: once an hour, delete what was done that many days ago."""

    def __init__(self, days: int) -> None:
        self.kept = timedelta(days=days)
        self.last: datetime | None = None

    def __call__(self, now: datetime) -> None:
        """Sweep if it is time: at the start, and an hour after the last time, even if the clock was put back."""
        if self.last is None or abs(now - self.last) >= EVERY:
            sweep(now - self.kept)
            self.last = now


def sweep(before: datetime) -> None:
    """Delete jobs done and mails sent before then. Jobs given up, and mails held for the owner, stay."""
    with writing():
        db.session.execute(delete(Job).where(Job.done_at < before, Job.kind.not_in(KEPT_FOR_GOOD)))
        db.session.execute(delete(Mail).where(Mail.sent_at < before))
        db.session.commit()
