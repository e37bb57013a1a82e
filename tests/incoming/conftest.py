"""Mails to the site, and a site that takes them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from tests.mail.conftest import _mail_server, inbox
from tests.support.cast import cast

__all__ = ["_mail_server", "cast", "inbox"]

REPLIES = "reply@forum.example.org"


@pytest.fixture(autouse=True)
def _takes_mail(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.extensions, "settings", replace(app.extensions["settings"], mail_replies=REPLIES))
