"""Handing a mail to the mail server; without a server, keeping it for the owner to read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from board.extensions import db, writing
from board.jobs import Trouble, kind_at_hand, note_up, renew_lease, settle
from board.mail.composing import Outgoing, compose, message_id
from board.mail.conversation import converse
from board.mail.letters import Letter
from board.mail.links import site_settings
from board.mail.plain_part import plain_part
from board.models import Base, Mail
from board.rules.work import MAIL

DEADLINE = 45.0
"""Seconds for the whole session with the server, less than a worker's lease on the job: while one worker may still be
sending, no other starts.
"""


def deliver(letter: Letter, now: datetime, also: Iterable[Base] = ()) -> None:
    """Send a mail, then record it, with ``also`` in the same transaction: what its reader has been told.

    Raise a Trouble if the server is unusable or refuses; then nothing is recorded.
    """
    settings = site_settings()
    unique = message_id(letter.unique)
    db.session.commit()  # no transaction stays open while a slow server is asked, or turns from reading to writing
    if settings.mail_url:
        _send(settings.mail_url, compose(letter, now))
    with writing():
        note_up(MAIL, now)
        mail = db.session.scalar(select(Mail).where(Mail.message_id == unique)) or Mail(message_id=unique)
        mail.kind, mail.recipient, mail.subject, mail.created_at = (
            kind_at_hand(), letter.recipient, letter.subject[:300], now,
        )  # fmt: skip
        mail.sent_at = now if settings.mail_url else None
        mail.body = "" if settings.mail_url else plain_part(letter.blocks)  # only the recipient reads what was sent
        db.session.add(mail)
        db.session.add_all(also)
        settle(now)
        db.session.commit()


def _send(url: str, mail: Outgoing) -> None:
    renew_lease(blameless=True)
    try:
        converse(url, mail, DEADLINE)
    except Trouble as trouble:
        trouble.to = mail.recipient
        raise
