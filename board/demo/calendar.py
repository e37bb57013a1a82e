"""When everything in the demo happens: on the true dates, or in the same six weeks around now."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from board.demo.content import WEEKS
from board.rules.weeks import NonexistentTime, end_of_day, to_instant, to_wall

ZONE = "America/Toronto"
FIRST_DAY_2009 = date(2009, 10, 26)
NINE = time(9)
NEXT_WEEK = 4
"""The week that opens next."""
LAST_DAY = timedelta(days=4)
"""After the opening of its last week, the forum closes: on a Friday, if weeks open on Mondays."""
HEAD_START = timedelta(minutes=2)
"""A visitor who has just arrived sees week 4 open after at least this time."""
A_DAY_AHEAD = timedelta(days=1)
PREPARED_BEFORE = timedelta(days=7)
CALL_OUT = timedelta(weeks=12)
"""How long before the first week the call is published."""
DEADLINE = timedelta(days=26)
"""How long before the first day applications ended in 2009: at the end of a day, 30 September.

In a demo around now they end with the forum, so that the call can be tried.
"""
END_OF_DAY = time(23, 59)
_AT = re.compile(r"^(\d) (\d\d):(\d\d)$")


@dataclass(frozen=True, slots=True)
class Calendar:
    """The instants of one load. All are before ``now``, except openings to come."""

    openings: Mapping[int, datetime]
    now: datetime
    archive: bool = False
    awaits_anchor: bool = False
    """The coming weeks have no date until the server accepts (anchoring.py)."""

    @property
    def prepared(self) -> datetime:
        """When the admins prepared the forum."""
        return self.openings[1] - PREPARED_BEFORE

    def opens_at(self, number: int) -> datetime | None:
        """Return the opening that the week gets."""
        return None if self.awaits_anchor and number >= NEXT_WEEK else self.openings[number]

    def instant(self, number: int, at: str) -> datetime:
        """Return the instant of ``day HH:MM`` in a week. Texts of a coming week were prepared two days ago."""
        instant = self.openings[number] + since_opening(at)
        return instant if instant < self.now else self.now - timedelta(days=2) + since_opening(at)

    def not_later(self, instant: datetime) -> datetime:
        """Return the instant, or just before now if it is still to come."""
        return min(instant, self.now - timedelta(minutes=1))


def since_opening(at: str) -> timedelta:
    """Return the time since the opening: weeks that open at another hour than nine keep their rhythm."""
    found = _AT.match(at)
    if not found:
        raise ValueError(f"{at!r} is not like '3 10:30'")
    day, hour, minute = map(int, found.groups())
    return timedelta(days=day - 1, hours=hour - NINE.hour, minutes=minute)


def archived(now: datetime) -> Calendar:
    """Return the true dates: Mondays at nine in Toronto from 26 October 2009."""
    mondays = {number: datetime.combine(FIRST_DAY_2009, NINE) + timedelta(weeks=number - 1) for number in WEEKS}
    return Calendar({number: to_instant(wall, ZONE) for number, wall in mondays.items()}, now, archive=True)


def redated(now: datetime, *, awaits_anchor: bool = False) -> Calendar:
    """Return dates with weeks 1 to 3 open; week 4 opens in a day, or, if it awaits its anchor, in a few minutes."""
    ahead = HEAD_START if awaits_anchor else A_DAY_AHEAD
    return Calendar(weekly(first_minute(now + ahead)), now, awaits_anchor=awaits_anchor)


def first_minute(instant: datetime) -> datetime:
    """Return the first whole minute that is not before an instant."""
    floor = instant.astimezone(UTC).replace(second=0, microsecond=0)
    return floor if floor == instant else floor + timedelta(minutes=1)


def weekly(week4: datetime) -> dict[int, datetime]:
    """Return six openings at the same wall time, a week apart, around that of week 4."""
    wall = to_wall(week4, ZONE)
    return {
        number: week4 if number == NEXT_WEEK else _on_the_clock(wall + timedelta(weeks=number - NEXT_WEEK))
        for number in WEEKS
    }


def _on_the_clock(wall: datetime) -> datetime:
    try:
        return to_instant(wall, ZONE)
    except NonexistentTime as skipped:
        return to_instant(skipped.after, ZONE)


def first_and_last_day(openings: Mapping[int, datetime]) -> tuple[date, date]:
    """Return the forum's dates."""
    return to_wall(openings[1], ZONE).date(), (to_wall(openings[WEEKS[-1]], ZONE) + LAST_DAY).date()


def call_dates(openings: Mapping[int, datetime], *, archive: bool = False) -> tuple[datetime, datetime]:
    """Return from when until when people can apply."""
    first = to_wall(openings[1], ZONE)
    last = first - DEADLINE if archive else first_and_last_day(openings)[1]
    return _on_the_clock(first - CALL_OUT), _on_the_clock(datetime.combine(last, END_OF_DAY))


def closes_at(openings: Mapping[int, datetime]) -> datetime:
    """Return the instant at which the forum closes."""
    return end_of_day(first_and_last_day(openings)[1], ZONE)
