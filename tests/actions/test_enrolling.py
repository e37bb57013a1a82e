"""Accounts, memberships, assignments, and the links with which people set up their accounts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import inspect, select

from board.actions import enrolling, links
from board.actions.enrolling import LastAdmin
from board.clock import FixedClock
from board.extensions import db
from board.jobs import run_due
from board.models import Act, Assignment, Forum, Job, Mail, Membership, User, Week
from board.rules.permissions import Refusal, Refused
from tests.support.cast import PASSWORD, START, Cast, look_as, membership_of, sight_for
from tests.support.together import meet_at, together

PARTICIPANT = frozenset({"participant"})
SECOND = timedelta(seconds=1)


def member(cast: Cast, person: User) -> Membership:
    found = membership_of(person, cast.forum)
    assert found is not None
    return found


def add(cast: Cast, email: str, by: User | None = None, roles: frozenset[str] = PARTICIPANT) -> Membership:
    return enrolling.add_person(sight_for(cast, by or cast.alma), email, "New Person", roles, "Brazil")


def log(cast: Cast) -> list[tuple[str, str, int | None]]:
    """What was noted at START: kind, detail, by whom."""
    acts = db.session.scalars(select(Act).where(Act.forum_id == cast.forum.id, Act.at == START).order_by(Act.id))
    return [(act.kind, act.detail, act.user_id) for act in acts]


# Signing in


def test_the_right_password_opens_the_account(cast: Cast) -> None:
    assert enrolling.authenticate("ana@example.org", PASSWORD) is cast.ana
    assert enrolling.authenticate("  Ana@Example.org ", PASSWORD) is cast.ana


@pytest.mark.parametrize(
    ("email", "password"),
    [("ana@example.org", "wrong"), ("ana@example.org", ""), ("unknown@example.org", PASSWORD), ("", "")],
)
def test_anything_else_opens_none(cast: Cast, email: str, password: str) -> None:
    assert enrolling.authenticate(email, password) is None


def test_an_account_that_was_not_set_up_cannot_be_opened(cast: Cast) -> None:
    add(cast, "new@example.org")
    for guess in ("", "None", PASSWORD):
        assert enrolling.authenticate("new@example.org", guess) is None


@pytest.mark.parametrize("email", ["ana@example.org", "unknown@example.org", "new@example.org", ""])
def test_every_attempt_costs_one_verification(cast: Cast, email: str, monkeypatch: pytest.MonkeyPatch) -> None:
    add(cast, "new@example.org")
    asked: list[str] = []
    real = PasswordHasher.verify

    def verify(self: PasswordHasher, hash: str, password: str) -> bool:
        asked.append(hash)
        return real(self, hash, password)

    monkeypatch.setattr(PasswordHasher, "verify", verify)
    enrolling.authenticate(email, "a guess")
    assert len(asked) == 1
    assert asked[0].startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_a_new_password_ends_every_other_session(cast: Cast) -> None:
    stamp = cast.ana.session_stamp
    enrolling.change_password(cast.ana, "another good password")
    assert cast.ana.session_stamp != stamp
    assert enrolling.authenticate("ana@example.org", PASSWORD) is None
    assert enrolling.authenticate("ana@example.org", "another good password") is cast.ana


# Adding people


def test_somebody_new_gets_an_account_a_membership_and_a_mail(cast: Cast) -> None:
    membership = add(cast, " New@Example.org")
    user = db.session.scalars(select(User).where(User.email == "new@example.org")).one()
    assert (membership.user_id, membership.roles, membership.region) == (user.id, PARTICIPANT, "Brazil")
    assert user.password_hash is None
    assert db.session.scalars(select(Job).where(Job.kind == "mail.setup")).one().payload["user"] == user.id
    assert log(cast) == [("person.added", "New Person", cast.alma.id)]


def test_of_an_existing_account_nothing_is_changed(cast: Cast) -> None:
    before = (cast.nina.name, cast.nina.email, cast.nina.password_hash, cast.nina.session_stamp)
    add(cast, "nina@example.org")
    assert (cast.nina.name, cast.nina.email, cast.nina.password_hash, cast.nina.session_stamp) == before
    assert db.session.scalars(select(Job).where(Job.kind == "mail.setup")).one().payload["user"] == cast.nina.id


def test_adding_a_member_again_adds_the_role(cast: Cast) -> None:
    add(cast, "rosa@example.org", roles=frozenset({"translator"}))
    assert db.session.scalars(select(Job).where(Job.kind == "mail.setup")).all() == []
    assert member(cast, cast.rosa).roles == {"key_respondent", "translator"}
    assert member(cast, cast.rosa).region == "Brazil"


def test_the_owner_adds_people_without_being_a_member(cast: Cast) -> None:
    assert add(cast, "new@example.org", by=cast.olga).roles == PARTICIPANT


def test_others_add_nobody(cast: Cast) -> None:
    for person in (cast.ana, cast.rosa, cast.tess, cast.omar, cast.nina):
        with pytest.raises(Refused) as refused:
            add(cast, "new@example.org", by=person)
        assert refused.value.reason is Refusal.ADMINS_ONLY


# Roles


def test_roles_are_a_set(cast: Cast) -> None:
    both = frozenset({"participant", "translator"})
    enrolling.set_roles(sight_for(cast, cast.alma), member(cast, cast.ana), both, "Quebec")
    assert (member(cast, cast.ana).roles, member(cast, cast.ana).region) == (both, "Quebec")
    assert log(cast) == [("person.roles", "Ana: participant, translator", cast.alma.id)]


def test_the_last_admin_stays(cast: Cast) -> None:
    sight, alma = sight_for(cast, cast.alma), member(cast, cast.alma)
    with pytest.raises(LastAdmin):
        enrolling.set_roles(sight, alma, PARTICIPANT, "")
    with pytest.raises(LastAdmin):
        enrolling.remove_person(sight, alma)
    assert member(cast, cast.alma).roles == {"admin"}


def test_with_a_second_admin_the_first_may_go(cast: Cast) -> None:
    sight = sight_for(cast, cast.alma)
    enrolling.set_roles(sight, member(cast, cast.ana), frozenset({"admin"}), "")
    enrolling.remove_person(sight, member(cast, cast.alma))
    assert membership_of(cast.alma, cast.forum) is None


def test_an_admin_of_another_forum_does_not_count(cast: Cast) -> None:
    add(cast, "omar@example.org")
    with pytest.raises(LastAdmin):
        enrolling.remove_person(sight_for(cast, cast.alma), member(cast, cast.alma))


def test_who_leaves_keeps_the_account_and_what_they_wrote(cast: Cast) -> None:
    enrolling.remove_person(sight_for(cast, cast.alma), member(cast, cast.ana))
    assert enrolling.authenticate("ana@example.org", PASSWORD) is cast.ana
    assert cast.post.author_id == cast.ana.id
    assert cast.post.removed is None


def test_two_admins_who_take_each_others_role_leave_one(
    committed: Flask, commit_cast: Callable[[], Cast], monkeypatch: pytest.MonkeyPatch
) -> None:
    with committed.app_context():
        everybody = commit_cast()
        member(everybody, everybody.jorge).roles = frozenset({"admin"})
        db.session.commit()

    def take(by: User, of: User) -> None:
        forum = db.session.get_one(Forum, inspect(everybody.forum).identity)
        admin, other = (db.session.get_one(User, inspect(person).identity) for person in (by, of))
        membership = membership_of(other, forum)
        assert membership is not None
        enrolling.set_roles(look_as(forum, admin), membership, PARTICIPANT, "")

    meet_at(monkeypatch, enrolling, "check")  # both were admins when they asked
    alma, jorge = everybody.alma, everybody.jorge
    outcomes = together(committed, lambda: take(alma, jorge), lambda: take(jorge, alma))
    assert sorted(type(outcome).__name__ for outcome in outcomes) in (
        ["LastAdmin", "NoneType"],
        ["NoneType", "Refused"],  # where the database lets one in at a time
    )
    with committed.app_context():
        memberships = db.session.scalars(
            select(Membership).where(Membership.forum_id == inspect(everybody.forum).identity[0])
        )
        assert len([one for one in memberships if "admin" in one.roles]) == 1


# Assignments


def weeks_of(person: User) -> list[int]:
    query = select(Week.number).join(Assignment, Assignment.week_id == Week.id)
    return list(db.session.scalars(query.where(Assignment.user_id == person.id).order_by(Week.number)))


def test_an_assignment_brings_the_role(cast: Cast) -> None:
    enrolling.assign(sight_for(cast, cast.alma), member(cast, cast.ana), cast.week(4), "Brazil")
    assert member(cast, cast.ana).roles == {"participant", "key_respondent"}
    assert weeks_of(cast.ana) == [4]


def test_one_may_have_several_weeks_and_each_once(cast: Cast) -> None:
    for _ in range(2):
        enrolling.assign(sight_for(cast, cast.alma), member(cast, cast.rosa), cast.week(4), "Quebec")
    assert weeks_of(cast.rosa) == [2, 4]


def test_a_week_is_taken_back(cast: Cast) -> None:
    enrolling.unassign(sight_for(cast, cast.alma), member(cast, cast.rosa), cast.week(2))
    assert weeks_of(cast.rosa) == []
    assert log(cast) == [("person.unassigned", "Rosa", cast.alma.id)]


def test_without_the_role_the_weeks_go_too(cast: Cast) -> None:
    enrolling.set_roles(sight_for(cast, cast.alma), member(cast, cast.rosa), PARTICIPANT, "")
    enrolling.remove_person(sight_for(cast, cast.alma), member(cast, cast.bento))
    assert weeks_of(cast.rosa) == weeks_of(cast.bento) == []


def test_participants_assign_nobody(cast: Cast) -> None:
    for act in (
        lambda sight: enrolling.assign(sight, member(cast, cast.ana), cast.week(4), ""),
        lambda sight: enrolling.unassign(sight, member(cast, cast.rosa), cast.week(2)),
        lambda sight: enrolling.set_roles(sight, member(cast, cast.ana), frozenset({"admin"}), ""),
        lambda sight: enrolling.remove_person(sight, member(cast, cast.jorge)),
    ):
        with pytest.raises(Refused):
            act(sight_for(cast, cast.ana))


# Links to set up an account


def make_link(cast: Cast) -> tuple[User, str]:
    user = enrolling.create_account("new@example.org", "New Person", START)
    return user, links.make_setup_link(user.id, START)


def test_a_link_sets_the_password_of_its_account(cast: Cast) -> None:
    user, token = make_link(cast)
    link = links.find_setup(token, START)
    assert link is not None
    assert links.use_setup(link, "a password of my own", START) is user
    assert enrolling.authenticate("new@example.org", "a password of my own") is user


def test_a_link_works_once(cast: Cast) -> None:
    _, token = make_link(cast)
    link = links.find_setup(token, START)
    assert link is not None
    links.use_setup(link, "a password of my own", START)
    assert links.find_setup(token, START) is None


def test_a_link_works_for_fourteen_days(cast: Cast) -> None:
    _, token = make_link(cast)
    end = START + timedelta(days=14)
    assert links.find_setup(token, end - SECOND) is not None
    assert links.find_setup(token, end) is None


def test_a_fresh_link_ends_the_earlier(cast: Cast) -> None:
    user, old = make_link(cast)
    new = links.make_setup_link(user.id, START)
    assert links.find_setup(old, START) is None
    assert links.find_setup(new, START) is not None


def test_a_made_up_link_is_none(cast: Cast) -> None:
    make_link(cast)
    assert links.find_setup("made up", START) is None


def test_the_database_does_not_know_the_link_itself(cast: Cast) -> None:
    """Only its digest: a copy of the database opens no account."""
    _, token = make_link(cast)
    for table in db.metadata.sorted_tables:
        assert token not in str(db.session.execute(select(*table.columns)).all())


def test_who_was_added_twice_before_setting_up_gets_one_link_that_works(cast: Cast) -> None:
    add(cast, "new@example.org")
    run_due(FixedClock(START))
    enrolling.add_person(sight_for(cast, cast.alma, START + SECOND), "new@example.org", "New", PARTICIPANT, "")
    run_due(FixedClock(START + SECOND))
    bodies = db.session.scalars(select(Mail.body).where(Mail.recipient == "new@example.org").order_by(Mail.id))
    tokens = [body.split("/set-up/")[1].split()[0] for body in bodies]
    assert [links.find_setup(token, START + SECOND) is not None for token in tokens] == [False, True]
