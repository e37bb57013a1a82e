"""A mail that came in, read: who sent it, what is new in it, and whether a program wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses

from board.incoming.automatic import is_automatic
from board.text import clean
from board.text.mime_bodies import Bodies, bodies, read_message
from board.text.reply_bodies import cut_reply

MAX_VALUE = 2_000
MAX_REFERENCES = 50
MAX_NAMES = 20
_ID = re.compile(r"<[!-;=?-~]{1,250}>")
MAX_SENDERS = 5
_FAILED = re.compile(r"\bdmarc\s{0,3}=\s{0,3}fail\b", re.IGNORECASE)
_PASSED = re.compile(r"\bdmarc\s{0,3}=\s{0,3}pass\b", re.IGNORECASE)


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
    attachments: tuple[str, ...]
    """The names of files that came with it; they are not kept."""
    automatic: bool
    """A program wrote it: nobody waits for an answer, and none is sent."""
    is_forged: bool
    """A server that the site trusts says that its sender did not send it, or it has not one sender."""
    is_verified: bool
    """A server that the site trusts says that its sender did send it."""
    digest: str
    """What identifies it; see ``once``."""
    bodies: Bodies

    @property
    def sender(self) -> str:
        """The only sender; empty if there is none, or more than one."""
        return self.senders[0] if len(self.senders) == 1 else ""

    @property
    def is_answerable(self) -> bool:
        """Whether its sender may be written to: never a program."""
        return not self.automatic and not self.is_forged

    @property
    def lines(self) -> str:
        """The new words with all line ends as they came, for a form with a line for each field."""
        return clean(cut_reply(self.bodies.plain, self.bodies.html, is_wrapped=False).new).strip()

    def once(self, part: int = 0) -> str:
        """Return the mark of a post that this mail makes, so that it makes each of its posts once."""
        return f"mail.{self.digest[:30]}.{part}"


def parse(raw: bytes, digest: str, trusts: str = "") -> Arrived:
    """Read a mail. Whatever the bytes are, this fails for none. ``trusts`` is the setting MAIL_IN_TRUSTS."""
    message = read_message(raw)
    found = list(_senders(message))
    senders = tuple(dict.fromkeys(address for _name, address in found))
    said = bodies(message)
    cut = cut_reply(said.plain, said.html, is_wrapped=not said.is_flowed)
    subject = value(message, "Subject")
    return Arrived(
        senders,
        found[0][0] if found else "",
        subject,
        next(iter(ids(message, "Message-ID")), ""),
        tuple(dict.fromkeys([*ids(message, "References"), *ids(message, "In-Reply-To")]))[-MAX_REFERENCES:],
        clean(cut.new).strip(),
        clean(cut.tail).strip("\n"),
        tuple(_in_one_line(name)[:120] for name in said.attachments[:MAX_NAMES]),
        is_automatic(message, subject, senders),
        len(senders) != 1 or _hides_senders(message) or _is_said(message, trusts, _FAILED),
        len(senders) == 1 and not _hides_senders(message) and _is_said(message, trusts, _PASSED),
        digest,
        said,
    )


def value(message: Message, name: str) -> str:
    """Return what a header says on one line, decoded."""
    raw = _raw(message, name)[:MAX_VALUE]
    try:
        return _in_one_line(str(make_header(decode_header(raw))))
    except (ValueError, LookupError, UnicodeError, AssertionError):
        return _in_one_line(raw)


def ids(message: Message, name: str) -> list[str]:
    """Return the Message-IDs in a header."""
    return _ID.findall(_raw(message, name)[:20_000])


def normal_address(address: str) -> str:
    """Return an address in the form in which addresses are compared: small letters, and a domain as it is shown."""
    local, _at, domain = address.strip().lower().rpartition("@")
    with suppress(UnicodeError):
        domain = domain.encode("ascii").decode("idna") if "xn--" in domain else domain
    return f"{local}@{domain}"


def _senders(message: Message) -> Iterator[tuple[str, str]]:
    for line in all_values(message, "From")[:MAX_SENDERS]:
        for name, address in _addresses(line[:MAX_VALUE])[:MAX_SENDERS]:
            if "@" in address:
                yield _decoded_name(name)[:120], normal_address(_in_one_line(address))[:254]


def _hides_senders(message: Message) -> bool:
    """Return whether it says that it is from more than is read: the rest may be what its mail server has checked."""
    lines = all_values(message, "From")
    return len(lines) > MAX_SENDERS or any(
        len(line) > MAX_VALUE or len(_addresses(line)) > MAX_SENDERS for line in lines[:MAX_SENDERS]
    )


def _addresses(line: str) -> list[tuple[str, str]]:
    try:
        return getaddresses([line])
    except (ValueError, IndexError, TypeError, RecursionError):
        return []


def _decoded_name(name: str) -> str:
    try:
        return _in_one_line(str(make_header(decode_header(name))))
    except (ValueError, LookupError, UnicodeError, AssertionError):
        return _in_one_line(name)


def _is_said(message: Message, trusts: str, what: re.Pattern[str]) -> bool:
    """Return whether the server that is trusted says so. Headers of that name which others wrote count for nothing."""
    return bool(trusts) and any(
        what.search(line)
        for line in all_values(message, "Authentication-Results")
        if _server_of(line) == trusts.lower()
    )


def _server_of(line: str) -> str:
    words = line.partition(";")[0].split()
    return words[0].lower() if words else ""


def _raw(message: Message, name: str) -> str:
    return next(iter(all_values(message, name)), "")


def all_values(message: Message, name: str) -> list[str]:
    """Return what headers of this name say, as UTF-8 if it is not encoded."""
    found = [str(line) for header, line in message.raw_items() if header.lower() == name.lower()]
    return [line.encode("utf-8", "surrogateescape").decode("utf-8", "replace") for line in found]


def _in_one_line(words: str) -> str:
    return " ".join(clean(words).split())
