"""Handing a mail to the mail server; without a server, keeping it for the owner to read."""

from __future__ import annotations

from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import urlsplit

from sqlalchemy import select

from board.extensions import db, writing
from board.jobs import Trouble, note_up, renew_lease, settle
from board.mail.conversation import converse
from board.mail.links import site_settings
from board.models import Mail
from board.rules.work import MAIL

DEADLINE = 45.0
"""Seconds for the whole session with the server, less than a worker's lease on the job: while one worker may still be
sending, no other starts.
"""


def deliver(recipient: str, subject: str, body: str, unique: str, now: datetime) -> None:
    """Send a mail, then record it. The same ``unique`` gives the same Message-ID, so a retry is recognised.

    Raise a Trouble if the server is unusable or refuses; then nothing is recorded.
    """
    settings = site_settings()
    domain = urlsplit(settings.site_url).hostname or "localhost"
    message_id = f"<{unique.replace(':', '.').replace('@', '.')}@{domain}>"
    db.session.commit()  # no transaction stays open while a slow server is asked, or turns from reading to writing
    if settings.mail_url:
        _send(settings.mail_url, compose(settings.mail_from, recipient, subject, body, message_id, now), recipient)
    with writing():
        note_up(MAIL, now)
        mail = db.session.scalar(select(Mail).where(Mail.message_id == message_id)) or Mail(message_id=message_id)
        mail.recipient, mail.subject, mail.body, mail.created_at = recipient, subject[:300], body, now
        mail.sent_at = now if settings.mail_url else None
        if settings.mail_url:
            mail.body = ""  # only the recipient reads what was sent
        db.session.add(mail)
        settle(now)
        db.session.commit()


def _send(url: str, message: EmailMessage, recipient: str) -> None:
    renew_lease(blameless=True)
    try:
        converse(url, message, DEADLINE)
    except Trouble as trouble:
        trouble.to = recipient
        raise


def compose(sender: str, recipient: str, subject: str, body: str, message_id: str, now: datetime) -> EmailMessage:
    """Return a plain-text mail."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, recipient, " ".join(subject.split())
    message["Date"], message["Message-ID"] = format_datetime(now), message_id
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(body)
    return message
