"""Whether there is a backup to fall back on: what the owner is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from board.extensions import db
from board.visible.work import failed_backups, last_backup

OLD_AFTER = timedelta(hours=26)
"""A night's, and two hours to make it and to try again."""


@dataclass(frozen=True, slots=True)
class Backups:
    """When the last one was made (None: never), and why the last attempt came to nothing since (empty: it did not)."""

    last: datetime | None
    is_old: bool
    failure: str


def backups(now: datetime) -> Backups:
    """How it stands; two queries."""
    made, failed = db.session.scalar(last_backup()), db.session.scalar(failed_backups().limit(1))
    last = made.done_at if made else None
    counts = failed is not None and (last is None or failed.due_at > last)
    failure = _reason(failed.error) if failed and counts else ""
    return Backups(last, last is None or now - last > OLD_AFTER, failure)


def _reason(error: str) -> str:
    """What the work said itself, or else where it went wrong."""
    return error.partition(": ")[2] or error
