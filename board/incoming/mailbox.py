"""One session with the mailbox to which people answer: each mail is kept here before it is put away there.

A mail that is kept twice, because a session broke off in between, is dropped the second time. So nothing depends on
what the server says of earlier sessions: neither numbers of mails nor marks.
"""

from __future__ import annotations

import imaplib
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Timer
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError, MailboxLoginError, MailboxStarttlsError

from board.jobs import Down
from board.rules import work as rule

CONNECTING_SECONDS = 15.0
DEADLINE = 60.0
"""Seconds for a whole session."""
AT_ONCE = 100
"""The most mails that one session reads."""
DONE = "Semana-done"
"""The folder for mails that are kept. The site never looks into it: it may be emptied at any time."""
Keep = Callable[[bytes, bool], object]


def read_mailbox(url: str, keep: Keep, most: int, seconds: float = DEADLINE) -> int:
    """Keep the mails in a mailbox (imap://, imaps://, imap+starttls://) and put them away; return how many.

    ``keep`` gets the mail, or, of one that is longer than ``most``, its headers, and whether that is so. Raise Down if
    the server cannot be used.
    """
    parts = urlsplit(url)
    with _errors(), _watched(_opened(parts), seconds) as mailbox:
        mailbox.login(unquote(parts.username or ""), unquote(parts.password or ""), _folder(parts))
        uids = mailbox.uids()[:AT_ONCE]
        if uids and not mailbox.folder.exists(DONE):
            mailbox.folder.create(DONE)
        failed: Exception | None = None
        for uid in uids:
            size = _size(mailbox, uid)
            raw = _fetched(mailbox, uid, "BODY.PEEK[HEADER]" if size > most else "BODY.PEEK[]")
            if raw is None:  # somebody else has put it away
                continue
            try:
                keep(raw, size > most)
            except Exception as error:  # of any kind: no mail that cannot be kept may stand before all others
                failed = error
            else:
                mailbox.move(uid, DONE)
        with suppress(OSError, imaplib.IMAP4.error, ImapToolsError):
            mailbox.logout()
    if failed is not None:
        raise failed
    return len(uids)


def _folder(parts: SplitResult) -> str:
    return unquote(parts.path.strip("/")) or "INBOX"


def _opened(parts: SplitResult) -> BaseMailBox:
    host, timeout = parts.hostname or "localhost", CONNECTING_SECONDS
    if parts.scheme == "imaps":
        return MailBox(host, parts.port or 993, timeout=timeout, ssl_context=ssl.create_default_context())
    if parts.scheme == "imap+starttls":
        return MailBoxStartTls(host, parts.port or 143, timeout=timeout, ssl_context=ssl.create_default_context())
    return MailBoxUnencrypted(host, parts.port or 143, timeout=timeout)


@contextmanager
def _watched(mailbox: BaseMailBox, seconds: float) -> Iterator[BaseMailBox]:
    """Cut the connection after a time, wherever the session is waiting."""
    line = mailbox.client.sock
    timer = Timer(seconds, lambda: _cut(line))
    timer.daemon = True
    timer.start()
    try:
        yield mailbox
    finally:
        timer.cancel()
        with suppress(OSError):
            mailbox.client.shutdown()


def _cut(line: Any) -> None:
    with suppress(OSError):  # closed just now
        line.shutdown(socket.SHUT_RDWR)


def _size(mailbox: BaseMailBox, uid: str) -> int:
    _status, data = mailbox.client.uid("FETCH", uid, "(RFC822.SIZE)")
    words = b" ".join(part for part in data if isinstance(part, bytes)).replace(b")", b" ").split()
    return next((int(words[at + 1]) for at, word in enumerate(words[:-1]) if word.endswith(b"RFC822.SIZE")), 0)


def _fetched(mailbox: BaseMailBox, uid: str, what: str) -> bytes | None:
    _status, data = mailbox.client.uid("FETCH", uid, f"({what})")
    return next((part[1] for part in data if isinstance(part, tuple)), None)


ERRORS: tuple[tuple[type[Exception], str], ...] = (
    (MailboxLoginError, rule.SIGN_IN),
    (MailboxStarttlsError, rule.TLS),
    (ssl.SSLError, rule.TLS),
    (socket.gaierror, rule.NAME),
    (ConnectionRefusedError, rule.CLOSED),
    (TimeoutError, rule.SLOW),
    (imaplib.IMAP4.abort, rule.HUNG_UP),
    (imaplib.IMAP4.error, rule.GREETING),
    (ImapToolsError, rule.GREETING),
    (ConnectionError, rule.HUNG_UP),
    (OSError, rule.UNREACHABLE),
    (ValueError, rule.GREETING),
)


@contextmanager
def _errors() -> Iterator[None]:
    """Turn every error of a session into a Down with its reason. What the server said may repeat the password."""
    try:
        yield
    except tuple(kind for kind, _reason in ERRORS) as error:
        reason = next(reason for kind, reason in ERRORS if isinstance(error, kind))
        raise Down(reason, type(error).__name__) from None
