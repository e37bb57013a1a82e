"""The list of members, and the page of one member."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from board.actions import enrolling, profiles
from board.extensions import db
from board.models import User
from tests.support.cast import OPENING, Cast, membership_of, sight_for
from tests.support.client import Client
from tests.support.shown import shown, words_of

SignIn = Callable[[User], Client]
PEOPLE = "/f/social-economy/people"


def test_members_see_each_other_key_respondents_first(cast: Cast, sign_in: SignIn) -> None:
    page = shown(sign_in(cast.ana).get(PEOPLE))
    key_respondents, members = page.one("main").findall(".//section")
    assert [words_of(name) for name in key_respondents.iter("a")] == ["Bento", "Rosa"]
    assert [words_of(name) for name in members.iter("a")] == ["Alma", "Ana", "Jorge", "Tess"]
    assert "Translator" in words_of(members)


def test_no_e_mail_address_is_shown(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.alma)
    for url in (PEOPLE, f"{PEOPLE}/{cast.ana.key}", f"{PEOPLE}/{cast.rosa.key}"):
        assert "@example.org" not in client.get(url).text


@pytest.mark.parametrize("person", ["omar", "nina", "olga"])
def test_the_list_is_for_members(cast: Cast, sign_in: SignIn, person: str) -> None:
    client = sign_in(getattr(cast, person))
    assert client.get(PEOPLE).status_code == 403
    assert client.get(f"{PEOPLE}/{cast.ana.key}").status_code == 403


def test_people_who_are_no_members_have_no_page(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.ana)
    answers = [client.get(f"{PEOPLE}/{key}") for key in (cast.omar.key, cast.nina.key, "zzzzzzzzzzzzzz")]
    assert {response.status_code for response in answers} == {404}
    assert len({shown(response).words for response in answers}) == 1


def test_a_page_shows_the_profile_and_the_posts_of_a_member(cast: Cast, sign_in: SignIn) -> None:
    profile = profiles.Profile("Ana Mamani", "La Paz", "Cooperativa Sur", ("es", "qu"), None, None)
    profiles.save_profile(db.session.get_one(User, cast.ana.id), profile)
    page = shown(sign_in(cast.jorge).get(f"{PEOPLE}/{cast.ana.key}"))
    assert page.texts("h1") == ["Ana Mamani"]
    assert page.texts("dt") == ["Where", "Region", "Affiliation", "Languages"]
    assert page.texts("dd") == ["La Paz", "Brazil", "Cooperativa Sur", "Español, Runasimi"]
    assert "2 posts in open weeks" in page.words
    assert "in Question of the week" in page.words
    assert f"/f/social-economy/post/{cast.post.key}" in page.links
    assert "Small contracts help to begin." in page.words


def test_a_new_name_is_shown_at_once_beside_translations(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.jorge)
    url = f"/f/social-economy/thread/{cast.thread.key}"
    assert "translated by Tess" in shown(client.get(url)).words
    profile = profiles.Profile("Teresa", "", "", (), None, None)
    profiles.save_profile(db.session.get_one(User, cast.tess.id), profile)
    assert "translated by Teresa" in shown(client.get(url)).words


def test_posts_of_a_person_who_left_stay_and_their_page_is_gone(cast: Cast, sign_in: SignIn) -> None:
    member = membership_of(cast.ana, cast.forum)
    assert member is not None
    ana = sign_in(cast.ana)
    enrolling.remove_person(sight_for(cast, cast.alma), member)
    url = f"/f/social-economy/thread/{cast.thread.key}"
    page = shown(sign_in(cast.jorge).get(url))
    assert "Ana" in page.words
    assert "vendió verduras" in page.words
    assert sign_in(cast.jorge).get(f"{PEOPLE}/{cast.ana.key}").status_code == 404
    assert ana.get(url).status_code == 403


@pytest.mark.parametrize(("place", "who"), [("thread", "ana"), ("tray", "ana"), ("case study", "bento")])
def test_the_name_of_a_person_who_left_is_no_link(
    cast: Cast, sign_in: SignIn, clock: Any, place: str, who: str
) -> None:
    clock.move_to(OPENING)
    rosa, person = sign_in(cast.rosa), getattr(cast, who)
    member = membership_of(person, cast.forum)
    assert member is not None
    assert cast.case_study is not None
    url = {
        "thread": f"/f/social-economy/thread/{cast.thread.key}",
        "tray": "/f/social-economy/questions",
        "case study": f"/f/social-economy/reading/{cast.case_study.key}",
    }[place]
    assert f"{PEOPLE}/{person.key}" in shown(rosa.get(url)).links
    enrolling.remove_person(sight_for(cast, cast.alma), member)
    page = shown(rosa.get(url))
    assert person.name in page.words
    assert f"{PEOPLE}/{person.key}" not in page.links
