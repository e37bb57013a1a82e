"""Browsers keep no private pages, files are sandboxed, refusals stay small, and expensive pages are limited."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from board.actions import counting, preparing
from board.extensions import db
from board.models import Forum, Reading, User
from tests.support.calls import MODULES, functions, names_in
from tests.support.cast import Cast, reading_form, sight_for, text_of
from tests.support.client import Client
from tests.support.shown import shown
from tests.web.account.test_sessions import enter

SignIn = Callable[[User], Client]
FORUM = "/f/social-economy"
MEGABYTE = 1_000_000


def cached(response: Any) -> str:
    response.close()
    found: str = response.headers["Cache-Control"]
    return found


# ---- what a browser keeps


def test_browsers_do_not_store_pages_of_signed_in_people(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.ana)
    urls = [
        "/profile",
        "/profile/address",
        f"{FORUM}/people",
        f"{FORUM}/week/1",
        f"{FORUM}/thread/{cast.thread.key}",
        "/profile/data",
        "/x",
    ]
    assert {url: cached(client.get(url)) for url in urls} == dict.fromkeys(urls, "private, no-store")


def test_only_pictures_may_be_kept_and_are_asked_for_again() -> None:
    """A person sees a picture on page after page, so the browser keeps it, and asks each time whether it still may."""
    asking = {(module, name) for module in MODULES for name in functions(module)
              if "g.asks_again" in names_in((module, name))}  # fmt: skip
    assert asking == {("board.web.frame.attachments", "_picture"), ("board.web.account.portraits", "_portrait")}


def test_a_public_page_is_revalidated(cast: Cast, client: Client) -> None:
    db.session.get_one(Forum, cast.forum.id).public_reading = True
    for url in ("/", FORUM + "/", f"{FORUM}/thread/{cast.thread.key}", "/sign-in"):
        assert cached(client.get(url)) == "private, no-cache"


def test_going_back_restores_words_that_only_the_page_holds(cast: Cast, sign_in: SignIn) -> None:
    """The reason for a suspension is a long field that is not kept during typing."""
    response = sign_in(cast.alma).get(f"{FORUM}/admin/people/{cast.ana.key}/suspend")
    assert "<textarea" in response.text
    assert "data-unsent=" not in response.text
    assert cached(response) == "private, no-cache"


def test_after_signing_out_pages_are_public_again(cast: Cast, app: Flask) -> None:
    client = enter(app)
    client.post("/sign-out")
    assert cached(client.get("/sign-in")) == "private, no-cache"


# ---- files


def file_of(cast: Cast) -> Reading:
    form = replace(reading_form("A file", "", "en"), kind="file", upload=preparing.Upload("a.pdf", b"%PDF-1.4 x"))
    return preparing.add_reading(sight_for(cast, cast.alma), cast.week(1), form, cast.alma)


def test_an_uploaded_file_is_sandboxed(cast: Cast, sign_in: SignIn) -> None:
    response = sign_in(cast.ana).get(f"{FORUM}/reading/{file_of(cast).key}/file")
    policy = response.headers["Content-Security-Policy"]
    assert policy.startswith("sandbox ")
    assert "allow-same-origin" not in policy
    assert "frame-ancestors 'none'" in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Disposition"] == "inline; filename=a.pdf"
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response.mimetype == "application/pdf"
    assert cached(response) == "private, no-store"


# ---- how large a refusal gets

LONGEST = "“¿Cómo se hace?” — dijo <ella> & se fue.\n" * 2_400
"""About as long as the longest unsent text."""


def test_the_longest_text_survives_a_failed_sign_in(cast: Cast, client: Client) -> None:
    fields = {"email": "ana@example.org", "password": "not this one", "kept_place": "reply:x", "kept_body": LONGEST}
    response = client.post("/sign-in", data=fields)
    assert response.status_code == 422
    assert shown(response).form("/sign-in").fields["kept_body"] == LONGEST.replace("\n", "\r\n")


@pytest.mark.parametrize(
    ("url", "name", "token"),
    [  # each field once, and each page with and without its token: a body of this size takes a second
        ("/sign-in", "kept_body", True),
        ("/sign-in", "next", False),
        ("/sign-in/link", "kept-body-x", True),
        ("/sign-in/link", "kept_title", False),
        ("/forgotten", "email", True),
        ("/forgotten", "whatever", False),
    ],
)
def test_a_refused_form_never_answers_megabytes(cast: Cast, client: Client, url: str, name: str, token: bool) -> None:
    client.token, client.careful = token, False
    fields = {"email": "ana@example.org", "password": "not this one", name: "&" * 3 * MEGABYTE}
    response = client.post(url, data=fields)
    assert response.status_code == (413 if token else 400)
    assert len(response.data) < 20_000
    assert "Go back in your browser" in shown(response).words


def test_a_form_whose_session_ended_never_answers_megabytes(cast: Cast, client: Client) -> None:
    client.careful = False
    url = f"{FORUM}/thread/{cast.thread.key}/reply"
    kept = client.post(url, data={"place": f"reply:{cast.thread.key}", "body": LONGEST})
    assert LONGEST.strip() in "".join("".join(area.itertext()) for area in shown(kept).all("textarea"))
    answer = client.post(url, data={"place": "reply:x", "body": '"' * 3 * MEGABYTE})
    assert (answer.status_code, len(answer.data) < 20_000) == (401, True)
    assert "Go back in your browser" in shown(answer).words


# ---- pages that cost


@pytest.mark.parametrize("page", ["search?q=a", "glossary.csv", "post/{post}/history", "translate/{text}/history"])
def test_expensive_pages_are_limited_for_each_person(cast: Cast, sign_in: SignIn, page: str) -> None:
    url = f"{FORUM}/{page.format(post=cast.post.key, text=text_of(cast.post).key)}"
    ana, tess = sign_in(cast.ana), sign_in(cast.tess)
    client = ana if "search" in page or "post" in page else tess
    client.careful = False
    found = [client.get(url) for _ in range(30)]
    assert {response.status_code for response in found} == {200}
    assert found[-1].headers["X-RateLimit-Remaining"] == "210"
    other = sign_in(cast.jorge if client is ana else cast.alma).get(url)
    assert other.headers["X-RateLimit-Remaining"] == "239"


def test_a_limited_request_says_when_to_come_back(cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    client = sign_in(cast.ana)
    monkeypatch.setattr(counting, "count", lambda *_: counting.Counted(241, 4e9))
    response = client.get(f"{FORUM}/search?q=a")
    assert response.status_code == 429
    assert int(response.headers["Retry-After"]) > 0
    assert "Wait a minute, then try again." in shown(response).words
