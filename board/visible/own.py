"""Seeing what is kept about oneself: one's own words and marks wherever they are, and nothing around them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from board.models import Application, Mail, Post, Reading, Revision, Text, Thread, Translation, User
from board.visible.discussion import visible_posts, visible_threads
from board.visible.gate import Sight
from board.visible.programme import visible_readings
from board.visible.texts import visible_texts


def own_rows(column: InstrumentedAttribute[Any], user: User) -> Select[Any]:
    """The rows of a table that are somebody's by this column, the oldest first."""
    model = column.class_
    return select(model).where(column == user.id).order_by(*model.__table__.primary_key.columns)


def own_words(user: User) -> Select[Revision, Text, Post | None]:
    """Every version of a text that somebody wrote, with the text, and the post that it stands in, if it is one's."""
    posts = and_(Post.text_id == Text.id, Post.author_id == user.id)
    return (
        select(Revision, Text, Post)
        .join(Text, Text.id == Revision.text_id)
        .outerjoin(Post, posts)
        .where(Revision.editor_id == user.id)
        .order_by(Text.id, Revision.number)
    )


def own_translations(user: User) -> Select[Translation, Text]:
    """What somebody translated, without the words that it was made from; not of what was removed."""
    texts = select(Translation, Text).join(Text, Text.id == Translation.text_id)
    standing = texts.outerjoin(Post, Post.text_id == Text.id).where(Post.removed.is_(None))
    return standing.where(Translation.translator_id == user.id).order_by(Translation.id)


def own_applications(user: User) -> Select[Application]:
    """Applications of the account, and those that its address confirmed."""
    confirmed = and_(Application.email == user.email, Application.verified_at.is_not(None))
    mine = or_(Application.user_id == user.id, confirmed)
    return select(Application).where(mine).order_by(Application.id)


def mails_to(user: User) -> Select[Mail]:
    """What is known of mails to somebody's address."""
    return select(Mail).where(Mail.recipient == user.email).order_by(Mail.id)


def questions_to(sight: Sight, user: User) -> Select[str, datetime, datetime | None]:
    """Questions that were put to somebody, where they may read them now: which, and when; not their words."""
    posts = visible_posts(sight).where(Post.asked_id == user.id)
    return posts.with_only_columns(Post.key, Post.created_at, Post.answered_at)


def keys_of_threads(sight: Sight) -> Select[int, str]:
    """The keys of threads that the viewer may see, by id."""
    return visible_threads(sight).with_only_columns(Thread.id, Thread.key)


def keys_of_posts(sight: Sight) -> Select[int, str]:
    """The keys of posts that the viewer may read, by id."""
    return visible_posts(sight).where(Post.removed.is_(None)).with_only_columns(Post.id, Post.key)


def keys_of_texts(sight: Sight) -> Select[int, str]:
    """The keys of texts that the viewer may read, by id."""
    return visible_texts(sight).with_only_columns(Text.id, Text.key)


def keys_of_readings(sight: Sight) -> Select[int, str]:
    """The keys of readings that the viewer may see, by id."""
    return visible_readings(sight).with_only_columns(Reading.id, Reading.key)
