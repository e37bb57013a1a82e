"""The test client: it checks every page that it opens, and sends the CSRF token that a browser would send."""

from __future__ import annotations

import secrets
from contextvars import copy_context
from typing import Any

from flask import Flask, has_app_context
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from board.extensions import db, writing
from board.models import User
from board.web.account.sessions import start
from tests.support.pages import problems

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}


class BadPage(AssertionError):
    """A page breaks the rules for every page."""


class Client(FlaskClient):
    """Set `careful` to False to read a page unchecked, `token` to False to post like a forged form."""

    careful = True
    token = True

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        if self.token and str(kwargs.get("method", "GET")).upper() not in SAFE_METHODS:
            kwargs["headers"] = {"X-CSRFToken": self._csrf_token(), **dict(kwargs.get("headers") or {})}
        _commit_what_the_test_prepared()
        response = copy_context().run(self._open_as_a_server_does, args, kwargs)
        _forget_what_was_read()
        if self.careful:
            check(response)
        return response

    def _open_as_a_server_does(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> TestResponse:
        """Open in a separate context: in the test's, requests would share `g`, and values would remain."""
        with self.application.app_context():
            return super().open(*args, **kwargs)

    def _csrf_token(self) -> str:
        with self.session_transaction() as session:
            value = session.setdefault("csrf_token", secrets.token_hex(20))
        return URLSafeTimedSerializer(self.application.secret_key, salt="wtf-csrf-token").dumps(value)


def check(response: TestResponse) -> None:
    """Raise BadPage if the answer is HTML that breaks the rules of the house."""
    html = response.get_data(as_text=True) if response.mimetype == "text/html" else ""
    if not html or response.status_code in range(300, 400):
        return
    if found := problems(html):
        raise BadPage("\n  ".join([f"{response.request.method} {response.request.path}:", *found]))


def signed_in(app: Flask, user: User) -> Client:
    """Return a new client in which this person is signed in, without using the form."""
    client = app.test_client()
    _commit_what_the_test_prepared()
    with writing(), app.test_request_context(headers={"User-Agent": client.environ_base["HTTP_USER_AGENT"]}) as context:
        start(user)
        signed = dict(context.session)
    with client.session_transaction() as session:
        session.update(signed)
    return client


def _commit_what_the_test_prepared() -> None:
    if has_app_context():
        db.session.commit()


def _forget_what_was_read() -> None:
    if has_app_context():
        db.session.expire_all()
