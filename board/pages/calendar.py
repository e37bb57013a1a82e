"""The dates of a forum's public programme, as a calendar tells them, and which weeks are the reader's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from board.extensions import db
from board.models import Assignment, Week
from board.pages.texts import Pair, titles
from board.rules.applications import sees_call
from board.rules.feeds import begins_at, stands_until
from board.visible import Sight, changes_of_programme, forum_assignments


@dataclass(frozen=True, slots=True)
class WeekDates:
    """A week that has a date. ``changed`` and ``changes`` grow with each change of what is told about it."""

    week: Week
    title: Pair
    begins: datetime
    ends: datetime
    changes: int
    changed: datetime
    is_own: bool = False
    """Whether the calendar is that of its key respondent."""


@dataclass(frozen=True, slots=True)
class ForumDates:
    """The dates of one forum, without any content."""

    sight: Sight
    weeks: tuple[WeekDates, ...]
    deadline: datetime | None
    """Until when one can apply, if the call tells it."""
    changes: int
    changed: datetime


def forum_dates(sight: Sight, *, own: bool = False) -> ForumDates:
    """Collect the dates that the programme and the call show to this viewer: three queries at most.

    In a calendar of a person's ``own``, the weeks that are assigned to them are marked; one more query.
    """
    changes, latest = db.session.execute(changes_of_programme(sight, own=own)).one()
    changed = latest or sight.forum.created_at
    names = titles(sight, [week.title_id for week in sight.weeks])
    mine = _weeks_of_viewer(sight) if own else frozenset()
    weeks = tuple(_dated(sight, names, changes, changed, mine))
    shown = sees_call(sight.viewer, sight.forum, sight.now)
    return ForumDates(sight, weeks, sight.forum.applications_until if shown else None, changes, changed)


def _weeks_of_viewer(sight: Sight) -> frozenset[int]:
    """Return the ids of the weeks in which the viewer answers; of a member who is suspended, none."""
    mine = forum_assignments(sight).where(Assignment.user_id == sight.viewer.user_id)
    rows = db.session.execute(mine)
    return frozenset(assignment.week_id for assignment, suspended_at in rows if suspended_at is None)


def _dated(
    sight: Sight, names: Mapping[int, Pair], changes: int, changed: datetime, mine: frozenset[int]
) -> Iterator[WeekDates]:
    for week in sight.weeks:
        begins = begins_at(week, sight.now)
        ends = stands_until(week, sight.weeks, sight.forum.closed_at, sight.forum.zone, sight.now)
        if begins is not None and ends is not None:
            title = names[week.title_id]
            translated = [row.translation.created_at for row in title.rows if row.translation]
            version, latest = changes + title.text.version, max([changed, *translated])
            yield WeekDates(week, title, begins, ends, version, latest, week.id in mine)
