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
"""Characters by which a question is known in a list."""


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """A question to a key respondent, with where it was asked."""

    post: Post
    text: Pair
    thread: Thread
    thread_title: Pair
    week: Week
    answer: str | None = None
    """The key of the post that answers it, if there is one and the viewer may see it."""

    @property
    def lead(self) -> str:
        """Its first words, to know it by."""
        words = " ".join(plain(self.text.source).split())
        return words if len(words) <= LEAD else f"{words[:LEAD].rsplit(' ', 1)[0]}…"

    @property
    def asked(self) -> User | Newcomer:
        found = self.post.asked_as_shown
        assert found is not None
        return found


@dataclass(frozen=True, slots=True)
class Tray:
    """Open questions, the oldest first; answered ones, the latest first."""

    open: list[QuestionLine]
    answered: list[QuestionLine]


def tray(sight: Sight, asked_id: int | None) -> Tray:
    """Questions to one key respondent, or to all (None), in a fixed number of queries."""
    whose = Post.asked_id.is_not(None) if asked_id is None else Post.asked_id == asked_id
    lines = _lines(sight, _spoken(sight, whose))
    answered = [line for line in lines if line.post.answered_at]
    return Tray([line for line in lines if not line.post.answered_at], answered[::-1])


def open_questions(sight: Sight, asked_id: int | None, limit: int) -> list[QuestionLine]:
    """The oldest questions that wait for an answer, to one key respondent, or to all (None)."""
    whose = Post.asked_id.is_not(None) if asked_id is None else Post.asked_id == asked_id
    return _lines(sight, _spoken(sight, whose, Post.answered_at.is_(None), limit=limit))


def answerable(sight: Sight, thread: Thread, chosen: Collection[str] = ()) -> list[QuestionLine]:
    """Open questions that a post of the viewer's in this thread may answer, those of the thread itself first: what is
    put to them in its week, and what they have ``chosen``; for an admin what is open in the thread.
    """
    if not sight.viewer.roles & {KEY_RESPONDENT, ADMIN}:
        return []
    mine = and_(Post.asked_id == sight.viewer.user_id, or_(Thread.week_id == thread.week_id, Post.key.in_(chosen)))
    offered = or_(mine, and_(literal(sight.viewer.is_admin), Thread.id == thread.id))
    lines = _lines(sight, _spoken(sight, offered, Post.asked_id.is_not(None), Post.answered_at.is_(None)))
    return sorted(lines, key=lambda line: line.thread.id != thread.id)


def chosen_questions(sight: Sight, keys: Collection[str]) -> list[Post]:
    """The visible questions with these keys, also those that were answered meanwhile."""
    return [post for post, _, _ in _spoken(sight, Post.key.in_(keys), Post.asked_id.is_not(None))] if keys else []


Asked = tuple[Post, int, Thread]
"""A question, the id of its text, and its thread."""


def _spoken(sight: Sight, *which: ColumnElement[bool], limit: int | None = None) -> list[Asked]:
    """Posts that match and whose words are there to be read."""
    spoken = visible_posts(sight).where(Post.removed.is_(None), Text.id.is_not(None), *which).limit(limit)
    return [(row.Post, row.Text.id, row.Thread) for row in db.session.execute(spoken.add_columns(Thread))]


def _lines(sight: Sight, rows: list[Asked]) -> list[QuestionLine]:
    """Lines of questions: their words, and the titles of their threads, in the same two queries."""
    if not rows:
        return []
    pairs = titles(sight, [text_id for _, words_id, thread in rows for text_id in (words_id, thread.title_id)])
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
