"""A session with the mail server, limited in total time, with errors told apart by where they occur.

The standard library's client waits for each answer separately, so a server that sends a byte now and then could keep
it for ever: a timer cuts the connection, as it does for engines.
"""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Timer
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from board.jobs import Broken, Down
from board.mail.composing import Outgoing, domain
from board.mail.replies import refused, words_of
from board.rules import work as rule

CONNECTING_SECONDS = 15.0
GOODBYE_SECONDS = 2.0


def converse(url: str, mail: Outgoing, seconds: float) -> None:
    """Send a mail through the server at ``url`` (smtp://, smtps://, smtp+starttls://).

    Raise a Trouble on failure.
    """
    parts = urlsplit(url)
    with _Watch(seconds) as watch:
        server = _Server(watch, encrypted=parts.scheme == "smtps")
        try:
            _introduce(server, parts, watch)
            with _in_its_midst(watch):
                server.hand_over(mail)
            _say_goodbye(server)
        finally:
            server.close()


def _introduce(server: _Server, parts: SplitResult, watch: _Watch) -> None:
    """Do what is the same for every mail. An error here is no mail's fault."""
    with _before_it(watch, rule.GREETING):
        server.greet(parts.hostname or "localhost", parts.port or (465 if parts.scheme == "smtps" else 25))
        server.ehlo_or_helo_if_needed()
    if parts.scheme == "smtp+starttls":
        with _before_it(watch, rule.TLS):
            server.starttls(context=ssl.create_default_context())
            server.ehlo_or_helo_if_needed()
    if parts.username:
        with _before_it(watch, rule.SIGN_IN):
            server.login(unquote(parts.username), unquote(parts.password or ""))


@contextmanager
def _before_it(watch: _Watch, step: str) -> Iterator[None]:
    try:
        yield
    except (
        OSError,
        smtplib.SMTPException,
        ValueError,
    ) as error:  # SMTPException is an OSError; this states what is meant
        reason = _reason(error, watch, step)
        said = words_of(error) if step != rule.SIGN_IN else _code_of(error)  # it may repeat the password
        raise Down(reason, said) from None


@contextmanager
def _in_its_midst(watch: _Watch) -> Iterator[None]:
    try:
        yield
        if watch.late:
            raise TimeoutError
    except smtplib.SMTPException as error:
        raise refused(error) or Broken(rule.BROKEN, _broken(error, watch)) from None
    except OSError as error:
        raise Broken(rule.BROKEN, _broken(error, watch)) from None


def _broken(error: Exception, watch: _Watch) -> str:
    return "it took too long" if watch.late else words_of(error)


def _code_of(error: Exception) -> str:
    return str(error.smtp_code) if isinstance(error, smtplib.SMTPResponseException) else ""


def _reason(error: Exception, watch: _Watch, step: str) -> str:
    """Return the reason why the session failed before any mail was offered."""
    if watch.late or isinstance(error, TimeoutError):
        return rule.SLOW
    for kind, reason in (
        (ssl.SSLError, rule.TLS),
        (socket.gaierror, rule.NAME),
        (ConnectionRefusedError, rule.CLOSED),
        (smtplib.SMTPServerDisconnected, rule.HUNG_UP),
        (smtplib.SMTPException, step),
        (ConnectionError, rule.HUNG_UP),
    ):
        if isinstance(error, kind):
            return reason
    return rule.UNREACHABLE


def _say_goodbye(server: _Server) -> None:
    """End the session. The mail is accepted: whatever happens now does not change that."""
    with suppress(OSError, smtplib.SMTPException):
        if server.sock is not None:
            server.sock.settimeout(GOODBYE_SECONDS)
        server.quit()


class _Server(smtplib.SMTP):
    """The client, with its connection watched from the first byte."""

    def __init__(self, watch: _Watch, *, encrypted: bool) -> None:
        super().__init__(local_hostname=domain(), timeout=CONNECTING_SECONDS)  # else it asks DNS, without a limit
        self.watch, self.encrypted = watch, encrypted

    def greet(self, host: str, port: int) -> None:
        """Connect and read the greeting."""
        self._host = host  # the name that a certificate is checked against
        code, words = self.connect(host, port)
        if code != 220:
            raise smtplib.SMTPConnectError(code, words)

    def hand_over(self, mail: Outgoing) -> None:
        """Send a mail as this server can take it."""
        content, options = mail.as_bytes(eight_bit=self.has_extn("8bitmime")), []
        if not mail.recipient.isascii():
            if not self.has_extn("smtputf8"):
                raise smtplib.SMTPNotSupportedError
            options.append("SMTPUTF8")
        if not content.isascii():
            options.append("BODY=8BITMIME")
        self.sendmail(mail.sender, [mail.recipient], content, options)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        line = socket.create_connection((host, port), timeout)
        self.watch.follow(line)
        line.settimeout(self.watch.seconds + 1)  # the watch must be first
        if not self.encrypted:
            return line
        return ssl.create_default_context().wrap_socket(line, server_hostname=host)


class _Watch:
    """Cuts a connection after a time, wherever its reader is waiting."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.line: socket.socket | None = None
        self.late = False
        self.timer = Timer(seconds, self._cut)
        self.timer.daemon = True

    def follow(self, line: socket.socket) -> None:
        """Watch this connection through a duplicate handle, since encryption takes over the original.

        Raise TimeoutError.
        """
        self.line = line.dup()
        if self.late:  # looking up the server took all the time
            line.close()
            raise TimeoutError

    def __enter__(self) -> _Watch:
        self.timer.start()
        return self

    def __exit__(self, *_: Any) -> None:
        self.timer.cancel()
        if self.line is not None:
            self.line.close()

    def _cut(self) -> None:
        self.late = True
        if self.line is not None:
            with suppress(OSError):  # closed just now
                self.line.shutdown(socket.SHUT_RDWR)
