"""The button that follows a thread, and the mark in the week's list."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from board.models import User
from tests.support.cast import Cast
from tests.support.client import Client
from tests.support.shown import read, shown

SignIn = Callable[[User], Client]
FORUM = "/f/social-economy"
HTMX = {"HX-Request": "true"}


def url(cast: Cast) -> str:
    return f"{FORUM}/thread/{cast.thread.key}"


def test_the_button_follows_and_stops(cast: Cast, sign_in: SignIn) -> None:
    rosa = sign_in(cast.rosa)
    form = shown(rosa.get(url(cast))).form("/follow")
    assert form.send(rosa, following="1").location == url(cast)
    page = shown(rosa.get(url(cast)))
    assert "You follow this thread. Stop following" in page.words
    assert "you follow it" in shown(rosa.get(f"{FORUM}/week/1")).words
    assert page.form("/follow").send(rosa, following="0").location == url(cast)
    page = shown(rosa.get(url(cast)))
    assert "You no longer follow this thread." in page.words
    assert "Follow this thread" in page.words
    assert "you follow it" not in shown(rosa.get(f"{FORUM}/week/1")).words


def test_htmx_gets_the_opposite_button(cast: Cast, sign_in: SignIn) -> None:
    rosa = sign_in(cast.rosa)
    part = read(rosa.post(f"{url(cast)}/follow", data={"following": "1"}, headers=HTMX).text)
    [button] = part.all("button")
    assert (button.get("value"), button.text.strip()) == ("0", "Stop following")


def test_the_thread_of_a_reading_can_be_followed_on_its_page(cast: Cast, sign_in: SignIn) -> None:
    rosa, reading = sign_in(cast.rosa), f"{FORUM}/reading/{cast.reading.key}"
    form = shown(rosa.get(reading)).form("/follow")
    assert form.send(rosa, following="1").location == reading
    assert "Stop following" in shown(rosa.get(reading)).words


def test_people_follow_the_threads_that_they_write_in(cast: Cast, sign_in: SignIn) -> None:
    rosa = sign_in(cast.rosa)
    rosa.post(f"{url(cast)}/reply", data={"body": "Gracias.", "language": "es"})
    assert "Stop following" in shown(rosa.get(url(cast))).words


@pytest.mark.parametrize(("name", "status"), [("ana", 404), ("omar", 403), ("nina", 403), ("olga", 403)])
def test_threads_that_a_person_cannot_see_cannot_be_followed(
    cast: Cast, sign_in: SignIn, name: str, status: int
) -> None:
    assert cast.locked_thread is not None
    client = sign_in(getattr(cast, name))
    assert client.post(f"{FORUM}/thread/{cast.locked_thread.key}/follow", data={"following": "1"}).status_code == status


def test_a_public_reader_has_no_button(cast: Cast, client: Client) -> None:
    cast.forum.public_reading = True
    assert "/follow" not in client.get(url(cast)).text
