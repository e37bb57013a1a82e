"""Deleting, hiding, erasing or locking the original takes its translation away from every door, the desk's included."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from flask import Flask

from board.actions import enrolling, erasing, posting, scheduling
from board.extensions import db
from board.models import Membership, Post, Thread, User
from tests.support.cast import BEFORE, START, Cast, sight_for, text_of, translate, typed
from tests.support.client import Client
from tests.web.test_leaks import GET_ALONE, _no_rate_limits, ask, closed_to, everything_asked

__all__ = ["_no_rate_limits"]  # thousands of questions are asked here too
pytestmark = pytest.mark.once

WAYS = ["delete", "hide", "erase", "lock"]
READERS = {
    **dict.fromkeys(["ana", "jorge", "rosa", "olga"], WAYS),
    "tess": ["delete", "hide", "erase"],  # what is to be translated stays a translator's material in a locked week
    "alma": ["erase"],  # erased is gone for admins too
}


def marker(way: str) -> bytes:
    """A word that stands in one translation alone."""
    return f"TRANSLATED{way.upper()}".encode()


@pytest.fixture
def posts(cast: Cast) -> Mapping[str, Post]:
    """A post for each way to remove it, with an approved translation; the same words wait for translation elsewhere."""
    elsewhere = posting.open_thread(
        sight_for(cast, cast.ana), cast.week(1), cast.ana, typed("Otras palabras.", "es", "Otro hilo")
    )
    return {way: _translated(cast, way, elsewhere=elsewhere) for way in WAYS}


def _translated(cast: Cast, way: str, *, elsewhere: Thread) -> Post:
    source = f"La palabra {way} de la feria es de todas."
    thread = cast.question_thread if way == "lock" else cast.thread
    post = posting.reply(sight_for(cast, cast.ana), thread, cast.ana, typed(source))
    posting.reply(sight_for(cast, cast.ana), elsewhere, cast.ana, typed(source))
    translate(sight_for(cast, cast.tess), text_of(post), f"The {marker(way).decode()} of the fair is everybody's.")
    return post


def remove(cast: Cast, posts: Mapping[str, Post]) -> None:
    """Each in its way; the last is in a week that is locked again."""
    posting.delete_post(sight_for(cast, cast.ana), posts["delete"])
    posting.hide_post(sight_for(cast, cast.alma), posts["hide"], "A reason")
    posting.hide_post(sight_for(cast, cast.alma), posts["erase"], "A reason")
    erasing.erase_post(sight_for(cast, _owner_and_admin(cast)), posts["erase"])
    sight = sight_for(cast, cast.alma)
    scheduling.override_week(sight, sight.weeks[1], "locked")


def _owner_and_admin(cast: Cast) -> User:
    """Olga, who looks too, is no member."""
    owner = enrolling.create_account("ines@example.org", "Inés", BEFORE, owner=True)
    membership = Membership(forum_id=cast.forum.id, user_id=owner.id, roles=frozenset({"admin"}), created_at=START)
    db.session.add(membership)
    db.session.commit()
    return owner


def seen_by(app: Flask, cast: Cast, reader: str, client: Client) -> set[tuple[str, str]]:
    """The addresses whose answer holds a translated word, and whose word it is."""
    return {
        (url, way)
        for method, url, headers in everything_asked(app, cast, GET_ALONE, closed_to(reader))
        for body in [ask(client, method, url, headers)[2]]
        for way in WAYS
        if marker(way) in body
    }


def test_before_it_is_removed_it_is_there(
    app: Flask, cast: Cast, posts: Mapping[str, Post], sign_in: Callable[[User], Client]
) -> None:
    threads = {way: cast.question_thread if way == "lock" else cast.thread for way in WAYS}
    shown = {(f"/f/social-economy/thread/{thread.key}", way) for way, thread in threads.items()}
    assert shown <= seen_by(app, cast, "jorge", sign_in(cast.jorge))
    desks = {(f"/f/social-economy/translate/{text_of(post).key}", way) for way, post in posts.items()}
    assert desks <= seen_by(app, cast, "tess", sign_in(cast.tess))


@pytest.mark.parametrize("reader", READERS)
def test_after_it_is_removed_it_is_nowhere(
    app: Flask, cast: Cast, posts: Mapping[str, Post], sign_in: Callable[[User], Client], reader: str
) -> None:
    remove(cast, posts)
    seen = seen_by(app, cast, reader, sign_in(getattr(cast, reader)))
    assert [(url, way) for url, way in seen if way in READERS[reader]] == []
