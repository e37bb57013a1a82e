"""People who live in their mailbox: they read what the site sends, and answer as their mail programs write."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.utils import make_msgid
from html import escape
from urllib.parse import unquote, urlsplit

from flask import Flask
from sqlalchemy import select

from board.clock import FixedClock
from board.extensions import db
from board.incoming.arriving import keep
from board.jobs import run_due
from board.mail.planning import plan_digests
from board.mail.question_planning import plan_questions
from board.mail.telling import tell_openings
from board.models import IncomingMail
from tests.mail.conftest import Inbox
from tests.support.read_mail import Mail

Quote = Callable[[str, str], str]
"""What a mail program puts below the new words: made of the sender and the plain part of the mail that is answered."""


def gmail(sender: str, plain: str) -> str:
    return f"On Wed, Mar 4, 2026 at 7:12 AM {sender} wrote:\n\n{_marked(plain)}"


def gmail_in_spanish(sender: str, plain: str) -> str:
    return f"El mié, 4 mar 2026 a las 7:12, {sender} escribió:\n\n{_marked(plain)}"


def outlook(sender: str, plain: str) -> str:
    head = f"From: {sender}\nSent: Wednesday, March 4, 2026 7:12 AM\nTo: Bento\nSubject: A mail"
    return f"________________________________\n{head}\n\n{plain}"


def thunderbird_in_spanish(sender: str, plain: str) -> str:
    return f"El 4/3/26 a las 7:12, {sender} escribió:\n{_marked(plain)}"


def _marked(plain: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in plain.split("\n"))


@dataclass
class Correspondence:
    """The site's mail, out through a real server and in as a mail server delivers it."""

    app: Flask
    clock: FixedClock
    inbox: Inbox

    def work(self) -> None:
        """Do what the worker does at this instant, until nothing is due."""
        now = self.clock.now()
        with self.app.app_context():
            for chore in (tell_openings, plan_digests, plan_questions):
                chore(now)
            run_due(self.clock)

    def deliver(self, message: EmailMessage) -> tuple[str, str]:
        """Have a mail arrive; return what became of it, and why."""
        with self.app.app_context():
            assert keep(message.as_bytes(policy=policy.SMTP), None, self.clock.now())
        self.work()
        with self.app.app_context():
            newest = db.session.scalars(select(IncomingMail).order_by(IncomingMail.id.desc()).limit(1)).one()
            return newest.outcome, newest.reason

    def of(self, address: str) -> list[Mail]:
        """Return all mails to an address, the oldest first."""
        pairs = zip(self.inbox.raw, self.inbox.recipients, strict=True)
        return [Mail.read(raw, to) for raw, to in pairs if to == address]


@dataclass
class Correspondent:
    """A person with a mailbox and a mail program."""

    name: str
    address: str
    post: Correspondence
    quote: Quote
    read: int = 0

    def new_mails(self) -> list[Mail]:
        """Return the mails that came since this was asked before."""
        mails = self.post.of(self.address)[self.read :]
        self.read += len(mails)
        return mails

    def new_mail(self) -> Mail:
        """Return the only mail that came."""
        mails = self.new_mails()
        assert len(mails) == 1, [subject_of(mail) for mail in mails]
        return mails[0]

    def write(self, to: str, subject: str, words: str, headers: Iterable[tuple[str, str]] = ()) -> tuple[str, str]:
        """Write a mail; return what became of it, and why."""
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = f"{self.name} <{self.address}>", to, subject
        message["Message-ID"] = make_msgid(domain="client.example")
        for name, value in headers:
            message[name] = value
        message.set_content(words)
        paragraphs = "".join(f"<div>{escape(line) or '<br>'}</div>" for line in words.split("\n"))
        if self.quote in (gmail, gmail_in_spanish) and "\n> " not in words:
            message.add_alternative(f'<div dir="ltr">{paragraphs}</div>', subtype="html")
        return self.post.deliver(message)

    def answer(self, mail: Mail, words: str) -> tuple[str, str]:
        """Answer a mail above what it says; return what became of the answer, and why."""
        headers = mail.headers
        threading = [("In-Reply-To", headers["message-id"]), ("References", headers["message-id"])]
        quoted = self.quote(headers["from"], mail.plain)
        return self.write(headers["reply-to"], f"Re: {subject_of(mail)}", f"{words}\n\n{quoted}\n", threading)


def subject_of(mail: Mail) -> str:
    return " ".join(mail.parsed.subject.split())


def addresses_in(mail: Mail, words: str = "") -> list[str]:
    """Return the addresses of mail that a mail's links lead to, those whose link says these words."""
    links = [link for link in mail.page.iter("a") if words in "".join(link.itertext())]
    found = [link.get("href", "") for link in links]
    return [unquote(urlsplit(link).path) for link in found if link.startswith("mailto:")]
