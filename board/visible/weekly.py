"""Seeing what the admins' weekly summary counts: participation, threads without an answer, mail that did not arrive."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Select, func, literal, select

from board.models import BouncingAddress, Job, Mail, Membership, Post, Thread, User
from board.rules.work import MAIL
from board.visible.discussion import visible_posts
from board.visible.gate import Sight
from board.visible.people import shown_key, shown_name

MOST = 20
"""The most members that a mail names."""


def posts_between(sight: Sight, since: datetime, until: datetime) -> Select[int, int]:
    """Count the posts written from one instant to another that were not removed, and the people who wrote them."""
    posts = visible_posts(sight).where(Post.removed.is_(None), Post.created_at >= since, Post.created_at < until)
    return posts.order_by(None).with_only_columns(func.count(Post.id), func.count(Post.author_id.distinct()))


def unanswered_threads(sight: Sight, weeks: Collection[int], until: datetime) -> Select[int, datetime]:
    """Return the threads of members in these weeks that began before then and in which nobody else has written.

    Each comes with when it began; the oldest comes first.
    """
    began = func.min(Post.created_at, type_=Post.created_at.type)
    posts = visible_posts(sight).where(Post.removed.is_(None), Thread.week_id.in_(weeks), Thread.kind == "thread")
    return (
        posts.order_by(None)
        .where(Thread.reading_id.is_(None))
        .with_only_columns(Thread.id, began)
        .group_by(Thread.id)
        .having(func.count(Post.author_id.distinct()) == 1, began < until)
        .order_by(began, Thread.id)
    )


def open_question_count(sight: Sight) -> Select[int]:
    """Count the questions that key respondents have not answered."""
    asked = visible_posts(sight).where(Post.asked_id.is_not(None), Post.answered_at.is_(None), Post.removed.is_(None))
    return asked.order_by(None).with_only_columns(func.count(Post.id))


def unreachable_members(sight: Sight) -> Select[str, str]:
    """Return the members, by name, to whose address no mail is sent any more, since it came back; for admins."""
    return (
        select(shown_name(), shown_key())
        .join_from(Membership, User, User.id == Membership.user_id)
        .join(BouncingAddress, BouncingAddress.address == User.email)
        .where(Membership.forum_id == sight.forum.id, literal(sight.viewer.is_admin))
        .where(BouncingAddress.suspended_at.is_not(None))
        .order_by(shown_name(), Membership.id)
        .limit(MOST)
    )


def failed_mails(sight: Sight, since: datetime) -> Select[int]:
    """Count the mails to members that were given up since then, for admins."""
    failed = select(func.count(Job.id)).where(Job.kind.startswith(f"{MAIL}."), Job.failed_at >= since)
    return failed.where(Job.done_at.is_(None), Job.recipient.in_(_addresses(sight)), literal(sight.viewer.is_admin))


def returned_mails_of(sight: Sight, since: datetime) -> Select[int]:
    """Count the mails to members that came back since then, for admins."""
    returned = select(func.count(Mail.id)).where(Mail.bounced_at >= since, literal(sight.viewer.is_admin))
    return returned.where(Mail.recipient.in_(_addresses(sight)))


def _addresses(sight: Sight) -> Select[str]:
    members = select(User.email).join(Membership, Membership.user_id == User.id)
    return members.where(Membership.forum_id == sight.forum.id)
