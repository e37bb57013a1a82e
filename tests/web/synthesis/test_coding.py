"""The coding desk, as people meet it without scripts, and as htmx does."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from board.actions import posting
from board.extensions import db
from board.models import CodingMark, Excerpt, Post, Theme, User
from board.models.base import new_key
from board.pages.coding import keys_of
from board.rules.synthesis import MAX_THEMES
from tests.support.cast import Cast, membership_of, segments_of, sight_for, text_of
from tests.support.client import Client
from tests.support.shown import shown
from tests.support.synthesis import add_theme, let_code, place

SignIn = Callable[[User], Client]
F = "/f/social-economy"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def theme(cast: Cast) -> Theme:
    let_code(cast, cast.jorge, cast.rosa)
    return add_theme(cast)


def address(post: Post, what: str = "code") -> str:
    return f"{F}/post/{post.key}/{what}"


def typed(post: Post, theme: Theme | None, number: int = 0, **more: str) -> dict[str, str]:
    lineage = segments_of(text_of(post))[number].lineage
    return {"paragraph": lineage, "theme": theme.key if theme else "", "region": "", "once": new_key()} | more


def desk(client: Client) -> str:
    return client.get(f"{F}/coding").get_data(as_text=True)


def finish_first(client: Client) -> None:
    forms = shown(client.get(f"{F}/coding"))
    assert forms.form("/coded").send(client).status_code == 303


def test_every_text_of_the_open_weeks_comes_once_and_the_earliest_first(
    cast: Cast, theme: Theme, sign_in: SignIn
) -> None:
    client, seen = sign_in(cast.jorge), []
    while "Done, next text" in (page := desk(client)):
        seen.append(page)
        finish_first(client)
    weeks = ["week 1" in page.split("texts to go")[0].split("<main")[-1] for page in seen]
    assert weeks == sorted(weeks, reverse=True)
    assert sum("La cooperativa vendió verduras" in page for page in seen) == 1
    assert "LOCKED" not in "".join(seen)
    assert "You have gone through everything." in desk(client)
    assert db.session.scalar(select(func.count()).select_from(CodingMark)) == len(seen) >= 4


def test_a_paragraph_is_placed_and_the_reason_is_the_themes_name(cast: Cast, theme: Theme, sign_in: SignIn) -> None:
    client = sign_in(cast.jorge)
    data = typed(cast.post, theme, 1)
    answer = client.post(address(cast.post), data=data)
    assert (answer.status_code, answer.location) == (303, f"{F}/coding#p-{data['paragraph']}")
    excerpt = db.session.scalars(select(Excerpt)).one()
    assert (excerpt.why, excerpt.region, excerpt.author_id) == ("Access to capital", "", cast.jorge.id)


def test_a_typed_reason_and_region_are_kept(cast: Cast, theme: Theme, sign_in: SignIn) -> None:
    data = typed(cast.post, theme, region="Brazil", body="It shows who pays.")
    sign_in(cast.jorge).post(address(cast.post), data=data)
    excerpt = db.session.scalars(select(Excerpt)).one()
    assert (excerpt.why, excerpt.region) == ("It shows who pays.", "Brazil")


def test_htmx_gets_the_paragraph_with_what_was_placed(cast: Cast, theme: Theme, sign_in: SignIn) -> None:
    answer = sign_in(cast.jorge).post(address(cast.post), data=typed(cast.post, theme), headers=HTMX)
    html = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert html.count("<article") == 1
    assert 'data-said="Placed under: Access to capital"' in html
    assert "La cooperativa vendió verduras" in html
    assert "Los contratos" not in html


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_missing_theme_is_told_beside_the_paragraph(
    cast: Cast, theme: Theme, sign_in: SignIn, headers: dict[str, str]
) -> None:
    answer = sign_in(cast.jorge).post(address(cast.post), data=typed(cast.post, None, body="Because"), headers=headers)
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Choose a theme." in html
    assert 'value="Because"' in html
    assert db.session.scalar(select(func.count(Excerpt.id))) == 0


def test_the_same_form_sent_twice_places_one(cast: Cast, theme: Theme, sign_in: SignIn) -> None:
    client, data = sign_in(cast.jorge), typed(cast.post, theme)
    for _ in range(2):
        assert client.post(address(cast.post), data=data).status_code == 303
    assert db.session.scalar(select(func.count(Excerpt.id))) == 1


def test_the_desk_shows_the_coders_own_passages_and_nobody_elses(cast: Cast, theme: Theme, sign_in: SignIn) -> None:
    other = add_theme(cast, "Legislation")
    place(cast, theme, person=cast.rosa, why="The words of Rosa")
    first = sign_in(cast.jorge)
    while cast.post.key not in desk(first):
        finish_first(first)
    first.post(address(cast.post), data=typed(cast.post, other))
    page = desk(first)
    assert "The words of Rosa" not in page
    placed = page.split('class="placed"')[1].split("</ul>")[0]
    assert ("Legislation" in placed, "Access to capital" in placed) == (True, False)


def test_nothing_of_another_coder_is_on_any_page_until_the_text_is_finished(
    cast: Cast, theme: Theme, sign_in: SignIn
) -> None:
    excerpt = place(cast, theme, person=cast.rosa, why="The words of Rosa")
    client = sign_in(cast.jorge)
    pages = [f"{F}/synthesis", f"{F}/theme/{theme.key}", f"{F}/theme/{theme.key}?region=Brazil", f"{F}/coding"]
    assert [path for path in pages if "The words of Rosa" in client.get(path).get_data(as_text=True)] == []
    assert client.get(f"{F}/excerpt/{excerpt.key}").status_code == 404
    assert "1 passage of others is left out" in shown(client.get(f"{F}/synthesis")).words
    assert client.post(address(cast.post, "coded")).status_code == 303
    assert client.get(f"{F}/excerpt/{excerpt.key}").status_code == 200
    assert "left out" not in shown(client.get(f"{F}/synthesis")).words


def test_a_finished_text_cannot_be_coded_any_more(cast: Cast, theme: Theme, sign_in: SignIn) -> None:
    client = sign_in(cast.jorge)
    client.post(address(cast.post, "coded"))
    assert client.post(address(cast.post), data=typed(cast.post, theme)).status_code == 404


@pytest.mark.parametrize("who", ["ana", "alma", "tess"])
def test_the_desk_is_for_people_who_code(cast: Cast, theme: Theme, sign_in: SignIn, who: str) -> None:
    client = sign_in(getattr(cast, who))
    assert client.get(f"{F}/coding").status_code == 403
    assert client.post(address(cast.post), data=typed(cast.post, theme)).status_code == 403
    assert client.post(address(cast.post, "coded")).status_code == 403
    assert f"{F}/coding" not in shown(client.get(f"{F}/synthesis")).links


def test_the_desk_is_among_the_pages_of_the_synthesis_for_people_who_code(
    cast: Cast, theme: Theme, sign_in: SignIn
) -> None:
    assert f"{F}/coding" in shown(sign_in(cast.jorge).get(f"{F}/synthesis")).links


def test_a_text_that_is_removed_leaves_the_desk(cast: Cast, theme: Theme, sign_in: SignIn) -> None:
    client = sign_in(cast.jorge)
    while cast.answer.key not in desk(client):
        finish_first(client)
    posting.hide_post(sight_for(cast, cast.alma), cast.answer, "rude")
    assert cast.answer.key not in desk(client)
    assert client.post(address(cast.answer), data=typed(cast.answer, theme)).status_code == 404


def test_an_admin_asks_on_the_persons_page(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.alma)
    for button, codes in (("yes", True), ("no", False)):
        page = shown(client.get(f"{F}/admin/people/{cast.ana.key}"))
        assert page.form("/coding").send(client, codes=button).status_code == 303
        member = membership_of(cast.ana, cast.forum)
        assert member is not None
        assert member.codes is codes


def test_every_theme_has_keys_of_its_own_and_none_begins_with_those_of_another() -> None:
    keys = [keys_of(place) for place in range(MAX_THEMES)]
    assert keys[:2] + keys[29:31] + keys[60:61] == ["1", "2", "z", "01", "001"]
    assert [(one, other) for one in keys for other in keys if one != other and other.startswith(one)] == []
    assert len(set(keys)) == MAX_THEMES
    assert not set("".join(keys)) & set("jknrw")
