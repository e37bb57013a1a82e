"""What a new member needs: how the forum works, what is asked of them, and where to begin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_

from board.extensions import db
from board.models import Membership, Reading, Thread, Week
from board.pages.people import Badge, badges
from board.pages.texts import Pair, titles
from board.rules.weeks import WeekState
from board.visible import Sight, membership_of, visible_readings, visible_threads


@dataclass(frozen=True, slots=True)
class Introduction:
    """Where people introduce themselves: an existing thread, or (None) a thread to be opened in the week."""

    week: Week
    thread: Thread | None
    title: Pair | None


@dataclass(frozen=True, slots=True)
class Welcome:
    """The contents of the first-visit page."""

    membership: Membership
    badges: tuple[Badge, ...]
    case_studies: Sequence[tuple[Reading, Pair]]
    introduction: Introduction | None
    """None while no week is open."""


def welcome(sight: Sight, membership: Membership) -> Welcome:
    """Compose the first-visit page of a member, in at most six queries."""
    given = badges(sight).get(membership.user_id, ())
    studies = list(db.session.scalars(visible_readings(sight).where(Reading.respondent_id == membership.user_id)))
    names = titles(sight, [study.title_id for study in studies])
    return Welcome(membership, given, [(study, names[study.title_id]) for study in studies], introduction(sight))


def own_membership(sight: Sight) -> Membership | None:
    """Return the viewer's own membership of the forum, or None."""
    if sight.viewer.user_id is None:
        return None
    return db.session.scalar(membership_of(), {**sight.me, "forum_id": sight.forum.id})


def is_due(sight: Sight) -> bool:
    """Return whether the viewer is a member who has not been welcomed yet."""
    membership = own_membership(sight) if sight.viewer.is_member else None
    return membership is not None and membership.welcomed_at is None


def introduction(sight: Sight) -> Introduction | None:
    """Choose the place for introductions: the first week's pinned thread or question, else a new thread.

    The week is the first one while that is open, afterwards the latest open one.
    """
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
    return db.session.scalar(wanted.order_by(Thread.pinned_at.is_(None), Thread.position, Thread.id).limit(1))
