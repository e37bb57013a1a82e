"""Posts as a viewer reads them, as plain values: a page shows a hundred, and tuples cost a third of ORM objects."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, literal
from sqlalchemy.orm import aliased

from board.extensions import db
from board.models import Membership, Post, Text, User
from board.pages.answering import Expectation, expected
from board.pages.people import Badge, Badges, badges
from board.visible import Sight, in_thread, per_thread, posts_naming, shown_key, shown_name, visible_posts
from board.visible.gate import Scope, cached_per_scope, viewer_id


class Person(NamedTuple):
    """The author of a post, or the person to whom it puts a question."""

    key: str
    name: str
    place: str


class TextMark(NamedTuple):
    """The text of a post and its version, without the words."""

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
    """False for an author who left the forum, and so has no profile in it."""


class PostView(NamedTuple):
    """A post with what is shown beside it. ``text`` is None if its words were removed."""

    post: ShownPost
    text: TextMark | None
    badges: tuple[Badge, ...]
    reply_to: ShownPost | None
    is_new: bool = False
    names_viewer: bool = False
    answered_in: str | None = None
    """The key of the post that answers this question, if the viewer may see it."""
    answers: tuple[ShownPost, ...] = ()
    """Questions among the same posts that it answers, besides the one that it replies to."""
    expected: Expectation | None = None
    """If it is an open question: when an answer can be expected."""


def post_views(sight: Sight, which: ColumnElement[bool], given: Badges | None = None) -> tuple[PostView, ...]:
    """Return the visible posts that match, oldest first: one query, one for badges if they are not ``given``, and one
    for answers that are not among these posts.
    """
    return _views(sight, db.session.execute(_shown_posts(sight).where(which), sight.me), given)


def posts_in_thread(sight: Sight, thread_id: int, given: Badges | None = None) -> tuple[PostView, ...]:
    """Return the same of the posts of one thread."""
    rows = db.session.execute(_shown_posts_of_thread(sight), {**sight.me, "thread_id": thread_id})
    return _views(sight, rows, given)


def _views(sight: Sight, rows: Iterable[Any], given: Badges | None) -> tuple[PostView, ...]:
    shown = [_read(row) for row in rows]
    by_id = {post.id: post for post, _, _ in shown}
    given = badges(sight) if given is None else given
    own_keys = {post.id: post.key for post in by_id.values() if post.removed is None}
    answers = own_keys | answer_keys(sight, {post.answer_id for post in by_id.values()} - own_keys.keys())
    questions = _questions_by_answer(by_id)
    return tuple(
        PostView(
            post,
            text,
            given.get(post.author_id, ()),
            by_id.get(post.reply_to_id or 0),
            answered_in=answers.get(post.answer_id or 0),
            answers=tuple(question for question in questions.get(post.id, ()) if question.id != post.reply_to_id),
            expected=_expected(sight, post, given),
            names_viewer=names and post.removed is None,
        )
        for post, text, names in shown
    )


def answer_keys(sight: Sight, ids: Iterable[int | None]) -> dict[int, str]:
    """Return the keys of the answers that the viewer may see, by post id; one query, or none without ids."""
    wanted = {answer_id for answer_id in ids if answer_id is not None}
    if not wanted:
        return {}
    answers = visible_posts(sight).where(Post.id.in_(wanted), Post.removed.is_(None)).order_by(None)
    keys: dict[int, str] = dict(db.session.execute(answers.with_only_columns(Post.id, Post.key)).all())
    return keys


def _questions_by_answer(shown: Mapping[int, ShownPost]) -> dict[int, list[ShownPost]]:
    questions: dict[int, list[ShownPost]] = defaultdict(list)
    for post in shown.values():
        answer = shown.get(post.answer_id or 0)
        if answer is not None and answer.removed is None and post.answered_at is not None and post.removed is None:
            questions[answer.id].append(post)
    return questions


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
    """The tables of the people named beside a post. ``asked_place`` names newcomers, who are not in ``asked`` yet."""

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


@cached_per_scope
def _shown_posts_of_thread(scope: Scope) -> Select[Any]:
    return _shown_posts(scope).where(in_thread())


@cached_per_scope
def _shown_posts(scope: Scope) -> Select[Any]:
    posts, people = visible_posts(scope), _beside()
    written = posts.join(people.author, people.author.id == Post.author_id).outerjoin(Membership, people.of_author)
    asked = written.outerjoin(people.asked, people.asked.id == Post.asked_id)
    all_named = asked.outerjoin(people.asked_place, people.of_asked)
    names = Post.id.in_(posts_naming(scope, viewer_id()))
    shown: Select[Any] = all_named.with_only_columns(*_POST, *people.columns, *_TEXT, names)  # type: ignore[assignment]
    return shown


def _read(row: tuple[Any, ...]) -> tuple[ShownPost, TextMark | None, bool]:
    author, member_id, asked, text = row[_AT : _AT + 3], row[_AT + 3], row[_AT + 4 : _AT + 7], row[_AT + 7 : -1]
    people = (Person._make(author), Person._make(asked) if asked[0] else None)
    post = ShownPost._make((*row[:_AT], *people, member_id is not None))
    return post, TextMark._make(text) if text[0] else None, bool(row[-1])
