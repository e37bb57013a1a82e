"""The bodies of a mail as text, whatever its parts claim to be."""

from __future__ import annotations

import binascii
import re
from email import message_from_bytes
from email.message import Message
from email.parser import BytesHeaderParser
from email.policy import Compat32
from typing import NamedTuple

from board.text.reflow import unflow

MAX_CHARACTERS = 1_000_000
"""Of each body; a mail of a person is shorter."""
MAX_PARTS, MAX_BOUNDARIES = 200, 5_000
MAX_HEADER = 20_000
"""Characters of one header. The standard library takes the square of the length to read its parameters."""
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset=[\"']?([\w.:-]{1,40})", re.IGNORECASE)


class Bodies(NamedTuple):
    """What a mail says, as plain text and as HTML, and whether the plain text had marked its own wrapping."""

    plain: str | None
    html: str | None
    is_flowed: bool = False
    attachments: tuple[str, ...] = ()
    """The names of the attached files; one without a name has its type."""


class _Headers(Compat32):
    """Reads mails with headers of a limited length."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        """Return the name and the value of a header."""
        name, value = super().header_source_parse(sourcelines)
        return name, value[:MAX_HEADER]


def read_message(raw: bytes) -> Message:
    """Return a mail, whatever its bytes are. One that is nested beyond reason has headers only."""
    if raw.count(b"\n--") <= MAX_BOUNDARIES:
        try:
            return message_from_bytes(raw, policy=_Headers())
        except RecursionError:
            pass
    return BytesHeaderParser(policy=_Headers()).parsebytes(raw)


def bodies(message: Message) -> Bodies:
    """Return the bodies of a mail. Several plain ones, as clients write them around a picture, are put together."""
    plain, html, attached, is_flowed = list[str](), list[str](), list[str](), False
    for part in _leaves(message):
        kind = part.get_content_type()
        if part.get_content_disposition() == "attachment" or kind not in ("text/plain", "text/html"):
            attached.append(_name(part))
        elif kind == "text/html":
            html.append(_text(part))
        else:
            flows = _parameter(part, "format") == "flowed"
            is_flowed = is_flowed or flows
            words = _text(part)
            plain.append(unflow(words, _parameter(part, "delsp") == "yes") if flows else words)
    return Bodies(_joined(plain), _joined(html), is_flowed, tuple(attached))


def _leaves(message: Message) -> list[Message]:
    """Return the parts that hold something, not those of a mail that is attached to this one."""
    leaves, waiting, seen = list[Message](), [message], 0
    while waiting and seen < MAX_PARTS:
        part, seen = waiting.pop(), seen + 1
        inside = part.get_payload() if part.is_multipart() else None
        if isinstance(inside, list) and part.get_content_maintype() == "multipart":
            waiting.extend(each for each in reversed(inside) if isinstance(each, Message))
        else:
            leaves.append(part)
    return leaves


def _joined(texts: list[str]) -> str | None:
    return "\n".join(texts)[:MAX_CHARACTERS] if texts else None


def _name(part: Message) -> str:
    try:
        name = part.get_filename()
    except (LookupError, ValueError, TypeError, AttributeError):
        name = None
    return str(name or part.get_content_type())[:200]


def _parameter(part: Message, name: str) -> str:
    try:
        return str(part.get_param(name, "")).strip().lower()
    except (LookupError, ValueError, TypeError, AttributeError):
        return ""


def _text(part: Message) -> str:
    octets = _octets(part)
    for charset in (_parameter(part, "charset"), _meta_charset(octets), "utf-8"):
        try:
            return octets.decode(_usual(charset))
        except (LookupError, UnicodeError, ValueError):
            continue
    return octets.decode("windows-1252", "replace")


def _usual(charset: str) -> str:
    """Return the charset that senders mean: what calls itself Latin or ASCII is what Windows writes."""
    if charset in ("", "us-ascii", "ascii"):
        return "utf-8"
    return "windows-1252" if charset in ("iso-8859-1", "latin1", "latin-1", "iso8859-1") else charset


def _meta_charset(octets: bytes) -> str:
    found = _META_CHARSET.search(octets[:4096])
    return found[1].decode("ascii", "replace") if found else "utf-8"


def _octets(part: Message) -> bytes:
    try:
        octets = part.get_payload(decode=True)
    except (binascii.Error, LookupError, ValueError, AssertionError):
        return b""
    return octets if isinstance(octets, bytes) else b""
