"""Signing in and out, passwords, set-up links, profiles, and remembered preferences."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from board.actions import enrolling, links
from board.extensions import db
from board.models import User
from tests.support.cast import PASSWORD, START, Cast, membership_of
from tests.support.client import Client
from tests.support.hashes import counted, told
from tests.support.shown import shown
from tests.support.spanish import in_spanish

SignIn = Callable[[User], Client]
HTMX = {"HX-Request": "true"}
ELSEWHERE = [
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "https://evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    "/\nhttps://evil.example",
    "/\r\nSet-Cookie: a=b",
    "evil.example",
    "",
]


def enter(client: Client, email: str, password: str = PASSWORD, **fields: str) -> Any:
    return client.post("/sign-in", data={"email": email, "password": password, **fields})


def is_signed_in(client: Client) -> bool:
    return client.get("/profile").status_code == 200


# ---- in and out


def test_signing_in_and_out_through_the_pages(cast: Cast, client: Client) -> None:
    form = shown(client.get("/sign-in?next=/profile")).form("/sign-in")
    response = form.send(client, email=" Ana@Example.org ", password=PASSWORD)
    assert (response.status_code, response.location) == (303, "/profile")
    page = shown(client.get("/profile"))
    assert "Ana" in page.words
    response = page.form("/sign-out").send(client)
    assert (response.status_code, response.location) == (303, "/")
    assert not is_signed_in(client)


def test_a_page_for_members_asks_to_sign_in_and_comes_back(cast: Cast, client: Client) -> None:
    url = f"/f/social-economy/thread/{cast.thread.key}"
    response = client.get(url)
    assert response.status_code == 302
    form = shown(client.get(response.location)).form("/sign-in")
    assert form.send(client, email="ana@example.org", password=PASSWORD).location == url


def test_signing_in_drops_the_old_cookie_session(cast: Cast, client: Client) -> None:
    """Otherwise anyone who planted a session before the sign-in would share it afterwards."""
    with client.session_transaction() as session:
        session["planted"] = "yes"
    enter(client, "ana@example.org")
    with client.session_transaction() as session:
        assert "planted" not in session


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("ana@example.org", "not the password"),
        ("nobody@example.org", PASSWORD),
        ("ana@example.org", ""),
        ("", ""),
        ("x" * 5000, "y" * 5000),
        ("ana@example.org\x00", PASSWORD + "\x00"),
    ],
)
def test_a_wrong_sign_in_says_nothing_about_accounts(cast: Cast, client: Client, email: str, password: str) -> None:
    response = enter(client, email, password)
    assert response.status_code == 422
    assert "No account has this address with this password." in shown(response).words
    assert password == "" or password not in response.text
    assert not is_signed_in(client)


def test_a_known_and_an_unknown_address_are_answered_alike(
    cast: Cast, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The time is the same, too: each answer verifies one hash."""
    without_password = db.session.get_one(User, cast.nina.id)
    without_password.password_hash = None
    answers = []
    for email in ("rosa@example.org", "nemo@example.org", "nina@example.org"):
        with counted(monkeypatch) as hashed:
            response = enter(app.test_client(), email, "not the password")
        answers.append((response.status_code, told(response), shown(response).words, hashed))
    assert answers[0] == answers[1] == answers[2]
    assert answers[0][3] == ["verify"]


def test_the_address_stays_in_the_form_and_the_password_does_not(cast: Cast, client: Client) -> None:
    fields = shown(enter(client, "ana@example.org", "mistyped")).form("/sign-in").fields
    assert (fields["email"], fields["password"]) == ("ana@example.org", "")


@pytest.mark.parametrize("target", ELSEWHERE)
def test_signing_in_leads_to_no_other_site(cast: Cast, client: Client, target: str) -> None:
    assert enter(client, "ana@example.org", next=target).location == "/"
    assert shown(client.get("/sign-in", query_string={"next": target})).form("/sign-in").fields["next"] == "/"


@pytest.mark.parametrize("target", ELSEWHERE)
@pytest.mark.parametrize(("url", "fields"), [("/interface", {"interface": "es"}), ("/reading-mode", {"show": "both"})])
def test_choosing_a_preference_leads_to_no_other_site(
    cast: Cast, client: Client, url: str, fields: dict[str, str], target: str
) -> None:
    assert client.post(url, data={**fields, "back": target}).location == "/"


def test_signing_in_leads_back_to_a_page_of_this_site(cast: Cast, client: Client) -> None:
    target = "/f/social-economy/week/2?x=1&y=%C3%A9"
    assert enter(client, "ana@example.org", next=target).location == target


# ---- passwords


def test_a_new_password_signs_out_everywhere_else(cast: Cast, app: Flask, sign_in: SignIn) -> None:
    here, there = sign_in(cast.ana), sign_in(cast.ana)
    form = shown(here.get("/password")).form("/password")
    response = form.send(here, password=PASSWORD, new_password="something quite new")
    assert (response.status_code, response.location) == (303, "/profile")
    assert (is_signed_in(here), is_signed_in(there)) == (True, False)
    assert enter(app.test_client(), "ana@example.org").status_code == 422
    assert enter(app.test_client(), "ana@example.org", "something quite new").status_code == 303


@pytest.mark.parametrize(
    ("password", "new_password", "message"),
    [
        ("wrong, sorry", "something quite new", "This is not your current password."),
        (PASSWORD, "short", "at least 10 characters"),
        (PASSWORD, "x" * 201, "at least 10 characters"),
        (PASSWORD, "", "required"),
    ],
)
def test_a_refused_password_changes_nothing(
    cast: Cast, sign_in: SignIn, password: str, new_password: str, message: str
) -> None:
    client = sign_in(cast.ana)
    response = client.post("/password", data={"password": password, "new_password": new_password})
    assert response.status_code == 422
    assert message in shown(response).words
    assert enrolling.authenticate("ana@example.org", PASSWORD) is not None
    assert is_signed_in(client)


# ---- the link that sets an account up


def setup_link(person: User) -> str:
    token = links.make_setup_link(person.id, START)
    db.session.commit()
    return f"/set-up/{token}"


def test_a_set_up_link_gives_a_password_and_signs_in(cast: Cast, client: Client) -> None:
    url = setup_link(cast.nina)
    page = shown(client.get(url))
    assert "nina@example.org" in page.words
    response = page.form(url).send(client, new_password="chosen by myself", agreed="y")
    assert (response.status_code, response.location) == (303, "/")
    assert is_signed_in(client)
    assert enrolling.authenticate("nina@example.org", "chosen by myself") is not None


def test_a_set_up_link_refuses_a_short_password(cast: Cast, client: Client) -> None:
    url = setup_link(cast.nina)
    response = client.post(url, data={"new_password": "short"})
    assert response.status_code == 422
    assert "at least 10 characters" in shown(response).words
    assert client.get(url).status_code == 200


def test_used_expired_and_unknown_links_get_the_same_404(cast: Cast, app: Flask, clock: Any) -> None:
    used, old = setup_link(cast.nina), setup_link(cast.omar)
    app.test_client().post(used, data={"new_password": "chosen by myself", "agreed": "y"})
    clock.move_to(START + timedelta(days=14))
    answers = []
    for url in (used, old, "/set-up/unknown", "/set-up/a%00b"):
        for method in ("GET", "POST"):
            response = app.test_client().open(url, method=method, data={"new_password": "something quite new"})
            answers.append((method, response.status_code, shown(response).words))
    assert {status for _, status, _ in answers} == {404}
    assert len(set(answers)) == 2


def test_a_link_lasts_until_its_last_second(cast: Cast, client: Client, clock: Any) -> None:
    url = setup_link(cast.nina)
    clock.move_to(START + timedelta(days=14) - timedelta(seconds=1))
    assert client.get(url).status_code == 200
    clock.move_to(START + timedelta(days=14))
    assert client.get(url).status_code == 404


def test_a_newer_set_up_link_ends_the_older(cast: Cast, client: Client) -> None:
    first, second = setup_link(cast.nina), setup_link(cast.nina)
    assert (client.get(first).status_code, client.get(second).status_code) == (404, 200)


# ---- the profile


def test_people_edit_their_own_profile(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.ana)
    form = shown(client.get("/profile")).form("/profile")
    response = form.send(
        client, name="Ana Mamani", place="La Paz, Bolivia", affiliation="Cooperativa Sur",
        zone="America/La_Paz", interface="es", languages=["es", "qu"],
    )  # fmt: skip
    assert (response.status_code, response.location) == (303, "/profile")
    page = shown(client.get("/profile"))
    fields = page.form("/profile").fields
    assert fields["languages"] == ["es", "qu"]
    assert (fields["name"], fields["zone"], fields["interface"]) == ("Ana Mamani", "America/La_Paz", "es")
    assert page.root.get("lang") == "es"
    seen = shown(sign_in(cast.jorge).get(f"/f/social-economy/people/{cast.ana.key}"))
    assert "La Paz, Bolivia" in seen.words
    assert "Runasimi" in seen.words


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"zone": "Mars/Olympus"}, "There is no time zone of this name."),
        ({"zone": "../etc/passwd"}, "There is no time zone of this name."),
        ({"name": " "}, "required"),
        ({"name": "x" * 121}, "120"),
        ({"name": "A\x00na"}, "characters that cannot be shown"),
        ({"place": "x\x07y"}, "characters that cannot be shown"),
        ({"interface": "xx"}, "choice"),
    ],
)
def test_a_refused_profile_says_why_and_keeps_what_was_typed(
    cast: Cast, sign_in: SignIn, fields: dict[str, str], message: str
) -> None:
    client = sign_in(cast.ana)
    data = {"name": "Ana", "place": "Quito, they say", "languages": ["es", "pt"], "interface": "", **fields}
    response = client.post("/profile", data=data)
    assert response.status_code == 422
    page = shown(response)
    assert any(message in words for words in page.texts("div[@role='alert']"))
    kept = page.form("/profile").fields
    assert kept["languages"] == ["es", "pt"]
    if "place" not in fields:
        assert kept["place"] == "Quito, they say"
    assert db.session.get_one(User, cast.ana.id).place == ""


def test_an_unknown_language_is_left_out(cast: Cast, sign_in: SignIn) -> None:
    sign_in(cast.ana).post("/profile", data={"name": "Ana", "interface": "", "languages": ["es", "xx", "e\x00"]})
    assert db.session.get_one(User, cast.ana.id).languages == ("es",)


def test_times_are_shown_in_the_persons_zone(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.ana)
    url = "/f/social-economy/week/3"
    assert "Mon 9 Mar, 09:00 Toronto time" in shown(client.get(url)).words
    client.post("/profile", data={"name": "Ana", "interface": "", "zone": "Europe/Madrid"})
    assert "Mon 9 Mar, 09:00 Toronto time (14:00 your time)" in shown(client.get(url)).words


def test_nobody_can_change_the_account_of_somebody_else(cast: Cast, sign_in: SignIn) -> None:
    """An admin of a forum has no form for it."""
    url = f"/f/social-economy/people/{cast.ana.key}"
    page = shown(sign_in(cast.alma).get(url))
    assert [form.action for form in page.forms if "email" in form.fields or "password" in form.fields] == []


# ---- the language of the pages, and how one reads


def language_of(client: Client, **headers: str) -> str:
    return shown(client.get("/sign-in", headers=headers)).root.get("lang", "")


@pytest.mark.parametrize(
    ("asked", "spoken"),
    [
        ("es", "es"),
        ("es-BO,es;q=0.9,en;q=0.5", "es"),
        ("de-AT,es;q=0.4", "es"),
        ("es-419,en;q=0.9", "es"),
        ("de", "en"),
        ("", "en"),
        (";;q", "en"),
    ],
)
def test_pages_are_in_the_language_that_the_browser_asks_for(
    cast: Cast, client: Client, asked: str, spoken: str
) -> None:
    assert language_of(client, **{"Accept-Language": asked}) == spoken


def test_a_choice_is_remembered_in_the_browser(cast: Cast, client: Client) -> None:
    page = shown(client.get("/sign-in"))
    form = next(form for form in page.forms if form.action.endswith("/interface"))
    response = form.send(client, interface="es")
    assert (response.status_code, response.location) == (303, "/sign-in")
    assert language_of(client, **{"Accept-Language": "en"}) == "es"


def test_a_choice_is_remembered_with_the_account(cast: Cast, app: Flask, sign_in: SignIn) -> None:
    sign_in(cast.ana).post("/interface", data={"interface": "es", "back": "/"})
    elsewhere = sign_in(cast.ana)
    assert shown(elsewhere.get("/profile")).root.get("lang") == "es"
    elsewhere.set_cookie("interface", "en")  # somebody else's choice, on a shared machine
    assert shown(elsewhere.get("/profile")).root.get("lang") == "es"


@pytest.mark.parametrize("value", ["xx", "", "es\x00", "../es"])
def test_an_unknown_interface_language_changes_nothing(cast: Cast, client: Client, value: str) -> None:
    client.post("/interface", data={"interface": value, "back": "/"})
    client.set_cookie("interface", "xx")
    assert language_of(client) == "en"


def test_the_pages_are_in_spanish(cast: Cast, client: Client) -> None:
    page = shown(client.get("/sign-in", headers={"Accept-Language": "es"}))
    assert page.texts("h1") == [in_spanish("Sign in")]


def mode_of(client: Client, cast: Cast) -> str:
    page = shown(client.get(f"/f/social-economy/thread/{cast.thread.key}"))
    pressed = [button.get("value") for button in page.all("button[@aria-pressed='true']")]
    assert pressed == [page.one("main").get("data-show")]
    return pressed[0] or ""


def test_the_reading_mode_is_remembered_with_the_account(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.ana)
    assert mode_of(client, cast) == "both"
    page = shown(client.get(f"/f/social-economy/thread/{cast.thread.key}"))
    assert page.form("/reading-mode").send(client, show="original").status_code == 303
    assert mode_of(sign_in(cast.ana), cast) == "original"
    assert mode_of(sign_in(cast.jorge), cast) == "both"


def test_htmx_gets_no_content_for_a_reading_mode(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.ana)
    response = client.post("/reading-mode", data={"show": "translation"}, headers=HTMX)
    assert (response.status_code, response.text) == (204, "")
    assert mode_of(client, cast) == "translation"


@pytest.mark.parametrize("value", ["neither", "", "both\x00"])
def test_an_unknown_reading_mode_changes_nothing(cast: Cast, sign_in: SignIn, value: str) -> None:
    client = sign_in(cast.ana)
    assert client.post("/reading-mode", data={"show": value}).status_code == 303
    client.set_cookie("mode", "nonsense")
    assert mode_of(client, cast) == "both"


def test_reading_without_an_account_remembers_in_the_browser(cast: Cast, client: Client) -> None:
    from board.models import Forum

    db.session.get_one(Forum, cast.forum.id).public_reading = True
    client.post("/reading-mode", data={"show": "original", "back": "/"})
    assert mode_of(client, cast) == "original"


# ---- too fast


def test_many_people_can_sign_in_at_once_from_one_address(cast: Cast, app: Flask) -> None:
    """As a whole class does when a week opens."""
    assert {enter(app.test_client(), "ana@example.org").status_code for _ in range(12)} == {303}


def test_unsent_words_survive_the_limit_of_sign_ins(cast: Cast, client: Client) -> None:
    kept = {"kept_place": "reply:abc", "kept_body": "An hour\nof typing"}
    for _ in range(11):
        response = enter(client, "ana@example.org", "a guess", **kept)
    assert response.status_code == 429
    page = shown(response)
    assert "An hour\nof typing" in ["".join(area.itertext()) for area in page.all("textarea")]
    assert page.form("/sign-in").fields["kept_place"] == "reply:abc"


def test_guessing_the_current_password_is_limited(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.ana)
    data = {"password": "a guess", "new_password": "something quite new"}
    assert [client.post("/password", data=data).status_code for _ in range(11)] == [422] * 10 + [429]


def test_a_person_without_a_forum_has_a_home_page(cast: Cast, sign_in: SignIn) -> None:
    assert membership_of(cast.nina, cast.forum) is None
    page = shown(sign_in(cast.nina).get("/"))
    assert "Social economy" in page.words
