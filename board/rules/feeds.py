"""What calendars and feeds tell: the programme as anyone may read it, and how long a week stands in a calendar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from board.rules.weeks import NonexistentTime, WeekFacts, opened_at, opens_next, to_instant, to_wall

A_WEEK = timedelta(days=7)
CHANGES_THE_PROGRAMME = (
    "week.added", "week.edited", "week.removed", "week.scheduled", "week.open", "week.held", "week.locked",
    "week.schedule", "week.close", "week.reopen", "forum.edited", "call.scheduled",
)  # fmt: skip
"""Kinds of acts that may change what the public programme says."""
CHANGES_OWN_WEEKS = (
    "person.assigned", "person.unassigned", "person.roles", "person.suspended", "person.lifted",
)  # fmt: skip
"""Kinds of acts that may change which week a person's own calendar calls theirs."""


def begins_at(week: WeekFacts, now: datetime) -> datetime | None:
    """Return when a week opened or will open, as the programme page tells it; None while no date is known."""
    return opened_at(week, now) or opens_next(week, now)


def stands_until(
    week: WeekFacts, weeks: Sequence[WeekFacts], forum_closed_at: datetime | None, zone: str, now: datetime
) -> datetime | None:
    """Return where a week ends in a calendar: at the next opening, or after seven days, or when it was closed before.

    After seven days, clocks in the forum's zone show the same time again. None for a week without a date.
    """
    begins = begins_at(week, now)
    if begins is None:
        return None
    openings = [begins_at(later, now) for later in weeks if later.number > week.number]
    next_opening = min((at for at in openings if at is not None and at > begins), default=_a_week_later(begins, zone))
    closings = [at for at in (week.closed_at, forum_closed_at) if at is not None and at > begins]
    return min([next_opening, *closings])


def _a_week_later(instant: datetime, zone: str) -> datetime:
    wall = to_wall(instant, zone) + A_WEEK
    try:
        return to_instant(wall, zone)
    except NonexistentTime as skipped:
        return to_instant(skipped.after, zone)
