"""Posts as a viewer meets them, as plain values: a page shows a hundred, and rows cost a third of objects."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, literal
from sqlalchemy.orm import aliased

from board.extensions import db
from board.models import Membership, Post, Text, User
from board.pages.answering import Expectation, expected
from board.pages.people import Badge, Badges, badges
from board.visible import Sight, per_thread, shown_key, shown_name, visible_posts


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
    waits_since: datetime | None


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
    answer_id: int | None
    author: Person
    asked: Person | None
    author_is_member: bool
    """Who left the forum has no profile in it."""


class PostView(NamedTuple):
    """A post with what is shown beside it. ``text`` is None where its words were removed."""

    post: ShownPost
    text: TextMark | None
    badges: tuple[Badge, ...]
    reply_to: ShownPost | None
    is_new: bool = False
    answered_in: str | None = None
    """The key of the post that answers this question, if the viewer may see it."""
    answers: tuple[ShownPost, ...] = ()
    """Questions beside it that it answers, besides the one that it replies to."""
    expected: Expectation | None = None
    """When the open question that it puts to somebody may be answered."""


def post_views(sight: Sight, which: ColumnElement[bool], given: Badges | None = None) -> tuple[PostView, ...]:
    """Posts that are visible and match: one query for them, one for badges if they are not ``given``."""
    found = [_read(row) for row in _rows(sight, which)]
    by_id = {post.id: post for post, _ in found}
    given = badges(sight) if given is None else given
    beside = {post.id: post.key for post in by_id.values() if post.removed is None}
    answers = beside | answer_keys(sight, {post.answer_id for post in by_id.values()} - beside.keys())
    questions = _questions_by_answer(by_id)
    return tuple(
        PostView(
            post,
            text,
            given.get(post.author_id, ()),
            by_id.get(post.reply_to_id or 0),
            answered_in=answers.get(post.answer_id or 0),
            answers=tuple(one for one in questions.get(post.id, ()) if one.id != post.reply_to_id),
            expected=_expected(sight, post, given),
        )
        for post, text in found
    )


def answer_keys(sight: Sight, ids: Iterable[int | None]) -> dict[int, str]:
    """The keys of answers that the viewer may see, by their ids: one query if there are any."""
    wanted = {answer_id for answer_id in ids if answer_id is not None}
    if not wanted:
        return {}
    answers = visible_posts(sight).where(Post.id.in_(wanted), Post.removed.is_(None)).order_by(None)
    found: dict[int, str] = dict(db.session.execute(answers.with_only_columns(Post.id, Post.key)).all())
    return found


def _questions_by_answer(shown: Mapping[int, ShownPost]) -> dict[int, list[ShownPost]]:
    found: dict[int, list[ShownPost]] = defaultdict(list)
    for post in shown.values():
        answer = shown.get(post.answer_id or 0)
        if answer is not None and answer.removed is None and post.answered_at is not None and post.removed is None:
            found[answer.id].append(post)
    return found


def _expected(sight: Sight, post: ShownPost, given: Badges) -> Expectation | None:
    waits = post.asked_id is not None and post.answered_at is None and post.removed is None
    return expected(sight, given.get(post.asked_id or 0, ())) if waits else None


_POST = (
    Post.id, Post.key, Post.thread_id, Post.author_id, Post.reply_to_id, Post.created_at, Post.edited_at,
    Post.removed, Post.removed_reason, Post.asked_id, Post.answered_at, Post.answer_id,
)  # fmt: skip
_TEXT = (Text.id, Text.key, Text.version, Text.language, Text.target, Text.waits_since)
_AT = len(_POST)


class _Beside(NamedTuple):
    """The people who are named beside a post; of those who are asked, some are known by no more than a name yet."""

    author: type[User]
    asked: type[User]
    asked_place: type[Membership]
    columns: tuple[ColumnElement[Any], ...]
    of_author: ColumnElement[bool]
    of_asked: ColumnElement[bool]


@per_thread()
def _beside() -> _Beside:
    author, asked, place = aliased(User), aliased(User), aliased(Membership)
    of_asked: tuple[ColumnElement[Any], ...] = (shown_key(asked, place), shown_name(asked, place), literal(""))
    return _Beside(
        author,
        asked,
        place,
        (author.key, author.name, author.place, Membership.id, *of_asked),  # type: ignore[arg-type]
        and_(Membership.forum_id == Post.forum_id, Membership.user_id == Post.author_id),
        and_(place.forum_id == Post.forum_id, place.user_id == Post.asked_id),
    )


def _rows(sight: Sight, which: ColumnElement[bool]) -> Iterable[tuple[Any, ...]]:
    posts, people = visible_posts(sight).where(which), _beside()
    written = posts.join(people.author, people.author.id == Post.author_id).outerjoin(Membership, people.of_author)
    asked = written.outerjoin(people.asked, people.asked.id == Post.asked_id)
    all_named = asked.outerjoin(people.asked_place, people.of_asked)
    rows: Iterable[Any] = db.session.execute(all_named.with_only_columns(*_POST, *people.columns, *_TEXT))
    return rows


def _read(row: tuple[Any, ...]) -> tuple[ShownPost, TextMark | None]:
    author, member_id, asked, text = row[_AT : _AT + 3], row[_AT + 3], row[_AT + 4 : _AT + 7], row[_AT + 7 :]
    people = (Person._make(author), Person._make(asked) if asked[0] else None)
    post = ShownPost._make((*row[:_AT], *people, member_id is not None))
    return post, TextMark._make(text) if text[0] else None
