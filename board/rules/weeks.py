"""When a week is open: the only place where week boundaries are computed.

No job has to run for a week to open: it is open as soon as somebody reads at or after its opening time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo, available_timezones


class WeekFacts(Protocol):
    """What the rules need to know about a week."""

    @property
    def number(self) -> int: ...
    @property
    def opens_at(self) -> datetime | None: ...
    @property
    def override(self) -> str | None: ...
    @property
    def override_at(self) -> datetime | None: ...
    @property
    def closed_at(self) -> datetime | None: ...


AnyWeek = TypeVar("AnyWeek", bound=WeekFacts)


class WeekState(StrEnum):
    """A ``closed`` week is readable, not writable."""

    LOCKED = "locked"
    OPEN = "open"
    CLOSED = "closed"


OPEN, HELD, LOCKED = "open", "held", "locked"


def opened_at(week: WeekFacts, now: datetime) -> datetime | None:
    """Return the instant at which the week opened, or None while it is locked. A missing date means locked."""
    if week.override == OPEN:
        return week.override_at
    if week.override in (HELD, LOCKED):
        return None
    return week.opens_at if week.opens_at is not None and week.opens_at <= now else None


def opens_next(week: WeekFacts, now: datetime) -> datetime | None:
    """Return the instant at which the schedule will open a locked week, or None where no opening is scheduled."""
    if week.override is not None or week.opens_at is None or week.opens_at <= now:
        return None
    return week.opens_at


def week_state(week: WeekFacts, forum_closed_at: datetime | None, now: datetime) -> WeekState:
    """Return whether the week is locked, open, or closed (by an admin, or with the forum)."""
    if opened_at(week, now) is None:
        return WeekState.LOCKED
    if any(end is not None and end <= now for end in (week.closed_at, forum_closed_at)):
        return WeekState.CLOSED
    return WeekState.OPEN


def this_week(weeks: Iterable[AnyWeek], now: datetime) -> AnyWeek | None:
    """Return the most recently opened week; of two opened at the same instant, the one with the higher number."""
    opened = [(at, week.number, week) for week in weeks if (at := opened_at(week, now)) is not None]
    return max(opened, key=lambda entry: entry[:2])[2] if opened else None


def is_answering(week: WeekFacts, weeks: Sequence[WeekFacts], forum_closed_at: datetime | None, now: datetime) -> bool:
    """Return whether a week's key respondents answer now: from its opening until the next opening, or the close."""
    began = opened_at(week, now)
    if began is None or week_state(week, forum_closed_at, now) is WeekState.CLOSED:
        return False
    return not any(
        (at := opened_at(later, now)) is not None and at >= began for later in weeks if later.number > week.number
    )


class Answering(StrEnum):
    """When a key respondent's answers can be expected: now, from a known time, undated, or later than usual."""

    NOW = "now"
    FROM = "from"
    UNDATED = "undated"
    OVER = "over"


def answering(
    week: WeekFacts, weeks: Sequence[WeekFacts], forum_closed_at: datetime | None, now: datetime
) -> Answering:
    """Return where a week's key respondents stand, from the public programme alone."""
    if is_answering(week, weeks, forum_closed_at, now):
        return Answering.NOW
    if opened_at(week, now) is not None:
        return Answering.OVER
    return Answering.UNDATED if opens_next(week, now) is None else Answering.FROM


def ends_at(
    week: WeekFacts, weeks: Sequence[WeekFacts], forum_closed_at: datetime | None, now: datetime
) -> datetime | None:
    """Return until when a week's key respondents answer: the next opening, or the close; None where that is unknown."""
    began = opened_at(week, now) or opens_next(week, now)
    later = [opened_at(other, now) or opens_next(other, now) for other in weeks if other.number > week.number]
    ends = [at for at in (*later, week.closed_at, forum_closed_at) if at is not None and (began is None or at >= began)]
    return min(ends) if began and ends else None


class NonexistentTime(ValueError):
    """A wall time that the zone's clocks skip; ``after`` is the first time that exists again."""

    def __init__(self, wall: datetime, after: datetime) -> None:
        super().__init__(f"{wall:%Y-%m-%d %H:%M} does not exist in this zone")
        self.wall, self.after = wall, after


_zones = cache(available_timezones)  # it reads a folder: 3 ms


def is_zone(name: str) -> bool:
    """Return whether the time zone database knows this name."""
    return name in _zones()


def to_instant(wall: datetime, zone: str) -> datetime:
    """Return the instant (UTC) of a wall time in a zone.

    A time that occurs twice, when clocks go back, means the first occurrence. Raise NonexistentTime for a
    time that is skipped when they go forward.
    """
    local = wall.replace(tzinfo=ZoneInfo(zone), fold=0)
    instant = local.astimezone(UTC)
    if to_wall(instant, zone) != wall:
        raise NonexistentTime(wall, _end_of_gap(wall, zone))
    return instant


def _end_of_gap(wall: datetime, zone: str) -> datetime:
    """Return the first wall time after the skipped one: the skip lies between its two readings."""
    before, after = (wall.replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC) for fold in (1, 0))
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) / 2
        skipped = to_wall(middle, zone) > wall
        before, after = (before, middle) if skipped else (middle, after)
    return to_wall(after, zone).replace(microsecond=0)


def to_wall(instant: datetime, zone: str) -> datetime:
    """Return the wall time (naive) that clocks in the zone show at an instant."""
    return instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)


def same_wall(instant: datetime, old_zone: str, new_zone: str) -> datetime:
    """Return the instant with the same wall time in another zone.

    A wall time that the new zone skips moves on to the first one that exists.
    """
    wall = to_wall(instant, old_zone)
    try:
        return to_instant(wall, new_zone)
    except NonexistentTime as skipped:
        return to_instant(skipped.after, new_zone)


NINE_O_CLOCK = time(9)


def next_opening(weeks: Sequence[WeekFacts], starts_on: date | None, zone: str) -> datetime | None:
    """Propose the wall time at which one more week opens.

    Dated weeks set the rhythm, in whole days from one week to the next; without two of them it is seven days. If no
    week has a date, propose nine o'clock on the forum's first day, or nothing.
    """
    dated = sorted((week.number, to_wall(week.opens_at, zone)) for week in weeks if week.opens_at)
    if not dated:
        return datetime.combine(starts_on, NINE_O_CLOCK) if starts_on else None
    (first, opened), (last, opens) = dated[-2:] if len(dated) > 1 else (dated[0], dated[0])
    days = (opens.date() - opened.date()).days // (last - first) if last > first else 0
    number = max(week.number for week in weeks) + 1
    return opens + timedelta(days=days if days > 0 else 7) * (number - last)


def end_of_day(day: date, zone: str) -> datetime:
    """Return the instant at which a day ends in a zone."""
    midnight = datetime.combine(day + timedelta(days=1), time())
    try:
        return to_instant(midnight, zone)
    except NonexistentTime as skipped:
        return to_instant(skipped.after, zone)
