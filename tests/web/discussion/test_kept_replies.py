"""A reply that was begun is found again under its post; a form is left by a button that keeps its words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from board.actions import posting
from board.extensions import db
from board.models import Post, UnsentText, User
from tests.media.making import picture
from tests.support.attached import attachments, upload
from tests.support.cast import Cast, sight_for
from tests.support.client import Client
from tests.support.shown import Form, shown

SignIn = Callable[[User], Client]
GONE = "The post that you were replying to is no longer here."
KEPT = "What you wrote is kept."
WORDS = "Half a reply"


def thread_url(cast: Cast) -> str:
    return f"/f/social-economy/thread/{cast.thread.key}"


def keep(client: Client, cast: Cast, **fields: str) -> None:
    place = {"place": f"reply:{cast.thread.key}", "body": WORDS, "since": ""}
    assert client.post("/unsent", data=place | fields).status_code == 200


def kept() -> list[tuple[str, str]]:
    return [(row.body, row.reply_to) for row in db.session.scalars(select(UnsentText))]


def reply_form(client: Client, cast: Cast, query: str = "") -> Form:
    return shown(client.get(thread_url(cast) + query)).form("/reply")


def later(client: Client, form: Form, **fields: Any) -> Any:
    return client.post("/unsent/later", data=form.fields | fields)


# ---- found again


def test_a_reply_comes_back_under_the_post_that_it_answers(cast: Cast, sign_in: SignIn) -> None:
    keep(sign_in(cast.jorge), cast, reply_to=cast.post.key)
    other_device = sign_in(cast.jorge)
    form = reply_form(other_device, cast)
    assert (form.fields["body"], form.fields["reply_to"]) == (WORDS, cast.post.key)
    form.send(other_device)
    newest = db.session.scalars(select(Post).order_by(Post.id.desc()).limit(1)).one()
    assert newest.reply_to_id == cast.post.id
    assert kept() == []


def test_the_address_decides_which_post_is_answered(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.jorge)
    keep(client, cast, reply_to=cast.post.key)
    assert reply_form(client, cast, f"?reply={cast.answer.key}").fields["reply_to"] == cast.answer.key
    assert "reply_to" not in reply_form(client, cast, "?reply=").fields
    page = shown(client.get(f"/f/social-economy/post/{cast.answer.key}/reply"))
    assert page.form("/reply").fields["reply_to"] == cast.answer.key


@pytest.mark.parametrize("how", ["hidden", "deleted"])
def test_whoever_answered_a_post_that_is_gone_is_told(cast: Cast, sign_in: SignIn, how: str) -> None:
    client = sign_in(cast.jorge)
    keep(client, cast, reply_to=cast.post.key)
    assert GONE not in shown(client.get(thread_url(cast))).words
    if how == "hidden":
        posting.hide_post(sight_for(cast, cast.alma), cast.post, "Off topic")
    else:
        posting.delete_post(sight_for(cast, cast.ana), cast.post)
    page = shown(client.get(thread_url(cast)))
    assert GONE in page.words
    assert (page.form("/reply").fields["body"], "reply_to" in page.form("/reply").fields) == (WORDS, False)


@pytest.mark.parametrize("key", ["", "x", "\0", "z" * 14, "2" * 15, "2" * 5000])
def test_what_is_no_key_of_a_post_of_this_thread_answers_nobody(cast: Cast, sign_in: SignIn, key: str) -> None:
    client = sign_in(cast.jorge)
    keep(client, cast, reply_to=key)
    form = reply_form(client, cast)
    assert (form.fields["body"], "reply_to" in form.fields) == (WORDS, False)
    keep(client, cast, reply_to=cast.question.key, since=form.fields["known"])
    assert "reply_to" not in reply_form(client, cast).fields


# ---- left by a button


@pytest.mark.parametrize("headers", [{}, {"Save-Data": "on"}])
def test_the_way_back_to_the_thread_keeps_the_words(cast: Cast, sign_in: SignIn, headers: dict[str, str]) -> None:
    client = sign_in(cast.jorge)
    page = shown(client.get(f"/f/social-economy/post/{cast.post.key}/reply", headers=headers))
    button = page.one("button[@name='to'][@form='reply']")
    assert button.get("formaction") == "/unsent/later"
    answer = later(client, page.form("/reply"), body=WORDS, to=button.get("value"))
    assert (answer.status_code, answer.location) == (303, f"/f/social-economy/post/{cast.post.key}")
    assert kept() == [(WORDS, cast.post.key)]
    page = shown(client.get(answer.location, follow_redirects=True))
    assert KEPT in page.words
    assert page.form("/reply").fields["body"] == WORDS


def test_an_empty_form_is_left_without_a_word(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.jorge)
    assert later(client, reply_form(client, cast), body=" ", to="/").location == "/"
    assert kept() == []
    assert KEPT not in shown(client.get(thread_url(cast))).words


def test_words_that_another_device_kept_meanwhile_stay(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.jorge)
    form = reply_form(client, cast)
    keep(sign_in(cast.jorge), cast, body="From the phone")
    later(client, form, body=WORDS)
    assert kept() == [(f"From the phone\n\n{WORDS}", "")]


def test_a_form_that_was_posted_keeps_nothing(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.jorge)
    form = reply_form(client, cast)
    form.send(client, body=WORDS)
    later(client, form, body=WORDS)
    assert kept() == []


def test_a_chosen_picture_is_kept_with_the_words(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.jorge)
    later(client, reply_form(client, cast), body=WORDS, **upload(picture(80, 60), words="A market"))
    [found] = attachments()
    assert kept() == [(f"{WORDS}\n\n![A market](image:{found.key})", "")]


def test_a_chosen_file_that_is_refused_is_told_and_the_words_are_kept(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.jorge)
    later(client, reply_form(client, cast), body=WORDS, **upload(b"nothing"))
    assert kept() == [(WORDS, "")]
    assert "neither a picture" in shown(client.get(thread_url(cast))).words


@pytest.mark.parametrize("to", ["https://example.org/", "//example.org", "/\\example.org", ""])
def test_it_leads_to_no_other_site(cast: Cast, sign_in: SignIn, to: str) -> None:
    client = sign_in(cast.jorge)
    assert later(client, reply_form(client, cast), body=WORDS, to=to).location == "/unsent"


@pytest.mark.parametrize("place", ["", "nowhere:x", "reply:" + "x" * 120])
def test_words_without_a_place_are_not_kept(cast: Cast, sign_in: SignIn, place: str) -> None:
    client = sign_in(cast.jorge)
    assert later(client, reply_form(client, cast), body=WORDS, place=place).status_code == 303
    assert kept() == []
