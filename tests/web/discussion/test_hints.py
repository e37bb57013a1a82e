"""Hints beside a field, for texts that will be translated; each person can do without."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from board.actions import glossary
from board.models import User
from tests.support.cast import Cast, sight_for
from tests.support.client import Client
from tests.support.shown import shown

SignIn = Callable[[User], Client]
FORUM = "/f/social-economy"
LONG = "Palabra " + "palabra " * 40 + "final."
HTMX = {"HX-Request": "true"}


def hinted(client: Client, **typed: str) -> str:
    answer = client.post(f"{FORUM}/hints", data={"body": LONG, "language": "es"} | typed, headers=HTMX)
    assert answer.status_code == 200
    return shown(answer).words if answer.text.strip() else ""


def test_a_long_sentence_is_told(cast: Cast, sign_in: SignIn) -> None:
    assert "is a sentence of 42 words" in hinted(sign_in(cast.ana))


def test_the_language_is_guessed(cast: Cast, sign_in: SignIn) -> None:
    words = "La cooperativa vende verduras al municipio y los contratos pequeños ayudan a empezar a vender " * 4
    assert "is a sentence of" in hinted(sign_in(cast.ana), body=f"{words}.", language="")


@pytest.mark.parametrize("typed", [{"language": "en", "body": "Word " + "word " * 60 + "."}, {"body": "Hola."}])
def test_what_is_not_translated_or_just_begun_gets_none(cast: Cast, sign_in: SignIn, typed: dict[str, str]) -> None:
    assert hinted(sign_in(cast.ana), **typed) == ""


def test_the_glossarys_word_is_offered(cast: Cast, sign_in: SignIn) -> None:
    glossary.add_term(
        sight_for(cast, cast.tess), glossary.entry_from("centro de acopio", "food hub", "", "es", "en")
    )  # fmt: skip
    body = "El año pasado abrimos un food hub con seis cooperativas de la región y de la costa."
    assert "“food hub”: the glossary of this forum has “centro de acopio”." in hinted(sign_in(cast.ana), body=body)


def test_the_field_asks_for_them_after_a_pause(cast: Cast, sign_in: SignIn) -> None:
    html = sign_in(cast.ana).get(f"{FORUM}/thread/{cast.thread.key}").text
    assert f'data-hints="{FORUM}/hints"' in html
    assert 'data-for="reply-body"' in html


def test_without_javascript_the_preview_has_them(cast: Cast, sign_in: SignIn) -> None:
    data = {"body": LONG, "language": "es", "forum": "social-economy"}
    assert "is a sentence of 42 words" in shown(sign_in(cast.ana).post("/preview", data=data)).words
    assert "sentence of" not in shown(sign_in(cast.nina).post("/preview", data=data)).words


def test_a_person_can_do_without(cast: Cast, sign_in: SignIn) -> None:
    ana = sign_in(cast.ana)
    answer = ana.post("/hints", data={"hints": "off"}, headers=HTMX)
    assert "no more hints" in shown(answer).words
    assert hinted(ana) == ""
    assert f'data-hints="{FORUM}/hints"' not in ana.get(f"{FORUM}/thread/{cast.thread.key}").text
    assert shown(ana.get("/profile")).form("/hints").send(ana, hints="on").status_code == 303
    assert hinted(ana) != ""


def test_strangers_are_refused(cast: Cast, sign_in: SignIn) -> None:
    assert sign_in(cast.nina).post(f"{FORUM}/hints", data={"body": LONG}).status_code == 403
