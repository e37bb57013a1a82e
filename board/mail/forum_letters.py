"""Mails of a forum to one of its members: what each of them has beside its own words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from flask_babel import gettext as _

from board.mail.blocks import AnswerLine, Block, Link, Links, Note, Rule
from board.mail.headers import tidy
from board.mail.letters import Letter
from board.mail.links import address, reply_address, token
from board.mail.readers import Reader, in_language_of, language_of
from board.rules.mail_tokens import CHOICES, STOP
from board.text.reply_marks import answer_line

MAX_SENDER = 50


def forum_letter(
    to: Reader,
    subject: str,
    blocks: Iterable[Block],
    unique: str,
    *,
    why: str,
    now: datetime,
    sender: str = "",
    parents: tuple[str, ...] = (),
    reply_token: str = "",
) -> Letter:
    """Return a mail of the forum: list headers, the line above which it is answered, why one gets it, ways to stop it.

    ``why`` is a sentence in the language of the mail. ``sender`` is the name of the person whose words it brings.
    ``reply_token`` says what an answer is for, if one is possible.
    """
    return Letter(
        to.user.email,
        subject,
        (*_opening(to, reply_token), *blocks, *_closing(to, why, now)),
        unique,
        language_of(to.user),
        sender=_sender(to, sender),
        forum_slug=to.forum.slug,
        forum_name=to.forum.name,
        parents=parents,
        reply_token=reply_token,
        stop_token=token(STOP, to.user.id, to.forum.id, now),
        user_id=to.user.id,
    )


def _sender(to: Reader, name: str) -> str:
    """Return the name before the site's address: whose words they are, and through which forum they come."""
    if not name:
        return to.forum.name
    with in_language_of(to.user):
        return str(_("%(name)s via %(forum)s", name=tidy(name, MAX_SENDER), forum=to.forum.name))


def _opening(to: Reader, reply_token: str) -> list[Block]:
    with in_language_of(to.user):
        return answer_above(reply_token)


def answer_above(reply_token: str) -> list[Block]:
    """Return the line above which a mail is answered, in the language at hand; nothing if it cannot be answered."""
    if not reply_token or reply_address(reply_token) is None:
        return []
    return [AnswerLine(answer_line(_("Write your reply above this line")))]


def _closing(to: Reader, why: str, now: datetime) -> list[Block]:
    about = (to.user.id, to.forum.id, now)
    with in_language_of(to.user):
        choose = Link(_("Choose what you get"), address(f"mail/choices/{token(CHOICES, *about)}"))
        stop = Link(_("Stop all e-mail from this forum"), address(f"mail/stop/{token(STOP, *about)}"))
    return [Rule(), Note(why), Links((choose, stop))]
