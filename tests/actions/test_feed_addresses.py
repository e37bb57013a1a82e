"""The secret address of a person's feeds: one for each person, whatever happens at once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from board.actions import feed_addresses
from board.extensions import db
from board.faults import Gone
from board.models import FeedAddress, User
from board.models.base import digest_of
from board.pages.calendar import forum_dates
from board.pages.feeds import news
from board.visible import reader_by
from tests.support.cast import OPENING, START, Cast, sight_for
from tests.support.together import meet_at, together


def reader(token: str) -> User | None:
    return db.session.scalar(reader_by(digest_of(token)))


def test_a_new_address_ends_the_old_one(cast: Cast) -> None:
    old, others = feed_addresses.renew(cast.ana, START), feed_addresses.renew(cast.jorge, START)
    new = feed_addresses.renew(cast.ana, START)
    assert [reader(token) for token in (old, new, others)] == [None, cast.ana, cast.jorge]


def test_an_ended_address_leads_to_nobody(cast: Cast) -> None:
    token, others = feed_addresses.renew(cast.ana, START), feed_addresses.renew(cast.jorge, START)
    feed_addresses.end(cast.ana)
    assert [reader(token), reader(others)] == [None, cast.jorge]
    feed_addresses.end(cast.ana)


def test_a_stand_in_has_none(cast: Cast) -> None:
    token = feed_addresses.renew(cast.ana, START)
    cast.ana.is_stand_in = True
    assert reader(token) is None
    with pytest.raises(Gone):
        feed_addresses.renew(cast.ana, START)


def test_news_and_dates_are_found(cast: Cast) -> None:
    """The queries run on each database, which compare times and count in their own ways."""
    sight = sight_for(cast, cast.jorge, OPENING)
    entries = news(sight, weeks=True)
    assert [entry.there for entry in entries] == sorted((entry.there for entry in entries), reverse=True)
    assert {entry.there for entry in entries if entry.week.number == 3} == {OPENING}
    assert {entry.kind for entry in entries} == {"week", "thread", "post", "reading"}
    dates = forum_dates(sight)
    assert [week.week.number for week in dates.weeks] == [1, 2, 3]
    assert dates.changes >= 4


@pytest.fixture
def committed_cast(committed: Flask, commit_cast: Callable[[], Cast]) -> Cast:
    with committed.app_context():
        return commit_cast()


def test_of_two_that_are_made_at_once_one_stands(
    committed: Flask, committed_cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    with committed.app_context():
        ana = committed_cast.ana.id

    def renew() -> str:
        return feed_addresses.renew(db.session.get_one(User, ana), START)

    meet_at(monkeypatch, feed_addresses, "digest_of")
    tokens = together(committed, renew, renew)
    assert [type(token) for token in tokens] == [str, str]
    with committed.app_context():
        [row] = db.session.scalars(select(FeedAddress))
        assert row.token_digest in {digest_of(token) for token in tokens}
