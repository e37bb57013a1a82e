"""A mail arrives: it is kept, with a job to handle it, before anything else happens to it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import Message
from email.utils import getaddresses

from board import jobs
from board.actions.mail_in import keep_mail
from board.extensions import db, writing
from board.mail.links import site_settings

MAX_BYTES = 25 * 1024 * 1024
"""As much as most mail servers carry. Of a larger mail only the headers are kept, to answer its sender."""
MAX_HEADERS = 256 * 1024
BY_TRUST = ("X-Original-To", "Delivered-To", "Envelope-To", "To", "Cc")
"""Where a mail server, or else the sender, says to which address a mail went."""


def keep(raw: bytes, recipient: str | None, now: datetime, *, too_large: bool = False) -> bool:
    """Keep a mail in a transaction of its own; return False if the same mail was kept before.

    ``recipient`` is the address for which the mail server took it, if that is known. Of a mail that is ``too_large``
    these may be the headers alone.
    """
    too_large = too_large or len(raw) > MAX_BYTES
    head = headers_of(raw)
    whose = recipient_of(head, recipient)
    digest = _digest(head, whose, raw)
    with writing():
        kept = keep_mail(digest, whose, raw[:MAX_HEADERS] if too_large else raw, now, too_large=too_large)
        if kept is not None:
            jobs.enqueue("incoming", f"incoming:{digest}", {"mail": kept}, now)
        db.session.commit()
    return kept is not None


def headers_of(raw: bytes) -> Message:
    """Return the headers of a mail, at most the first `MAX_HEADERS` bytes. No bytes are so broken that this fails."""
    start = raw[:MAX_HEADERS]
    ends = [at for at in (start.find(b"\n\n"), start.find(b"\n\r\n")) if at >= 0]
    return message_from_bytes(start[: min(ends, default=len(start)) + 1], policy=policy.compat32)


def recipient_of(head: Message, given: str | None) -> str:
    """Return the address of ours to which a mail went: the first with a token; empty if there is none."""
    named = [given] if given else []
    ours = [address for address in (*named, *_addresses(head, BY_TRUST)) if token_in(address)]
    found = ours[0] if ours else given or ""
    plain = "".join(letter for letter in found.encode("ascii", "replace").decode() if letter.isprintable())
    return plain.strip().strip("<>").lower()[:254]


def token_in(address: str) -> str | None:
    """Return the token in an address of ours, as it stands there, or None."""
    where = site_settings().mail_replies
    if where is None:
        return None
    user, _at, domain = where.lower().rpartition("@")
    local, _at, given_domain = address.strip().strip("<>").lower().rpartition("@")
    name, _plus, token = local.partition("+")
    return token if token and (name, given_domain) == (user, domain) else None


def _addresses(head: Message, names: Iterable[str]) -> Iterator[str]:
    for name in names:
        values = [str(value)[:10_000] for value in head.get_all(name, [])[:20]]
        try:
            yield from (address for _name, address in getaddresses(values))
        except (MessageError, ValueError, IndexError):
            continue


def _digest(head: Message, recipient: str, raw: bytes) -> str:
    """Return what identifies a mail: its Message-ID and recipient, or all of it if it has no Message-ID."""
    identity = " ".join(str(head.get("Message-ID", "")).split())
    return hashlib.sha256(f"{identity}\n{recipient}".encode("utf-8", "replace") if identity else raw).hexdigest()
