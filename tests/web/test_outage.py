"""If the database is away or something broke, the page needs no query, and a fault has a number that is in the log."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import TimeoutError

from board.extensions import db
from board.models import User
from board.rules.languages import INTERFACE
from tests.support import unavailable
from tests.support.cast import Cast
from tests.support.client import Client
from tests.support.pages import problems
from tests.support.shown import shown
from tests.web.test_health import nobody_there, signed_in_as_somebody

__all__ = ["nobody_there"]
NUMBER = re.compile(r"\b[0-9a-f]{8}\b")
WORDS = "Ana's <b>private</b> words"


@pytest.mark.parametrize("path", ["/", "/sign-in", "/f/social-economy/", "/nowhere", "/profile"])
def test_without_a_database_every_page_says_so(
    nobody_there: Flask, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    response = signed_in_as_somebody(nobody_there).get(path)
    assert (response.status_code, response.headers["Retry-After"]) == (503, "30")
    assert "We will be back in a moment" in response.text
    assert problems(response.text) == []
    [line] = [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
    assert line.count("\n") == 0
    assert NUMBER.findall(line) == NUMBER.findall(response.text)
    assert "the database does not answer, OperationalError" in line


def test_the_outage_page_is_in_the_browsers_language(nobody_there: Flask) -> None:
    client = nobody_there.test_client()
    spanish = client.get("/", headers={"Accept-Language": "es-MX"})
    assert 'lang="es"' in spanish.text
    assert "Volvemos en un momento" in spanish.text
    client.set_cookie("interface", "en")
    assert "We will be back in a moment" in client.get("/", headers={"Accept-Language": "es-MX"}).text


def test_typed_words_are_on_the_outage_page(nobody_there: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(nobody_there.config, "WTF_CSRF_ENABLED", False)
    client = signed_in_as_somebody(nobody_there)
    response = client.post("/f/social-economy/thread/x/reply", data={"body": WORDS, "password": "a good password"})
    assert response.status_code == 503
    assert [area.text.strip() for area in shown(response).all("textarea[@readonly]")] == [WORDS]
    assert "a good password" not in response.text


def test_an_empty_connection_pool_is_an_outage(app: Flask, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(**_: Any) -> None:
        raise TimeoutError("no connection came free")

    fails.access = "public"  # type: ignore[attr-defined]
    monkeypatch.setitem(app.view_functions, "accounts.sign_in", fails)
    assert client.get("/sign-in").status_code == 503


@pytest.fixture
def breaks(
    app: Flask, cast: Cast, sign_in: Callable[[User], Client], monkeypatch: pytest.MonkeyPatch
) -> Callable[[Callable[[], None]], Any]:
    """Send a form as Ana to a page that is broken in a given way."""
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)

    def send(fault: Callable[[], None]) -> Any:
        def view(**_: Any) -> None:
            fault()

        view.access = "member"  # type: ignore[attr-defined]
        monkeypatch.setitem(app.view_functions, "writing.open_thread", view)
        return sign_in(cast.ana).post("/f/social-economy/week/1/new-thread", data={"title": "T", "body": WORDS})

    return send


def divide() -> None:
    raise ZeroDivisionError(f"{WORDS} of ana@example.org")


def ask_for_nothing() -> None:
    db.session.execute(text("SELECT 'ana@example.org' FROM nothing"))


@pytest.mark.parametrize(("fault", "named"), [(divide, "ZeroDivisionError"), (ask_for_nothing, "Error")])
def test_a_fault_has_a_number_on_its_page_and_in_the_log(
    breaks: Callable[..., Any], caplog: pytest.LogCaptureFixture, fault: Callable[[], None], named: str
) -> None:
    response = breaks(fault)
    assert response.status_code == 500
    assert "Something broke" in response.text
    [line] = [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
    [number] = NUMBER.findall(line.splitlines()[0])
    assert number in shown(response).words
    assert "POST writing.open_thread" in line
    assert f"in {fault.__name__}" in line
    assert line.endswith(named) or named in line.splitlines()[-1]
    assert "private" not in line.replace("WORDS", "")
    assert "social-economy" not in line
    assert not any(record.exc_info for record in caplog.records)


def test_a_fault_has_a_page_even_if_its_template_is_broken(
    breaks: Callable[..., Any], caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("board.web.frame.errors.render_template", lambda *_, **__: divide())
    response = breaks(divide)
    assert response.status_code == 500
    assert "Something broke" in response.text
    assert [area.text.strip() for area in shown(response).all("textarea[@readonly]")] == ["T", WORDS]
    [line] = [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
    assert NUMBER.findall(line)[0] in response.text


def test_the_proxys_page_is_made_by_the_site() -> None:
    assert unavailable.FILE.read_text() == unavailable.made(), "write it anew: python -m tests.support.unavailable"
    for language in INTERFACE:
        assert f'<section class="message" lang="{language}">' in unavailable.made()
    assert "src=" not in unavailable.made()
    assert "href=" not in unavailable.made()
