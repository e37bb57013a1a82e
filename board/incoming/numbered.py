"""Answers to the numbered posts of a mail: each paragraph that begins with a number answers the post of that number."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from flask_babel import gettext as _

from board.actions.mail_in import keep_tail
from board.actions.once import Writing
from board.actions.posting import ready_reply, write_reply
from board.extensions import db, writing
from board.faults import Gone
from board.incoming.parsing import Arrived
from board.incoming.posts import readable_post, slow_down, taken_words, writer
from board.incoming.taking import NotTaken, Outcome, note, takes
from board.mail.blocks import Words
from board.mail.readers import Reader
from board.models import Post, Thread
from board.rules import incoming as rule
from board.rules.mail_tokens import DIGEST, QUESTIONS, Token
from board.rules.permissions import Refused
from board.text.numbered_answers import split_answers
from board.visible.asked import forum_of_mailing
from board.visible.digests import mailing_to


class Answer(NamedTuple):
    """What answers one of the numbered posts."""

    number: int
    words: str
    post: Post
    thread: Thread


@takes(DIGEST)
def take_answers(arrived: Arrived, token: Token, now: datetime) -> Outcome:
    """Post answers to the numbered posts of a digest. Without a number it is clear what is meant if it has one post."""
    return _take(arrived, token, now, still_open=False)


@takes(QUESTIONS)
def take_answers_to_questions(arrived: Arrived, token: Token, now: datetime) -> Outcome:
    """Answer the numbered questions of a mail to a key respondent.

    Without a number it is clear which one is meant if only one of them still waits.
    """
    return _take(arrived, token, now, still_open=True)


def _take(arrived: Arrived, token: Token, now: datetime, *, still_open: bool) -> Outcome:
    to = writer(token, forum_of_mailing(token.about), now)
    mailing = db.session.scalar(mailing_to(token.user_id, token.about))
    numbers = mailing.told.get("numbers", []) if mailing is not None else []
    before, answers = _numbered(arrived)
    if not answers:
        answers, before = {_meant(to, numbers, still_open): before}, ""
    if not all(1 <= number <= len(numbers) for number in answers):
        raise NotTaken(rule.NO_NUMBER)
    there, gone = _readable(to, numbers, answers)
    if not there:
        raise Gone
    slow_down(to, now)
    return _post_all(to, arrived, there, before, gone)


def _numbered(arrived: Arrived) -> tuple[str, dict[int, str]]:
    """Return what stands before the first number, and the answers by number."""
    before, answers = "", dict[int, str]()
    for number, text in split_answers(taken_words(arrived.text)):
        if number is None:
            before = text
        else:
            answers[number] = f"{answers[number]}\n\n{text}" if number in answers else text
    return before, answers


def _meant(to: Reader, numbers: Sequence[int], still_open: bool) -> int:
    """Return the number that an answer without one can only mean. Raises NotTaken if there is a choice."""
    possible = []
    for number, post_id in enumerate(numbers, 1):
        post = _post_there(to, post_id)
        if post is not None and not (still_open and post.answered_at is not None):
            possible.append(number)
    if len(possible) != 1:
        raise NotTaken(rule.NO_NUMBER)
    return possible[0]


def _post_there(to: Reader, post_id: int) -> Post | None:
    try:
        return readable_post(to, post_id)[0]
    except (Gone, Refused):
        return None


def _readable(to: Reader, numbers: Sequence[int], answers: dict[int, str]) -> tuple[list[Answer], list[int]]:
    """Return the answers to posts that can be read now, and the numbers of the others."""
    there, gone = [], []
    for number, words in answers.items():
        try:
            post, _text, thread = readable_post(to, numbers[number - 1])
        except (Gone, Refused):
            gone.append(number)
        else:
            there.append(Answer(number, words, post, thread))
    return there, gone


def _post_all(to: Reader, arrived: Arrived, answers: Sequence[Answer], before: str, gone: Sequence[int]) -> Outcome:
    """Post all answers, or none, in one transaction with what became of the mail."""
    written = [Writing(taken_words(answer.words), "", arrived.once(answer.number)) for answer in answers]
    for answer, typed in zip(answers, written, strict=True):
        ready_reply(to.sight, answer.thread, typed)
    db.session.commit()
    with writing():
        posts = [
            write_reply(to.sight, answer.thread, to.user, typed, to=answer.post)
            for answer, typed in zip(answers, written, strict=True)
        ]
        if rest := "\n\n".join(filter(None, [before, arrived.tail])):
            keep_tail(posts[0], rest, is_shared=False)  # it quotes several people
        outcome = Outcome(rule.POSTED, post=posts[0], posts=tuple(posts), answer=_about(gone))
        note(outcome)
        db.session.commit()
    return outcome


def _about(gone: Sequence[int]) -> list[Words] | None:
    """Say which answers could not be posted; their words stand below."""
    if not gone:
        return None
    listed = ", ".join(f"[{number}]" for number in gone)
    return [
        Words(
            _(
                "Your other answers are posted. What you answered to %(numbers)s is not: it was removed, or its week "
                "is not open now.",
                numbers=listed,
            )
        )
    ]
