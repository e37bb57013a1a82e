"""Empty cells of the matrix are questions to the people of their region, and admins put them to key respondents."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from board.actions import codebook, posting, scheduling
from board.extensions import db
from board.models import CellQuestion, Job, Post, Theme, Thread, User
from board.visible import visible_posts
from tests.support.asked import queries
from tests.support.cast import Cast, membership_of, sight_for, typed
from tests.support.client import Client
from tests.support.shown import Form, Shown, shown
from tests.support.synthesis import add_theme, let_code, place

SignIn = Callable[[User], Client]
F = "/f/social-economy"
CAPITAL_IN_QUEBEC = "What about “Access to capital” in Quebec?"
NOT_YET, ANSWERED = "Asked: Rosa, Wed 4 Mar, 07:00, not answered yet", "Asked: Rosa, Wed 4 Mar, 07:00, answered"


@pytest.fixture
def theme(cast: Cast) -> Theme:
    """A theme with a passage about Brazil and none about Quebec."""
    theme = add_theme(cast)
    place(cast, theme, "verduras")
    return theme


def address(theme: Theme, region: str = "Quebec") -> str:
    return f"{F}/theme/{theme.key}/question?region={region}"


def matrix(client: Client) -> Shown:
    return shown(client.get(f"{F}/synthesis"))


def ask(client: Client, theme: Theme, **words: str) -> Form:
    """Put the question to the first key respondent who is offered; return the form that did it."""
    form = shown(client.get(address(theme))).form("region=Quebec")
    assert form.send(client, **words).status_code == 303
    return form


def asked_post() -> Post:
    return db.session.scalars(select(Post).join(CellQuestion, CellQuestion.post_id == Post.id)).one()


def test_an_empty_cell_leads_to_its_question(cast: Cast, theme: Theme, sign_in: SignIn) -> None:
    client = sign_in(cast.ana)
    page = matrix(client)
    assert page.links.count(address(theme)) == 2  # the cell, and the list below the matrix
    assert address(theme, "Brazil") not in page.links
    question = shown(client.get(address(theme)))
    assert question.texts("h1") == [CAPITAL_IN_QUEBEC]
    assert f"{F}/week/2/new-thread" in question.links
    assert "Put it to a key respondent" not in question.words
    in_full = client.get(address(theme, "Brazil"))
    assert (in_full.status_code, in_full.location) == (302, f"{F}/theme/{theme.key}?region=Brazil")
    assert address(theme) in shown(client.get(f"{F}/theme/{theme.key}?region=Quebec")).links


def test_questions_for_the_viewers_own_region_come_first_and_are_announced(
    cast: Cast, theme: Theme, sign_in: SignIn
) -> None:
    add_theme(cast, "Legislation")
    page = matrix(sign_in(cast.rosa))
    assert page.texts("details[@open]/summary") == ["Quebec 2"]
    assert page.texts("summary")[-2:] == ["Quebec 2", "Brazil 1"]
    assert "2 questions for your region, Quebec, are open." in page.words
    assert "for your region" not in matrix(sign_in(cast.jorge)).words


@pytest.mark.parametrize("region", ["", "Bolivia"])
def test_nobody_is_asked_about_what_is_no_region_of_the_forum(
    cast: Cast, theme: Theme, sign_in: SignIn, region: str
) -> None:
    assert sign_in(cast.alma).get(address(theme, region)).status_code == 404


def test_nobody_is_asked_about_a_theme_that_is_only_proposed(cast: Cast, sign_in: SignIn) -> None:
    theme, client = add_theme(cast, "Ahorro", cast.ana), sign_in(cast.ana)
    assert client.get(address(theme)).status_code == 404
    assert "Still open" not in matrix(client).words


def test_people_who_code_are_not_told_that_a_cell_is_empty(cast: Cast, theme: Theme, sign_in: SignIn) -> None:
    let_code(cast, cast.rosa)
    assert "Still open" not in matrix(sign_in(cast.rosa)).words


def test_an_admin_puts_the_question_to_a_key_respondent_in_a_new_thread(
    cast: Cast, theme: Theme, sign_in: SignIn
) -> None:
    client = sign_in(cast.alma)
    form = ask(client, theme)
    assert form.fields["body"] == CAPITAL_IN_QUEBEC
    assert form.send(client).status_code == 303  # a double click
    post = asked_post()
    assert (post.asked_id, post.author_id) == (cast.rosa.id, cast.alma.id)
    assert cast.week(2).id == db.session.get_one(Thread, post.thread_id).week_id
    assert db.session.scalars(select(Job.kind).where(Job.unique_key == f"question:{post.key}")).one() == "mail.question"
    thread = db.session.get_one(Thread, post.thread_id)
    assert "Access to capital: Quebec" in shown(client.get(f"{F}/thread/{thread.key}")).words
    assert NOT_YET in shown(client.get(address(theme))).words
    rosa = sign_in(cast.rosa)
    assert CAPITAL_IN_QUEBEC in shown(rosa.get(f"{F}/questions")).words
    assert NOT_YET in matrix(rosa).words
    posting.reply(sight_for(cast, cast.rosa), thread, cast.rosa, typed("Savings banks.", "en"), to=post)
    assert ANSWERED in matrix(rosa).words


def test_the_question_can_stand_in_a_thread_that_is_there(cast: Cast, theme: Theme, sign_in: SignIn) -> None:
    ask(sign_in(cast.alma), theme, place=cast.thread.key, body="And in Quebec?")
    assert asked_post().thread_id == cast.thread.id


def test_somebody_who_answers_for_the_region_in_a_week_can_be_asked(cast: Cast, theme: Theme, sign_in: SignIn) -> None:
    client, rosa = sign_in(cast.alma), membership_of(cast.rosa, cast.forum)
    assert rosa is not None
    for region, roles, offered in [
        ("Brazil", {"key_respondent"}, ["Rosa"]),  # week 2 is hers, for Quebec
        ("Quebec", {"participant"}, []),
    ]:
        rosa.region, rosa.roles = region, frozenset(roles)
        db.session.commit()
        page = shown(client.get(address(theme)))
        assert page.texts("select[@name='respondent']/option") == offered
    assert "No key respondent is from this region." in page.words
    assert client.post(address(theme), data={"body": "And?", "region": "Quebec"}).status_code == 422


def test_without_an_open_week_nobody_can_be_asked(cast: Cast, theme: Theme, sign_in: SignIn) -> None:
    client = sign_in(cast.alma)
    for week in cast.weeks[:2]:
        scheduling.close_week(sight_for(cast, cast.alma), week, True)
    assert "No week is open, so nobody can be asked now." in shown(client.get(address(theme))).words


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"body": "  "}, "Write the question first."),
        ({"respondent": "zzzzzzzzzzzzzz"}, "Not a valid choice"),
        ({"place": "locked"}, "Not a valid choice"),
    ],
)
def test_a_refused_question_keeps_what_was_typed(
    cast: Cast, theme: Theme, sign_in: SignIn, words: dict[str, str], message: str
) -> None:
    assert cast.locked_thread is not None
    client = sign_in(cast.alma)
    form = shown(client.get(address(theme))).form("region=Quebec")
    chosen = {name: cast.locked_thread.key if value == "locked" else value for name, value in words.items()}
    answer = form.send(client, **{"body": "And there?"} | chosen)
    assert answer.status_code == 422
    page = shown(answer)
    assert message in page.words
    assert "body" in words or page.texts("textarea") == ["And there?"]
    assert db.session.scalars(select(CellQuestion)).all() == []


def test_only_admins_put_questions_of_cells(cast: Cast, theme: Theme, sign_in: SignIn) -> None:
    assert sign_in(cast.ana).post(address(theme), data={"body": "And?"}).status_code == 403


def test_a_question_goes_with_its_post(cast: Cast, theme: Theme, sign_in: SignIn) -> None:
    ask(sign_in(cast.alma), theme)
    post, reader = asked_post(), sign_in(cast.tess)
    assert "Asked: Rosa" in matrix(reader).words
    posting.hide_post(sight_for(cast, cast.alma), post, "A reason")
    for person in (cast.tess, cast.alma):
        client = sign_in(person)
        assert "Asked: Rosa" not in matrix(client).words
        assert "Asked: Rosa" not in shown(client.get(address(theme))).words
    posting.restore_post(sight_for(cast, cast.alma), post)
    reader = sign_in(cast.tess)
    assert "Asked: Rosa" in matrix(reader).words
    sight = sight_for(cast, cast.alma)
    scheduling.override_week(sight, sight.weeks[1], "locked")
    assert db.session.execute(visible_posts(sight_for(cast, cast.tess)).where(Post.id == post.id)).first() is None
    assert "Asked: Rosa" not in matrix(reader).words
    assert "Asked: Rosa" not in shown(reader.get(address(theme))).words


def test_a_merged_theme_hands_its_questions_over(cast: Cast, theme: Theme, sign_in: SignIn) -> None:
    client, money = sign_in(cast.alma), add_theme(cast, "Money")
    ask(client, theme)
    codebook.merge_themes(sight_for(cast, cast.alma), theme, money, ("Access to capital", "Money"))
    assert NOT_YET in shown(client.get(address(money))).words


def test_the_question_is_written_in_the_language_of_the_pages(cast: Cast, theme: Theme, sign_in: SignIn) -> None:
    cast.alma.interface = "es"
    db.session.commit()
    form = shown(sign_in(cast.alma).get(address(theme))).form("region=Quebec")
    assert form.fields["body"] == "¿Qué hay de «Access to capital» en Quebec?"
    assert form.fields["language"] == "es"


def test_the_number_of_queries_does_not_grow_with_the_questions(
    app: Flask, cast: Cast, theme: Theme, sign_in: SignIn
) -> None:
    client, numbers = sign_in(cast.alma), set()
    for number in range(3):
        add_theme(cast, f"Theme {number}")
        ask(client, theme, body=f"Question {number}")
        matrix(client)
        with queries(app) as of_matrix:
            matrix(client)
        with queries(app) as of_cell:
            client.get(address(theme))
        numbers.add((len(of_matrix), len(of_cell)))
    assert len(numbers) == 1
