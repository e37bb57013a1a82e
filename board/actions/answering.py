"""Questions to key respondents, from being put to being answered. Commits nothing but what is settled by hand."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from board import jobs
from board.actions.holding import hold
from board.extensions import db
from board.models import Post, User
from board.rules import permissions
from board.rules.permissions import check
from board.visible.gate import Sight

STATE = ("answered_at", "answer_id")


def put_question(sight: Sight, post: Post, asked: User) -> None:
    """Tell a key respondent of the question that a post puts to them."""
    payload = {"post": post.id, "asked": asked.id, "forum": sight.forum.id}
    jobs.enqueue("mail.question", f"question:{post.key}", payload, sight.now)


def answered_by(sight: Sight, to: Post | None, ticked: Iterable[Post]) -> list[Post]:
    """The questions that a reply answers: those ``ticked``, and the one that it replies to, if it was put to its
    writer. Raises Refused where somebody else's was ticked.
    """
    questions = list(ticked)
    for question in questions:
        check(permissions.answer(sight.viewer, question))
    if to is not None and to not in questions and to.asked_id is not None and to.asked_id == sight.viewer.user_id:
        questions.append(to)
    return questions


def note_answer(sight: Sight, questions: Iterable[Post], answer: Post) -> None:
    """Say that a post answers questions. One that was answered meanwhile keeps its first answer."""
    for question in questions:
        hold(question, STATE)  # of two answers at once the first stays
        if question.answered_at is None:
            question.answered_at, question.answer_id = sight.now, answer.id


def reopen(answer: Post, *, for_good: bool) -> None:
    """Nobody can read the answer any more: the questions that it answered wait again, unless it is shown again."""
    for question in _answered_in(answer):
        question.answered_at = None
        question.answer_id = None if for_good else answer.id


def count_again(answer: Post) -> None:
    """The answer can be read again: it counts for the questions that nobody answered meanwhile."""
    for question in _answered_in(answer):
        question.answered_at = question.answered_at or answer.created_at


def _answered_in(answer: Post) -> Iterable[Post]:
    return db.session.scalars(
        select(Post).where(Post.answer_id == answer.id).order_by(Post.id).with_for_update(key_share=True)
    )


def _is_removed(answer_id: int | None) -> bool:
    answer = db.session.get(Post, answer_id) if answer_id is not None else None
    return answer is not None and answer.removed is not None


def settle_question(sight: Sight, post: Post, settled: bool) -> None:
    """Mark a question as answered (elsewhere, or in another post), or open it again."""
    check(permissions.settle_question(sight.viewer, post))
    post.answered_at = sight.now if settled else None
    if not settled or _is_removed(post.answer_id):
        post.answer_id = None
    db.session.commit()
