"""Seeing what digests are made of: what became visible, what many members have seen of it, and what mails told them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from board.models import (
    Announcement,
    Follow,
    Mailing,
    Membership,
    Post,
    Reading,
    ReadingMark,
    Text,
    Thread,
    User,
    Visit,
)
from board.rules.mailing import DAYS, EACH
from board.rules.translations import APPROVED
from board.rules.weeks import opened_at
from board.visible.discussion import visible_posts, visible_threads
from board.visible.gate import Sight
from board.visible.programme import published_readings, visible_announcements

DIGEST, POST = "digest", "post"
"""The kinds of `Mailing` after which a post, or its translation, is told by no digest."""


def news_posts(sight: Sight, since: datetime) -> Select[int, int, int, int, datetime]:
    """Return posts that became visible since then: id, thread, week, author, and when they were written."""
    return (
        _standing(sight)
        .where(_may_be_new(sight, since, Post.created_at, Thread.week_id))
        .order_by(Post.created_at, Post.id)
        .with_only_columns(Post.id, Post.thread_id, Thread.week_id, Post.author_id, Post.created_at)
    )


def news_translations(sight: Sight, since: datetime) -> Select[datetime, int, int, str, str | None]:
    """Return posts whose translation was completed since then: when, id, thread, and both languages."""
    done = (Text.target.is_not(None), Text.progress == APPROVED, Text.approved_at >= since)
    columns = (Text.approved_at, Post.id, Post.thread_id, Text.language, Text.target)
    return _standing(sight).where(*done).order_by(Post.id).with_only_columns(*columns)


def _standing(sight: Sight) -> Select[Post, Text | None]:
    """Return posts whose words the viewer may read."""
    return visible_posts(sight).where(Post.removed.is_(None), Text.id.is_not(None)).order_by(None)


def news_readings(sight: Sight, since: datetime) -> Select[int, int, int | None, datetime, datetime | None]:
    """Return readings that became visible since then: id, week, presenter, and when they were made and submitted.

    A case study can be read when it is published, of which no row tells; that is after it was submitted.
    """
    new = or_(_may_be_new(sight, since, Reading.created_at, Reading.week_id), Reading.submitted_at >= since)
    columns = (Reading.id, Reading.week_id, Reading.respondent_id, Reading.created_at, Reading.submitted_at)
    return published_readings(sight).where(new).order_by(Reading.position, Reading.id).with_only_columns(*columns)


def news_announcements(sight: Sight, since: datetime) -> Select[int, int, datetime]:
    """Return what was announced since then, the oldest first: id, author, and when."""
    new = visible_announcements(sight).where(Announcement.created_at >= since).order_by(None)
    columns = (Announcement.id, Announcement.author_id, Announcement.created_at)
    return new.order_by(Announcement.created_at, Announcement.id).with_only_columns(*columns)


def _may_be_new(
    sight: Sight, since: datetime, created_at: InstrumentedAttribute[datetime], week_id: InstrumentedAttribute[int]
) -> ColumnElement[bool]:
    """Keep rows that were made since then, or whose week opened since then."""
    opened = [week.id for week in sight.weeks if (at := opened_at(week, sight.now)) is not None and at >= since]
    return or_(created_at >= since, week_id.in_(opened)) if opened else created_at >= since


def visits_of(sight: Sight, user_ids: Collection[int]) -> Select[int, int, datetime, datetime]:
    """Return what these members have seen of which visible thread, and when they were there last."""
    threads = visible_threads(sight).with_only_columns(Thread.id)
    columns = (Visit.user_id, Visit.thread_id, Visit.seen_to, Visit.visited_at)
    return select(*columns).where(Visit.user_id.in_(user_ids), Visit.thread_id.in_(threads))


def reading_marks_of(sight: Sight, user_ids: Collection[int]) -> Select[int, int]:
    """Return which readings of the forum these members have read."""
    here = select(Reading.id).where(Reading.forum_id == sight.forum.id)
    columns = (ReadingMark.user_id, ReadingMark.reading_id)
    return select(*columns).where(ReadingMark.user_id.in_(user_ids), ReadingMark.reading_id.in_(here))


def follows_of(sight: Sight, user_id: int) -> Select[int]:
    """Return the ids of the visible threads that somebody follows."""
    mine = (Follow.user_id == user_id, Follow.stopped_at.is_(None))
    return visible_threads(sight).join(Follow, Follow.thread_id == Thread.id).where(*mine).with_only_columns(Thread.id)


def mailings_to(sight: Sight, user_ids: Collection[int]) -> Select[int, str, dict[str, list[int]]]:
    """Return what mails that were sent have told these members, so that no digest tells it again."""
    sent = (Mailing.forum_id == sight.forum.id, Mailing.at.is_not(None), Mailing.kind.in_((DIGEST, POST)))
    return select(Mailing.user_id, Mailing.kind, Mailing.told).where(*sent, Mailing.user_id.in_(user_ids))


def digests_to(sight: Sight, user_id: int) -> Select[Mailing]:
    """Return the digests that were sent to somebody, or are planned, in the order of their making."""
    mine = (Mailing.forum_id == sight.forum.id, Mailing.user_id == user_id, Mailing.kind == DIGEST)
    return select(Mailing).where(*mine).order_by(Mailing.id)


def mailing_to(user_id: int, mailing_id: int) -> Select[Mailing]:
    """Return the mail to somebody that an answer is addressed to."""
    return select(Mailing).where(Mailing.id == mailing_id, Mailing.user_id == user_id)


def _wants_digests() -> ColumnElement[bool]:
    """Ask the database for `rules.mailing.wants_digest`; a last digest may be due to anyone who wants each post now."""
    wants = and_(Membership.mail_rhythm == DAYS, Membership.mail_days != frozenset())
    last = and_(Membership.mail_rhythm == EACH, Membership.digest_at.is_not(None))
    return and_(or_(wants, last), Membership.mail_stopped_at.is_(None), Membership.suspended_at.is_(None))


def adoptable() -> Select[int]:
    """Return members of whom nobody has noted since when they are mailed."""
    return select(Membership.id).where(Membership.mail_since.is_(None))


def due_digests(now: datetime) -> Select[Membership]:
    """Return members whose digest is due, or of whom nobody knows when it is; those who wait longest come first."""
    is_due = or_(Membership.digest_at.is_(None), Membership.digest_at <= now)
    return select(Membership).where(_wants_digests(), is_due).order_by(Membership.digest_at, Membership.id)


def readers_of(user_ids: Collection[int]) -> Select[int, str | None]:
    """Return the own zones of members, if they chose one, by account id."""
    return select(User.id, User.zone).where(User.id.in_(user_ids))


def ways_of(user_ids: Collection[int]) -> Select[int, str, tuple[str, ...], str | None, tuple[str, ...]]:
    """Return how members read, by account id: mode, languages that they read, interface, and those of the profile."""
    columns = (User.id, User.reading_mode, User.reads, User.interface, User.languages)
    return select(*columns).where(User.id.in_(user_ids))
