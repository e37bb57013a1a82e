"""What somebody needs who comes in for the first time: how it works here, what is asked of them, where to begin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_

from board.extensions import db
from board.models import Membership, Reading, Thread, Week
from board.pages.people import Badge, badges
from board.pages.texts import Pair, titles
from board.rules.weeks import WeekState
from board.visible import Sight, my_memberships, visible_readings, visible_threads


@dataclass(frozen=True, slots=True)
class Introduction:
    """Where people introduce themselves: a thread that is there, or one to be opened in a week."""

    week: Week
    thread: Thread | None
    title: Pair | None


@dataclass(frozen=True, slots=True)
class Welcome:
    """What the first-visit page is made of."""

    membership: Membership
    badges: tuple[Badge, ...]
    case_studies: Sequence[tuple[Reading, Pair]]
    introduction: Introduction | None
    """None while nobody can write anywhere."""


def welcome(sight: Sight, membership: Membership) -> Welcome:
    """The page of a member, in at most six queries."""
    given = badges(sight).get(membership.user_id, ())
    studies = list(db.session.scalars(visible_readings(sight).where(Reading.respondent_id == membership.user_id)))
    names = titles(sight, [study.title_id for study in studies])
    return Welcome(membership, given, [(study, names[study.title_id]) for study in studies], introduction(sight))


def my_place(sight: Sight) -> Membership | None:
    """The viewer's own membership of the forum."""
    if sight.viewer.user_id is None:
        return None
    return db.session.scalar(my_memberships(sight.viewer.user_id).where(Membership.forum_id == sight.forum.id))


def is_due(sight: Sight) -> bool:
    """Whether the viewer has not been welcomed yet."""
    place = my_place(sight) if sight.viewer.is_member else None
    return place is not None and place.welcomed_at is None


def introduction(sight: Sight) -> Introduction | None:
    """The first week's pinned thread or question; else a new thread, in the first week if it is still open."""
    open_weeks = [week for week in sight.weeks if sight.state(week) is WeekState.OPEN]
    if not open_weeks:
        return None
    week = open_weeks[0] if open_weeks[0].number == sight.weeks[0].number else open_weeks[-1]
    thread = _meeting_place(sight, week) if week.id == sight.weeks[0].id else None
    return Introduction(week, thread, titles(sight, [thread.title_id])[thread.title_id] if thread else None)


def _meeting_place(sight: Sight, week: Week) -> Thread | None:
    wanted = visible_threads(sight).where(
        Thread.week_id == week.id,
        Thread.reading_id.is_(None),
        or_(Thread.pinned_at.is_not(None), Thread.kind == "question"),
    )
    return db.session.scalar(wanted.order_by(Thread.pinned_at.is_(None), Thread.id).limit(1))
