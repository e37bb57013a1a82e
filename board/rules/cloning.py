"""Running a forum again: so many days later, with all that clocks showed the first time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from board.rules.weeks import NonexistentTime, to_instant, to_wall


@dataclass(frozen=True, slots=True)
class Move:
    """A time of the first run, and of the next one: None where clocks skip it, ``exists`` being the next they show."""

    old: datetime
    new: datetime | None
    exists: datetime | None = None
    """As wall time, where the time itself is skipped."""

    @property
    def is_refused(self) -> bool:
        return self.new is None


def moved(instant: datetime, zone: str, days: int, *, or_next: bool = False) -> Move:
    """The instant at which clocks in the zone show the same time, so many days later.

    A time that occurs twice means the first; ``or_next`` takes the next that exists for one that is skipped.
    """
    wall = to_wall(instant, zone) + timedelta(days=days)
    try:
        return Move(instant, to_instant(wall, zone))
    except NonexistentTime as skipped:
        return Move(instant, to_instant(skipped.after, zone) if or_next else None, skipped.after)


def first_day(starts_on: date | None, openings: Iterable[datetime | None], zone: str) -> date | None:
    """The day from which days are counted: the first of the forum; without one, of the week that opens first."""
    days = [to_wall(opening, zone).date() for opening in openings if opening is not None]
    return starts_on or min(days, default=None)


def days_between(first: date | None, starts_on: date) -> int:
    """By how many days all moves; where nothing has a date, nothing does."""
    return (starts_on - first).days if first else 0
