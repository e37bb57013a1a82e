"""The page on which admins read how far people who code agree."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from board.actions.coding import finish_text
from board.models import User
from tests.support.cast import Cast, sight_for, text_of
from tests.support.client import Client
from tests.support.shown import shown
from tests.support.synthesis import add_theme, let_code, place

SignIn = Callable[[User], Client]
PAGE = "/f/social-economy/coding/agreement"


def code(cast: Cast) -> None:
    theme = add_theme(cast)
    add_theme(cast, "Legislation")
    let_code(cast, cast.jorge, cast.rosa)
    place(cast, theme, "contratos", person=cast.rosa)
    for person in (cast.jorge, cast.rosa):
        finish_text(sight_for(cast, person), text_of(cast.post), person)


def test_it_tells_alpha_and_leads_to_the_post_of_each_difference(cast: Cast, sign_in: SignIn) -> None:
    code(cast)
    page = shown(sign_in(cast.alma).get(PAGE))
    assert "Access to capital 0.00 1 1" in page.words
    assert "Legislation undefined 0 0" in page.words
    assert "Los contratos pequeños ayudan a empezar. Small contracts help to begin." in page.words
    assert "placed by Rosa" in page.words
    assert "not placed by Jorge" in page.words
    assert f"/f/social-economy/post/{cast.post.key}" in page.links


def test_before_two_people_finished_a_text_it_says_how_to_begin(cast: Cast, sign_in: SignIn) -> None:
    assert "No text has been finished by two people yet." in shown(sign_in(cast.alma).get(PAGE)).words


@pytest.mark.parametrize("who", ["jorge", "ana", "tess", "omar", "nina"])
def test_it_is_for_admins(cast: Cast, sign_in: SignIn, who: str) -> None:
    code(cast)
    client = sign_in(getattr(cast, who))
    assert client.get(PAGE).status_code == 403
    assert PAGE not in client.get("/f/social-economy/synthesis").get_data(as_text=True)
