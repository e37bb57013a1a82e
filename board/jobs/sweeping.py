"""Forgetting: done work and sent mails are not kept for ever."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete

from board.extensions import db, writing
from board.models import Job, Mail

EVERY = timedelta(hours=1)
KEPT_FOR_GOOD = ("mail.decision", "backup")
"""What an application's page says was told, and is not to be told twice; and that there was a backup once."""


class Sweeper:
    """A worker's chore: once an hour, what was done so many days ago goes."""

    def __init__(self, days: int) -> None:
        self.kept = timedelta(days=days)
        self.last: datetime | None = None

    def __call__(self, now: datetime) -> None:
        """Sweep, if it is time: at first, and an hour after the last time, also on a clock that was put back."""
        if self.last is None or abs(now - self.last) >= EVERY:
            sweep(now - self.kept)
            self.last = now


def sweep(before: datetime) -> None:
    """Forget what was done, and sent, before then. What was given up, or is held for the owner to read, stays."""
    with writing():
        db.session.execute(delete(Job).where(Job.done_at < before, Job.kind.not_in(KEPT_FOR_GOOD)))
        db.session.execute(delete(Mail).where(Mail.sent_at < before))
        db.session.commit()
