"""Deleting, hiding, erasing or locking the original removes its translation from every page, the desk included."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import pytest
from flask import Flask

from board.actions import enrolling, erasing, posting, scheduling
from board.extensions import db
from board.models import Membership, Post, Thread, User
from tests.support.cast import BEFORE, START, Cast, sight_for, text_of, translate, typed
from tests.support.client import Client
from tests.web.test_leaks import GET_ALONE, _no_rate_limits, ask, closed_to, everything_asked

__all__ = ["_no_rate_limits"]  # thousands of requests are sent here, too
pytestmark = pytest.mark.once

WAYS = ["delete", "hide", "erase", "lock"]
READERS = {
    **dict.fromkeys(["ana", "rosa", "olga"], WAYS),
    "tess": ["delete", "hide", "erase"],  # translators still see texts to translate of a locked week
    "alma": ["erase"],  # admins still see posts that were removed in other ways
}


def marker(way: str) -> bytes:
    """Return a word that only one translation contains."""
    return f"TRANSLATED{way.upper()}".encode()


@pytest.fixture
def posts(cast: Cast) -> Mapping[str, Post]:
    """Add a translated post for each way to remove it. The same words wait for translation in another thread."""
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
    """Remove each post in its way; the last one is in a week that is locked again."""
    posting.delete_post(sight_for(cast, cast.ana), posts["delete"])
    posting.hide_post(sight_for(cast, cast.alma), posts["hide"], "A reason")
    posting.hide_post(sight_for(cast, cast.alma), posts["erase"], "A reason")
    erasing.erase_post(sight_for(cast, _owner_and_admin(cast)), posts["erase"])
    sight = sight_for(cast, cast.alma)
    scheduling.override_week(sight, sight.weeks[1], "locked")


def _owner_and_admin(cast: Cast) -> User:
    """Return an owner who is an admin of the forum: Olga is no member, and reads in this test."""
    owner = enrolling.create_account("ines@example.org", "Inés", BEFORE, owner=True)
    membership = Membership(forum_id=cast.forum.id, user_id=owner.id, roles=frozenset({"admin"}), created_at=START)
    db.session.add(membership)
    db.session.commit()
    return owner


def seen_at(urls: Iterable[str], client: Client) -> set[tuple[str, str]]:
    """Return the addresses whose answers contain a translated word, each with the way to remove its post."""
    return {
        (url, way) for url in urls for body in [ask(client, "GET", url, {})[2]] for way in WAYS if marker(way) in body
    }


def everywhere(app: Flask, cast: Cast, reader: str) -> list[str]:
    return [url for _method, url, _headers in everything_asked(app, cast, GET_ALONE, closed_to(reader))]


def test_a_translation_is_there_before_its_original_is_removed(
    cast: Cast, posts: Mapping[str, Post], sign_in: Callable[[User], Client]
) -> None:
    threads = {way: cast.question_thread if way == "lock" else cast.thread for way in WAYS}
    shown = {(f"/f/social-economy/thread/{thread.key}", way) for way, thread in threads.items()}
    assert shown <= seen_at({url for url, _way in shown}, sign_in(cast.jorge))
    desks = {(f"/f/social-economy/translate/{text_of(post).key}", way) for way, post in posts.items()}
    assert desks <= seen_at([url for url, _way in desks], sign_in(cast.tess))


@pytest.mark.parametrize("reader", READERS)
def test_a_translation_is_nowhere_after_its_original_is_removed(
    app: Flask, cast: Cast, posts: Mapping[str, Post], sign_in: Callable[[User], Client], reader: str
) -> None:
    remove(cast, posts)
    seen = seen_at(everywhere(app, cast, reader), sign_in(getattr(cast, reader)))
    assert [(url, way) for url, way in seen if way in READERS[reader]] == []
