"""The dates of a forum's public programme, as a calendar tells them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from board.extensions import db
from board.models import Week
from board.pages.texts import Pair, titles
from board.rules.applications import sees_call
from board.rules.feeds import begins_at, stands_until
from board.visible import Sight, changes_of_programme


@dataclass(frozen=True, slots=True)
class WeekDates:
    """A week that has a date. ``changed`` and ``changes`` grow with each change of what is told about it."""

    week: Week
    title: Pair
    begins: datetime
    ends: datetime
    changes: int
    changed: datetime


@dataclass(frozen=True, slots=True)
class ForumDates:
    """The dates of one forum, without any content."""

    sight: Sight
    weeks: tuple[WeekDates, ...]
    deadline: datetime | None
    """Until when one can apply, if the call tells it."""
    changes: int
    changed: datetime


def forum_dates(sight: Sight) -> ForumDates:
    """Collect the dates that the programme and the call show to this viewer: three queries at most."""
    changes, latest = db.session.execute(changes_of_programme(sight)).one()
    changed = latest or sight.forum.created_at
    names = titles(sight, [week.title_id for week in sight.weeks])
    weeks = tuple(_dated(sight, names, changes, changed))
    shown = sees_call(sight.viewer, sight.forum, sight.now)
    return ForumDates(sight, weeks, sight.forum.applications_until if shown else None, changes, changed)


def _dated(sight: Sight, names: Mapping[int, Pair], changes: int, changed: datetime) -> Iterator[WeekDates]:
    for week in sight.weeks:
        begins = begins_at(week, sight.now)
        ends = stands_until(week, sight.weeks, sight.forum.closed_at, sight.forum.zone, sight.now)
        if begins is not None and ends is not None:
            title = names[week.title_id]
            translated = [row.translation.created_at for row in title.rows if row.translation]
            yield WeekDates(week, title, begins, ends, changes + title.text.version, max([changed, *translated]))
