"""A letter as a message: headers, a plain part and an HTML part."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime
from hashlib import sha256
from urllib.parse import urlsplit

from board.mail.headers import Folded, as_header, of_ids, of_words, with_phrase
from board.mail.html_part import html_part
from board.mail.letters import Letter
from board.mail.links import address, bounce_address, reply_address, site_settings
from board.mail.plain_part import plain_part
from board.mail.signing import signature

MAX_LINE = 998
"""Octets, by RFC 5322."""
NOT_IN_AN_ID = re.compile(r"[^\w!#$%&'*+/=?^`{|}~.-]", re.ASCII)
AN_ID = re.compile(r"<[!-;=?-~]{1,250}>")
"""What is taken over from somebody else's mail: nothing that could add a header, or break one."""
ANSWERS = re.compile(r"^(?:re:\s*)+", re.IGNORECASE)


def message_id(unique: str) -> str:
    """Return the Message-ID of the mail with this ``Letter.unique``."""
    return f"<{NOT_IN_AN_ID.sub('.', unique)}@{domain()}>"


def domain() -> str:
    """Return the domain of the site."""
    return urlsplit(site_settings().site_url).hostname or "localhost"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message with its envelope. Its encoding is chosen when the mail server has said what it takes."""

    sender: str
    """Where it comes back to if it cannot be delivered."""
    recipient: str
    headers: tuple[Folded, ...]
    plain: str
    html: str

    def as_bytes(self, *, eight_bit: bool) -> bytes:
        """Return the message, signed if the site has a key. What is signed is not sent with eight bits, since a server
        on its way may have to encode it anew.
        """
        settings = site_settings()
        message = self._message(eight_bit=eight_bit and settings.mail_dkim_key is None)
        content = message.as_bytes(policy=policy.SMTP if self.recipient.isascii() else policy.SMTPUTF8)
        if settings.mail_dkim_key is None:
            return content
        domain, key = settings.mail_from.rpartition("@")[2], settings.mail_dkim_key.read_bytes()
        return signature(content, message, domain, settings.mail_dkim_selector, key) + content

    def _message(self, *, eight_bit: bool) -> EmailMessage:
        message = EmailMessage()
        message.set_content(self.plain, cte=_encoding(self.plain, eight_bit=eight_bit))
        message.add_alternative(self.html, subtype="html", cte=_encoding(self.html, eight_bit=eight_bit))
        for header in self.headers:  # last: a part takes along what begins with "Content-"
            message[header.name] = header
        return message


def _encoding(text: str, *, eight_bit: bool) -> str:
    """Return the plainest encoding that a text can be sent in: short and legible in any archive."""
    if any(len(line) > MAX_LINE for line in text.encode().splitlines()):
        return "quoted-printable"
    if text.isascii():
        return "7bit"
    return "8bit" if eight_bit else "quoted-printable"


def compose(letter: Letter, now: datetime) -> Outgoing:
    """Return the message of a letter."""
    headers = [*_envelope(letter, now), *_conversation(letter), *_for_programs(letter), *_list(letter)]
    return Outgoing(
        bounce_address(letter.user_id, now),
        deliverable(letter.recipient),
        tuple(headers),
        plain_part(letter.blocks),
        html_part(letter.subject, letter.blocks, letter.language),
    )


def deliverable(recipient: str) -> str:
    """Return an address with its domain in ASCII, which servers take that know no other letters."""
    user, _at, domain = recipient.rpartition("@")
    try:
        return f"{user}@{domain.encode('idna').decode()}"
    except UnicodeError:
        return recipient


def _envelope(letter: Letter, now: datetime) -> Iterator[Folded]:
    settings = site_settings()
    name = letter.sender or letter.forum_name or settings.site_name
    yield with_phrase("From", name, settings.mail_from)
    yield as_header("To", deliverable(letter.recipient))
    if where := _answers_go_to(letter):
        yield as_header("Reply-To", where)
    yield of_words("Subject", letter.subject)
    yield as_header("Date", format_datetime(now))


def _answers_go_to(letter: Letter) -> str | None:
    """Return the address of answers.

    An answer to a mail of a forum that cannot be answered as a whole comes to the site all the same, which tells its
    sender what to do: in the mailbox of MAIL_FROM nobody may read it.
    """
    if letter.reply_token:
        return reply_address(letter.reply_token)
    return site_settings().mail_replies if letter.stop_token else None


def _conversation(letter: Letter) -> Iterator[Folded]:
    """Yield what keeps a conversation together.

    Thunderbird and Apple's Mail follow References, root first. Gmail also wants the same subject, "Re:" aside. Outlook
    looks at a header of its own: the same 22 bytes for all mails of a conversation, the last 16 of them any identifier.
    """
    yield as_header("Message-ID", message_id(letter.unique))
    theirs = [letter.answers] if AN_ID.fullmatch(letter.answers) else []
    parents = [*map(message_id, letter.parents), *theirs]
    if not parents:
        return
    yield of_ids("In-Reply-To", parents[-1:])
    yield of_ids("References", parents)
    yield of_words("Thread-Topic", ANSWERS.sub("", letter.subject))
    index = b"\x01" + bytes(5) + sha256(parents[0].encode()).digest()[:16]
    yield as_header("Thread-Index", b64encode(index).decode())


def _for_programs(letter: Letter) -> Iterator[Folded]:
    """Yield what keeps programs from answering. Exchange may still say that a mail was not delivered (NDR)."""
    yield as_header("Auto-Submitted", "auto-replied" if letter.answers else "auto-generated")
    yield as_header("X-Auto-Response-Suppress", "DR, RN, NRN, OOF, AutoReply")
    yield as_header("Content-Language", letter.language)


def _list(letter: Letter) -> Iterator[Folded]:
    """Yield what makes a forum's mail that of a list. Old programs that answer in a holiday know Precedence alone."""
    if letter.forum_slug:
        yield with_phrase("List-Id", letter.forum_name, f"{letter.forum_slug}.{domain()}")
        yield as_header("Precedence", "list")
    if letter.stop_token:
        where = reply_address(letter.stop_token)
        ways = [address(f"mail/stop/{letter.stop_token}"), *([f"mailto:{where}?subject=stop"] if where else [])]
        yield of_ids("List-Unsubscribe", [f"<{way}>{',' if way is not ways[-1] else ''}" for way in ways])
        yield as_header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
