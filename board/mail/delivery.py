"""Handing a mail to the mail server; without one, keeping it for the owner to read."""

from __future__ import annotations

import smtplib
import ssl
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import SplitResult, unquote, urlsplit

from sqlalchemy import select

from board.config import Settings
from board.extensions import db, writing
from board.models import Mail

TIMEOUT_SECONDS = 20


def deliver(settings: Settings, recipient: str, subject: str, body: str, unique: str, now: datetime) -> None:
    """Send to an address, then note it. The same ``unique`` gives the same Message-ID, so a retry is recognised as one.

    Raises OSError or smtplib.SMTPException when the server cannot be reached or refuses; nothing is noted then.
    """
    domain = urlsplit(settings.site_url).hostname or "localhost"
    message_id = f"<{unique.replace(':', '.').replace('@', '.')}@{domain}>"
    db.session.commit()  # no transaction stays open while a slow server is talked to, nor turns from reading to writing
    if settings.mail_url:
        send(settings.mail_url, compose(settings.mail_from, recipient, subject, body, message_id, now))
    with writing():
        mail = db.session.scalar(select(Mail).where(Mail.message_id == message_id)) or Mail(message_id=message_id)
        mail.recipient, mail.subject, mail.body, mail.created_at = recipient, subject, body, now
        mail.sent_at = now if settings.mail_url else None
        if settings.mail_url:
            mail.body = ""  # what was sent is the reader's alone
        db.session.add(mail)
        db.session.commit()


def compose(sender: str, recipient: str, subject: str, body: str, message_id: str, now: datetime) -> EmailMessage:
    """A plain-text mail."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, recipient, " ".join(subject.split())
    message["Date"], message["Message-ID"] = format_datetime(now), message_id
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(body)
    return message


def send(url: str, message: EmailMessage) -> None:
    """Give a message to the server at ``url`` (smtp://, smtps://, smtp+starttls://)."""
    parts = urlsplit(url)
    with _connection(parts) as server:
        if parts.scheme == "smtp+starttls":
            server.starttls(context=ssl.create_default_context())
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(message)


def _connection(parts: SplitResult) -> smtplib.SMTP:
    host = parts.hostname or "localhost"
    if parts.scheme == "smtps":
        return smtplib.SMTP_SSL(host, parts.port or 465, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context())
    return smtplib.SMTP(host, parts.port or 25, timeout=TIMEOUT_SECONDS)
