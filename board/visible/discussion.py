"""Seeing the discussion: threads and posts follow their week; a removed post keeps its place without its words."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Select,
    and_,
    bindparam,
    func,
    literal,
    literal_column,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import join as orm_join
from sqlalchemy.orm import joinedload
from sqlalchemy.orm import outerjoin as orm_outerjoin

from board.models import Follow, Mention, Post, Reading, Text, Thread, Visit
from board.models.base import UTCDateTime
from board.rules.roles import KEY_RESPONDENT
from board.visible.gate import Person, Scope, Scoped, Sight, cached_per_scope, material, viewer_id, within

BEFORE_ALL = datetime.min.replace(tzinfo=UTC)
"""An instant before every post."""


@cached_per_scope
def visible_threads(scope: Scope) -> Select[Thread]:
    """Return threads of weeks within sight; for a translator, also those of a locked week with material."""
    seen = within(scope, Thread.week_id)
    if scope.viewer.is_translator:
        posts_to_translate = select(Post.thread_id).where(
            Post.forum_id == scope.forum_id, Post.removed.is_(None), material(scope, Post.text_id)
        )
        words_to_translate = material(scope, Thread.title_id, Thread.abstract_id)
        seen = or_(seen, words_to_translate, Thread.id.in_(posts_to_translate))
    return select(Thread).where(Thread.forum_id == scope.forum_id, _reading_is_there(), seen)


def summarised_threads(seen: Scoped) -> Select[Thread]:
    """Return the visible threads of which the viewer may read a summary.

    Translators read that of a locked week only if it is to be translated.
    """
    is_seen = or_(within(seen, Thread.week_id), material(seen, Thread.abstract_id))
    return visible_threads(seen).where(Thread.abstract_id.is_not(None), is_seen)


@cached_per_scope
def visible_posts(scope: Scope) -> Select[Post, Text | None]:
    """Return posts of visible threads, each with its text, or with None where its words were removed."""
    return _posts_in_sight(scope).where(Post.forum_id == scope.forum_id)


def _posts_in_sight(scope: Scope, me: Person = None) -> Select[Post, Text | None]:
    """Return what ``visible_posts`` does, of all forums: the caller asks for that of the post or of its thread."""
    seen = or_(
        within(scope, Thread.week_id),
        and_(material(scope, Post.text_id), Post.removed.is_(None)),
    )
    return (
        select(Post, Text)
        .select_from(_threads_and_posts(me))
        .outerjoin(Text, and_(Text.id == Post.text_id, has_readable_words(scope)))
        .where(_reading_is_there(), seen)
        .options(joinedload(Post.author), joinedload(Post.asked), joinedload(Post.asked_place))
        .order_by(Post.created_at, Post.id)
    )


def _threads_and_posts(me: Person) -> FromClause:
    """Join posts to their threads; for a person, threads and visits first: SQLite keeps the order of an outer join."""
    if me is None:
        return orm_join(Post, Thread, Thread.id == Post.thread_id)
    visited = orm_outerjoin(Thread, Visit, and_(Visit.thread_id == Thread.id, Visit.user_id == me))
    return orm_join(visited, Post, Post.thread_id == Thread.id)


def _reading_is_there() -> ColumnElement[bool]:
    """Hide the discussion of a reading once the reading is removed."""
    there = select(Reading.id).where(Reading.deleted_at.is_(None))
    return or_(Thread.reading_id.is_(None), Thread.reading_id.in_(there))


def stands_alone() -> ColumnElement[bool]:
    """Keep threads that are not the discussion of a reading.

    Not with ``IS NULL``: SQLite takes it that the unique index on readings leads to one row, and reads all threads.
    """
    return func.coalesce(Thread.reading_id, 0) == 0


def has_readable_words(seen: Scoped) -> ColumnElement[bool]:
    """Keep posts whose words the viewer may read: not removed, or, for admins, not erased."""
    there = Post.removed.is_(None)
    return or_(there, Post.removed != "erased") if seen.scope.viewer.is_admin else there


def in_thread() -> ColumnElement[bool]:
    """Keep posts of one thread, in a cached statement: the parameter ``thread_id`` names it."""
    return Post.thread_id == bindparam("thread_id")


@cached_per_scope
def marked_thread(scope: Scope) -> Select[Any]:
    """Return the visible thread with the key ``thread_key``, and its author, as ``_threads_with_marks`` does."""
    return _threads_with_marks(scope).where(Thread.key == bindparam("thread_key"))


@cached_per_scope
def marked_thread_of_reading(scope: Scope) -> Select[Any]:
    """Return the visible thread of the reading ``reading_id``, and its author, as ``_threads_with_marks`` does."""
    return _threads_with_marks(scope).where(Thread.reading_id == bindparam("reading_id"))


def _threads_with_marks(scope: Scope) -> Select[Any]:
    """Return the visible threads, each with the viewer's visit, if any, and whether they follow it."""
    me = viewer_id()
    follow = select(Follow.thread_id).where(
        Follow.thread_id == Thread.id,
        Follow.user_id == me,
        Follow.stopped_at.is_(None),
        literal(scope.viewer.is_member),
    )
    return (
        visible_threads(scope)
        .outerjoin(Visit, and_(Visit.thread_id == Thread.id, Visit.user_id == me))
        .add_columns(Visit, follow.exists().label("followed"))
        .options(joinedload(Thread.author))
    )


def visible_visits(sight: Sight) -> Select[Visit]:
    """Return what the viewer has seen of which thread."""
    return select(Visit).where(Visit.user_id == sight.viewer.user_id)


def last_visits(sight: Sight) -> Select[int, datetime]:
    """Return when each member last opened a thread or a reading, by user id, for admins."""
    threads = visible_threads(sight).with_only_columns(Thread.id)
    return (
        select(Visit.user_id, func.max(Visit.visited_at))
        .where(Visit.thread_id.in_(threads), literal(sight.viewer.is_admin))
        .group_by(Visit.user_id)
    )


@cached_per_scope
def waiting_by_thread(scope: Scope) -> Select[int, int, int, int]:
    """Return each thread that has something for the viewer: week id, thread id, numbers of unseen posts and open
    questions.

    Posts and questions are found by an index each; one condition for both would read all posts of the forum.
    """
    me = viewer_id()
    found = [_counted(unseen_posts(scope, me), unseen=1)]
    if KEY_RESPONDENT in scope.viewer.roles:
        found.append(_counted(_questions_to(scope, me), question=1))
    rows = union_all(*found).subquery("waiting")
    columns = rows.c.week_id, rows.c.thread_id
    return select(*columns, func.sum(rows.c.unseen), func.sum(rows.c.question)).group_by(*columns)


def _counted(posts: Any, *, unseen: int = 0, question: int = 0) -> Any:
    said = (
        literal_column(str(unseen), Integer).label("unseen"),
        literal_column(str(question), Integer).label("question"),
    )
    return posts.order_by(None).with_only_columns(Thread.week_id, Post.thread_id, *said)


def unseen_posts(seen: Scoped, me: Person) -> Select[Post, Text | None]:
    """Return posts by others, not removed, that the viewer has not seen yet; none for anyone who is not a member.

    Each thread's index of posts by time is entered where the viewer's visit ended; so the forum is asked of the thread.
    """
    since = func.coalesce(Visit.seen_to, literal(BEFORE_ALL, UTCDateTime))
    return _posts_in_sight(seen.scope, me).where(
        literal(seen.scope.viewer.is_member),
        Thread.forum_id == seen.scope.forum_id,
        Post.removed.is_(None),
        Post.author_id != me,
        Post.created_at > since,
    )


def _questions_to(seen: Scoped, me: Person) -> Select[Post, Text | None]:
    """Return open questions to the viewer, a key respondent."""
    asked = Post.asked_id == me, Post.answered_at.is_(None), Post.removed.is_(None)
    return _posts_in_sight(seen.scope).where(Thread.forum_id == seen.scope.forum_id, *asked)


def posts_naming(seen: Scoped, me: Person) -> Select[int]:
    """Return the ids of the posts that name the viewer, who is a member."""
    return select(Mention.post_id).where(Mention.user_id == me, literal(seen.scope.viewer.is_member))
