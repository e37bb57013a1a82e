"""The matrix, the codebook and the forms with which passages are placed, as people meet them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from board.actions import codebook
from board.extensions import db
from board.models import Excerpt, Membership, Theme, User
from board.models.base import new_key
from board.rules.synthesis import RETIRED
from tests.support.asked import queries
from tests.support.cast import Cast, segments_of, sight_for, text_of
from tests.support.client import Client
from tests.support.shown import shown, words_of
from tests.support.synthesis import add_theme, place

SignIn = Callable[[User], Client]
F = "/f/social-economy"


def form(theme: Theme, /, **typed: object) -> dict[str, object]:
    return {"theme": theme.key, "region": "Brazil", "body": "It shows who pays.", "once": new_key()} | typed


def test_a_cell_leads_to_its_passages_and_a_passage_to_its_post(cast: Cast, sign_in: SignIn) -> None:
    theme = add_theme(cast)
    place(cast, theme, "vendió verduras")
    place(cast, theme, "contratos", region="Quebec")
    client = sign_in(cast.ana)
    page = client.get(f"{F}/synthesis").get_data(as_text=True)
    address = f"{F}/theme/{theme.key}?region=Brazil"
    assert f'href="{address}"' in page
    cell = client.get(address).get_data(as_text=True)
    assert "<mark>vendió verduras</mark>" in cell
    assert "The cooperative sold vegetables to the municipality." in cell
    assert "contratos" not in cell
    assert f'href="{F}/post/{cast.post.key}"' in cell


def test_a_passage_is_placed_by_paragraph(cast: Cast, sign_in: SignIn) -> None:
    theme, client = add_theme(cast), sign_in(cast.jorge)
    address = f"{F}/post/{cast.post.key}/excerpt"
    assert "Los contratos" in client.get(address).get_data(as_text=True)
    second = segments_of(text_of(cast.post))[1].lineage
    answer = client.post(address, data=form(theme, paragraph=[second]))
    assert (answer.status_code, answer.location) == (303, f"{F}/post/{cast.post.key}")
    page = client.get(f"{F}/theme/{theme.key}").get_data(as_text=True)
    assert "<mark>Los contratos pequeños ayudan a empezar.</mark>" in page
    assert "placed by Jorge" in page


def test_selected_words_are_shown_in_their_place_before_they_are_placed(cast: Cast, sign_in: SignIn) -> None:
    theme, client = add_theme(cast), sign_in(cast.jorge)
    address = f"{F}/post/{cast.post.key}/excerpt"
    page = client.get(f"{address}?words=sold+vegetables&near=16").get_data(as_text=True)
    assert "<mark>sold vegetables</mark>" in page
    assert "<mark>La cooperativa vendió verduras al municipio.</mark>" in page
    client.post(address, data=form(theme, words="sold vegetables", near="16"))
    assert db.session.scalars(select(Excerpt.region)).all() == ["Brazil"]


def test_a_passage_names_the_thread_or_reading_that_it_comes_from_in_the_readers_language(
    cast: Cast, sign_in: SignIn
) -> None:
    theme, client = add_theme(cast), sign_in(cast.jorge)
    place(cast, theme, "verduras")
    client.post(f"{F}/reading/{cast.reading.key}/excerpt", data=form(theme, words="municipios"))
    page = shown(client.get(f"{F}/theme/{theme.key}"))
    links = page.all("article[@class='excerpt']/p[@class='meta']/a")
    assert [(words_of(link), link.get("lang")) for link in links] == [
        ("Selling to the municipality", "en"), ("Guía de compras", "es"),
    ]  # fmt: skip


def test_a_post_leads_to_its_passages_in_the_synthesis(cast: Cast, sign_in: SignIn) -> None:
    theme, address = add_theme(cast), f"{F}/post/{cast.post.key}/passages"
    thread = f"{F}/thread/{cast.thread.key}"
    client = sign_in(cast.ana)
    assert address not in shown(client.get(thread)).links
    for words, told in [
        ("verduras", "1 passage of this post is in the synthesis"),
        ("contratos", "2 passages of this post are in the synthesis"),
    ]:
        place(cast, theme, words)
        page = shown(client.get(thread))
        assert told in page.words
        assert page.links.count(address) == 1
    assert shown(client.get(address)).texts("mark")[::2] == ["verduras", "contratos"]
    codebook.set_state(sight_for(cast, cast.alma), theme, RETIRED, "Access to capital")
    assert address not in shown(client.get(thread)).links
    assert "No passage has been placed here yet." in shown(client.get(address)).words


def test_words_that_are_too_long_are_not_cut_but_refused(cast: Cast, sign_in: SignIn) -> None:
    add_theme(cast)
    answer = sign_in(cast.jorge).get(f"{F}/post/{cast.post.key}/excerpt?words={'verduras ' * 500}")
    assert answer.status_code == 422
    assert "This is too long. Tick the paragraphs instead." in answer.get_data(as_text=True)


def test_the_authors_region_is_proposed(cast: Cast, sign_in: SignIn) -> None:
    add_theme(cast)
    page = sign_in(cast.jorge).get(f"{F}/post/{cast.post.key}/excerpt").get_data(as_text=True)
    assert '<option selected value="Brazil">' in page


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({}, "Tick at least one paragraph, or give the words."),
        ({"words": "not in it"}, "These words are not in the text"),
        ({"words": "verduras", "theme": ""}, "Choose a theme."),
        ({"words": "verduras", "theme": "zzzzzzzzzzzzzz"}, "Not a valid choice"),
        ({"words": "verduras", "body": " "}, "Say in a sentence why the passage belongs there."),
        ({"words": "verduras", "body": "x" * 501}, "The reason can have at most 500 characters."),
    ],
)
def test_a_refused_form_says_why_and_keeps_what_was_typed(
    cast: Cast, sign_in: SignIn, typed: dict[str, object], message: str
) -> None:
    theme, client = add_theme(cast), sign_in(cast.jorge)
    answer = client.post(f"{F}/post/{cast.post.key}/excerpt", data=form(theme, **typed))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert message in page
    assert str(typed.get("words", "")) in page
    if "body" not in typed:
        assert "It shows who pays." in page
    assert db.session.scalars(select(Excerpt)).all() == []


def test_a_members_theme_waits_for_an_admin(cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in(cast.ana).post(f"{F}/themes/new", data={"title": "Ahorro", "body": "", "language": "es"})
    assert answer.status_code == 303
    admin = sign_in(cast.alma)
    page = admin.get(f"{F}/themes").get_data(as_text=True)
    assert "Ahorro" in page
    assert "proposed" in page
    theme = db.session.scalars(select(Theme)).one()
    admin.post(f"{F}/theme/{theme.key}/state", data={"state": "in_use"})
    assert "proposed" not in sign_in(cast.ana).get(f"{F}/themes").get_data(as_text=True)


def test_the_desk_has_the_words_of_a_theme(cast: Cast, sign_in: SignIn) -> None:
    add_theme(cast, "Ahorro", language="es")
    page = sign_in(cast.tess).get(f"{F}/translate").get_data(as_text=True)
    assert "Ahorro" in page


def test_a_public_forum_shows_visitors_the_themes_in_use_alone(cast: Cast, sign_in: SignIn, client: Client) -> None:
    cast.forum.public_reading = True
    used, proposed = add_theme(cast, "Capital"), add_theme(cast, "Ahorro", cast.ana)
    place(cast, used, "verduras")
    place(cast, proposed, "contratos")
    db.session.commit()
    page = client.get(f"{F}/synthesis").get_data(as_text=True)
    assert "Capital" in page
    assert "Ahorro" not in page
    assert client.get(f"{F}/theme/{proposed.key}").status_code == 404


def test_admins_edit_a_theme_and_are_told_of_others_changes(cast: Cast, sign_in: SignIn) -> None:
    theme, client = add_theme(cast), sign_in(cast.alma)
    address = f"{F}/theme/{theme.key}/edit"
    page = client.get(address).get_data(as_text=True)
    base = page.split('name="base" value="')[1].split('"')[0]
    typed = {"title": "Capital", "body": "Money.", "language": "en", "base": base}
    assert client.post(address, data=typed).status_code == 303
    answer = client.post(address, data={**typed, "title": "Money"})
    assert answer.status_code == 409
    assert "Somebody else saved this meanwhile" in answer.get_data(as_text=True)


@pytest.mark.parametrize("which", ["example", "counter_example"])
def test_an_example_is_added_and_taken_away(cast: Cast, sign_in: SignIn, which: str) -> None:
    theme, client = add_theme(cast), sign_in(cast.alma)
    address = f"{F}/theme/{theme.key}/{which}"
    for body in ("They lent us the money.", ""):
        page = client.get(address).get_data(as_text=True)
        base = page.split('name="base" value="')[1].split('"')[0]
        client.post(address, data={"body": body, "language": "en", "base": base})
        assert ("They lent us" in client.get(f"{F}/theme/{theme.key}").get_data(as_text=True)) == bool(body)
    assert client.get(f"{F}/theme/{theme.key}/other").status_code == 404


def test_only_admins_keep_the_codebook(cast: Cast, sign_in: SignIn) -> None:
    theme, client = add_theme(cast), sign_in(cast.ana)
    for path in ("state", "move", "merge", "memo", "edit", "example"):
        assert client.post(f"{F}/theme/{theme.key}/{path}", data={}).status_code == 403


def test_nothing_is_placed_by_people_who_only_read(cast: Cast, sign_in: SignIn) -> None:
    theme = add_theme(cast)
    member = db.session.scalars(
        select(Membership).where(Membership.user_id == cast.jorge.id, Membership.forum_id == cast.forum.id)
    ).one()
    member.must_agree = True
    db.session.commit()
    client = sign_in(cast.jorge)
    answer = client.post(f"{F}/post/{cast.post.key}/excerpt", data=form(theme, words="verduras"))
    assert answer.status_code == 403
    assert "data-place-selection" not in client.get(f"{F}/thread/{cast.thread.key}").get_data(as_text=True)


def test_a_passage_is_moved_and_removed(cast: Cast, sign_in: SignIn) -> None:
    capital, law = add_theme(cast), add_theme(cast, "Legislation")
    excerpt = place(cast, capital, "verduras")
    client = sign_in(cast.jorge)
    address = f"{F}/excerpt/{excerpt.key}"
    assert client.post(address, data={"theme": law.key, "region": "Quebec", "body": "A law."}).status_code == 303
    assert "Legislation" in client.get(address).get_data(as_text=True)
    assert sign_in(cast.ana).post(f"{address}/remove").status_code == 403
    assert sign_in(cast.jorge).post(f"{address}/remove").status_code == 303
    assert client.get(address).status_code == 404


def test_an_edit_is_told_on_the_passages_page(cast: Cast, sign_in: SignIn) -> None:
    excerpt = place(cast, add_theme(cast), "verduras")
    author = sign_in(cast.ana)
    changed = {"body": "La cooperativa vendió frutas al municipio.", "language": "es", "base": "1"}
    author.post(f"{F}/post/{cast.post.key}/edit", data=changed)
    page = author.get(f"{F}/excerpt/{excerpt.key}").get_data(as_text=True)
    assert "The author has changed this paragraph since:" in page
    assert "<del>verduras</del>" in page


def test_the_number_of_queries_does_not_grow_with_the_passages(app: Flask, cast: Cast, sign_in: SignIn) -> None:
    theme = add_theme(cast)
    client = sign_in(cast.ana)
    numbers = set()
    for words in ("verduras", "contratos", "municipio"):
        place(cast, theme, words)
        client.get(f"{F}/theme/{theme.key}")  # so that the bodies are cached
        with queries(app) as of_theme:
            client.get(f"{F}/theme/{theme.key}")
        with queries(app) as of_matrix:
            client.get(f"{F}/synthesis")
        numbers.add((len(of_theme), len(of_matrix)))
    assert len(numbers) == 1
    assert numbers.pop() <= (19, 10)
