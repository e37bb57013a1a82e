"""Questions put to key respondents: the tray, and the admin's view of what is unanswered."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, literal, or_

from board.extensions import db
from board.models import Newcomer, Post, Text, Thread, User, Week
from board.pages.posts import answer_keys
from board.pages.texts import Pair, titles
from board.rules.roles import ADMIN, KEY_RESPONDENT
from board.text import plain
from board.visible import Sight, visible_posts

LEAD = 110
"""Characters of a question that a list shows."""


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """A question to a key respondent, with the thread and the week in which it was asked."""

    post: Post
    text: Pair
    thread: Thread
    thread_title: Pair
    week: Week
    answer: str | None = None
    """The key of the post that answers it, if there is one and the viewer may see it."""

    @property
    def lead(self) -> str:
        """Its first words."""
        words = " ".join(plain(self.text.source).split())
        return words if len(words) <= LEAD else f"{words[:LEAD].rsplit(' ', 1)[0]}…"

    @property
    def asked(self) -> User | Newcomer:
        person = self.post.asked_as_shown
        assert person is not None
        return person


@dataclass(frozen=True, slots=True)
class Tray:
    """Open questions, the oldest first; answered ones, the latest first."""

    open: list[QuestionLine]
    answered: list[QuestionLine]


def tray(sight: Sight, asked_id: int | None) -> Tray:
    """Return the questions to one key respondent, or to all (None), in a fixed number of queries."""
    whose = Post.asked_id.is_not(None) if asked_id is None else Post.asked_id == asked_id
    lines = _lines(sight, _readable_posts(sight, whose))
    answered = [line for line in lines if line.post.answered_at]
    return Tray([line for line in lines if not line.post.answered_at], answered[::-1])


def open_questions(sight: Sight, asked_id: int | None, limit: int) -> list[QuestionLine]:
    """Return the oldest unanswered questions to one key respondent, or to all (None)."""
    whose = Post.asked_id.is_not(None) if asked_id is None else Post.asked_id == asked_id
    return _lines(sight, _readable_posts(sight, whose, Post.answered_at.is_(None), limit=limit))


def answerable(sight: Sight, thread: Thread, chosen: Collection[str] = ()) -> list[QuestionLine]:
    """Return the open questions that a post by the viewer in this thread may answer, those of the thread first.

    For a key respondent these are the questions to them in the thread's week, and the ``chosen`` keys; for an admin
    all open questions in the thread; for anyone else none.
    """
    if not sight.viewer.roles & {KEY_RESPONDENT, ADMIN}:
        return []
    mine = and_(Post.asked_id == sight.viewer.user_id, or_(Thread.week_id == thread.week_id, Post.key.in_(chosen)))
    offered = or_(mine, and_(literal(sight.viewer.is_admin), Thread.id == thread.id))
    lines = _lines(sight, _readable_posts(sight, offered, Post.asked_id.is_not(None), Post.answered_at.is_(None)))
    return sorted(lines, key=lambda line: line.thread.id != thread.id)


def chosen_questions(sight: Sight, keys: Collection[str]) -> list[Post]:
    """Return the visible questions with these keys, also those that were answered in the meantime."""
    if not keys:
        return []
    return [post for post, _, _ in _readable_posts(sight, Post.key.in_(keys), Post.asked_id.is_not(None))]


Asked = tuple[Post, int, Thread]
"""A question, the id of its text, and its thread."""


def _readable_posts(sight: Sight, *which: ColumnElement[bool], limit: int | None = None) -> list[Asked]:
    """Return the visible posts that match and whose words were not removed."""
    posts = visible_posts(sight).where(Post.removed.is_(None), Text.id.is_not(None), *which).limit(limit)
    return [(row.Post, row.Text.id, row.Thread) for row in db.session.execute(posts.add_columns(Thread))]


def _lines(sight: Sight, rows: list[Asked]) -> list[QuestionLine]:
    """Add words, thread titles and answers to questions; the words and the titles share two queries."""
    if not rows:
        return []
    pairs = titles(sight, [text_id for _, body_id, thread in rows for text_id in (body_id, thread.title_id)])
    answers = answer_keys(sight, [post.answer_id for post, _, _ in rows])
    return [
        QuestionLine(
            post=post,
            text=pairs[text_id],
            thread=thread,
            thread_title=pairs[thread.title_id],
            week=sight.week(thread.week_id),
            answer=answers.get(post.answer_id or 0),
        )
        for post, text_id, thread in rows
    ]
