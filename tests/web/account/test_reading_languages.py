"""The languages that somebody reads: said everywhere, in a forum, on the first visit; and what they are shown."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from board.extensions import db
from board.models import User
from tests.support.asked import queries
from tests.support.cast import Cast, membership_of
from tests.support.client import Client
from tests.support.shown import Shown, shown

FORUM = "/f/social-economy"
LANGUAGES = f"{FORUM}/languages"
SignIn = Callable[[User], Client]


def said(user: User) -> tuple[str, ...]:
    return db.session.get_one(User, user.id, populate_existing=True).reads


def said_here(cast: Cast, user: User) -> tuple[str, ...]:
    membership = membership_of(cast.forum, user)
    db.session.refresh(membership)
    return membership.reads


def say(client: Client, *reads: str, where: str = "") -> None:
    response = client.post(LANGUAGES, data={"reads": list(reads), "where": where, "back": FORUM})
    assert (response.status_code, response.location) == (303, FORUM)


def thread(client: Client, cast: Cast) -> Shown:
    return shown(client.get(f"{FORUM}/thread/{cast.thread.key}"))


def arranged(client: Client, cast: Cast) -> tuple[str | None, str]:
    """How the page and its first translated text are arranged."""
    page = thread(client, cast)
    classes = [(box.get("class") or "").split() for box in page.all("div")]
    [pair, *_others] = [given[1:] for given in classes if "pair" in given]
    return page.one("main").get("data-show"), " ".join(pair)


def test_anyone_who_said_nothing_sees_both_as_before(cast: Cast, sign_in: SignIn) -> None:
    assert arranged(sign_in(cast.ana), cast) == ("both", "")


@pytest.mark.parametrize(
    ("reads", "expected"),
    [
        (("es", "en"), ("mine", "alone")),
        (("es",), ("mine", "alone")),
        (("en",), ("mine", "swapped")),
        (("fr",), ("mine", "")),
    ],
)
def test_a_thread_is_shown_in_the_languages_that_its_reader_said(
    cast: Cast, sign_in: SignIn, reads: tuple[str, ...], expected: tuple[str, str]
) -> None:
    client = sign_in(cast.ana)
    say(client, *reads)
    assert set(said(cast.ana)) == set(reads)
    assert arranged(client, cast) == expected
    assert arranged(sign_in(cast.jorge), cast) == ("both", "")


def test_a_forum_can_differ_and_be_the_same_again(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.ana)
    say(client, "es", "en")
    say(client, "en", where="here")
    assert (set(said(cast.ana)), said_here(cast, cast.ana)) == ({"es", "en"}, ("en",))
    assert arranged(client, cast) == ("mine", "swapped")
    say(client, "es", "en")
    assert said_here(cast, cast.ana) == ()
    assert arranged(client, cast) == ("mine", "alone")


def test_both_can_still_be_chosen(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.ana)
    say(client, "es", "en")
    assert thread(client, cast).form("/reading-mode").send(client, show="both").status_code == 303
    assert arranged(client, cast)[0] == "both"


def test_the_first_visit_asks_and_keeps_what_was_ticked(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.ana)
    page = shown(client.get(f"{FORUM}/welcome"))
    assert [box.get("value") for box in page.all("input[@name='reads'][@checked]")] == ["en"]  # that of the pages
    assert page.form(f"{FORUM}/welcome").send(client, reads=["es", "en"]).status_code == 303
    assert said(cast.ana) == ("en", "es")


def test_a_second_first_visit_counts_in_its_forum_alone(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.ana)
    say(client, "en")
    page = shown(client.get(f"{FORUM}/welcome"))
    assert page.form(f"{FORUM}/welcome").send(client, reads=["es"]).status_code == 303
    assert (said(cast.ana), said_here(cast, cast.ana)) == (("en",), ("es",))


def test_the_profile_keeps_them_too(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.ana)
    page = shown(client.get("/profile"))
    assert page.form("/profile").send(client, reads=["pt", "es", "xx"]).status_code == 303
    assert said(cast.ana) == ("es", "pt")


def test_unknown_languages_are_left_out(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.ana)
    say(client, "xx", "es\x00", "es", "es")
    assert said(cast.ana) == ("es",)


@pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere.example"])
def test_saving_leads_to_no_other_site(cast: Cast, sign_in: SignIn, back: str) -> None:
    response = sign_in(cast.ana).post(LANGUAGES, data={"reads": "es", "back": back})
    assert response.location == f"{FORUM}/"


def test_reading_in_ones_languages_costs_no_query(cast: Cast, sign_in: SignIn, app: Flask) -> None:
    client = sign_in(cast.ana)
    thread(client, cast)
    with queries(app) as before:
        thread(client, cast)
    say(client, "en", where="here")
    thread(client, cast)
    with queries(app) as after:
        assert arranged(client, cast) == ("mine", "swapped")
    assert len(after) == len(before)
