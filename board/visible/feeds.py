"""Seeing what is new, for programs that read along: the newest posts and readings of open weeks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from board.models import Act, FeedAddress, Post, Reading, Text, Thread, User
from board.models.base import UTCDateTime
from board.rules.case_studies import PUBLISHED
from board.rules.feeds import CHANGES_OWN_WEEKS, CHANGES_THE_PROGRAMME
from board.rules.weeks import opened_at
from board.visible.discussion import visible_posts
from board.visible.gate import Sight
from board.visible.programme import whole_readings, with_presenter
from board.visible.withdrawals import is_not_withdrawn


def reader_by(token_digest: str) -> Select[User]:
    """Return the person whose feeds have the address with this token."""
    theirs = select(User).join(FeedAddress, FeedAddress.user_id == User.id)
    return theirs.where(FeedAddress.token_digest == token_digest, User.is_stand_in.is_(False))


def feed_address_of(user_id: int) -> Select[FeedAddress]:
    """Return a person's own address of feeds."""
    return select(FeedAddress).where(FeedAddress.user_id == user_id)


def latest_posts(sight: Sight) -> Select[Post, Text, datetime, Thread]:
    """Return posts of open weeks that nobody removed, with when they could first be read; the latest first."""
    there = _there_since(sight, Post.created_at, Thread.week_id)
    return (
        visible_posts(sight)
        .where(Post.removed.is_(None), Text.id.is_not(None), Thread.week_id.in_(sight.open_week_ids))
        .where(is_not_withdrawn(Post.text_id))
        .order_by(None)
        .order_by(there.desc(), Post.id.desc())
        .add_columns(there.label("there"), Thread)
    )


def latest_readings(sight: Sight) -> Select[Reading, datetime]:
    """Return published readings of open weeks, with when they could first be read; the latest first."""
    there = _there_since(sight, Reading.created_at, Reading.week_id)
    return (
        whole_readings(sight)
        .where(Reading.stage == PUBLISHED, Reading.week_id.in_(sight.open_week_ids))
        .where(or_(Reading.body_id.is_(None), is_not_withdrawn(Reading.body_id)))
        .options(*with_presenter())
        .order_by(there.desc(), Reading.id.desc())
        .add_columns(there.label("there"))
    )


def _there_since(
    sight: Sight, created_at: InstrumentedAttribute[datetime], week_id: InstrumentedAttribute[int]
) -> ColumnElement[Any]:
    """Return when a row could first be read: what was prepared in a locked week was new when the week opened."""
    openings = {week.id: at for week in sight.weeks if (at := opened_at(week, sight.now)) is not None}
    return case(
        *((and_(week_id == opened, created_at < at), literal(at, UTCDateTime)) for opened, at in openings.items()),
        (created_at.is_not(None), created_at),
    )


def changes_of_programme(sight: Sight, *, own: bool = False) -> Select[int, datetime | None]:
    """Return how often admins changed what the public programme says, and when they did so last.

    For a calendar of a person's ``own``, who answers in which week is part of what it says.
    """
    kinds = (*CHANGES_THE_PROGRAMME, *CHANGES_OWN_WEEKS) if own else CHANGES_THE_PROGRAMME
    changes = (Act.forum_id == sight.forum.id, Act.kind.in_(kinds))
    return select(func.count(Act.id), func.max(Act.at)).where(*changes)
