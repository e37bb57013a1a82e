"""Seeing whom the worker tells: members by what they want to be mailed, and whom a post names or answers.

Whether somebody is really written to is decided when the mail is (`mail/`), through their own sight.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, Select, case, literal, or_, select
from sqlalchemy.orm import aliased

from board.models import Forum, Mailing, Membership, Mention, Post, Thread, User, Week
from board.rules.mailing import EACH
from board.visible.gate import Scope, Sight, cached_per_scope
from board.visible.people import shown_name


def weeks_not_told() -> Select[Week, Forum]:
    """Return the weeks of all forums whose opening the worker has not dealt with."""
    weeks = select(Week, Forum).join(Forum, Forum.id == Week.forum_id)
    return weeks.where(Week.told_at.is_(None)).order_by(Week.id)


def _gets_mail() -> ColumnElement[bool]:
    """Ask the database for `rules.mailing.gets_mail`."""
    return Membership.mail_stopped_at.is_(None) & Membership.suspended_at.is_(None)


def members_to_tell(sight: Sight, since: datetime) -> Select[int]:
    """Return the ids of the members who get mail of the forum, and were members by then."""
    here = select(Membership.user_id).where(Membership.forum_id == sight.forum.id, _gets_mail())
    return here.where(Membership.created_at <= since).order_by(Membership.user_id)


def members_to_tell_of(sight: Sight, post: Post, concerned: Collection[int | None]) -> Select[int]:
    """Return the ids of the members who want each post in a mail of its own, and of those whom this one concerns.

    Its author is not among them.
    """
    wants = or_(Membership.mail_rhythm == EACH, Membership.user_id.in_([one for one in concerned if one]))
    return members_to_tell(sight, sight.now).where(wants, Membership.user_id != post.author_id)


def mentioned_in(post_id: int) -> Select[int]:
    """Return the ids of the members whom a post names."""
    return select(Mention.user_id).where(Mention.post_id == post_id)


def answered_by(post_id: int) -> Select[int | None]:
    """Return the id of the author whom a post answers.

    That is the author of the post that it replies to, or else the participant who opened the thread.
    """
    earlier = aliased(Post)
    opener = case((Thread.kind == "thread", Thread.author_id))
    answered = case((Post.reply_to_id.is_not(None), earlier.author_id), else_=opener)
    posts = select(answered).select_from(Post).join(Thread, Thread.id == Post.thread_id)
    return posts.outerjoin(earlier, earlier.id == Post.reply_to_id).where(Post.id == post_id)


@cached_per_scope
def names_of_members(scope: Scope) -> Select[int, str]:
    """Return the members' names as the forum shows them, by account id, for members."""
    members = select(Membership.user_id, shown_name()).join(User, User.id == Membership.user_id)
    return members.where(Membership.forum_id == scope.forum_id, literal(scope.viewer.is_member))


def replied_to(post_id: int) -> Select[str]:
    """Return the key of the post that a post replies to."""
    earlier = aliased(Post)
    return select(earlier.key).join(Post, Post.reply_to_id == earlier.id).where(Post.id == post_id)


def first_post_of(thread: Thread) -> Select[int]:
    """Return the id of the post that opened a thread."""
    posts = select(Post.id).where(Post.thread_id == thread.id)
    return posts.order_by(Post.created_at, Post.id).limit(1)


def mailing_named(unique: str) -> Select[int]:
    """Return the id of what is recorded of a mail that was sent."""
    return select(Mailing.id).where(Mailing.unique == unique)


def prepared_posts(week: Week, opened: datetime) -> Select[int, str]:
    """Return the ids and keys of the posts that stood in a week before it opened."""
    posts = select(Post.id, Post.key).join(Thread, Thread.id == Post.thread_id)
    return posts.where(Thread.week_id == week.id, Post.removed.is_(None), Post.created_at < opened).order_by(Post.id)


def mailed_one_by_one(sight: Sight, post: Post) -> Select[int, dict[str, list[int]]]:
    """Return the ids of the members who want each post by itself and were mailed this one, with what it told them."""
    mailed = select(Membership.user_id, Mailing.told).join(User, User.id == Membership.user_id)
    of_post = mailed.join(Mailing, Mailing.unique == literal(f"post.{post.key}.").concat(User.key))
    return of_post.where(Membership.forum_id == sight.forum.id, Membership.mail_rhythm == EACH, _gets_mail())
