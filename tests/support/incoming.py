"""Mails that people send to the site."""

from __future__ import annotations

from email.message import EmailMessage
from email.utils import make_msgid

from board import jobs
from board.actions.mail_in import kept_mail
from board.clock import FixedClock
from board.extensions import db
from board.incoming.arriving import keep
from board.mail.links import reply_address, token
from board.models import IncomingMail, User

REPORT = """\
From: Mail Delivery System <MAILER-DAEMON@mx.example.net>
To: {to}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
Message-ID: <{number}@mx.example.net>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

It could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; ana@example.org
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {said}

--b
Content-Type: message/rfc822

From: forum@example.org
Message-ID: {message_id}
Subject: A mail

Words.

--b--
"""
"""A report of another mail server, as RFC 3464 has it."""


def address_for(purpose: int, user: User | None, about: int, clock: FixedClock) -> str:
    """Return the address that a mail gives somebody to answer to."""
    found = reply_address(token(purpose, user.id if user else 0, about, clock.now()))
    assert found is not None
    return found


def letter(sender: str, to: str, text: str, subject: str = "Re: a mail", **headers: str) -> EmailMessage:
    """Return a mail as a mail client writes it; headers are named with underscores for hyphens."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Message-ID"] = headers.pop("Message_ID", make_msgid(domain="client.example"))
    for name, words in headers.items():
        message[name.replace("_", "-")] = words
    message.set_content(text)
    return message


def arrive(message: EmailMessage | bytes, clock: FixedClock, recipient: str | None = None) -> IncomingMail:
    """Have a mail arrive and be handled; return what became of it."""
    raw = message if isinstance(message, bytes) else message.as_bytes()
    assert keep(raw, recipient, clock.now())
    jobs.run_due(clock)
    newest = db.session.query(IncomingMail.id).order_by(IncomingMail.id.desc()).limit(1).scalar()
    mail = kept_mail(newest)
    assert mail is not None
    return mail
