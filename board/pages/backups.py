"""The state of the backups, as the owner reads it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from board.extensions import db
from board.visible.work import failed_backups, last_backup

OLD_AFTER = timedelta(hours=26)
"""A backup is made every night; two more hours allow for making it and for a second attempt."""


@dataclass(frozen=True, slots=True)
class Backups:
    """When the last backup was made (None: never), and why a later attempt failed (empty: none did)."""

    last: datetime | None
    is_old: bool
    failure: str


def backups(now: datetime) -> Backups:
    """Return the state of the backups; two queries."""
    made, failed = db.session.scalar(last_backup()), db.session.scalar(failed_backups().limit(1))
    last = made.done_at if made else None
    counts = failed is not None and (last is None or failed.due_at > last)
    failure = _reason(failed.error) if failed and counts else ""
    return Backups(last, last is None or now - last > OLD_AFTER, failure)


def _reason(error: str) -> str:
    """Drop the kind of the error where a message follows it."""
    return error.partition(": ")[2] or error
