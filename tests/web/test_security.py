"""Headers of every answer, attributes of cookies, names of the site, redirects, and escaping of typed markup."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from board import models
from board.actions import enrolling, posting, preparing, profiles, scheduling, setting_up
from board.clock import FixedClock
from board.extensions import db, writing
from board.models import Forum, User
from board.models.base import digest_of
from tests.support import database
from tests.support.cast import (
    START,
    WALLS,
    Cast,
    forum_settings,
    look_as,
    membership_of,
    reading_form,
    sight_for,
    text_of,
    translate,
    typed,
)
from tests.support.client import Client
from tests.support.shown import read, shown
from tests.support.site import new_app

SignIn = Callable[[User], Client]
HTMX = {"HX-Request": "true"}
SCRIPT = "<script>alert('x')</script>"
HOSTILE = f"{SCRIPT}\"'><img src=x onerror=alert(1)>"


@pytest.fixture
def answers(cast: Cast, app: Flask, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> dict[str, TestResponse]:
    """One answer of every kind."""
    client, ana = app.test_client(), sign_in(cast.ana)
    thread = f"/f/social-economy/thread/{cast.thread.key}"
    kinds = {
        "200": ana.get(thread),
        "200 part": ana.post(f"{thread}/reply", data={"body": "x", "language": "es"}, headers=HTMX),
        "302": client.get(thread),
        "401": client.post(f"{thread}/reply", data={"body": "x"}),
        "401 htmx": client.get(thread, headers=HTMX),
        "403": ana.get("/f/social-economy/admin/questions"),
        "404": ana.get("/nowhere"),
        "405": ana.get(f"{thread}/reply"),
        "422": ana.post(f"{thread}/reply", data={"body": ""}),
        "static": ana.get("/static/site.css"),
        "static 404": ana.get("/static/none.css"),
        "health": client.get("/healthz"),
        "HEAD": ana.head(thread),
        "OPTIONS": ana.options(thread),
        "500": broken(ana, app, monkeypatch),
    }
    kinds["static"].close()
    ana.token = False
    return kinds | {"400": ana.post(f"{thread}/reply", data={"body": "x"})}


def broken(client: Client, app: Flask, monkeypatch: pytest.MonkeyPatch) -> TestResponse:
    """Return the page of a fault, as a visitor sees it."""
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)

    def fails(**_: Any) -> None:
        raise ZeroDivisionError("a secret of the program")

    fails.access = "member"  # type: ignore[attr-defined]
    monkeypatch.setitem(app.view_functions, "writing.open_thread", fails)
    return client.post("/f/social-economy/week/1/new-thread", data={"title": "T", "body": "Words\nto keep"})


def test_every_answer_has_the_security_headers(answers: dict[str, TestResponse]) -> None:
    for kind, response in answers.items():
        headers = response.headers
        assert (kind, response.status_code) == (kind, int(kind[:3]) if kind[:3].isdigit() else response.status_code)
        policy = headers["Content-Security-Policy"]
        assert "unsafe" not in policy, kind
        assert "*" not in policy, kind
        for directive in ("default-src 'none'", "script-src 'self'", "base-uri 'none'", "frame-ancestors 'none'"):
            assert directive in policy, kind
        assert headers["X-Content-Type-Options"] == "nosniff", kind
        assert headers["Referrer-Policy"] == "same-origin", kind
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin", kind
        assert "Server" not in headers, kind
        assert "Strict-Transport-Security" not in headers, kind


def test_no_shared_cache_stores_a_page(answers: dict[str, TestResponse]) -> None:
    for kind, response in answers.items():
        if not kind.startswith("static"):
            assert "private" in response.headers["Cache-Control"], kind
            assert "Cookie" in response.headers["Vary"], kind
    static = answers["static"].headers
    assert "max-age=31536000" in static["Cache-Control"]
    assert "Set-Cookie" not in static  # otherwise a shared cache would give a session to other people
    assert "Set-Cookie" in answers["200"].headers


def test_a_fault_reveals_nothing_of_the_program_and_keeps_the_words(answers: dict[str, TestResponse]) -> None:
    response = answers["500"]
    assert "secret" not in response.text
    assert "ZeroDivisionError" not in response.text
    page = shown(response)
    assert "Something broke" in page.words
    assert "Words\nto keep" in ["".join(area.itertext()) for area in page.all("textarea[@readonly]")]


def test_a_wrong_method_lists_the_allowed_ones(answers: dict[str, TestResponse]) -> None:
    assert set(answers["405"].headers["Allow"].split(", ")) == {"POST", "OPTIONS"}


def test_healthz_takes_no_query(client: Client) -> None:
    for _ in range(100):
        response = client.get("/healthz")
        assert (response.status_code, response.text) == (200, "ok\n")
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize("path", ["/f/social%00/", "/a%00b", "/f/social-economy/thread/a%00b", "/f/x/week/99999999999"])
def test_an_odd_address_is_a_404(cast: Cast, sign_in: SignIn, path: str) -> None:
    assert sign_in(cast.ana).get(path).status_code == 404


# ---- cookies and https


def cookies(response: TestResponse) -> dict[str, str]:
    return {cookie.split("=", 1)[0]: cookie for cookie in response.headers.getlist("Set-Cookie")}


def choices(client: Client) -> dict[str, str]:
    page = client.get("/sign-in")
    chosen = client.post("/interface", data={"interface": "es", "back": "/"})
    mode = client.post("/reading-mode", data={"show": "both", "back": "/"})
    return cookies(page) | cookies(chosen) | cookies(mode)


def test_scripts_and_other_sites_cannot_use_cookies(cast: Cast, client: Client) -> None:
    found = choices(client)
    assert set(found) == {"semana", "interface", "mode"}
    for cookie in found.values():
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert "Secure" not in cookie


@pytest.fixture(scope="module")
def secure_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An installation behind a proxy that serves https."""
    folder = tmp_path_factory.mktemp("secure")
    app = new_app(
        database.sqlite_url(folder, "secure"), FixedClock(START), folder,
        SITE_URL="https://forum.example.org", TRUSTED_PROXIES="1",
    )  # fmt: skip
    with writing(), app.app_context():
        enrolling.create_account("ana@example.org", "Ana", START, password="grifo lento y loro")
        db.session.commit()
    yield app
    database.dispose(app)


SITE = "https://forum.example.org"
PROXIED = {"X-Forwarded-Proto": "https"}


def sent(client: Client, url: str, **fields: str) -> TestResponse:
    """Send a form as a browser does, with the token of a page."""
    client.token = False
    token = shown(client.get("/sign-in", base_url=SITE, headers=PROXIED)).form("/sign-in").fields["csrf_token"]
    return client.post(url, base_url=SITE, headers=PROXIED, data={"csrf_token": token, **fields})


def test_over_https_everything_stays_on_https(secure_site: Flask) -> None:
    client = secure_site.test_client()
    chosen = sent(client, "/interface", interface="es")
    entered = sent(client, "/sign-in", email="ana@example.org", password="grifo lento y loro")
    found = cookies(chosen) | cookies(entered)
    assert set(found) == {"__Host-semana", "__Host-device", "interface"}
    for name, cookie in found.items():
        assert "Secure" in cookie
        assert "HttpOnly" in cookie
        assert "Path=/" in cookie
        assert "Domain" not in cookie, name  # a browser accepts a __Host- cookie only without it
    response = client.get("/sign-in", base_url=SITE, headers=PROXIED)
    assert response.headers["Strict-Transport-Security"] == "max-age=31536000"
    plain = client.get("/sign-in", base_url=SITE.replace("https", "http"))
    assert "Strict-Transport-Security" not in plain.headers


# ---- the name of the site

OURS = ["forum.example.org", "forum.example.org:443", "FORUM.example.org", "forum.example.org:8443"]
OTHERS = [
    "evil.example",
    "forum.example.org.evil.example",
    "x.forum.example.org",
    "127.0.0.1",
    "10.0.0.7:8000",
    "a b",
    "",
]


@pytest.mark.parametrize("host", OURS)
def test_the_site_answers_to_its_name(secure_site: Flask, host: str) -> None:
    assert secure_site.test_client().get("/sign-in", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", OTHERS)
@pytest.mark.parametrize("path", ["/sign-in", "/nowhere", "/static/site.css", "/"])
def test_any_other_host_name_is_refused(secure_site: Flask, host: str, path: str) -> None:
    client = secure_site.test_client()
    client.token = False
    response = client.get(path, headers={"Host": host})
    assert (response.status_code, response.mimetype) == (400, "text/plain")
    assert SITE in response.text
    assert host == "" or host not in response.text.replace(SITE, "")
    assert client.post(path, headers={"Host": host}).status_code == 400


@pytest.mark.parametrize("host", ["10.0.0.7:8000", "[fd00::7]:8000", "evil.example"])
@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_checks_answer_under_any_host_name(secure_site: Flask, host: str, path: str) -> None:
    assert secure_site.test_client().get(path, headers={"Host": host}).mimetype == "text/plain"
    assert secure_site.test_client().get(path, headers={"Host": host}).status_code in (200, 503)


def test_a_trusted_proxy_cannot_change_the_host_name(secure_site: Flask) -> None:
    headers = {"Host": "forum.example.org", "X-Forwarded-Host": "evil.example", "X-Forwarded-For": "203.0.113.1"}
    assert secure_site.test_client().get("/sign-in", headers=headers).status_code == 400


@pytest.mark.parametrize("host", ["localhost", "localhost:5000", "127.0.0.1:8080", "[::1]:5000", "127.0.0.1"])
def test_a_local_site_answers_to_the_machines_names(client: Client, host: str) -> None:
    assert client.get("/sign-in", headers={"Host": host}).status_code == 200
    assert client.get("/sign-in", headers={"Host": "evil.example"}).status_code == 400


def test_only_a_trusted_proxy_can_claim_https(cast: Cast, client: Client) -> None:
    response = client.get("/sign-in", headers={"X-Forwarded-Proto": "https"})
    assert "Strict-Transport-Security" not in response.headers


def test_the_session_cookie_does_not_reveal_the_account(cast: Cast, sign_in: SignIn) -> None:
    """The id of an account would reveal how many there are."""
    client = sign_in(cast.ana)
    with client.session_transaction() as session:
        key, _, token = session["_user_id"].partition(".")
    [kept] = db.session.scalars(select(models.SignIn))
    assert (key, kept.token_digest) == (cast.ana.key, digest_of(token))
    assert token not in kept.token_digest


# ---- redirects


@pytest.mark.parametrize("target", ["//evil.example", "/\\evil.example", "https://evil.example", "/\n//evil.example"])
def test_settling_a_question_leads_to_no_other_site(cast: Cast, sign_in: SignIn, target: str) -> None:
    url = f"/f/social-economy/post/{cast.question.key}/settle"
    response = sign_in(cast.rosa).post(url, data={"settled": "1", "back": target})
    assert urlsplit(response.location).netloc == ""
    assert response.location.startswith("/f/social-economy/")


# ---- markup in every field


def hostile_forum(cast: Cast) -> None:
    """Type markup into every field that anyone can fill."""
    people = {name: db.session.get_one(User, getattr(cast, name).id) for name in ("ana", "rosa")}
    for person in people.values():
        profiles.save_profile(person, profiles.Profile(HOSTILE[:120], HOSTILE, HOSTILE, ("es",), None, None))
        found = membership_of(person, cast.forum)
        assert found is not None
        found.region = HOSTILE
    forum = db.session.get_one(Forum, cast.forum.id)
    forum.name = HOSTILE
    forum.regions = (HOSTILE,)
    rosa = membership_of(people["rosa"], forum)
    assert rosa is not None
    enrolling.assign(sight_for(cast, cast.alma), rosa, cast.week(1), HOSTILE[:80])
    sight = sight_for(cast, cast.alma)
    scheduling.edit_week(sight, cast.week(1), HOSTILE, HOSTILE, WALLS[0], cast.alma)
    posting.open_thread(sight_for(cast, cast.ana), cast.week(1), cast.ana, typed(HOSTILE, "es", HOSTILE))
    written = posting.reply(
        sight_for(cast, cast.ana), cast.thread, cast.ana, typed(HOSTILE, "es"),
        asked=cast.rosa, asked_roles=frozenset({"key_respondent"}),
    )  # fmt: skip
    translate(sight_for(cast, cast.tess), text_of(written), HOSTILE)
    hidden = posting.reply(sight_for(cast, cast.ana), cast.thread, cast.ana, typed(HOSTILE, "es"))
    posting.hide_post(sight_for(cast, cast.alma), hidden, HOSTILE)
    form = replace(reading_form(HOSTILE, HOSTILE, "es"), author_line=HOSTILE)
    preparing.add_reading(sight_for(cast, cast.alma), cast.week(1), form, cast.alma)


PAGES = [
    "/",
    "/?all=1",
    "/f/social-economy/",
    "/f/social-economy/week/1",
    "/f/social-economy/week/1/preview",
    "/f/social-economy/people",
    "/f/social-economy/questions",
    "/f/social-economy/admin/questions",
    "/f/social-economy/week/1/new-thread",
    "/profile",
    "/unsent",
]


@pytest.mark.once
@pytest.mark.parametrize("person", ["ana", "rosa", "tess", "alma"])
def test_typed_markup_is_always_escaped(cast: Cast, sign_in: SignIn, person: str) -> None:
    hostile_forum(cast)
    client = sign_in(getattr(cast, person))
    client.post("/unsent", data={"place": "reply:x", "title": HOSTILE, "body": HOSTILE})
    seen, waiting, typed_somewhere = set(), list(PAGES), 0
    while waiting:  # follows all links of these pages
        url = waiting.pop().split("#")[0]
        if url in seen or not url.startswith("/") or len(seen) > 60:
            continue
        seen.add(url)
        response = client.get(url)
        response.close()
        if response.mimetype != "text/html" or response.status_code >= 300:
            continue
        page = read(response.text)
        assert page.all("img") == [], url
        assert [script for script in page.all("script") if "src" not in script.attrib] == [], url
        assert [name for element in page.root.iter() for name in element.attrib if name.startswith("on")] == [], url
        typed_somewhere += "<script>" in page.words
        waiting += [link for link in page.links if link not in seen]
    assert typed_somewhere > 5  # it was shown as text


def test_error_pages_escape_markup(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.ana)
    scheduling.close_week(sight_for(cast, cast.alma), cast.week(1), True)
    url = f"/f/social-economy/thread/{cast.thread.key}/reply"
    response = client.post(url, data={"body": f"</textarea>{HOSTILE}", "title": HOSTILE})
    assert response.status_code == 403
    assert "".join(shown(response).all("textarea")[0].itertext()) == f"</textarea>{HOSTILE}"
    client.token = False
    response = client.post(f"{url}?x={SCRIPT}", data={"body": f"</textarea>\n{HOSTILE}", SCRIPT: SCRIPT})
    assert response.status_code == 400
    assert shown(response).all("img") == []


def test_a_public_forum_shows_names_but_no_profiles(cast: Cast, client: Client) -> None:
    db.session.get_one(Forum, cast.forum.id).public_reading = True
    page = shown(client.get(f"/f/social-economy/thread/{cast.thread.key}"))
    assert "Ana" in page.words
    assert not [link for link in page.links if "/people" in link]
    assert client.get(f"/f/social-economy/people/{cast.ana.key}").status_code == 302
    assert client.get("/f/social-economy/people").status_code == 302


def test_rows_of_another_forum_are_not_found_under_this_forums_address(cast: Cast, sign_in: SignIn) -> None:
    """A member of both forums finds each row under the address of its forum only."""
    setting_up.edit_forum(look_as(cast.other_forum, cast.olga), forum_settings(
        name="Food councils", slug="food-councils", policy=(), public_reading=True
    ), "", cast.omar)  # fmt: skip
    client = sign_in(cast.ana)
    for path in (f"thread/{cast.thread.key}", f"post/{cast.post.key}", f"reading/{cast.reading.key}", "week/2"):
        assert client.get(f"/f/food-councils/{path}").status_code == 404, path
