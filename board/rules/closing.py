"""When a forum closes for writing, and who closes it or opens it again: a closed forum is a readable archive.

A forum closes when its last day is over. An admin may close it before, and open it again; either holds until an admin
does the other, whatever becomes of the last day meanwhile.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import NamedTuple

from board.rules.permissions import Refusal
from board.rules.roles import Viewer
from board.rules.weeks import end_of_day, same_wall, to_wall


class LastDay(NamedTuple):
    """The last day of a programme in the forum's zone, or None."""

    day: date | None
    zone: str

    @property
    def end(self) -> datetime | None:
        """The instant at which the day is over."""
        return end_of_day(self.day, self.zone) if self.day else None


def close_forum(viewer: Viewer, is_closed: bool) -> Refusal | None:
    """Allow admins to close the forum for writing, whatever its last day is."""
    if not viewer.is_admin:
        return Refusal.ADMINS_ONLY
    return Refusal.ALREADY_SO if is_closed else None


def reopen_forum(viewer: Viewer, is_closed: bool) -> Refusal | None:
    """Allow admins to open a closed forum for writing again."""
    if not viewer.is_admin:
        return Refusal.ADMINS_ONLY
    return None if is_closed else Refusal.ALREADY_SO


def reopened_until(until: date | None, last: LastDay, now: datetime) -> datetime | None:
    """Return when a forum that is opened again closes: at the end of a day, or of its last day if that is still to
    come; otherwise only an admin closes it (None).
    """
    if until is not None:
        return LastDay(until, last.zone).end
    return last.end if last.end is not None and last.end > now else None


def closed_by_hand(closed_at: datetime | None, last: LastDay, now: datetime) -> bool:
    """Return whether an admin closed the forum, so that no other last day opens it."""
    return closed_at is not None and closed_at <= now and closed_at != last.end


def last_day_of(closed_at: datetime, zone: str) -> date:
    """Return the last day on which people could write: a forum that closes at midnight was open the day before."""
    return to_wall(closed_at - timedelta(microseconds=1), zone).date()


def moved_closing(closed_at: datetime | None, last: LastDay, new: LastDay, now: datetime) -> datetime | None:
    """Return when a forum closes after its settings gave it a ``new`` last day or zone.

    What an admin closed stays closed. What an admin left open longer follows a new day, and keeps its wall time in a
    new zone.
    """
    if new == last:
        return closed_at
    if closed_at == last.end:
        return new.end
    if closed_by_hand(closed_at, last, now):
        return closed_at
    if new.day != last.day:
        return new.end
    return same_wall(closed_at, last.zone, new.zone) if closed_at else None
