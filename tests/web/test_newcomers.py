"""A newcomer is shown under the name that an admin wrote down until they open the forum, with or without an account."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from board.actions import cloning, enrolling, leaving, posting, preparing, selecting, suspending
from board.clock import FixedClock
from board.extensions import db
from board.models import Act, Membership, User
from board.pages.cockpit import silent
from board.rules import leaving as leaving_rule
from board.rules.roles import KEY_RESPONDENT
from board.visible import forum_memberships, viewer_in
from tests.actions.test_cloning import RUN
from tests.support.applicants import applied
from tests.support.cast import BEFORE, START, Cast, look_as, membership_of, reading_form, sight_for, typed
from tests.support.client import Client
from tests.web.test_leaks import GET_ALONE, _no_rate_limits, ask, closed_to, everything_asked

__all__ = ["_no_rate_limits"]  # the whole site is asked here too

PEOPLE, THEIRS = "/f/social-economy/people", "/f/social-economy/admin/people"
WRITTEN_DOWN = "Nadia from the letter"
OWN = {"name": "OWNNAME Nina", "place": "OWNPLACE", "affiliation": "OWNWORK"}


@pytest.fixture
def nina(cast: Cast) -> User:
    """Nina, who has an account of which the admin knows only the address."""
    return with_a_profile(cast.nina)


def with_a_profile(person: User) -> User:
    for field, value in OWN.items():
        setattr(person, field, value)
    person.languages = ("pt",)
    db.session.commit()
    return person


def add(cast: Cast, email: str, name: str = WRITTEN_DOWN) -> Membership:
    """Add a newcomer, and give them a week, a case study and a question."""
    alma = sight_for(cast, cast.alma)
    membership = enrolling.add_person(alma, email, name, frozenset({KEY_RESPONDENT}), "Brazil")
    user = db.session.get_one(User, membership.user_id)
    enrolling.assign(alma, membership, cast.week(2), "Brazil")
    preparing.add_reading(alma, cast.week(2), reading_form("Una feria", "Era jueves.", "es", user), cast.alma)
    ask_them = {"asked": user, "asked_roles": membership.roles}
    posting.reply(sight_for(cast, cast.ana), cast.question_thread, cast.ana, typed("¿Y allá?"), **ask_them)
    return membership


def pages_that_name(app: Flask, cast: Cast, reader: str, client: Client, *names: str) -> list[set[str]]:
    """Return for each name the addresses whose answers contain it. The whole site is requested once."""
    calls = everything_asked(app, cast, GET_ALONE, closed_to(reader))
    answers = [(url, ask(client, how, url, headers)[2]) for how, url, headers in calls]
    return [{url for url, answer in answers if name.encode() in answer} for name in names]


@pytest.mark.once
@pytest.mark.parametrize("reader", ["alma", "ana"])
def test_no_page_reveals_the_account_of_a_newcomer_or_of_one_who_left(
    app: Flask, cast: Cast, nina: User, sign_in: Callable[[User], Client], reader: str
) -> None:
    """One has not come in yet, one was removed, and one closed their account: their names are those written down."""
    add(cast, nina.email)
    names = {end: f"{end.__name__} from the letter" for end in (remove, close_account)}
    for end, name in names.items():
        person = with_a_profile(enrolling.create_account(f"{end.__name__}@example.org", "Nora", BEFORE))
        end(cast, person, add(cast, person.email, name))
    client = sign_in(getattr(cast, reader))
    own, written_down, *left = pages_that_name(app, cast, reader, client, "OWN", WRITTEN_DOWN, *names.values())
    assert own == set()
    assert PEOPLE in written_down
    assert all(f"/f/social-economy/thread/{cast.question_thread.key}" in pages for pages in left)


def test_the_pages_are_the_same_for_an_address_without_an_account(
    cast: Cast, nina: User, sign_in: Callable[[User], Client]
) -> None:
    client, seen = sign_in(cast.alma), []
    for email in (nina.email, "nobody@example.org"):
        alma = sight_for(cast, cast.alma)
        membership = enrolling.add_person(alma, email, WRITTEN_DOWN, frozenset({KEY_RESPONDENT}), "Brazil")
        enrolling.assign(alma, membership, cast.week(2), "Brazil")
        key = membership.added_key or ""
        pages = [client.get(url).get_data(as_text=True) for url in (f"{THEIRS}/{key}", f"{PEOPLE}/{key}")]
        seen.append([page.replace(key, "KEY") for page in pages])
    known, unknown = [[_without_tokens(page) for page in pages] for pages in seen]
    assert known == unknown
    assert WRITTEN_DOWN in known[0]


def _without_tokens(page: str) -> str:
    return "\n".join(line for line in page.splitlines() if "csrf" not in line)


def test_the_first_page_that_a_newcomer_opens_reveals_their_name(
    cast: Cast, nina: User, sign_in: Callable[[User], Client], clock: FixedClock
) -> None:
    membership = add(cast, nina.email)
    hers = sign_in(nina)
    hers.get("/")
    assert WRITTEN_DOWN in sign_in(cast.ana).get(PEOPLE).get_data(as_text=True)
    clock.move_to(START + timedelta(hours=1))
    assert hers.get(PEOPLE).status_code == 200
    db.session.refresh(membership)
    assert membership.came_in_at == START + timedelta(hours=1)
    clock.move_to(START + timedelta(hours=2))
    hers.get(PEOPLE)
    db.session.refresh(membership)
    assert membership.came_in_at == START + timedelta(hours=1)
    page = sign_in(cast.ana).get(PEOPLE).get_data(as_text=True)
    assert OWN["name"] in page
    assert OWN["place"] in page
    assert WRITTEN_DOWN not in page


def test_a_newcomers_first_post_reveals_their_name_too(
    cast: Cast, nina: User, sign_in: Callable[[User], Client]
) -> None:
    add(cast, nina.email)
    thread = f"/f/social-economy/thread/{cast.thread.key}"
    sign_in(nina).post(f"{thread}/reply", data={"body": "Buenas tardes.", "language": "es"})
    assert OWN["name"] in sign_in(cast.ana).get(thread).get_data(as_text=True)
    place = membership_of(nina, cast.forum)
    assert place is not None
    assert not place.is_newcomer


def test_opening_another_forum_reveals_nothing_here(cast: Cast, nina: User, sign_in: Callable[[User], Client]) -> None:
    membership = add(cast, nina.email)
    sign_in(nina).get(f"/f/{cast.other_forum.slug}")
    db.session.refresh(membership)
    assert membership.is_newcomer


def test_the_list_is_sorted_by_the_names_that_it_shows(cast: Cast, nina: User) -> None:
    nina.name = "Aaa"
    add(cast, nina.email)
    names = [membership.shown.name for membership in db.session.scalars(forum_memberships(sight_for(cast, cast.alma)))]
    assert names == sorted(names)
    assert WRITTEN_DOWN in names


@pytest.mark.parametrize("name", ["jorge", "rosa", "bento"])
def test_a_person_whom_the_forum_knows_already_is_no_newcomer(cast: Cast, name: str) -> None:
    """Jorge wrote, Rosa was asked, and Bento presented a case study, so the forum has their names already."""
    alma, person = sight_for(cast, cast.alma), getattr(cast, name)
    place = membership_of(person, cast.forum)
    assert place is not None
    enrolling.remove_person(alma, place)
    again = enrolling.add_person(alma, person.email, WRITTEN_DOWN, frozenset({"participant"}), "")
    assert again.added_as == WRITTEN_DOWN
    assert not again.is_newcomer


@pytest.mark.parametrize("page", ["/f/social-economy/", "/f/social-economy/week/1", "/f/social-economy/leave"])
def test_public_pages_and_leaving_do_not_reveal_a_newcomer(
    cast: Cast, nina: User, sign_in: Callable[[User], Client], page: str
) -> None:
    membership = add(cast, nina.email)
    assert sign_in(nina).get(page).status_code == 200
    db.session.refresh(membership)
    assert membership.is_newcomer


def test_a_newcomers_key_works_in_one_forum_only(cast: Cast, nina: User, sign_in: Callable[[User], Client]) -> None:
    """Alma is in both forums, and Nina joined the other one first."""
    other = look_as(cast.other_forum, cast.omar)
    for person in (cast.alma, nina):
        enrolling.add_person(other, person.email, person.name, frozenset({"participant"}), "").came_in_at = START
    db.session.commit()
    client = sign_in(cast.alma)
    form = {"email": nina.email, "name": WRITTEN_DOWN, "roles": "participant", "region": ""}
    key = client.post(THEIRS, data=form).location.rsplit("/", 1)[1]
    assert client.get(f"{PEOPLE}/{key}").status_code == 200
    assert client.get(f"/f/{cast.other_forum.slug}/people/{key}").status_code == 404
    assert client.get(f"/f/{cast.other_forum.slug}/people/{nina.key}").status_code == 200
    assert client.get(f"{PEOPLE}/{nina.key}").status_code == 404
    sign_in(nina).get(PEOPLE)
    for either in (key, nina.key):
        assert OWN["name"] in client.get(f"{PEOPLE}/{either}").get_data(as_text=True)


def remove(cast: Cast, person: User, membership: Membership) -> None:
    enrolling.remove_person(sight_for(cast, cast.alma), membership)


def close_account(cast: Cast, person: User, membership: Membership) -> None:
    named = leaving.Attribution(leaving_rule.NAME, "", "A member")
    leaving.close_account(person, [(sight_for(cast, person), named)], "A member")


def test_an_acceptance_that_is_undone_reveals_nothing(
    cast: Cast, nina: User, sign_in: Callable[[User], Client]
) -> None:
    application = applied(cast, WRITTEN_DOWN, email=nina.email)
    alma, ana = sight_for(cast, cast.alma), sight_for(cast, cast.ana)
    selecting.decide(alma, application, "accepted", cast.week(2))
    asked = {"asked": nina, "asked_roles": frozenset({KEY_RESPONDENT})}
    posting.reply(ana, cast.question_thread, cast.ana, typed("¿Y allá?"), **asked)
    selecting.undo(alma, application)
    page = sign_in(cast.alma).get(f"/f/social-economy/thread/{cast.question_thread.key}").get_data(as_text=True)
    assert f"Question to {WRITTEN_DOWN}" in page
    assert OWN["name"] not in page


def test_a_further_run_reveals_nothing_of_a_newcomer(cast: Cast, nina: User, sign_in: Callable[[User], Client]) -> None:
    add(cast, nina.email)
    run = replace(RUN, case_studies=True, team=True)
    olga = sight_for(cast, cast.olga)
    cloning.run_again(olga, run, cast.olga, cloning.plan_run(olga, run).mark)
    page = sign_in(cast.alma).get("/f/again/admin/week/2/readings").get_data(as_text=True)
    assert "Una feria" in page
    assert WRITTEN_DOWN in page
    assert OWN["name"] not in page


def test_a_newcomer_of_the_team_is_one_in_a_further_run_too(
    cast: Cast, nina: User, sign_in: Callable[[User], Client]
) -> None:
    alma, olga = sight_for(cast, cast.alma), sight_for(cast, cast.olga)
    enrolling.add_person(alma, nina.email, WRITTEN_DOWN, frozenset({"translator"}), "")
    run = replace(RUN, team=True)
    made = cloning.run_again(olga, run, cast.olga, cloning.plan_run(olga, run).mark)
    place = membership_of(nina, made)
    assert place is not None
    page = sign_in(cast.alma).get(f"/f/again/people/{place.added_key}").get_data(as_text=True)
    assert WRITTEN_DOWN in page
    assert OWN["name"] not in page


def test_an_owner_of_the_site_looks_like_any_newcomer(
    cast: Cast, nina: User, sign_in: Callable[[User], Client]
) -> None:
    nina.is_owner = True
    places = [add(cast, email) for email in (nina.email, "nobody@example.org")]
    client = sign_in(cast.alma)
    for place in places:
        url = f"{THEIRS}/{place.added_key}/suspend"
        assert client.get(url).status_code == 200
        assert client.post(url, data={"reason": "A reason"}).status_code == 303
    viewer = viewer_in(nina, places[0])
    assert not viewer.suspended
    assert viewer.roles == {KEY_RESPONDENT}


def test_the_order_of_equal_names_does_not_reveal_the_older_account(cast: Cast, nina: User) -> None:
    fresh = add(cast, "fresh@example.org")
    known = add(cast, nina.email)
    ids = [membership.id for membership in db.session.scalars(forum_memberships(sight_for(cast, cast.alma)))]
    assert ids.index(fresh.id) < ids.index(known.id)


def test_visits_of_an_earlier_membership_are_not_shown(
    cast: Cast, nina: User, sign_in: Callable[[User], Client]
) -> None:
    alma = sight_for(cast, cast.alma)
    earlier = enrolling.add_person(alma, nina.email, "Nina", frozenset({"participant"}), "")
    sign_in(nina).get(f"/f/social-economy/thread/{cast.thread.key}")
    enrolling.remove_person(alma, earlier)
    later = sight_for(cast, cast.alma, START + timedelta(hours=1))
    enrolling.add_person(later, nina.email, WRITTEN_DOWN, frozenset({"participant"}), "")
    quiet = silent(sight_for(cast, cast.alma, START + timedelta(days=8)), [])
    assert [line.read_at for line in quiet.unseen if line.membership.shown.name == WRITTEN_DOWN] == [None]


def test_the_log_has_the_name_that_was_written_down(cast: Cast, nina: User) -> None:
    membership = add(cast, nina.email)
    alma = sight_for(cast, cast.alma)
    suspending.suspend(alma, membership, "A reason")
    enrolling.remove_person(alma, membership)
    about = list(db.session.scalars(select(Act.detail).where(Act.kind.startswith("person."), Act.at == START)))
    assert len(about) == 4
    assert set(about) == {WRITTEN_DOWN}


def test_leaving_removes_the_name_that_was_written_down_from_the_log(
    cast: Cast, nina: User, sign_in: Callable[[User], Client]
) -> None:
    add(cast, nina.email)
    sign_in(nina).get(PEOPLE)
    nobody = leaving.Attribution(leaving_rule.ANONYMOUS, "", "A member")
    leaving.leave_forum(sight_for(cast, nina), nina, nobody)
    details = list(db.session.scalars(select(Act.detail).where(Act.forum_id == cast.forum.id)))
    assert not [detail for detail in details if WRITTEN_DOWN in detail or "OWN" in detail]
