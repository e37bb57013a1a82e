"""The lines about oneself are kept while they are typed, like any longer text."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from board.extensions import db
from board.models import UnsentText, User
from tests.support.cast import Cast
from tests.support.client import Client
from tests.support.shown import shown

SignIn = Callable[[User], Client]
WORDS = "I farm\nin Oruro."


def keep(client: Client, words: str = WORDS, since: str = "") -> None:
    assert client.post("/unsent", data={"place": "profile", "body": words, "since": since}).status_code == 200


def kept() -> list[str]:
    return list(db.session.scalars(select(UnsentText.body)))


def test_they_come_back_on_another_device_and_go_when_they_are_saved(cast: Cast, sign_in: SignIn) -> None:
    keep(sign_in(cast.ana))
    client = sign_in(cast.ana)
    page = shown(client.get("/profile"))
    assert "is back in the form. It is not saved yet." in page.words
    assert page.form("/profile").fields["about"] == WORDS.replace("\n", "\r\n")
    assert page.form("/profile").send(client).status_code == 303
    assert kept() == []
    assert shown(client.get("/profile")).form("/profile").fields["about"] == WORDS.replace("\n", "\r\n")


def test_what_another_device_kept_meanwhile_stays(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.ana)
    form = shown(client.get("/profile")).form("/profile")
    keep(sign_in(cast.ana))
    form.send(client, about="I weave.")
    assert kept() == [WORDS]


def test_a_refused_form_keeps_what_was_typed(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.ana)
    keep(client)
    form = shown(client.get("/profile")).form("/profile")
    refused = form.send(client, about="x" * 601)
    assert refused.status_code == 422
    assert shown(refused).form("/profile").fields["about"] == "x" * 601
    assert kept() == [WORDS]


def test_they_are_listed_and_thrown_away(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.ana)
    keep(client)
    page = shown(client.get("/unsent"))
    assert "A few lines about yourself" in page.words
    page.form("/discard").send(client)
    assert kept() == []


@pytest.mark.parametrize("town", ["La Paz", ""])
def test_an_ended_session_shows_the_words_to_send_them_again(cast: Cast, sign_in: SignIn, town: str) -> None:
    """The town that a profile names is no place under which words are kept."""
    client = sign_in(cast.ana)
    form = shown(client.get("/profile")).form("/profile")
    client.delete_cookie("semana")
    answer = form.send(client, about="I farm in Oruro.", place=town)
    assert answer.status_code == 401
    assert "I farm in Oruro." in shown(answer).words
