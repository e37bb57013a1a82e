"""Moving the dates of a forum that runs again: a number of days later, at the same wall time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from board.rules.weeks import NonexistentTime, to_instant, to_wall


@dataclass(frozen=True, slots=True)
class Move:
    """A time of the first run and of the next run.

    ``new`` is None where clocks skip it; ``exists`` is the next time they show.
    """

    old: datetime
    new: datetime | None
    exists: datetime | None = None
    """Wall time; set only where the time itself is skipped."""

    @property
    def is_refused(self) -> bool:
        return self.new is None


def moved(instant: datetime, zone: str, days: int, *, or_next: bool = False) -> Move:
    """Return the instant, that many days later, at which clocks in the zone show the same time.

    A time that occurs twice means the first; with ``or_next``, a skipped time becomes the next that exists.
    """
    wall = to_wall(instant, zone) + timedelta(days=days)
    try:
        return Move(instant, to_instant(wall, zone))
    except NonexistentTime as skipped:
        return Move(instant, to_instant(skipped.after, zone) if or_next else None, skipped.after)


def first_day(starts_on: date | None, openings: Iterable[datetime | None], zone: str) -> date | None:
    """Return the day from which days are counted: the forum's first, or else the day on which its first week opens."""
    days = [to_wall(opening, zone).date() for opening in openings if opening is not None]
    return starts_on or min(days, default=None)


def days_between(first: date | None, starts_on: date) -> int:
    """Return by how many days everything moves; 0 where the first run has no dates."""
    return (starts_on - first).days if first else 0
