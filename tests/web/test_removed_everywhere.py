"""Deleting, hiding, erasing or locking the original takes its translation away from every door, the desk's included."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from board.actions import erasing, posting, scheduling
from board.extensions import db
from board.models import Membership, Post, User
from tests.support.cast import START, Cast, sight_for, text_of, translate, typed
from tests.support.client import Client
from tests.web.test_leaks import GET_ALONE, _no_rate_limits, ask, closed_to, everything_asked

__all__ = ["_no_rate_limits"]  # thousands of questions are asked here too
pytestmark = pytest.mark.once

SOURCE, MARKER = "La PALABRA de la feria es de todas.", b"TRANSLATEDWORD"
READERS = ["ana", "jorge", "rosa", "tess", "olga"]


@pytest.fixture
def post(cast: Cast) -> Post:
    """Ana's post of week 1 with an approved translation; the same words wait for translation elsewhere."""
    sight = sight_for(cast, cast.ana)
    first = posting.reply(sight, cast.thread, cast.ana, typed(SOURCE))
    posting.reply(sight_for(cast, cast.ana), cast.question_thread, cast.ana, typed(SOURCE))
    translate(sight_for(cast, cast.tess), text_of(first), f"The {MARKER.decode()} of the fair is everybody's.")
    return first


def delete(cast: Cast, post: Post) -> None:
    posting.delete_post(sight_for(cast, cast.ana), post)


def hide(cast: Cast, post: Post) -> None:
    posting.hide_post(sight_for(cast, cast.alma), post, "A reason")


def erase(cast: Cast, post: Post) -> None:
    hide(cast, post)
    membership = Membership(forum_id=cast.forum.id, user_id=cast.olga.id, roles=frozenset({"admin"}), created_at=START)
    db.session.add(membership)
    db.session.commit()
    erasing.erase_post(sight_for(cast, cast.olga), post)


def lock(cast: Cast, post: Post) -> None:
    sight = sight_for(cast, cast.alma)
    scheduling.override_week(sight, sight.weeks[0], "locked")


def seen_by(app: Flask, cast: Cast, reader: str, client: Client) -> list[str]:
    """The addresses whose answer holds the translated word."""
    calls = everything_asked(app, cast, GET_ALONE, closed_to(reader))
    return [url for method, url, headers in calls if MARKER in ask(client, method, url, headers)[2]]


def test_before_it_is_removed_it_is_there(
    app: Flask, cast: Cast, post: Post, sign_in: Callable[[User], Client]
) -> None:
    assert f"/f/social-economy/thread/{cast.thread.key}" in seen_by(app, cast, "jorge", sign_in(cast.jorge))
    assert f"/f/social-economy/translate/{text_of(post).key}" in seen_by(app, cast, "tess", sign_in(cast.tess))


@pytest.mark.parametrize("remove", [delete, hide, erase, lock])
@pytest.mark.parametrize("reader", READERS)
def test_after_it_is_removed_it_is_nowhere(
    app: Flask,
    cast: Cast,
    post: Post,
    sign_in: Callable[[User], Client],
    reader: str,
    remove: Callable[[Cast, Post], None],
) -> None:
    remove(cast, post)
    if reader == "tess" and remove is lock:
        return  # what is to be translated stays a translator's material in a locked week
    if reader == "olga" and remove is erase:
        reader = "alma"  # erased is gone for admins too
    assert seen_by(app, cast, reader, sign_in(getattr(cast, reader))) == []
