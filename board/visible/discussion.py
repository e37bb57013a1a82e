"""Seeing the discussion: threads and posts follow their week, a removed post keeps its place without its words."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import joinedload

from board.models import Post, Reading, Text, Thread, UnsentText, Visit
from board.rules.roles import Viewer
from board.visible.gate import Sight, material, within

STANDS = or_(Thread.reading_id.is_(None), Thread.reading_id.in_(select(Reading.id).where(Reading.deleted_at.is_(None))))
"""The talk about a reading goes when the reading is removed."""


def visible_threads(sight: Sight) -> Select[Thread]:
    """Threads of weeks within sight; for a translator also those of a locked week that hold something to translate."""
    seen = within(sight, Thread.week_id)
    if sight.viewer.is_translator:
        posts_to_translate = select(Post.thread_id).where(
            Post.forum_id == sight.forum.id, Post.removed.is_(None), material(sight, Post.text_id)
        )
        seen = or_(seen, material(sight, Thread.title_id), Thread.id.in_(posts_to_translate))
    return select(Thread).where(Thread.forum_id == sight.forum.id, STANDS, seen)


def visible_posts(sight: Sight) -> Select[Post, Text | None]:
    """Posts of visible threads, each with its text, or with None where its words were removed."""
    seen = or_(
        within(sight, Thread.week_id),
        and_(material(sight, Post.text_id), Post.removed.is_(None)),
    )
    return (
        select(Post, Text)
        .join(Thread, Thread.id == Post.thread_id)
        .outerjoin(Text, and_(Text.id == Post.text_id, speaks(sight)))
        .where(Post.forum_id == sight.forum.id, STANDS, seen)
        .options(joinedload(Post.author), joinedload(Post.asked))
        .order_by(Post.created_at, Post.id)
    )


def speaks(sight: Sight) -> ColumnElement[bool]:
    """The post's words are there to be read: not removed, or hidden or deleted and the viewer is an admin."""
    there = Post.removed.is_(None)
    return or_(there, Post.removed != "erased") if sight.viewer.is_admin else there


def visible_visits(sight: Sight) -> Select[Visit]:
    """What the viewer has seen of which thread."""
    return select(Visit).where(Visit.user_id == sight.viewer.user_id)


def my_unsent_texts(viewer: Viewer) -> Select[UnsentText]:
    """What the viewer is still writing, anywhere: their own words, whatever has become of the place."""
    return select(UnsentText).where(UnsentText.user_id == viewer.user_id).order_by(UnsentText.kept_at.desc())
