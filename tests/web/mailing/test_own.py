"""The page of a forum on which members choose what it mails to them, and the ways that lead there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask

from board.actions import mail_choices, suspending
from board.extensions import db
from board.models import BouncingAddress, Membership, User
from board.rules.mailing import NEVER
from tests.support.cast import START, Cast, membership_of, sight_for
from tests.support.client import Client
from tests.support.shown import shown
from tests.web.mailing.test_by_token import link

FORUM = "/f/social-economy"
MAIL = f"{FORUM}/mail"
CAME_BACK = "came back, so forums send nothing there"
SignIn = Callable[[User], Client]


def member(cast: Cast, user: User | None = None) -> Membership:
    found = membership_of(user or cast.ana, cast.forum)
    assert found is not None
    return found


def test_a_member_chooses_within_the_forum(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.ana)
    page = shown(client.get(MAIL))
    assert cast.ana.email in page.words
    response = page.form(MAIL).send(client, rhythm="never")
    assert (response.status_code, response.location) == (303, MAIL)
    assert member(cast).mail_rhythm == NEVER
    assert "Your choice is saved." in shown(client.get(MAIL)).words


def test_what_cannot_be_is_said_and_nothing_is_lost(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.ana)
    response = shown(client.get(MAIL)).form(MAIL).send(client, rhythm="days", days=[], hour="20")
    page = shown(response)
    assert (response.status_code, page.form(MAIL).fields["hour"]) == (422, "20")
    assert page.texts("*[@class='error']") == ["Choose at least one day, or another rhythm above."]


def test_mail_is_stopped_and_started_there(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.ana)
    shown(client.get(MAIL)).form("/stop").send(client)
    assert member(cast).mail_stopped_at == START
    shown(client.get(MAIL)).form("/again").send(client)
    assert member(cast).mail_stopped_at is None


@pytest.mark.parametrize("name", ["nina", "omar", "olga"])
def test_it_is_for_members_alone(cast: Cast, sign_in: SignIn, name: str) -> None:
    client = sign_in(getattr(cast, name))
    assert client.get(MAIL).status_code == 403
    assert {client.post(f"{MAIL}{path}").status_code for path in ("", "/stop", "/again")} == {403}


def test_a_suspended_member_still_chooses(cast: Cast, sign_in: SignIn) -> None:
    suspending.suspend(sight_for(cast, cast.alma), member(cast), "Rude.")
    client = sign_in(cast.ana)
    shown(client.get(MAIL)).form("/stop").send(client)
    assert member(cast).mail_stopped_at == START


def test_home_menu_welcome_and_profile_say_what_one_gets_and_lead_there(
    cast: Cast, sign_in: SignIn, mail_server: None
) -> None:
    client = sign_in(cast.ana)
    for path in (f"{FORUM}/home", f"{FORUM}/welcome", "/profile"):
        page = shown(client.get(path))
        assert MAIL in page.links
        assert "a digest on Tuesday and Friday at 07:00" in page.words
    assert MAIL in shown(client.get(f"{FORUM}/people")).links


def test_without_a_mail_server_no_page_promises_mail(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.ana)
    for path in (f"{FORUM}/home", f"{FORUM}/welcome", "/profile"):
        page = shown(client.get(path))
        assert MAIL in page.links
        assert "No mail server is set for this site, so no e-mail is sent" in page.words
    for path in (f"{FORUM}/home", f"{FORUM}/welcome"):
        assert "a digest on Tuesday and Friday" not in shown(client.get(path)).words


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"rhythm": "each"}, "each post at once"),
        ({"rhythm": "daily", "hour": "21"}, "a digest every day at 21:00"),
        ({"rhythm": "weekly", "day": "sun"}, "a digest on Sunday at 07:00"),
        ({"rhythm": "never"}, "no posts"),
    ],
)
def test_every_choice_has_its_words(cast: Cast, sign_in: SignIn, typed: dict[str, str | list[str]], words: str) -> None:
    client = sign_in(cast.ana)
    shown(client.get(MAIL)).form(MAIL).send(client, **typed)
    assert words in shown(client.get("/profile")).words


def test_stopped_mail_is_told_in_the_profile(cast: Cast, sign_in: SignIn) -> None:
    mail_choices.stop(member(cast), START)
    assert "Social economy: no e-mail" in shown(sign_in(cast.ana).get("/profile")).words


# An address that mail does not reach


def bounce(user: User, *, suspended: bool = True) -> None:
    suspended_at = START if suspended else None
    db.session.add(BouncingAddress(address=user.email, bounces=3, last_at=START, suspended_at=suspended_at))
    db.session.commit()


PAGES = (MAIL, f"{FORUM}/home")


def test_whoever_cannot_be_reached_is_told_where_they_look_for_news(cast: Cast, sign_in: SignIn) -> None:
    bounce(cast.ana)
    for path in PAGES:
        page = shown(sign_in(cast.ana).get(path))
        assert CAME_BACK in page.words
        assert cast.ana.email in page.words
        assert "/profile/address" in page.links
        assert CAME_BACK not in shown(sign_in(cast.jorge).get(path)).words


def test_mail_that_came_back_a_few_times_is_not_told(cast: Cast, sign_in: SignIn) -> None:
    bounce(cast.ana, suspended=False)
    for path in PAGES:
        assert CAME_BACK not in shown(sign_in(cast.ana).get(path)).words


def test_one_button_sends_again_and_leads_back(cast: Cast, sign_in: SignIn) -> None:
    bounce(cast.ana)
    bounce(cast.jorge)
    client = sign_in(cast.ana)
    for path in PAGES[:1]:
        response = shown(client.get(path)).form("/send-again").send(client)
        assert (response.status_code, response.location) == (303, path)
    assert CAME_BACK not in shown(client.get(MAIL)).words
    assert CAME_BACK in shown(sign_in(cast.jorge).get(MAIL)).words


def test_the_page_without_sign_in_tells_nothing_of_the_address(app: Flask, cast: Cast, client: Client) -> None:
    bounce(cast.ana)
    assert CAME_BACK not in shown(client.get(link(app, cast, cast.ana))).words


def test_sending_again_is_limited(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.ana)
    assert {client.post("/profile/send-again").status_code for _ in range(5)} == {303}
    assert client.post("/profile/send-again").status_code == 429


@pytest.mark.parametrize("takes", [True, False])
def test_it_says_what_can_be_done_by_mail_alone(
    app: Flask, cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch, takes: bool
) -> None:
    replies = "reply@forum.example.org" if takes else None
    monkeypatch.setitem(app.extensions, "settings", replace(app.extensions["settings"], mail_replies=replies))
    client = sign_in(cast.ana)
    assert (f"{MAIL}/how" in shown(client.get(MAIL)).links) is takes
    page = shown(client.get(f"{MAIL}/how"))
    assert ("Write from the address of your account, ana@example.org." in page.words) is takes
    assert ("takes no answers" in page.words) is not takes


@pytest.mark.parametrize("replies", [None, "reply@example.org"])
def test_the_welcome_leads_to_how_one_takes_part_by_mail_if_one_can(
    cast: Cast, sign_in: SignIn, app: Flask, monkeypatch: pytest.MonkeyPatch, replies: str | None
) -> None:
    monkeypatch.setitem(app.extensions, "settings", replace(app.extensions["settings"], mail_replies=replies))
    page = shown(sign_in(cast.ana).get(f"{FORUM}/welcome"))
    assert ("You can answer these e-mails, too." in page.words) == bool(replies)
