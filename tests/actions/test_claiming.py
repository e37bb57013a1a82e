"""Claims tell translators who works on what; they end by the clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select

from board.actions import claiming
from board.actions.claiming import LEASE, claim, release
from board.extensions import db
from board.models import Claim, Forum, Text, User
from board.rules.permissions import Refused
from board.visible import claim_of
from tests.support.cast import START, Cast, look_as, sight_for, text_of
from tests.support.together import meet_at, together

SECOND = timedelta(seconds=1)


@pytest.fixture
def text(cast: Cast) -> Text:
    return text_of(cast.question)


def holder(cast: Cast, text: Text, now: datetime = START) -> str | None:
    found = db.session.scalar(claim_of(sight_for(cast, cast.tess, now), text.id))
    return found.user.name if found else None


def test_it_holds_until_the_lease_is_over(cast: Cast, text: Text) -> None:
    claim(sight_for(cast, cast.tess), text)
    assert holder(cast, text, START + LEASE - SECOND) == "Tess"
    assert holder(cast, text, START + LEASE) is None
    assert holder(cast, text, START + LEASE + SECOND) is None


def test_a_sign_of_life_prolongs_it(cast: Cast, text: Text) -> None:
    claim(sight_for(cast, cast.tess), text)
    claim(sight_for(cast, cast.tess, START + LEASE / 2), text)
    assert holder(cast, text, START + LEASE) == "Tess"
    assert db.session.get_one(Claim, text.id).claimed_at == START


@pytest.mark.parametrize(("wait", "name"), [(LEASE - SECOND, "Tess"), (LEASE, "Alma"), (LEASE + SECOND, "Alma")])
def test_anothers_claim_stands_until_it_ends(cast: Cast, text: Text, wait: timedelta, name: str) -> None:
    claim(sight_for(cast, cast.tess), text)
    claim(sight_for(cast, cast.alma, START + wait), text)
    assert holder(cast, text, START + wait) == name


def test_it_can_be_taken_over_and_released(cast: Cast, text: Text) -> None:
    claim(sight_for(cast, cast.tess), text)
    claim(sight_for(cast, cast.alma), text, take_over=True)
    assert holder(cast, text) == "Alma"
    release(sight_for(cast, cast.tess), text)
    assert holder(cast, text) == "Alma"
    release(sight_for(cast, cast.alma), text)
    assert holder(cast, text) is None


@pytest.mark.parametrize("person", ["ana", "rosa"])
def test_participants_claim_nothing_and_see_no_claim(cast: Cast, text: Text, person: str) -> None:
    claim(sight_for(cast, cast.tess), text)
    who: User = getattr(cast, person)
    with pytest.raises(Refused):
        claim(sight_for(cast, who), text, take_over=True)
    assert db.session.scalar(claim_of(sight_for(cast, who), text.id)) is None


def test_what_is_not_translated_is_not_claimed(cast: Cast) -> None:
    with pytest.raises(Refused):
        claim(sight_for(cast, cast.tess), text_of(cast.answer))


def test_two_who_open_a_text_at_once_have_one_claim(
    committed: Flask, commit_cast: Callable[[], Cast], monkeypatch: pytest.MonkeyPatch
) -> None:
    with committed.app_context():
        cast = commit_cast()
        text_id, people = cast.question.text_id, [cast.tess.id, cast.alma.id]
        forum = cast.forum.slug
    meet_at(monkeypatch, claiming, "select")

    def opened(user_id: int) -> None:
        found = db.session.scalars(select(Forum).where(Forum.slug == forum)).one()
        claim(look_as(found, db.session.get(User, user_id)), db.session.get_one(Text, text_id))

    outcomes = together(committed, partial(opened, people[0]), partial(opened, people[1]))
    assert outcomes == [None, None]
    with committed.app_context():
        assert db.session.get_one(Claim, text_id).user_id in people
