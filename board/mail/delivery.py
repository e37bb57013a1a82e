"""Handing a mail to the mail server; without one, keeping it for the owner to read."""

from __future__ import annotations

from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import urlsplit

from sqlalchemy import select

from board.config import Settings
from board.extensions import db, writing
from board.jobs import Trouble, hold, note_up, settle
from board.mail.conversation import converse
from board.models import Mail
from board.rules.work import MAIL

DEADLINE = 45.0
"""Seconds for a whole conversation with the server. Less than a worker's lease on the job: while one may still be
talking, no other begins.
"""


def deliver(settings: Settings, recipient: str, subject: str, body: str, unique: str, now: datetime) -> None:
    """Send to an address, then note it. The same ``unique`` gives the same Message-ID, so a retry is recognised as one.

    Raises a Trouble when the server cannot be used or refuses; nothing is noted then.
    """
    domain = urlsplit(settings.site_url).hostname or "localhost"
    message_id = f"<{unique.replace(':', '.').replace('@', '.')}@{domain}>"
    db.session.commit()  # no transaction stays open while a slow server is talked to, nor turns from reading to writing
    if settings.mail_url:
        _send(settings.mail_url, compose(settings.mail_from, recipient, subject, body, message_id, now), recipient)
    with writing():
        note_up(MAIL, now)
        mail = db.session.scalar(select(Mail).where(Mail.message_id == message_id)) or Mail(message_id=message_id)
        mail.recipient, mail.subject, mail.body, mail.created_at = recipient, subject[:300], body, now
        mail.sent_at = now if settings.mail_url else None
        if settings.mail_url:
            mail.body = ""  # what was sent is the reader's alone
        db.session.add(mail)
        settle(now)
        db.session.commit()


def _send(url: str, message: EmailMessage, recipient: str) -> None:
    hold(blameless=True)
    try:
        converse(url, message, DEADLINE)
    except Trouble as trouble:
        trouble.to = recipient
        raise


def compose(sender: str, recipient: str, subject: str, body: str, message_id: str, now: datetime) -> EmailMessage:
    """A plain-text mail."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, recipient, " ".join(subject.split())
    message["Date"], message["Message-ID"] = format_datetime(now), message_id
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(body)
    return message
