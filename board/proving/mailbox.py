"""The side of answers: the address for them, and the mailbox in which they arrive."""

from __future__ import annotations

import imaplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import SplitResult, unquote, urlsplit

from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import MailboxFolderSelectError, MailboxLoginError

from board.config import Settings
from board.proving.findings import Finding, right, tls_fault, unknown, wrong

SECONDS = 15.0


def look_into(settings: Settings) -> Iterator[Finding]:
    """Yield whether answers can arrive."""
    if settings.mail_replies is None:
        yield unknown("MAIL_REPLIES is not set: nobody can answer by e-mail, and e-mail says so.")
        return
    yield right(f"Answers go to {settings.mail_replies}.")
    if settings.mail_in_url is None:
        yield unknown("MAIL_IN_URL is not set: your mail server has to hand each e-mail to `mail-in`.")
    else:
        yield from _open(urlsplit(settings.mail_in_url))
    user, _at, domain = settings.mail_replies.rpartition("@")
    yield unknown(
        f"Whether what is sent to {user}+anything@{domain} arrives can only be known when it does: answer the test. "
        "The owner’s page of e-mail that came in then says so."
    )


def _open(parts: SplitResult) -> Iterator[Finding]:
    """Open the mailbox as the worker does, and leave everything in it as it is."""
    name, port = parts.hostname or "localhost", parts.port or (993 if parts.scheme == "imaps" else 143)
    try:
        box = _connect(parts.scheme, name, port)
    except socket.gaierror:
        yield wrong(f"The name {name} is not known: DNS has no address for it. Is it typed correctly in MAIL_IN_URL?")
    except ConnectionRefusedError:
        yield wrong(
            f"Port {port} of {name} refuses the connection. Usual are 993 with imaps:// and 143 with imap+starttls://."
        )
    except TimeoutError:
        yield wrong(f"Port {port} of {name} takes too long to answer.")
    except ssl.SSLError as error:
        yield wrong(tls_fault(str(error)))
    except (imaplib.IMAP4.error, OSError) as error:
        yield wrong(f"Port {port} of {name} does not talk as a mailbox does: {type(error).__name__}.")
    else:
        secure = "" if parts.scheme == "imap" else " The connection is encrypted, and the certificate is right."
        yield right(f"Port {port} of {name} accepts the connection.{secure}")
        yield from _enter(box, parts)


def _connect(scheme: str, name: str, port: int) -> BaseMailBox:
    context = ssl.create_default_context()  # the library's own default would believe any certificate
    if scheme == "imaps":
        return MailBox(name, port, timeout=SECONDS, ssl_context=context)
    if scheme == "imap+starttls":
        return MailBoxStartTls(name, port, timeout=SECONDS, ssl_context=context)
    return MailBoxUnencrypted(name, port, timeout=SECONDS)


def _enter(box: BaseMailBox, parts: SplitResult) -> Iterator[Finding]:
    folder = unquote(parts.path.strip("/")) or "INBOX"
    try:
        box.login(unquote(parts.username or ""), unquote(parts.password or ""), initial_folder=None)
        yield right("The mailbox accepts the name and the password.")
        box.folder.set(folder, readonly=True)
        yield right(f"The folder {folder} is there.")
    except MailboxFolderSelectError:
        yield wrong(f"There is no folder {folder} in the mailbox.")
    except MailboxLoginError:
        yield wrong("The mailbox does not accept the name and the password in MAIL_IN_URL.")
    except (imaplib.IMAP4.error, OSError) as error:
        yield wrong(f"The mailbox broke off: {type(error).__name__}.")
    finally:
        with suppress(OSError):
            box.client.shutdown()
