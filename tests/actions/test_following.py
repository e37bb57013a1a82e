"""Who writes in a thread follows it, until they stop; what is locked again is followed nowhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from board.actions import following, once, posting, scheduling
from board.actions.following import follow
from board.extensions import db
from board.models import Follow, Thread, User
from board.pages.discussion import followed_ids
from board.rules.permissions import Refusal, Refused
from tests.actions.test_at_once import mine
from tests.support.cast import START, Cast, look_as, sight_for, typed
from tests.support.together import meet_at, together

LATER = START + timedelta(hours=1)


def is_followed(cast: Cast, person: User, thread: Thread) -> bool:
    return thread.id in followed_ids(sight_for(cast, person))


def write(cast: Cast, person: User, thread: Thread) -> None:
    posting.reply(sight_for(cast, person, LATER), thread, person, typed("Gracias."))


def test_who_opens_a_thread_follows_it_and_so_does_who_writes_in_it(cast: Cast) -> None:
    assert is_followed(cast, cast.ana, cast.thread)
    assert is_followed(cast, cast.jorge, cast.thread)
    assert not is_followed(cast, cast.rosa, cast.thread)
    write(cast, cast.rosa, cast.thread)
    assert is_followed(cast, cast.rosa, cast.thread)


def test_an_admin_follows_the_questions_that_they_set(cast: Cast) -> None:
    assert followed_ids(sight_for(cast, cast.alma)) >= {cast.question_thread.id}


def test_the_button_follows_and_stops(cast: Cast) -> None:
    rosa = sight_for(cast, cast.rosa)
    for wanted in (True, True, False, False, True):
        follow(rosa, cast.thread, wanted)
        assert is_followed(cast, cast.rosa, cast.thread) is wanted


def test_who_stopped_does_not_follow_again_by_writing(cast: Cast) -> None:
    follow(sight_for(cast, cast.ana), cast.thread, False)
    write(cast, cast.ana, cast.thread)
    assert not is_followed(cast, cast.ana, cast.thread)
    follow(sight_for(cast, cast.ana), cast.thread, True)
    assert is_followed(cast, cast.ana, cast.thread)


def test_who_stops_what_they_never_followed_follows_it_by_writing(cast: Cast) -> None:
    follow(sight_for(cast, cast.rosa), cast.thread, False)
    write(cast, cast.rosa, cast.thread)
    assert is_followed(cast, cast.rosa, cast.thread)


def test_each_follows_for_themselves(cast: Cast) -> None:
    follow(sight_for(cast, cast.ana), cast.thread, False)
    assert is_followed(cast, cast.jorge, cast.thread)


@pytest.mark.parametrize("name", ["nina", "omar", "olga"])
def test_who_is_no_member_follows_nothing(cast: Cast, name: str) -> None:
    person = getattr(cast, name)
    cast.forum.public_reading = True
    with pytest.raises(Refused) as refused:
        follow(sight_for(cast, person), cast.thread, True)
    assert refused.value.reason is Refusal.MEMBERS_ONLY
    db.session.add(Follow(user_id=person.id, thread_id=cast.thread.id, at=START))
    assert followed_ids(sight_for(cast, person)) == frozenset()


def test_what_is_locked_again_is_not_followed_until_it_opens(cast: Cast) -> None:
    alma = sight_for(cast, cast.alma)
    scheduling.override_week(alma, cast.week(1), "locked")
    assert followed_ids(sight_for(cast, cast.jorge)) == frozenset()
    scheduling.override_week(sight_for(cast, cast.alma), cast.week(1), None)
    assert followed_ids(sight_for(cast, cast.jorge)) == {cast.thread.id}


def test_two_first_replies_at_once_follow_once(
    committed: Flask, commit_cast: Callable[[], Cast], monkeypatch: pytest.MonkeyPatch
) -> None:
    with committed.app_context():
        cast = commit_cast()
    meet_at(monkeypatch, once, "posted_already")

    def rosa_writes() -> str:
        rosa = mine(cast.rosa)
        return posting.reply(look_as(mine(cast.forum), rosa), mine(cast.thread), rosa, typed("Gracias.")).key

    one, other = together(committed, rosa_writes, rosa_writes)
    assert (type(one), type(other)) == (str, str)
    assert one != other
    with committed.app_context():
        marks = select(func.count()).select_from(Follow).where(Follow.user_id == cast.rosa.id)
        assert db.session.scalar(marks) == 1


def test_two_clicks_at_once_follow_once(
    committed: Flask, commit_cast: Callable[[], Cast], monkeypatch: pytest.MonkeyPatch
) -> None:
    with committed.app_context():
        cast = commit_cast()
    meet_at(monkeypatch, following, "check")

    def rosa_follows() -> None:
        follow(look_as(mine(cast.forum), mine(cast.rosa)), mine(cast.thread), True)

    assert together(committed, rosa_follows, rosa_follows) == [None, None]
    with committed.app_context():
        assert is_followed(cast, cast.rosa, cast.thread)
