"""A real mail server that keeps what it is given, and the site told to use it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from flask import Flask

from tests.support.cast import cast
from tests.support.ports import free_port

__all__ = ["cast"]


class ReceivedMail(EmailMessage):
    """A mail as its recipient has it; ``get_content`` is what its plain part says."""

    def get_content(self, *args: Any, **options: Any) -> Any:
        if self.is_multipart():
            body = self.get_body(("plain",))
            assert body is not None
            return body.get_content(*args, **options)
        return super().get_content(*args, **options)


POLICY = policy.default.clone(message_factory=ReceivedMail)


class Inbox:
    """The mails that the server accepted. It can refuse the next ones, as a server in trouble does."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.raw: list[bytes] = []
        self.senders: list[str] = []
        self.recipients: list[str] = []
        self.refusals = 0

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        if self.refusals:
            self.refusals -= 1
            return "451 Try again later"
        parsed = message_from_bytes(envelope.content, policy=POLICY)
        assert isinstance(parsed, EmailMessage)
        self.mails.append(parsed)
        self.raw.append(envelope.content)
        self.senders.append(envelope.mail_from)
        self.recipients += envelope.rcpt_tos
        return "250 Accepted"


@pytest.fixture(scope="session")
def _mail_server() -> Iterator[tuple[str, Inbox]]:
    inbox = Inbox()
    controller = Controller(inbox, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield f"smtp://127.0.0.1:{controller.port}", inbox
    controller.stop()


@pytest.fixture
def inbox(app: Flask, _mail_server: tuple[str, Inbox], monkeypatch: pytest.MonkeyPatch) -> Inbox:
    """What the site's mail server gets during this test."""
    url, inbox = _mail_server
    inbox.__init__()  # type: ignore[misc]
    settings = replace(app.extensions["settings"], mail_url=url, mail_from="forum@example.org")
    monkeypatch.setitem(app.extensions, "settings", settings)
    return inbox
