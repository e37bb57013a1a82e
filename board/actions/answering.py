"""Questions to key respondents: asking, answering, reopening.

Part of the caller's transaction, except `settle_question`, which commits.
"""

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
    """Have a mail sent to the key respondent whom a post asks."""
    payload = {"post": post.id, "asked": asked.id, "forum": sight.forum.id}
    jobs.enqueue_all("mail.question", [jobs.Wanted(f"question:{post.key}", payload)], sight.now)


def answered_by(sight: Sight, to: Post | None, ticked: Iterable[Post]) -> list[Post]:
    """Return the questions that a reply answers: those ``ticked``, and the post that it replies to if that asks the
    reply's writer. Raises Refused if a ticked question was put to somebody else.
    """
    questions = list(ticked)
    for question in questions:
        check(permissions.answer(sight.viewer, question))
    if to is not None and to not in questions and to.asked_id is not None and to.asked_id == sight.viewer.user_id:
        questions.append(to)
    return questions


def note_answer(sight: Sight, questions: Iterable[Post], answer: Post) -> None:
    """Record that a post answers these questions. A question that was answered meanwhile keeps its first answer."""
    for question in questions:
        hold(question, STATE)  # if two answers arrive at once, the first one stays
        if question.answered_at is None:
            question.answered_at, question.answer_id = sight.now, answer.id


def reopen(answer: Post, *, for_good: bool) -> None:
    """Reopen the questions that a removed answer had answered.

    Unless it is removed ``for_good``, they remember the answer, and `count_again` settles them when it is restored.
    """
    for question in _answered_in(answer):
        question.answered_at = None
        question.answer_id = None if for_good else answer.id


def count_again(answer: Post) -> None:
    """Settle the questions that a restored answer had answered, unless somebody else answered them meanwhile."""
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
    """Mark a question as answered (elsewhere, or in another post), or reopen it."""
    check(permissions.settle_question(sight.viewer, post))
    post.answered_at = sight.now if settled else None
    if not settled or _is_removed(post.answer_id):
        post.answer_id = None
    db.session.commit()
