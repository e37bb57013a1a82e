"""Posts as a viewer meets them, as plain values: a page shows a hundred, and rows cost a third of objects."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_
from sqlalchemy.orm import aliased

from board.extensions import db
from board.models import Membership, Post, Text, User
from board.pages.people import Badge, Badges, badges
from board.visible import Sight, visible_posts


class Person(NamedTuple):
    """Who wrote a post, or was asked in it."""

    key: str
    name: str
    place: str


class TextMark(NamedTuple):
    """Which text a post has, and which version of it."""

    id: int
    key: str
    version: int
    language: str
    target: str | None


class ShownPost(NamedTuple):
    """A post, without its words."""

    id: int
    key: str
    thread_id: int
    author_id: int
    reply_to_id: int | None
    created_at: datetime
    edited_at: datetime | None
    removed: str | None
    removed_reason: str
    asked_id: int | None
    answered_at: datetime | None
    author: Person
    asked: Person | None
    author_is_member: bool
    """Who left the forum has no profile in it."""


@dataclass(frozen=True, slots=True)
class PostView:
    """A post with what is shown beside it. ``text`` is None where its words were removed."""

    post: ShownPost
    text: TextMark | None
    badges: tuple[Badge, ...]
    reply_to: ShownPost | None
    is_new: bool = False


def post_views(sight: Sight, which: ColumnElement[bool], given: Badges | None = None) -> tuple[PostView, ...]:
    """Posts that are visible and match: one query for them, one for badges if they are not ``given``."""
    found = [_read(row) for row in _rows(sight, which)]
    by_id = {post.id: post for post, _ in found}
    given = badges(sight) if given is None else given
    return tuple(
        PostView(post, text, given.get(post.author_id, ()), by_id.get(post.reply_to_id or 0)) for post, text in found
    )


_author, _asked = aliased(User), aliased(User)
_POST = (
    Post.id, Post.key, Post.thread_id, Post.author_id, Post.reply_to_id, Post.created_at, Post.edited_at,
    Post.removed, Post.removed_reason, Post.asked_id, Post.answered_at,
)  # fmt: skip
_TEXT = (Text.id, Text.key, Text.version, Text.language, Text.target)
_AT = len(_POST)
_OF_AUTHOR = and_(Membership.forum_id == Post.forum_id, Membership.user_id == Post.author_id)


def _rows(sight: Sight, which: ColumnElement[bool]) -> Iterable[tuple[Any, ...]]:
    people = [column for person in (_author, _asked) for column in (person.key, person.name, person.place)]
    posts = visible_posts(sight).where(which)
    joined = posts.join(_author, _author.id == Post.author_id).outerjoin(_asked, _asked.id == Post.asked_id)
    columns = (*_POST, *people, Membership.id, *_TEXT)
    rows: Iterable[Any] = db.session.execute(joined.outerjoin(Membership, _OF_AUTHOR).with_only_columns(*columns))
    return rows


def _read(row: tuple[Any, ...]) -> tuple[ShownPost, TextMark | None]:
    author, asked, member_id, text = row[_AT : _AT + 3], row[_AT + 3 : _AT + 6], row[_AT + 6], row[_AT + 7 :]
    people = (Person._make(author), Person._make(asked) if asked[0] else None)
    post = ShownPost._make((*row[:_AT], *people, member_id is not None))
    return post, TextMark._make(text) if text[0] else None
