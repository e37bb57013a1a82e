"""Members see each other; marks are their own person's; the log is the admins'."""

from __future__ import annotations

import pytest

from board.actions import marks, scheduling
from board.extensions import db
from board.models import User
from board.visible import (
    forum_acts,
    forum_assignments,
    forum_memberships,
    forum_weeks,
    forums,
    my_memberships,
    reading_marks,
    visible_visits,
)
from tests.support.cast import START, Cast, look_as, sight_for

OF_THE_FORUM = ["Alma", "Ana", "Bento", "Jorge", "Rosa", "Tess"]


def who(cast: Cast, name: str | None) -> User | None:
    return getattr(cast, name) if name else None


@pytest.mark.parametrize("name", ["ana", "rosa", "tess", "alma", "olga"])
def test_members_and_the_owner_see_the_members_by_name(cast: Cast, name: str) -> None:
    found = db.session.scalars(forum_memberships(sight_for(cast, who(cast, name))))
    assert [membership.user.name for membership in found] == OF_THE_FORUM


@pytest.mark.parametrize("name", [None, "nina", "omar"])
@pytest.mark.parametrize("public", [False, True])
def test_others_see_no_members(cast: Cast, name: str | None, public: bool) -> None:
    cast.forum.public_reading = public
    assert list(db.session.scalars(forum_memberships(sight_for(cast, who(cast, name))))) == []


@pytest.mark.parametrize(
    ("name", "public", "seen"),
    [("ana", False, 2), ("olga", False, 2), ("nina", False, 0), (None, False, 0), (None, True, 2)],
)
def test_whoever_may_read_sees_who_answers(cast: Cast, name: str | None, public: bool, seen: int) -> None:
    cast.forum.public_reading = public
    assert len(list(db.session.scalars(forum_assignments(sight_for(cast, who(cast, name)))))) == seen


def test_assignments_of_another_forum_are_not_among_them(cast: Cast) -> None:
    assert list(db.session.scalars(forum_assignments(look_as(cast.other_forum, cast.omar)))) == []


def test_ones_memberships_are_those_of_all_forums(cast: Cast) -> None:
    assert [found.forum_id for found in db.session.scalars(my_memberships(cast.omar.id))] == [cast.other_forum.id]
    assert list(db.session.scalars(my_memberships(cast.olga.id))) == []


@pytest.mark.parametrize("name", [None, "nina", "ana"])
def test_forums_and_their_weeks_are_everyones(cast: Cast, name: str | None) -> None:
    sight = sight_for(cast, who(cast, name))
    assert {forum.slug for forum in db.session.scalars(forums())} == {"social-economy", "food-councils"}
    assert [week.number for week in db.session.scalars(forum_weeks(sight))] == [1, 2, 3, 4]


def test_only_admins_read_what_admins_did(cast: Cast) -> None:
    scheduling.close_week(sight_for(cast, cast.alma), cast.week(1), closed=True)
    for name in (None, "nina", "ana", "rosa", "tess", "olga", "omar"):
        assert list(db.session.scalars(forum_acts(sight_for(cast, who(cast, name))))) == []
    [latest, *_] = db.session.scalars(forum_acts(sight_for(cast, cast.alma)))
    assert (latest.kind, latest.at) == ("week.close", START)
    assert latest.user is cast.alma


def test_what_somebody_read_and_visited_is_theirs_to_see(cast: Cast) -> None:
    ana = sight_for(cast, cast.ana)
    marks.mark_read(ana, cast.reading, read=True)
    marks.note_visit(ana, cast.thread, START)
    for person in (cast.ana, cast.jorge, cast.alma):
        sight = sight_for(cast, person)
        mine = person is cast.ana
        assert len(list(db.session.scalars(reading_marks(sight)))) == mine
        assert len(list(db.session.scalars(visible_visits(sight)))) == mine
