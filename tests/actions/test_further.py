"""Who agrees to be written to after the forum, and who is on the list of them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from board.actions import enrolling, further, leaving, suspending
from board.actions.further import Willing
from board.actions.leaving import Attribution
from board.extensions import db
from board.models import Act, Membership, User
from board.rules.leaving import NAME
from board.rules.permissions import Refusal, Refused
from tests.support.cast import END, START, Cast, membership_of, sight_for


def place(cast: Cast, person: User) -> Membership:
    membership = membership_of(person, cast.forum)
    assert membership is not None
    return membership


def willing(cast: Cast) -> list[str]:
    return [person.name for person in further.export_further(sight_for(cast, cast.alma, END))]


def agree(cast: Cast, *people: User) -> None:
    for person in people:
        further.choose_further(sight_for(cast, person), True)


def test_nobody_is_on_the_list_until_they_agree_and_when_they_changed_their_mind(cast: Cast) -> None:
    assert willing(cast) == []
    agree(cast, cast.jorge, cast.ana)
    assert willing(cast) == ["Ana", "Jorge"]
    further.choose_further(sight_for(cast, cast.ana, END), False)
    assert willing(cast) == ["Jorge"]


def test_the_list_has_what_the_page_says_with_the_date_of_the_first_agreement(cast: Cast) -> None:
    cast.ana.languages = ("es", "en")
    agree(cast, cast.ana)
    further.choose_further(sight_for(cast, cast.ana, START + timedelta(days=1)), True)
    [person] = further.export_further(sight_for(cast, cast.alma, END))
    assert person == Willing("Ana", "ana@example.org", "Brazil", ("es", "en"), START)


def test_people_agree_before_and_after_the_forum_has_closed(cast: Cast) -> None:
    for now in (END - timedelta(seconds=1), END, END + timedelta(seconds=1)):
        further.choose_further(sight_for(cast, cast.ana, now), True)
        assert place(cast, cast.ana).further_at == now
        further.choose_further(sight_for(cast, cast.ana, now), False)
        assert place(cast, cast.ana).further_at is None


def test_nobody_is_on_it_who_is_suspended_or_has_left_or_never_came_in(cast: Cast) -> None:
    agree(cast, cast.ana, cast.jorge, cast.rosa, cast.tess)
    suspending.suspend(sight_for(cast, cast.alma), place(cast, cast.ana), "Not like this.")
    enrolling.remove_person(sight_for(cast, cast.alma), place(cast, cast.jorge))
    farewell = (sight_for(cast, cast.rosa), Attribution(NAME, "", "Somebody"))
    leaving.close_account(cast.rosa, [farewell], "Somebody")
    place(cast, cast.tess).added_as = "Tess, from a list"
    assert willing(cast) == []
    suspending.lift(sight_for(cast, cast.alma), place(cast, cast.ana))
    place(cast, cast.tess).came_in_at = START
    assert willing(cast) == ["Ana", "Tess"]


def test_each_export_is_in_the_log(cast: Cast) -> None:
    agree(cast, cast.ana)
    willing(cast)
    [act] = db.session.scalars(select(Act).where(Act.kind == "people.further"))
    assert (act.forum_id, act.user_id, act.detail) == (cast.forum.id, cast.alma.id, "1")


def test_only_admins_export_it_and_only_members_choose(cast: Cast) -> None:
    for person in (cast.ana, cast.rosa, cast.tess, cast.omar, cast.olga, cast.nina):
        with pytest.raises(Refused) as refused:
            further.export_further(sight_for(cast, person))
        assert refused.value.reason is Refusal.ADMINS_ONLY
    for stranger in (cast.omar, cast.olga, cast.nina, None):
        with pytest.raises(Refused) as refused:
            further.choose_further(sight_for(cast, stranger), True)
        assert refused.value.reason is Refusal.MEMBERS_ONLY
