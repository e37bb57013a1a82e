"""When the clocks of a zone change, as a calendar says it.

icalendar would write this too (7.3.2), but it compares offsets at steps of weeks, and so misses the month in which
Morocco turns its clocks back.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

A_DAY, A_SECOND = timedelta(days=1), timedelta(seconds=1)


def vtimezone(name: str, first: date, last: date) -> Timezone:
    """Describe a zone from one day to another."""
    zone = ZoneInfo(name)
    begins, ends = (datetime.combine(day, time(), UTC) for day in (first, last))
    described = Timezone()
    described.add("tzid", name)
    described.add_component(_observance(begins, begins.astimezone(zone), begins.astimezone(zone)))
    for at in changes(zone, begins, ends):
        described.add_component(_observance(at, (at - A_SECOND).astimezone(zone), at.astimezone(zone)))
    return described


def changes(zone: ZoneInfo, begins: datetime, ends: datetime) -> Iterator[datetime]:
    """Yield the instants at which clocks change: days are compared, then the changed day is halved."""
    while begins < ends:
        if _offset(zone, begins) != _offset(zone, begins + A_DAY):
            yield _first_after(zone, begins, begins + A_DAY)
        begins += A_DAY


def _first_after(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    old = _offset(zone, before)
    while after - before > A_SECOND:
        middle = (before + (after - before) / 2).replace(microsecond=0)
        before, after = (middle, after) if _offset(zone, middle) == old else (before, middle)
    return after


def _offset(zone: ZoneInfo, instant: datetime) -> timedelta:
    return instant.astimezone(zone).utcoffset() or timedelta()


def _observance(at: datetime, before: datetime, after: datetime) -> TimezoneStandard | TimezoneDaylight:
    """Describe what clocks show from an instant on. It is given as the wall time that they would have shown before."""
    old, new = before.utcoffset() or timedelta(), after.utcoffset() or timedelta()
    observance = TimezoneDaylight() if after.dst() else TimezoneStandard()
    observance.add("dtstart", (at + old).replace(tzinfo=None))
    observance.add("tzoffsetfrom", old)
    observance.add("tzoffsetto", new)
    observance.add("tzname", after.tzname() or "")
    return observance
