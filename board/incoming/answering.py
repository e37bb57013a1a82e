"""The mail that tells somebody why nothing came of theirs, and gives them back their words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from board.actions.mail_in import kept_mail
from board.extensions import db
from board.incoming.packing import unpacked
from board.incoming.parsing import Arrived, parse
from board.incoming.reasons import reason_blocks
from board.jobs import handles
from board.mail.blocks import Block, Link, Note, Rule, Words
from board.mail.delivery import deliver
from board.mail.letters import Letter
from board.mail.links import address, site_settings
from board.mail.readers import in_language, in_language_of, language_of, mail_language
from board.models import Forum, User
from board.rules.incoming import UNKNOWN_ADDRESS
from board.text.subjects import bare_subject

MOST_WORDS = 60_000
"""Characters of their own words that people get back."""


@handles("mail.answer")
def answer_mail(payload: dict[str, Any], now: datetime) -> None:
    """Answer a mail once: what became of it and what can be done, and below that its own words.

    Words come back only to their sender. Anybody can write to the address of a call in anybody's name, and must not use
    this site to send words of their own to somebody else.
    """
    mail = kept_mail(payload["mail"])
    if mail is None or mail.raw is None:
        return
    db.session.commit()  # no transaction stays open while a long mail is read
    arrived = parse(mail.raw, mail.digest, site_settings().mail_in_trusts)
    user = db.session.get(User, payload["user"]) if payload["user"] else None
    recipient = user.email if user is not None and not user.is_stand_in else arrived.sender
    if not recipient or (payload["user"] and user is None):
        return
    has_token = user is not None and payload["reason"] != UNKNOWN_ADDRESS
    is_theirs = has_token or arrived.is_verified
    with in_language(payload["language"]):
        blocks = [*_answer(payload), *(_their_words(arrived) if is_theirs else ())]
        subject = _subject(payload, bare_subject(arrived.subject) if is_theirs else "")
    language = mail_language(payload["language"])
    deliver(Letter(recipient, subject, blocks, f"answer.{mail.key}", language, answers=arrived.message_id), now)


def _subject(payload: dict[str, Any], theirs: str) -> str:
    """Return a subject that says by itself if nothing was posted."""
    if payload["blocks"] is None:
        return str(_("Not posted: %(subject)s", subject=theirs) if theirs else _("Your e-mail was not posted"))
    return str(_("Re: %(subject)s", subject=theirs) if theirs else _("Your e-mail"))


def _answer(payload: dict[str, Any]) -> list[Block]:
    if payload["blocks"] is not None:
        return unpacked(payload["blocks"])
    forum = db.session.get(Forum, payload["forum"]) if payload["forum"] else None
    return list(reason_blocks(payload["reason"], forum, site_settings()))


def _their_words(arrived: Arrived) -> Iterator[Block]:
    """Yield what they wrote, as they wrote it, so that nothing of it is lost."""
    words = arrived.text or arrived.tail
    if words:
        yield Rule()
        yield Note(_("What you wrote:"))
        yield from (Words(paragraph) for paragraph in words[:MOST_WORDS].split("\n\n") if paragraph.strip())


@handles("mail.forged")
def forged_mail(payload: dict[str, Any], now: datetime) -> None:
    """Tell an account's address, at most once a day, that somebody wrote from another one in answer to its mail."""
    user, mail = db.session.get(User, payload["user"]), kept_mail(payload["mail"])
    if user is None or user.is_stand_in or mail is None:
        return
    with in_language_of(user):
        subject = _("An e-mail in your name was not accepted")
        blocks: list[Block] = [
            Words(_("Hello %(name)s,", name=user.name)),
            Words(
                _(
                    "An answer to an e-mail that only you got came from another address, or its sender could not be "
                    "verified. Nothing was posted."
                )
            ),
            Note(_("It said that it came from: %(sender)s", sender=mail.sender or "?")),
            Words(
                _(
                    "If it was you, send it again from this address, or give the other one in your profile. If it was "
                    "not you, there is nothing to do; do not forward e-mails of the forum that you can answer."
                )
            ),
            Link(_("Your profile"), address("profile")),
        ]
    unique = f"forged.{user.key}.{now:%Y%m%d}"
    deliver(Letter(user.email, subject, blocks, unique, language_of(user), user_id=user.id), now)
