"""Questions put to key respondents: the tray, and the admin's view of what is unanswered."""

from __future__ import annotations

from dataclasses import dataclass

from board.extensions import db
from board.models import Post, Text, Thread, User, Week
from board.pages.discussion import threads_of
from board.pages.texts import Pair, load_pairs, titles
from board.visible import Sight, visible_posts


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """A question to a key respondent, with where it was asked."""

    post: Post
    text: Pair
    thread: Thread
    thread_title: Pair
    week: Week

    @property
    def asked(self) -> User:
        assert self.post.asked is not None
        return self.post.asked


@dataclass(frozen=True, slots=True)
class Tray:
    """Open questions, the oldest first; answered ones, the latest first."""

    open: list[QuestionLine]
    answered: list[QuestionLine]


def tray(sight: Sight, asked_id: int | None) -> Tray:
    """Questions to one key respondent, or to all (None), in a fixed number of queries."""
    query = visible_posts(sight).where(Post.asked_id.is_not(None), Post.removed.is_(None))
    if asked_id is not None:
        query = query.where(Post.asked_id == asked_id)
    rows = [(post, text) for post, text in db.session.execute(query) if text is not None]
    lines = _lines(sight, rows)
    answered = [line for line in lines if line.post.answered_at]
    return Tray([line for line in lines if not line.post.answered_at], answered[::-1])


def open_questions(sight: Sight, asked_id: int | None, limit: int) -> list[QuestionLine]:
    """The oldest questions that wait for an answer, to one key respondent, or to all (None)."""
    waiting = visible_posts(sight).where(Post.asked_id.is_not(None), Post.answered_at.is_(None), Post.removed.is_(None))
    if asked_id is not None:
        waiting = waiting.where(Post.asked_id == asked_id)
    rows = db.session.execute(waiting.where(Text.id.is_not(None)).limit(limit))
    return _lines(sight, [(post, text) for post, text in rows if text is not None])


def _lines(sight: Sight, rows: list[tuple[Post, Text]]) -> list[QuestionLine]:
    threads = threads_of(sight, [post for post, _ in rows])
    pairs = load_pairs(sight, [text for _, text in rows])
    named = titles(sight, [thread.title_id for thread in threads.values()])
    return [
        QuestionLine(
            post=post,
            text=pairs[text.id],
            thread=threads[post.thread_id],
            thread_title=named[threads[post.thread_id].title_id],
            week=sight.week(threads[post.thread_id].week_id),
        )
        for post, text in rows
    ]
