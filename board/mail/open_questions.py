"""The mail that lists all questions that wait for a key respondent, numbered, so that one answer can answer several.

Each question is mailed by itself as soon as it is put. This one comes once a day, at the hour of the person's digest,
during their week, while more than one waits.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from board.actions.mailings import QUESTIONS_MAIL, now_told, plan_list
from board.jobs import handles
from board.mail.blocks import Block, Heading, Link, Note, Rule, Words
from board.mail.delivery import deliver
from board.mail.forum_letters import forum_letter
from board.mail.links import forum_address, reply_address, token
from board.mail.post_blocks import city, post_blocks
from board.mail.readers import Reader, in_language_of, may_send, reader
from board.models import Mailing
from board.pages.mailed_posts import MailedPost, mailed_posts
from board.pages.questions import open_questions
from board.rules.mail_tokens import QUESTIONS

FEWEST = 2
"""A single question has been mailed by itself."""
MOST = 20
"""The others are listed once these are answered."""


@handles(QUESTIONS_MAIL)
def questions_mail(payload: dict[str, Any], now: datetime) -> None:
    """List what waits for a key respondent, if that is still more than one question."""
    to = reader(payload, now)
    if to is None or not may_send(to, QUESTIONS_MAIL):
        return
    waiting = [line.post.id for line in open_questions(to.sight.of_participants(), to.user.id, MOST)]
    if len(waiting) < FEWEST:
        return
    unique = f"questions.{to.forum.slug}.{to.user.key}.{payload['day']}"
    row = plan_list(to.sight, to.user, unique, waiting)
    if row.at is None:
        _send(to, row, set(waiting), now)


def _send(to: Reader, row: Mailing, waiting: set[int], now: datetime) -> None:
    number_of = {post_id: number for number, post_id in enumerate(row.told["numbers"], 1)}
    asked = [post for post in mailed_posts(to.sight.of_participants(), list(number_of)) if post.id in waiting]
    if len(asked) < FEWEST:
        return
    answers_to = token(QUESTIONS, to.user.id, row.id, now)
    with in_language_of(to.user):
        subject = ngettext("%(num)d question is waiting for you", "%(num)d questions are waiting for you", len(asked))
        why = _("You get this once a day during your week, while more than one question to you is not answered.")
        blocks = [*_opening(to, answers_to), *_questions(to, asked, number_of), *_closing(to)]
        letter = forum_letter(to, subject, blocks, row.unique, why=why, now=now, reply_token=answers_to)
    deliver(letter, now, also=now_told(row, row.told, now))


def _opening(to: Reader, answers_to: str) -> Iterator[Block]:
    if reply_address(answers_to) is not None:
        yield Words(
            _(
                "You can answer several of them in one e-mail: begin each answer with the number of its question, such "
                "as [2], in a paragraph of its own."
            )
        )
    yield Note(_("Times are those of %(city)s.", city=city(to.forum)))


def _questions(to: Reader, asked: list[MailedPost], number_of: dict[int, int]) -> Iterator[Block]:
    thread = 0
    for post in asked:
        if post.thread.id != thread:
            thread = post.thread.id
            yield Rule()
            yield Heading(post.title.source, 2, post.title.text.language)
        yield from post_blocks(to, post, number_of[post.id], says_asked=False)


def _closing(to: Reader) -> Iterator[Block]:
    yield Rule()
    yield Link(_("All questions to you, on the site"), forum_address(to.forum, "questions"))
