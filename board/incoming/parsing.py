"""A mail that came in, read: who sent it, what is new in it, and whether a program wrote it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses
from typing import NamedTuple

from board.actions.enrolling import normal_email
from board.incoming.automatic import is_automatic
from board.text import clean

MAX_VALUE = 2_000
MAX_REFERENCES = 50
MAX_PARTS = 200


class Attachment(NamedTuple):
    """A file that came with a mail; it is not kept."""

    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Arrived:
    """A mail that came in."""

    senders: tuple[str, ...]
    """The addresses that it says it is from, in normal form: an honest mail has one."""
    name: str
    """The name beside the sender's address."""
    subject: str
    message_id: str
    """With its angle brackets; empty if it has none."""
    references: tuple[str, ...]
    """The Message-IDs that it answers, the latest last."""
    text: str
    """What is new in it, as Markdown: without quoted words and signature."""
    tail: str
    """What was cut."""
    attachments: tuple[Attachment, ...]
    automatic: bool
    """A program wrote it: nobody waits for an answer, and none is sent."""
    digest: str
    """What identifies it; see ``once``."""

    @property
    def sender(self) -> str:
        """The only sender; empty if there is none, or more than one."""
        return self.senders[0] if len(self.senders) == 1 else ""

    def once(self, part: int = 0) -> str:
        """Return the mark of a post that this mail makes, so that it makes each of its posts once."""
        return f"mail.{self.digest[:30]}.{part}"


def parse(raw: bytes, digest: str) -> Arrived:
    """Read a mail. Whatever the bytes are, this fails for none."""
    head = message_from_bytes(raw, policy=policy.compat32)
    senders = tuple(_senders(head))
    text, tail = _words(raw)
    return Arrived(
        tuple(dict.fromkeys(normal_email(address) for _name, address in senders))[:5],
        senders[0][0] if senders else "",
        value(head, "Subject"),
        _ids(head, "Message-ID")[-1:][0] if _ids(head, "Message-ID") else "",
        tuple(dict.fromkeys(_ids(head, "References") + _ids(head, "In-Reply-To")))[-MAX_REFERENCES:],
        text,
        tail,
        (),
        is_automatic(head),
        digest,
    )


def value(head: Message, name: str) -> str:
    """Return what a header says on one line, decoded."""
    return _decoded(str(head.get(name, ""))[:MAX_VALUE])


def _decoded(raw: str) -> str:
    try:
        decoded = str(make_header(decode_header(raw)))
    except (ValueError, LookupError, UnicodeError):
        decoded = raw
    return " ".join(clean(decoded).split())


def _senders(head: Message) -> Iterator[tuple[str, str]]:
    for line in head.get_all("From", [])[:5]:
        for name, address in getaddresses([str(line)[:MAX_VALUE]]):
            if "@" in address:
                yield _decoded(name)[:120], address[:254]


def _ids(head: Message, name: str) -> list[str]:
    return [word for word in str(head.get(name, ""))[:20_000].split() if word.startswith("<") and word.endswith(">")]


def _words(raw: bytes) -> tuple[str, str]:
    """Return what is new in the mail, and what was cut."""
    message = message_from_bytes(raw, policy=policy.default)
    body = message.get_body(("plain",))
    return (clean(str(body.get_content())).strip() if body is not None else ""), ""
