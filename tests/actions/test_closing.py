"""Closing a forum by hand, and opening it again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from board.actions import abstracts, closing, codebook, posting, setting_up
from board.actions.titled import Titled
from board.extensions import db
from board.models import Act, User
from board.rules.permissions import Refusal, Refused
from board.visible import Sight
from tests.support.cast import END, START, Cast, forum_settings, sight_for, typed

SECOND = timedelta(seconds=1)


def admin(cast: Cast, now: datetime = START) -> Sight:
    return sight_for(cast, cast.alma, now)


def refusal(act: Callable[[], object]) -> Refusal:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.reason


def log(cast: Cast) -> list[tuple[str, str]]:
    acts = select(Act).where(Act.forum_id == cast.forum.id, Act.kind.in_(("forum.closed", "forum.reopened")))
    return [(act.kind, act.detail) for act in db.session.scalars(acts.order_by(Act.id))]


def reply(cast: Cast, now: datetime) -> None:
    posting.reply(sight_for(cast, cast.ana, now), cast.thread, cast.ana, typed("Una palabra más."))


def propose(sight: Sight, person: User) -> None:
    codebook.add_theme(sight, Titled("Procurement", "Rules for buying.", "en"), person)


def test_nobody_writes_from_the_instant_of_closing_on(cast: Cast) -> None:
    reply(cast, START - SECOND)
    closing.close_forum(admin(cast))
    for now in (START, START + SECOND):
        assert refusal(lambda now=now: reply(cast, now)) is Refusal.WEEK_CLOSED  # type: ignore[misc]
    assert log(cast) == [("forum.closed", "")]


def test_admins_go_on_with_the_synthesis(cast: Cast) -> None:
    closing.close_forum(admin(cast))
    after = START + SECOND
    participant, alma = sight_for(cast, cast.jorge, after), admin(cast, after)
    assert refusal(lambda: propose(participant, cast.jorge)) is Refusal.FORUM_CLOSED
    propose(alma, cast.alma)
    abstracts.write_abstract(alma, cast.thread, Titled("", "What it came to.", "en"), cast.alma)
    assert cast.thread.abstract_id is not None


def test_a_forum_opened_again_closes_with_its_last_day(cast: Cast) -> None:
    closing.close_forum(admin(cast))
    closing.reopen_forum(admin(cast, START + SECOND), None)
    assert cast.forum.closed_at == END
    reply(cast, START + SECOND)
    assert log(cast) == [("forum.closed", ""), ("forum.reopened", "")]


def test_a_forum_that_is_over_is_opened_to_the_end_of_a_day_or_without_an_end(cast: Cast) -> None:
    closing.reopen_forum(admin(cast, END), date(2026, 4, 3))
    assert cast.forum.closed_at == END + timedelta(days=7)
    assert log(cast) == [("forum.reopened", "2026-04-03")]
    closing.reopen_forum(admin(cast, END + timedelta(days=7)), None)
    assert cast.forum.closed_at is None
    assert cast.forum.ends_on == date(2026, 3, 27)


def test_two_admins_close_it_once(cast: Cast) -> None:
    early, late = admin(cast), admin(cast, START + SECOND)
    closing.close_forum(early)
    assert refusal(lambda: closing.close_forum(late)) is Refusal.ALREADY_SO
    assert cast.forum.closed_at == START
    assert len(log(cast)) == 1


def test_only_admins_do_either(cast: Cast) -> None:
    for person in (cast.ana, cast.rosa, cast.tess, cast.omar, cast.olga):
        sight = sight_for(cast, person)
        assert refusal(lambda sight=sight: closing.close_forum(sight)) is Refusal.ADMINS_ONLY  # type: ignore[misc]
        over = sight_for(cast, person, END)
        assert refusal(lambda over=over: closing.reopen_forum(over, None)) is Refusal.ADMINS_ONLY  # type: ignore[misc]
    assert (cast.forum.closed_at, log(cast)) == (END, [])


def test_the_settings_do_not_open_what_an_admin_closed(cast: Cast) -> None:
    closing.close_forum(admin(cast))
    for changed in ({}, {"ends_on": date(2026, 4, 24)}, {"ends_on": None}, {"zone": "Europe/Madrid"}):
        setting_up.edit_forum(sight_for(cast, cast.olga, START + SECOND), forum_settings(**changed), "", cast.olga)
        assert cast.forum.closed_at == START
    closing.reopen_forum(admin(cast, START + SECOND), None)
    assert cast.forum.closed_at == datetime.fromisoformat("2026-03-27T23:00:00+00:00")
