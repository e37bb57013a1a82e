"""Somebody who was added and has not come in yet is a name that an admin wrote down, account or not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from board.actions import enrolling, leaving, posting, preparing, suspending
from board.clock import FixedClock
from board.extensions import db
from board.models import Act, Membership, User
from board.rules import leaving as leaving_rule
from board.rules.roles import KEY_RESPONDENT
from board.visible import forum_memberships
from tests.support.cast import START, Cast, membership_of, reading_form, sight_for, typed
from tests.support.client import Client
from tests.web.test_leaks import GET_ALONE, _no_rate_limits, ask, everything_asked

__all__ = ["_no_rate_limits"]  # the whole site is asked here too

PEOPLE, THEIRS = "/f/social-economy/people", "/f/social-economy/admin/people"
WRITTEN_DOWN = "Nadia from the letter"
OWN = {"name": "OWNNAME Nina", "place": "OWNPLACE", "affiliation": "OWNWORK"}


@pytest.fixture
def nina(cast: Cast) -> User:
    """Nina has an account; an admin knows only her address."""
    for field, value in OWN.items():
        setattr(cast.nina, field, value)
    cast.nina.languages = ("pt",)
    db.session.commit()
    return cast.nina


def add(cast: Cast, email: str) -> Membership:
    """What an admin can do with somebody before they come in: a week, a case study, a question, a suspension."""
    alma = sight_for(cast, cast.alma)
    membership = enrolling.add_person(alma, email, WRITTEN_DOWN, frozenset({KEY_RESPONDENT}), "Brazil")
    user = db.session.get_one(User, membership.user_id)
    enrolling.assign(alma, membership, cast.week(2), "Brazil")
    preparing.add_reading(alma, cast.week(2), reading_form("Una feria", "Era jueves.", "es", user), cast.alma)
    ask_them = {"asked": user, "asked_roles": membership.roles}
    posting.reply(sight_for(cast, cast.ana), cast.question_thread, cast.ana, typed("¿Y allá?"), **ask_them)
    return membership


def pages_that_name(app: Flask, cast: Cast, client: Client, words: str) -> set[str]:
    calls = everything_asked(app, cast, GET_ALONE)
    return {url for method, url, headers in calls if words.encode() in ask(client, method, url, headers)[2]}


@pytest.mark.once
@pytest.mark.parametrize("reader", ["alma", "ana"])
def test_no_page_says_whose_account_it_is(
    app: Flask, cast: Cast, nina: User, sign_in: Callable[[User], Client], reader: str
) -> None:
    add(cast, nina.email)
    client = sign_in(getattr(cast, reader))
    assert pages_that_name(app, cast, client, "OWN") == set()
    assert PEOPLE in pages_that_name(app, cast, client, WRITTEN_DOWN)


def test_the_pages_are_the_same_for_an_address_without_an_account(
    cast: Cast, nina: User, sign_in: Callable[[User], Client]
) -> None:
    client, seen = sign_in(cast.alma), []
    for email in (nina.email, "nobody@example.org"):
        alma = sight_for(cast, cast.alma)
        membership = enrolling.add_person(alma, email, WRITTEN_DOWN, frozenset({KEY_RESPONDENT}), "Brazil")
        enrolling.assign(alma, membership, cast.week(2), "Brazil")
        key = db.session.get_one(User, membership.user_id).key
        pages = [client.get(url).get_data(as_text=True) for url in (f"{THEIRS}/{key}", f"{PEOPLE}/{key}")]
        seen.append([page.replace(key, "KEY") for page in pages])
    known, unknown = [[_without_tokens(page) for page in pages] for pages in seen]
    assert known == unknown
    assert WRITTEN_DOWN in known[0]


def _without_tokens(page: str) -> str:
    return "\n".join(line for line in page.splitlines() if "csrf" not in line)


def test_with_the_first_page_that_they_open_they_are_themselves(
    cast: Cast, nina: User, sign_in: Callable[[User], Client], clock: FixedClock
) -> None:
    membership = add(cast, nina.email)
    hers = sign_in(nina)
    hers.get("/")
    assert WRITTEN_DOWN in sign_in(cast.ana).get(PEOPLE).get_data(as_text=True)
    clock.move_to(START + timedelta(hours=1))
    assert hers.get("/f/social-economy/").status_code == 200
    db.session.refresh(membership)
    assert membership.came_in_at == START + timedelta(hours=1)
    clock.move_to(START + timedelta(hours=2))
    hers.get("/f/social-economy/")
    db.session.refresh(membership)
    assert membership.came_in_at == START + timedelta(hours=1)
    page = sign_in(cast.ana).get(PEOPLE).get_data(as_text=True)
    assert OWN["name"] in page
    assert OWN["place"] in page
    assert WRITTEN_DOWN not in page


def test_their_first_post_shows_them_too(cast: Cast, nina: User, sign_in: Callable[[User], Client]) -> None:
    add(cast, nina.email)
    thread = f"/f/social-economy/thread/{cast.thread.key}"
    sign_in(nina).post(f"{thread}/reply", data={"body": "Buenas tardes.", "language": "es"})
    assert OWN["name"] in sign_in(cast.ana).get(thread).get_data(as_text=True)
    place = membership_of(nina, cast.forum)
    assert place is not None
    assert not place.is_newcomer


def test_another_forum_is_not_opened_with_it(cast: Cast, nina: User, sign_in: Callable[[User], Client]) -> None:
    membership = add(cast, nina.email)
    sign_in(nina).get(f"/f/{cast.other_forum.slug}")
    db.session.refresh(membership)
    assert membership.is_newcomer


def test_the_list_is_in_the_order_of_the_names_that_it_shows(cast: Cast, nina: User) -> None:
    nina.name = "Aaa"
    add(cast, nina.email)
    names = [one.shown.name for one in db.session.scalars(forum_memberships(sight_for(cast, cast.alma)))]
    assert names == sorted(names)
    assert WRITTEN_DOWN in names


def test_whom_the_forum_knows_by_their_words_is_no_newcomer(cast: Cast) -> None:
    alma = sight_for(cast, cast.alma)
    place = membership_of(cast.jorge, cast.forum)
    assert place is not None
    enrolling.remove_person(alma, place)
    again = enrolling.add_person(alma, cast.jorge.email, WRITTEN_DOWN, frozenset({"participant"}), "")
    assert again.added_as == WRITTEN_DOWN
    assert not again.is_newcomer


def test_who_was_added_is_noted_as_written_down(cast: Cast, nina: User) -> None:
    membership = add(cast, nina.email)
    alma = sight_for(cast, cast.alma)
    suspending.suspend(alma, membership, "A reason")
    enrolling.remove_person(alma, membership)
    about = list(db.session.scalars(select(Act.detail).where(Act.kind.startswith("person."), Act.at == START)))
    assert len(about) == 4
    assert set(about) == {WRITTEN_DOWN}


def test_leaving_takes_the_name_that_was_written_down_out_of_the_log(
    cast: Cast, nina: User, sign_in: Callable[[User], Client]
) -> None:
    add(cast, nina.email)
    sign_in(nina).get("/f/social-economy")
    nobody = leaving.Attribution(leaving_rule.ANONYMOUS, "", "A member")
    leaving.leave_forum(sight_for(cast, nina), nina, nobody)
    details = list(db.session.scalars(select(Act.detail).where(Act.forum_id == cast.forum.id)))
    assert not [detail for detail in details if WRITTEN_DOWN in detail or "OWN" in detail]
