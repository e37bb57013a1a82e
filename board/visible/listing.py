"""The lists of the home page and of a week: threads with something new, replies, followed threads, last posts."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from sqlalchemy import Select, and_, bindparam, func, literal, or_, select
from sqlalchemy.orm import joinedload

from board.models import Follow, Post, Reading, Text, Thread, UnsentText, User, Visit
from board.rules.roles import Viewer
from board.visible.discussion import posts_naming, unseen_posts, visible_posts, visible_threads
from board.visible.gate import Person, Scope, cached_per_scope, viewer_id
from board.visible.per_thread import per_thread


@cached_per_scope
def first_unseen_posts(scope: Scope) -> Select[Any]:
    """Return each thread with unseen posts: its id, its week's id, and the key of the first unseen post."""
    place = func.row_number().over(partition_by=Post.thread_id, order_by=(Post.created_at, Post.id)).label("place")
    columns = (Post.thread_id, Thread.week_id, Post.key)
    unseen = unseen_posts(scope, viewer_id()).order_by(None)
    ranked = unseen.with_only_columns(*columns, place).subquery()
    return select(ranked.c.thread_id, ranked.c.week_id, ranked.c.key).where(ranked.c.place == 1)


@cached_per_scope
def replies_to_viewer(scope: Scope) -> Select[Any]:
    """Return at most ``most`` replies to the viewer, posts that name them, and what others wrote in threads that they
    opened or under their case study.

    Each post comes with its text, whether it is ``unseen`` and whether it ``names`` the viewer; unseen posts come
    first, then the latest. Questions to the viewer that wait for an answer are left out.
    """
    me = viewer_id()
    mine = select(Post.id).where(Post.forum_id == scope.forum_id, Post.author_id == me)
    studies = select(Reading.id).where(Reading.forum_id == scope.forum_id, Reading.respondent_id == me)
    opened = and_(Thread.author_id == me, Thread.reading_id.is_(None))
    names = Post.id.in_(posts_naming(scope, me))
    unseen = or_(Visit.seen_to.is_(None), Post.created_at > Visit.seen_to)
    return (
        visible_posts(scope)
        .outerjoin(Visit, and_(Visit.thread_id == Post.thread_id, Visit.user_id == me))
        .add_columns(unseen.label("unseen"), names.label("names"))
        .where(literal(scope.viewer.is_member), Post.author_id != me, Post.removed.is_(None), Text.id.is_not(None))
        .where(or_(Post.reply_to_id.in_(mine), names, opened, Thread.reading_id.in_(studies)))
        .where(or_(Post.asked_id.is_(None), Post.asked_id != me, Post.answered_at.is_not(None)))
        .order_by(None)
        .order_by(unseen.desc(), Post.created_at.desc(), Post.id.desc())
        .limit(bindparam("most"))
    )


@cached_per_scope
def followed_threads(scope: Scope) -> Select[Thread]:
    """Return the visible threads that the viewer follows, the latest first."""
    mine = select(Follow.thread_id).where(Follow.user_id == viewer_id(), Follow.stopped_at.is_(None))
    followed = visible_threads(scope).where(Thread.id.in_(mine), literal(scope.viewer.is_member))
    return followed.order_by(Thread.created_at.desc(), Thread.id)


@cached_per_scope
def followed_thread_ids(scope: Scope) -> Select[int]:
    """Return their ids."""
    return followed_threads(scope).order_by(None).with_only_columns(Thread.id)


@cached_per_scope
def threads_of_week(scope: Scope) -> Select[Thread]:
    """Return the visible threads of the week ``week_id``, with their authors."""
    return visible_threads(scope).where(Thread.week_id == bindparam("week_id")).options(joinedload(Thread.author))


@cached_per_scope
def last_posts_of_week(scope: Scope) -> Select[Any]:
    """Return each thread of the week ``week_id`` that has visible posts: its id, the number of these, and of the last
    one when it was written and by whom.
    """
    latest_first = func.row_number().over(
        partition_by=Post.thread_id, order_by=(Post.created_at.desc(), Post.id.desc())
    )
    number = func.count(Post.id).over(partition_by=Post.thread_id)
    ranked = (
        visible_posts(scope)
        .order_by(None)
        .join(User, User.id == Post.author_id)
        .where(Thread.week_id == bindparam("week_id"))
        .with_only_columns(
            Post.thread_id, number.label("number"), Post.created_at, User.name, latest_first.label("place")
        )
        .subquery()
    )
    columns = ranked.c.thread_id, ranked.c.number, ranked.c.created_at, ranked.c.name
    return select(*columns).where(ranked.c.place == 1)


@cached_per_scope
def questions_open_in_week(scope: Scope) -> Select[int | None, int]:
    """Count the open questions in the week ``week_id`` by the id of the person asked."""
    return (
        visible_posts(scope)
        .where(Thread.week_id == bindparam("week_id"), Post.asked_id.is_not(None))
        .where(Post.answered_at.is_(None), Post.removed.is_(None))
        .with_only_columns(Post.asked_id, func.count(Post.id))
        .group_by(Post.asked_id)
        .order_by(None)
    )


@cached_per_scope
def threads_with_ids(scope: Scope) -> Select[Thread]:
    """Return those of the threads ``thread_ids`` that are visible."""
    return visible_threads(scope).where(Thread.id.in_(bindparam("thread_ids", expanding=True)))


@cached_per_scope
def last_visit(scope: Scope) -> Select[datetime | None]:
    """Return when the viewer last opened a visible thread."""
    threads = visible_threads(scope).with_only_columns(Thread.id)
    seen = select(func.max(Visit.visited_at)).where(Visit.user_id == viewer_id(), Visit.thread_id.in_(threads))
    return cast("Select[datetime | None]", seen)


@per_thread()
def every_unsent_text() -> Select[UnsentText]:
    """Return what the viewer is still writing, anywhere, the latest first."""
    return _unsent_texts_of(viewer_id())


def my_unsent_texts(viewer: Viewer) -> Select[UnsentText]:
    """Return what the viewer is still writing, anywhere: their own words, whatever has become of the place."""
    return _unsent_texts_of(viewer.user_id)


def _unsent_texts_of(person: Person) -> Select[UnsentText]:
    return select(UnsentText).where(UnsentText.user_id == person).order_by(UnsentText.kept_at.desc())
