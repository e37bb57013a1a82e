"""The demo's only dated event: week 4 opens shortly after the server first accepts, whenever that is."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from board.actions.acts import note_act
from board.demo import content
from board.demo.calendar import HEAD_START, NEXT_WEEK, call_dates, closes_at, first_and_last_day, first_minute, weekly
from board.demo.transaction import one_transaction
from board.extensions import db
from board.models import Act, Forum, Membership, Thread, Week
from board.rules.roles import ADMIN, Viewer
from board.rules.weeks import opened_at, to_wall
from board.visible import Sight, forum_acts, forums, look, visible_threads

SCHEDULED = "week.scheduled"


def anchor(accepted: datetime) -> datetime | None:
    """Date the coming weeks from the moment when the server first accepted, once in the demo's life.

    Return when week 4 opens, or None if nothing was moved: it was dated before, or has opened.
    """
    with one_transaction():
        sight = sight_of_an_admin(accepted)
        if sight is None or not _awaits(sight):
            return None
        openings = weekly(first_minute(accepted + HEAD_START))
        for week in sight.weeks:
            _move(sight, week, openings[week.number])
        sight.forum.starts_on, sight.forum.ends_on = first_and_last_day(openings)
        sight.forum.closed_at = closes_at(openings)
        sight.forum.applications_from, sight.forum.applications_until = call_dates(openings)
        return openings[NEXT_WEEK]


def sight_of_an_admin(now: datetime) -> Sight | None:
    """Return an admin's sight, or None if a visitor has given the forum another address: then it is theirs."""
    forum = db.session.scalar(forums().where(Forum.slug == content.forum().slug))
    if forum is None:
        return None
    members = db.session.scalars(select(Membership).where(Membership.forum_id == forum.id).order_by(Membership.id))
    admin = next(member for member in members if ADMIN in member.roles)
    return look(db.session(), forum, Viewer(admin.user_id, roles=admin.roles), now)


def _week4(sight: Sight) -> Week:
    return next(week for week in sight.weeks if week.number == NEXT_WEEK)


def _awaits(sight: Sight) -> bool:
    """Return whether neither we nor an admin has dated week 4 since the demo was loaded."""
    week = _week4(sight)
    touched = db.session.scalar(forum_acts(sight).where(Act.week_id == week.id, Act.kind == SCHEDULED).limit(1))
    return touched is None and week.override is None and opened_at(week, sight.now) is None


def _move(sight: Sight, week: Week, opening: datetime) -> None:
    if week.number < NEXT_WEEK:
        week.opens_at = _before_its_first_thread(sight, week, opening)
        return
    week.opens_at = opening
    note_act(sight, SCHEDULED, f"{to_wall(opening, sight.forum.zone):%Y-%m-%d %H:%M} {sight.forum.zone}", week)


def _before_its_first_thread(sight: Sight, week: Week, opening: datetime) -> datetime:
    """Move an open week with the others, unless it would then open after somebody wrote in it."""
    written = visible_threads(sight).where(Thread.week_id == week.id, Thread.reading_id.is_(None))
    first = db.session.scalar(written.with_only_columns(func.min(Thread.created_at)))
    return opening if first is None or week.opens_at is None or opening <= first else week.opens_at
