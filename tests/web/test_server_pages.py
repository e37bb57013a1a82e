"""The server's own pages (busy, too slow, broken) are made at its start, in each language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import EnvironBuilder

from board import create_app
from board.config import Settings
from tests.support.pages import problems

Said = Callable[..., str]

TITLES = {
    408: ("That took too long", "Tardó demasiado"),
    500: ("We will be back in a moment", "Volvemos en un momento"),
    503: ("One moment, please", "Un momento, por favor"),
}


@pytest.fixture
def said(app: Flask) -> Said:
    """Return a function: ``said(503, "es", Cookie="…")`` is the page for a browser that asks for Spanish."""
    pages: Callable[[int, Mapping[str, Any]], bytes] = app.extensions["server_pages"]()

    def ask(status: int, language: str, **headers: str) -> str:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        environ = EnvironBuilder("/", headers={"Accept-Language": language, **named}).get_environ()
        return pages(status, environ).decode()

    return ask


@pytest.mark.parametrize("status", sorted(TITLES))
@pytest.mark.parametrize(("asked", "number"), [("en", 0), ("es-MX,es;q=0.9,en;q=0.8", 1), ("de", 0), ("", 0)])
def test_each_page_is_in_the_browsers_language(said: Said, status: int, asked: str, number: int) -> None:
    page = said(status, asked)
    assert f"<title>{TITLES[status][number]}</title>" in page
    assert f'<html lang="{("en", "es")[number]}">' in page
    assert problems(page) == []


def test_a_chosen_language_comes_before_the_browsers(said: Said) -> None:
    assert TITLES[503][1] in said(503, "en", Cookie="interface=es")


@pytest.mark.parametrize("status", sorted(TITLES))
def test_htmx_gets_a_sentence_instead_of_a_page(said: Said, status: int) -> None:
    part = said(status, "es", HX_Request="true")
    assert 'id="flash" hx-swap-oob' in part
    assert "<html" not in part
    assert "<html" in said(status, "es", HX_Request="true", HX_History_Restore_Request="true")


@pytest.mark.parametrize(
    "name", ["https://forum.example.org", "https://forum.example.org:8443/", "http://[2001:db8::1]"]
)
def test_the_pages_are_made_for_any_name_of_the_site(name: str) -> None:
    """They are made without a request, although the site answers only to its own host name."""
    settings = {"SECRET_KEY": "x" * 32, "DATABASE_URL": "sqlite:///:memory:", "SITE_URL": name}
    app = create_app(Settings.from_env(settings))
    assert TITLES[503][0].encode() in app.extensions["server_pages"]()(503, EnvironBuilder("/").get_environ())
