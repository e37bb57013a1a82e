from dataclasses import replace

import pytest
from flask import Flask

from tests.support.cast import cast  # noqa: F401


@pytest.fixture
def mail_server(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the site have a mail server; nothing is sent, since no worker runs."""
    settings = replace(app.extensions["settings"], mail_url="smtp://mail.example.org")
    monkeypatch.setitem(app.extensions, "settings", settings)
