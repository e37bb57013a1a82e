"""Seeing one's own data: a person's words and marks wherever they are, and nothing around them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from board.models import Application, Attachment, Forum, Mail, Post, Reading, Revision, Text, Thread, Translation, User
from board.visible.discussion import visible_posts, visible_threads
from board.visible.gate import Sight
from board.visible.programme import visible_readings
from board.visible.texts import visible_texts


def own_rows(column: InstrumentedAttribute[Any], user: User) -> Select[Any]:
    """Return the rows of a table that belong to somebody by this column, the oldest first."""
    model = column.class_
    return select(model).where(column == user.id).order_by(*model.__table__.primary_key.columns)


def own_words(user: User) -> Select[Revision, Text, Post | None]:
    """Return every version of a text that somebody wrote, with the text, and its post where the post is theirs."""
    posts = and_(Post.text_id == Text.id, Post.author_id == user.id)
    return (
        select(Revision, Text, Post)
        .join(Text, Text.id == Revision.text_id)
        .outerjoin(Post, posts)
        .where(Revision.editor_id == user.id)
        .order_by(Text.id, Revision.number)
    )


def own_attachments(user: User) -> Select[Attachment, Text | None, str | None]:
    """Return every picture and file that somebody attached, with its text and the short name of that text's forum."""
    return (
        select(Attachment, Text, Forum.slug)
        .outerjoin(Text, Text.id == Attachment.text_id)
        .outerjoin(Forum, Forum.id == Text.forum_id)
        .where(Attachment.author_id == user.id)
        .order_by(Attachment.id)
    )


def own_picture(user: User) -> Select[bytes]:
    """Return the picture on somebody's own profile."""
    return select(User.picture).where(User.id == user.id)


def own_translations(user: User) -> Select[Translation, Text]:
    """Return a person's translations of texts that are not removed, without the source text."""
    texts = select(Translation, Text).join(Text, Text.id == Translation.text_id)
    standing = texts.outerjoin(Post, Post.text_id == Text.id).where(Post.removed.is_(None))
    return standing.where(Translation.translator_id == user.id).order_by(Translation.id)


def own_applications(user: User) -> Select[Application]:
    """Return applications of the account, and applications that its address confirmed."""
    confirmed = and_(Application.email == user.email, Application.verified_at.is_not(None))
    mine = or_(Application.user_id == user.id, confirmed)
    return select(Application).where(mine).order_by(Application.id)


def mails_to(user: User) -> Select[Mail]:
    """Return what is stored about mails to somebody's address."""
    return select(Mail).where(Mail.recipient == user.email).order_by(Mail.id)


def questions_to(sight: Sight, user: User) -> Select[str, datetime, datetime | None]:
    """Return questions to somebody that they may read now: key, time, and time of the answer, without the words."""
    posts = visible_posts(sight).where(Post.asked_id == user.id)
    return posts.with_only_columns(Post.key, Post.created_at, Post.answered_at)


def keys_of_threads(sight: Sight) -> Select[int, str]:
    """Return the keys of threads that the viewer may see, by id."""
    return visible_threads(sight).with_only_columns(Thread.id, Thread.key)


def keys_of_posts(sight: Sight) -> Select[int, str]:
    """Return the keys of posts that the viewer may read, by id."""
    return visible_posts(sight).where(Post.removed.is_(None)).with_only_columns(Post.id, Post.key)


def keys_of_texts(sight: Sight) -> Select[int, str]:
    """Return the keys of texts that the viewer may read, by id."""
    return visible_texts(sight).with_only_columns(Text.id, Text.key)


def keys_of_readings(sight: Sight) -> Select[int, str]:
    """Return the keys of readings that the viewer may see, by id."""
    return visible_readings(sight).with_only_columns(Reading.id, Reading.key)
