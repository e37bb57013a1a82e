"""The proceedings sign their quotations as each author chose, and tell no more than that."""

from __future__ import annotations

import pytest

from board.actions import enrolling, leaving
from board.actions.leaving import Attribution
from board.extensions import db
from board.models import Membership, Post
from board.pages.signing import Signature, people_named, signatures
from board.rules.leaving import NAME
from board.rules.proceedings import BY_REGION, NAMED, UNNAMED
from tests.support.cast import Cast, look_as, membership_of, sight_for


def choose(cast: Cast, attribution: str) -> Membership:
    membership = membership_of(cast.ana, cast.forum)
    assert membership is not None
    membership.attribution = attribution
    db.session.commit()
    return membership


@pytest.mark.parametrize(
    ("attribution", "signature"),
    [
        ("", Signature(region="Brazil")),
        (BY_REGION, Signature(region="Brazil")),
        (NAMED, Signature("Ana", "Brazil")),
        (UNNAMED, Signature()),
        ("by a song", Signature(region="Brazil")),
    ],
)
def test_an_author_is_signed_as_they_chose(cast: Cast, attribution: str, signature: Signature) -> None:
    choose(cast, attribution)
    assert signatures(sight_for(cast, cast.alma))[cast.ana.id] == signature


def test_a_member_without_a_region_who_has_not_answered_is_nobody(cast: Cast) -> None:
    assert signatures(sight_for(cast, cast.alma))[cast.jorge.id] == Signature()


def test_only_people_who_agreed_are_named(cast: Cast) -> None:
    assert people_named(sight_for(cast, cast.alma)) == []
    choose(cast, NAMED)
    for person in (cast.rosa, cast.bento):
        membership = membership_of(person, cast.forum)
        assert membership is not None
        membership.attribution = NAMED if person is cast.rosa else BY_REGION
    db.session.commit()
    told = [(named.name, named.region, named.weeks) for named in people_named(sight_for(cast, cast.alma))]
    assert told == [("Ana", "Brazil", ()), ("Rosa", "Quebec", (2,))]


def test_anyone_who_left_is_not_signed_even_if_the_discussion_keeps_their_name(cast: Cast) -> None:
    choose(cast, NAMED)
    leaving.leave_forum(sight_for(cast, cast.ana), cast.ana, Attribution(NAME, "", "A former participant"))
    author_id = db.session.get_one(Post, cast.post.id).author_id
    assert signatures(sight_for(cast, cast.alma))[author_id] == Signature()
    assert people_named(sight_for(cast, cast.alma)) == []


def test_nothing_is_told_of_a_newcomer(cast: Cast) -> None:
    sight = sight_for(cast, cast.alma)
    newcomer = enrolling.add_person(sight, "new@example.org", "Nuria", frozenset({"participant"}), "Brazil")
    newcomer.attribution = NAMED
    db.session.commit()
    assert signatures(sight_for(cast, cast.alma))[newcomer.user_id] == Signature()
    assert people_named(sight_for(cast, cast.alma)) == []


def test_what_a_member_chose_counts_in_their_forum_alone(cast: Cast) -> None:
    choose(cast, NAMED)
    assert signatures(look_as(cast.other_forum, cast.omar))[cast.ana.id] == Signature()
