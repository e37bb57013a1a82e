"""Policy elements as people meet them: written together, citing passages, marked where they cite nothing."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from board.actions import codebook, excerpting, posting, scheduling
from board.actions.wordings import current_source
from board.extensions import db
from board.models import Excerpt, PolicyElement, QuoteAnswer, Text, User
from board.rules.proceedings import WITHDRAWN
from tests.support.asked import queries
from tests.support.cast import START, Cast, sight_for, translate
from tests.support.client import Client
from tests.support.desk import desk_url
from tests.support.shown import Shown, shown, words_of
from tests.support.synthesis import add_theme, change_element, cites, place, write_element

SignIn = Callable[[User], Client]
F = "/f/social-economy"
MARK = re.compile(r'<span class="unfounded">(.*?)</span>', re.DOTALL)


def page(client: Client, address: str) -> str:
    return client.get(f"{F}/{address}").get_data(as_text=True)


def marked(html: str) -> list[str]:
    return MARK.findall(html)


def opened(client: Client, address: str) -> Shown:
    return shown(client.get(f"{F}/{address}"))


def written() -> list[str]:
    texts = db.session.scalars(select(Text).join(PolicyElement, PolicyElement.text_id == Text.id).order_by(Text.id))
    return [current_source(text) for text in texts]


# Reading


def test_an_element_stands_above_the_passages_of_its_theme_in_both_languages(cast: Cast, sign_in: SignIn) -> None:
    theme = add_theme(cast)
    passage = place(cast, theme, "vendió verduras")
    element = write_element(cast, theme, f"Que compren cerca {cites(cast, passage)}.", language="es")
    text = db.session.get_one(Text, element.text_id)
    translate(sight_for(cast, cast.tess), text, f"Let them buy nearby {cites(cast, passage)}.")
    html = page(sign_in(cast.ana), f"theme/{theme.key}")
    link = f'<a class="cite" href="{F}/excerpt/{passage.key}">[1]</a>'
    assert 0 < html.index(f"Que compren cerca {link}.") < html.index("<mark>vendió verduras</mark>")
    assert f"Let them buy nearby {link}." in html
    assert marked(html) == []


def test_elements_of_a_theme_stand_by_region_the_whole_theme_first(cast: Cast, sign_in: SignIn) -> None:
    theme = add_theme(cast)
    for region in ("Quebec", "", "Brazil"):
        write_element(cast, theme, f"Needed: {region or 'everywhere'}.", region=region)
    client = sign_in(cast.ana)
    assert opened(client, f"theme/{theme.key}").texts("section[@aria-labelledby='elements']/h3") == [
        "All regions", "Brazil", "Quebec",
    ]  # fmt: skip
    cell = page(client, f"theme/{theme.key}?region=Brazil")
    assert "Needed: Brazil." in cell
    assert "everywhere" not in cell
    assert f"{F}/theme/{theme.key}/element?region=Brazil" in cell


def test_the_list_groups_by_region_and_then_by_theme(cast: Cast, sign_in: SignIn) -> None:
    first, second = add_theme(cast, "Capital"), add_theme(cast, "Law")
    for theme, region in ((second, "Brazil"), (first, "Brazil"), (first, ""), (second, "Brazil")):
        write_element(cast, theme, "Pay soon.", region=region)
    client = sign_in(cast.ana)
    assert f"{F}/elements" in opened(client, "synthesis").links
    listed = opened(client, "elements")
    headings = [words_of(each) for each in listed.all("section/*") if each.tag in ("h2", "h3")]
    assert headings == ["All regions", "Capital", "Brazil", "Capital", "Law"]
    assert len(listed.all("article")) == 4


@pytest.mark.parametrize("where", ["element", "theme", "elements"])
def test_a_sentence_without_a_citation_is_marked_in_words(cast: Cast, sign_in: SignIn, where: str) -> None:
    theme = add_theme(cast)
    passage = place(cast, theme)
    element = write_element(cast, theme, f"Pay soon {cites(cast, passage)}. Buy nearby.\n\nListen.")
    address = {"element": f"element/{element.key}", "theme": f"theme/{theme.key}", "elements": "elements"}[where]
    html = page(sign_in(cast.ana), address)
    assert marked(html) == ["Buy nearby.", "Listen."]
    assert html.count(">not yet founded</span>") == 2
    assert "2 sentences are not yet founded: no passage is cited for them." in " ".join(html.split())


def hide(cast: Cast, _key: str) -> None:
    posting.hide_post(sight_for(cast, cast.alma), cast.post, "Off topic")


def withdraw(cast: Cast, key: str) -> None:
    excerpt = db.session.scalars(select(Excerpt).where(Excerpt.key == key)).one()
    db.session.add(
        QuoteAnswer(
            key="q" * 14,
            forum_id=cast.forum.id,
            text_id=excerpt.text_id,
            excerpt_id=excerpt.id,
            user_id=cast.ana.id,
            kind=WITHDRAWN,
            at=START,
        )
    )
    db.session.commit()


def take_out(cast: Cast, key: str) -> None:
    excerpt = db.session.scalars(select(Excerpt).where(Excerpt.key == key)).one()
    excerpting.remove_excerpt(sight_for(cast, cast.alma), excerpt)


def lock(cast: Cast, _key: str) -> None:
    scheduling.override_week(sight_for(cast, cast.alma), cast.week(1), "locked")


@pytest.mark.parametrize(
    ("act", "name"),
    [(hide, "ana"), (hide, "alma"), (withdraw, "ana"), (withdraw, "alma"), (take_out, "ana"), (lock, "ana")],
)
def test_a_sentence_is_not_founded_any_more_once_its_citation_is_gone(
    cast: Cast, sign_in: SignIn, act: Callable[[Cast, str], None], name: str
) -> None:
    theme = add_theme(cast)
    passage = place(cast, theme)
    cited = cites(cast, passage)
    element = write_element(cast, theme, f"Que paguen pronto {cited}.", language="es", person=cast.alma)
    text = db.session.get_one(Text, element.text_id)
    translate(sight_for(cast, cast.tess), text, f"Let them pay soon {cited}.")
    client, address, key = sign_in(getattr(cast, name)), f"element/{element.key}", passage.key
    assert marked(page(client, address)) == []
    act(cast, key)
    html = page(client, address)
    assert key not in html
    assert ">Ana</a>" not in html
    assert html.count('<span class="cite" lang="en">(removed)</span>') == 2
    assert [words.strip() for words in marked(html)] == ["Que paguen pronto", ".", "Let them pay soon", "."]


def test_a_citation_of_a_locked_week_tells_nothing_of_it(cast: Cast, sign_in: SignIn) -> None:
    assert cast.locked_post is not None
    theme = add_theme(cast)
    locked = place(cast, theme, "LOCKED", cast.locked_post, person=cast.alma)
    element = write_element(cast, theme, f"Pay {cites(cast, locked, 'as Alma wrote')}.")
    assert "as Alma wrote</a>" in page(sign_in(cast.alma), f"element/{element.key}")
    for address in (f"element/{element.key}", f"element/{element.key}/history", f"theme/{theme.key}", "elements"):
        html = page(sign_in(cast.ana), address)
        assert locked.key not in html
        assert "as Alma wrote" not in html
        assert "(removed)" in html


def test_an_element_of_a_retired_theme_is_nowhere(cast: Cast, sign_in: SignIn) -> None:
    theme = add_theme(cast)
    element = write_element(cast, theme, "Pay with cheese.")
    codebook.set_state(sight_for(cast, cast.alma), theme, "retired", "Capital")
    for person in (cast.ana, cast.alma):
        client = sign_in(person)
        for address in (f"element/{element.key}", f"element/{element.key}/history", f"element/{element.key}/edit"):
            assert client.get(f"{F}/{address}").status_code == 404
        assert "Pay with cheese." not in page(client, "elements") + page(client, "search?q=cheese")
    assert "Pay with cheese." not in page(sign_in(cast.alma), f"theme/{theme.key}")


def test_the_search_finds_an_element_on_its_page_and_the_desk_keeps_its_citations(cast: Cast, sign_in: SignIn) -> None:
    theme = add_theme(cast)
    cited = cites(cast, place(cast, theme))
    element = write_element(cast, theme, f"Que paguen con queso {cited}.", language="es")
    address = f"{F}/element/{element.key}"
    assert address in opened(sign_in(cast.ana), "search?q=queso").links
    tess, text = sign_in(cast.tess), db.session.get_one(Text, element.text_id)
    assert "Que paguen con queso" in page(tess, "translate?kind=synthesis")
    desk = shown(tess.get(desk_url(text)))
    assert address in desk.links
    [field] = [name for name in desk.form(desk_url(text)).fields if name.startswith("body-")]
    kept = f"Let them pay with cheese {cited}."
    assert desk.form(desk_url(text)).send(tess, verb="finish", **{field: kept}).status_code == 303
    assert "Let them pay with cheese <a" in page(sign_in(cast.jorge), f"element/{element.key}")


# Writing


def test_a_member_writes_an_element_from_a_cell(cast: Cast, sign_in: SignIn) -> None:
    theme, client = add_theme(cast), sign_in(cast.jorge)
    address = f"theme/{theme.key}/element"
    form = opened(client, f"{address}?region=Quebec").form(address)
    assert form.fields["region"] == "Quebec"
    answer = form.send(client, body="Pay soon.")
    assert answer.status_code == 303
    element = db.session.scalars(select(PolicyElement)).one()
    assert (answer.location, element.region, element.author_id) == (
        f"{F}/element/{element.key}", "Quebec", cast.jorge.id,
    )  # fmt: skip
    assert db.session.get_one(Text, element.text_id).language == "en"
    assert form.send(client, body="Pay soon.").location == answer.location


def test_ticked_passages_are_put_into_the_text(cast: Cast, sign_in: SignIn) -> None:
    theme, other = add_theme(cast), add_theme(cast, "Law")
    first, second = place(cast, theme, "verduras"), place(cast, theme, "contratos", region="Quebec")
    elsewhere = place(cast, other, "municipio")
    client, address = sign_in(cast.jorge), f"theme/{theme.key}/element"
    form = opened(client, address).form(address)
    ticked = [second.key, elsewhere.key, "z" * 14]
    answer = form.send(client, body="Pay soon.", language="en", passages=ticked, cite="1")
    assert answer.status_code == 200
    again = shown(answer).form(address)
    assert again.fields["body"] == f"Pay soon. {cites(cast, second)}"
    assert written() == []
    assert again.send(client, passages=[first.key]).status_code == 303
    assert written() == [f"Pay soon. {cites(cast, second)} {cites(cast, first, '2')}"]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (" ", "Write something first."),
        ("x" * 4001, "A policy element can have at most 4000 characters."),
    ],
)
def test_a_refused_form_says_why_and_keeps_what_was_typed(cast: Cast, sign_in: SignIn, body: str, message: str) -> None:
    theme, client = add_theme(cast), sign_in(cast.jorge)
    address = f"theme/{theme.key}/element"
    answer = opened(client, address).form(address).send(client, body=body, region="Quebec", language="es")
    assert answer.status_code == 422
    kept = shown(answer)
    assert message in kept.words
    fields = kept.form(address).fields
    assert (fields["region"], fields["language"], fields["body"].strip()) == ("Quebec", "es", body.strip())
    assert written() == []


def test_what_somebody_else_saved_meanwhile_is_told(cast: Cast, sign_in: SignIn) -> None:
    element = write_element(cast, add_theme(cast))
    rosa, address = sign_in(cast.rosa), f"element/{element.key}/edit"
    form = opened(rosa, address).form(address)
    change_element(cast, element, "Theirs.", "Quebec")
    answer = form.send(rosa, body="Mine.")
    assert answer.status_code == 409
    again = shown(answer)
    assert "Theirs." in again.words
    assert "Somebody else has changed “Needed in” to Quebec meanwhile." in again.words
    assert written() == ["Theirs."]
    assert again.form(address).send(rosa, body="Both.").status_code == 303
    assert written() == ["Both."]


def test_the_history_names_who_wrote_what(cast: Cast, sign_in: SignIn) -> None:
    theme = add_theme(cast)
    cited = cites(cast, place(cast, theme))
    element = write_element(cast, theme, f"Pay soon {cited}.")
    change_element(cast, element, f"Pay sooner {cited}.", person=cast.rosa)
    history = opened(sign_in(cast.ana), f"element/{element.key}/history")
    assert history.texts("p[@class='meta']/b") == ["Rosa", "Jorge"]
    assert (history.texts("del"), history.texts("ins")) == (["soon"], ["sooner"])
    assert "Pay soon [1]." in history.words


def test_unsent_words_come_back(cast: Cast, sign_in: SignIn) -> None:
    theme, client = add_theme(cast), sign_in(cast.jorge)
    element = write_element(cast, theme)
    for place_of, address in (
        (f"element:{theme.key}:new", f"theme/{theme.key}/element"),
        (f"element:{element.key}", f"element/{element.key}/edit"),
    ):  # fmt: skip
        client.post("/unsent", data={"place": place_of, "body": "Half a sen", "since": ""})
        assert "Half a sen" in page(client, address)
    assert "A policy element" in client.get("/unsent").get_data(as_text=True)


def test_only_its_author_and_admins_are_shown_how_to_remove_it(cast: Cast, sign_in: SignIn) -> None:
    element = write_element(cast, add_theme(cast))
    address = f"element/{element.key}"
    ana = sign_in(cast.ana)
    assert "Remove it" not in page(ana, address)
    assert ana.post(f"{F}/{address}/remove").status_code == 403
    jorge = sign_in(cast.jorge)
    assert opened(jorge, address).form(f"{address}/remove").send(jorge).status_code == 303
    assert jorge.get(f"{F}/{address}").status_code == 404


def test_visitors_of_a_public_forum_read_elements_and_write_none(cast: Cast, client: Client) -> None:
    theme = add_theme(cast)
    element = write_element(cast, theme, "Pay with cheese.")
    cast.forum.public_reading = True
    db.session.commit()
    html = page(client, f"element/{element.key}")
    assert "Pay with cheese." in html
    assert "/edit" not in html
    assert "Pay with cheese." in page(client, f"theme/{theme.key}")
    assert client.post(f"{F}/element/{element.key}/edit", data={"body": "Mine."}).status_code == 401
    assert written() == ["Pay with cheese."]


def test_more_elements_and_citations_take_no_more_queries(app: Flask, cast: Cast, sign_in: SignIn) -> None:
    theme, client = add_theme(cast), sign_in(cast.ana)
    numbers = set()
    cited = [cites(cast, place(cast, theme, words)) for words in ("verduras", "contratos", "municipio")]
    for number in (1, 2, 3):
        write_element(cast, theme, f"Que paguen {' '.join(cited[:number])}.", region="Quebec", language="es")
        for address in (f"theme/{theme.key}", "elements"):
            client.get(f"{F}/{address}")
        with queries(app) as of_theme:
            client.get(f"{F}/theme/{theme.key}")
        with queries(app) as of_list:
            client.get(f"{F}/elements")
        numbers.add((len(of_theme), len(of_list)))
    assert len(numbers) == 1
    assert numbers.pop() <= (23, 10)
