"""Writing: a reply is posted once or refused with a clear message, and what was typed is never lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

import pytest
from flask import Flask
from sqlalchemy import func, select

from board.actions import enrolling, scheduling
from board.extensions import db
from board.models import Forum, Post, Thread, UnsentText, User
from tests.support.cast import Cast, sight_for, text_of, typed
from tests.support.client import Client
from tests.support.seeing import source_of
from tests.support.shown import shown
from tests.support.spanish import in_spanish

SignIn = Callable[[User], Client]
HTMX = {"HX-Request": "true", "HX-Target": "form#reply", "HX-Source": "form#reply"}
WORDS = "An hour of typing.\n\nWith “two” paragraphs & a <b>tag</b>."
HELP = "Your words are never lost"
"""The heading of what the handbook says on the page."""


def thread_url(cast: Cast) -> str:
    return f"/f/social-economy/thread/{cast.thread.key}"


def reply(client: Client, cast: Cast, **fields: str) -> Any:
    """Post a reply without opening the page first."""
    return client.post(f"{thread_url(cast)}/reply", data={"language": "", "body": WORDS, **fields})


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def newest() -> Post:
    return db.session.scalars(select(Post).order_by(Post.id.desc()).limit(1)).one()


# ---- posted


def test_a_plain_form_leads_to_the_new_post(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.jorge)
    response = shown(client.get(thread_url(cast))).form("/reply").send(client, body="Thank you, Ana.")
    post = newest()
    assert response.status_code == 303
    assert response.location == f"{thread_url(cast)}#p-{post.key}"
    assert (post.author_id, source_of(text_of(post))) == (cast.jorge.id, "Thank you, Ana.")
    page = shown(client.get(thread_url(cast)))
    assert "Thank you, Ana." in page.words
    assert "Your reply is posted." in page.words


def test_htmx_gets_the_post_out_of_band_and_a_fresh_form(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.jorge)
    before = shown(client.get(thread_url(cast))).form("/reply")
    response = before.send(client, body="Thank you, Ana.", headers=HTMX)
    part, post = shown(response), newest()
    assert response.status_code == 200
    assert "<html" not in response.text
    [out_of_band] = part.all("*[@hx-swap-oob]")
    assert out_of_band.get("hx-swap-oob") == "beforeend:#posts"
    assert [element.get("id") for element in out_of_band.iter("article")] == [f"p-{post.key}"]
    after = part.form("/reply")
    assert after.fields["body"] == ""
    assert after.fields["once"] != before.fields["once"]
    assert set(response.headers["Vary"].split(", ")) >= {"HX-Request", "HX-History-Restore-Request", "Cookie"}


@pytest.mark.parametrize("headers", [None, HTMX], ids=["plain", "htmx"])
def test_a_double_click_posts_once(cast: Cast, sign_in: SignIn, headers: dict[str, str] | None) -> None:
    client = sign_in(cast.jorge)
    form = shown(client.get(thread_url(cast))).form("/reply")
    before = count(Post)
    first, second = (form.send(client, body="Once.", headers=headers) for _ in range(2))
    assert count(Post) == before + 1
    assert (first.status_code, first.location) == (second.status_code, second.location)
    assert f"p-{newest().key}" in (second.location or second.text)


def test_two_people_can_send_the_same_mark(cast: Cast, sign_in: SignIn) -> None:
    before = count(Post)
    for person in (cast.jorge, cast.ana):
        assert reply(sign_in(person), cast, once="the same mark").status_code == 303
    assert count(Post) == before + 2


def test_a_reply_names_the_post_that_it_replies_to(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.ana)
    page = shown(client.get(f"{thread_url(cast)}?reply={cast.answer.key}"))
    assert "Reply to Jorge" in page.words
    page.form("/reply").send(client, body="Con paciencia.")
    assert newest().reply_to_id == cast.answer.id
    assert "in reply to Jorge" in shown(client.get(thread_url(cast))).words


def test_quoting_puts_the_words_into_the_form(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.jorge)
    form = shown(client.get(f"{thread_url(cast)}?quote={cast.post.key}")).form("/reply")
    assert str(form.fields["body"]).splitlines()[:3] == [
        "> La cooperativa vendió verduras al municipio.",
        ">",
        "> Los contratos pequeños ayudan a empezar.",
    ]
    assert form.fields["reply_to"] == cast.post.key


def test_reloading_a_quote_does_not_repeat_it(cast: Cast, sign_in: SignIn) -> None:
    """The unsent text holds the quote already when the page is loaded again."""
    client = sign_in(cast.jorge)
    url = f"{thread_url(cast)}?quote={cast.post.key}"
    body = str(shown(client.get(url)).form("/reply").fields["body"]) + "And I say"
    client.post("/unsent", data={"place": f"reply:{cast.thread.key}", "body": body})
    again = str(shown(client.get(url)).form("/reply").fields["body"])
    assert again.count("> La cooperativa") == 1
    assert "And I say" in again


@pytest.mark.parametrize("other", ["question", "locked_post"])
def test_posts_of_other_threads_cannot_be_quoted(cast: Cast, sign_in: SignIn, other: str) -> None:
    key = getattr(cast, other).key
    form = shown(sign_in(cast.jorge).get(f"{thread_url(cast)}?quote={key}")).form("/reply")
    assert form.fields["body"] == ""
    assert "reply_to" not in form.fields


def test_the_language_is_guessed_or_chosen(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.jorge)
    reply(client, cast, body="Las compras públicas ayudan a las cooperativas pequeñas de la región.")
    assert (text_of(newest()).language, text_of(newest()).language_guessed) == ("es", True)
    reply(client, cast, body="Muchas gracias", language="pt")
    assert (text_of(newest()).language, text_of(newest()).language_guessed) == ("pt", False)


def test_a_week_stays_open_for_writing(cast: Cast, sign_in: SignIn, clock: Any) -> None:
    clock.move_to(clock.now().replace(day=26))
    assert reply(sign_in(cast.jorge), cast).status_code == 303


# ---- refused: a clear message, and the words are still there

TOO_LONG = "palabra " * 6_251
"""50,008 characters."""

NOTHING = "There is nothing to post yet: write something first."
BAD = {
    "empty": ({"body": ""}, NOTHING),
    "white space": ({"body": " \t\r\n\u00a0 "}, NOTHING),
    "invisible": ({"body": "\u200b\u00ad\x00\x07"}, NOTHING),
    "a definition alone": ({"body": "[a]: https://example.org"}, NOTHING),
    "too long": ({"body": TOO_LONG}, "This is longer than 50,000 characters. Please split it in two."),
    "language": ({"language": "xx"}, "Choose the language from the list, or leave it to be guessed."),
    "reply to nothing": (
        {"reply_to": "zzzzzzzzzzzzzz"},
        "The post that you reply to is not in this thread. If you send your text again, it will be a reply to all.",
    ),
    "ask nobody": (
        {"ask": "zzzzzzzzzzzzzz"},
        "Questions can be put to key respondents only. Choose one, or nobody in particular.",
    ),
}


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
@pytest.mark.parametrize("name", BAD)
def test_a_refused_reply_says_why_and_keeps_the_words(
    cast: Cast, sign_in: SignIn, name: str, headers: dict[str, str]
) -> None:
    fields, message = BAD[name]
    client = sign_in(cast.jorge)
    before = count(Post)
    data = {"body": WORDS, "language": "", **fields}
    response = client.post(f"{thread_url(cast)}/reply", data=data, headers=headers)
    assert response.status_code == 422
    assert ("<html" in response.text) == (not headers)
    page = shown(response)
    assert any(message in words for words in page.texts("*[@role='alert']"))
    typed_words = str(page.form("/reply").fields["body"]).replace("\r\n", "\n")
    assert typed_words == data["body"].replace("\r\n", "\n").replace("\x00", "").replace("\x07", "")
    assert count(Post) == before


@pytest.mark.parametrize("name", BAD)
def test_the_message_comes_in_the_readers_language(cast: Cast, sign_in: SignIn, name: str) -> None:
    fields, english = BAD[name]
    data = {"body": WORDS, "language": "", **fields}
    response = sign_in(cast.ana).post(f"{thread_url(cast)}/reply", data=data, headers={"Accept-Language": "es"})
    page = shown(response)
    assert " ".join(in_spanish(english).split()) in " ".join(page.texts("*[@role='alert']"))
    assert page.root.get("lang") == "es"


def test_the_longest_text_is_counted_as_it_is_kept(cast: Cast, sign_in: SignIn) -> None:
    """A browser sends two characters for each line break, which count as one."""
    assert reply(sign_in(cast.jorge), cast, body="line\r\n" * 9_999 + "line").status_code == 303


@pytest.mark.parametrize("other", ["question", "locked_post", "elsewhere"])
def test_a_reply_to_a_post_of_another_thread_is_refused(cast: Cast, sign_in: SignIn, other: str) -> None:
    """Posts of another thread, a locked week or another forum are refused like an unknown one."""
    key = post_of_the_other_forum(cast).key if other == "elsewhere" else getattr(cast, other).key
    client = sign_in(cast.jorge)
    unknown = client.post(f"{thread_url(cast)}/reply", data={"body": WORDS, "once": "o", "reply_to": "zzzzzzzzzzzzzz"})
    response = client.post(f"{thread_url(cast)}/reply", data={"body": WORDS, "once": "o", "reply_to": key})
    assert response.status_code == 422
    assert shown(response).words == shown(unknown).words


def post_of_the_other_forum(cast: Cast) -> Post:
    from board.actions import posting
    from tests.support.cast import look_as

    forum = db.session.get_one(Forum, cast.other_forum.id)
    scheduling.add_week(look_as(forum, cast.omar), "Councils", "", "en", None, cast.omar)
    sight = look_as(forum, cast.omar)
    scheduling.override_week(sight, sight.weeks[0], "open")
    thread = posting.open_thread(sight, sight.weeks[0], cast.omar, typed("Elsewhere", "en", "Elsewhere"))
    return db.session.scalars(select(Post).where(Post.thread_id == thread.id)).one()


@pytest.mark.parametrize("person", ["jorge", "omar", "nina", "tess"])
def test_only_key_respondents_can_be_asked(cast: Cast, sign_in: SignIn, person: str) -> None:
    response = reply(sign_in(cast.ana), cast, ask=getattr(cast, person).key)
    assert response.status_code == 422
    assert WORDS.replace("\n", "\r\n") in str(shown(response).form("/reply").fields["body"])


def test_a_refused_form_drops_invalid_choices(cast: Cast, sign_in: SignIn) -> None:
    """The form in the answer can be sent without a change."""
    client = sign_in(cast.jorge)
    response = reply(client, cast, reply_to="zzzzzzzzzzzzzz", ask="zzzzzzzzzzzzzz", language="xx")
    assert shown(response).form("/reply").send(client).status_code == 303


def test_control_characters_are_left_out(cast: Cast, sign_in: SignIn) -> None:
    assert reply(sign_in(cast.jorge), cast, body="One\x00 and\x07 two\x1b\u202e").status_code == 303
    assert source_of(text_of(newest())) == "One and two"


@pytest.mark.parametrize("field", ["once", "language", "reply_to", "ask", "place", "back"])
def test_a_nul_byte_in_a_hidden_field_breaks_nothing(cast: Cast, sign_in: SignIn, field: str) -> None:
    """PostgreSQL does not accept a NUL in any text."""
    response = reply(sign_in(cast.jorge), cast, **{field: "a\x00b"})
    assert response.status_code in (303, 422)


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_a_week_that_was_closed_during_typing_refuses_the_post_and_keeps_the_words(
    cast: Cast, sign_in: SignIn, headers: dict[str, str]
) -> None:
    client = sign_in(cast.jorge)
    form = shown(client.get(thread_url(cast))).form("/reply")
    scheduling.close_week(sight_for(cast, cast.alma), cast.week(1), True)
    response = form.send(client, body=WORDS, headers=headers)
    assert response.status_code == 403
    assert "This week is closed: it can be read, but not written in any more." in shown(response).words
    if headers:
        assert response.headers["HX-Reswap"] == "none"  # htmx leaves the form as it is
    else:
        assert "".join(shown(response).one("textarea").itertext()) == WORDS
    assert client.get(thread_url(cast)).status_code == 200
    assert "/reply" not in client.get(thread_url(cast)).text


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_a_week_that_was_locked_during_typing_refuses_the_post_and_keeps_the_words(
    cast: Cast, sign_in: SignIn, headers: dict[str, str]
) -> None:
    client = sign_in(cast.jorge)
    form = shown(client.get(thread_url(cast))).form("/reply")
    scheduling.override_week(sight_for(cast, cast.alma), cast.week(1), "locked")
    response = form.send(client, body=WORDS, headers=headers)
    assert response.status_code == 404
    if headers:
        assert response.headers["HX-Reswap"] == "none"
    else:
        assert "".join(shown(response).one("textarea").itertext()) == WORDS
    assert "Selling" not in response.text
    assert "Vender" not in response.text


@pytest.mark.parametrize("person", ["omar", "nina", "olga"])
def test_only_members_can_write(cast: Cast, sign_in: SignIn, person: str) -> None:
    response = reply(sign_in(getattr(cast, person)), cast)
    assert response.status_code == 403
    assert "This is for members of the forum." in shown(response).words


# ---- opening a thread


NEW_THREAD = "/f/social-economy/week/2/new-thread"


def test_a_member_opens_a_thread(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.ana)
    before = count(Thread)
    form = shown(client.get(NEW_THREAD)).form("/new-thread")
    first, second = (form.send(client, title="Ferias", body="¿Quién organiza ferias?", language="es") for _ in "ab")
    assert count(Thread) == before + 1
    assert (first.status_code, first.location) == (303, second.location)
    page = shown(client.get(first.location))
    assert page.texts("h1") == ["Ferias"]
    assert "¿Quién organiza ferias?" in page.words


@pytest.mark.parametrize(
    ("fields", "messages"),
    [
        ({"title": "", "body": ""}, ["Give it a title.", "There is nothing to post yet"]),
        ({"title": " ", "body": " "}, ["Give it a title.", "There is nothing to post yet"]),
        ({"title": "x" * 201}, ["A title can have at most 200 characters."]),
        ({"title": "x\x00y"}, ["characters that cannot be shown"]),
        ({"title": "\u200b\u00ad"}, ["Give it a title."]),
        ({"body": "\u200b\x00"}, ["nothing to post yet"]),
        ({"body": "[a]: https://example.org"}, ["nothing to post yet"]),
        ({"body": TOO_LONG}, ["longer than 50,000"]),
        ({"language": "xx"}, ["language"]),
    ],
)
def test_a_refused_thread_keeps_title_and_text(
    cast: Cast, sign_in: SignIn, fields: dict[str, str], messages: list[str]
) -> None:
    client = sign_in(cast.ana)
    data = {"title": "A title", "body": WORDS, "language": "es", **fields}
    before = count(Thread)
    response = client.post(NEW_THREAD, data=data)
    assert response.status_code == 422
    page = shown(response)
    [alert] = page.texts("div[@role='alert']")
    assert [message for message in messages if message not in alert] == []
    shown_fields = page.form("/new-thread").fields
    assert shown_fields["title"] == data["title"].strip().replace("\x00", "")
    assert str(shown_fields["body"]).replace("\r\n", "\n") == data["body"].replace("\x00", "")
    assert count(Thread) == before


def test_only_an_admin_can_set_a_question(cast: Cast, sign_in: SignIn) -> None:
    data = {"title": "T", "body": WORDS, "language": "en", "question": "1"}
    response = sign_in(cast.ana).post(NEW_THREAD, data=data)
    assert response.status_code == 403
    assert "".join(shown(response).all("textarea")[1].itertext()) == WORDS
    assert sign_in(cast.alma).post(NEW_THREAD, data=data).status_code == 303
    assert db.session.scalars(select(Thread.kind).order_by(Thread.id.desc()).limit(1)).one() == "question"


@pytest.mark.parametrize("number", [3, 4])
def test_a_locked_week_takes_no_thread(cast: Cast, sign_in: SignIn, number: int) -> None:
    """The programme is public, so a refusal reveals nothing about the week."""
    url = f"/f/social-economy/week/{number}/new-thread"
    client = sign_in(cast.ana)
    assert client.get(url).status_code == 403
    response = client.post(url, data={"title": "T", "body": WORDS})
    assert response.status_code == 403
    assert "This week is locked." in shown(response).words


# ---- preview


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_a_preview_shows_the_text_and_nothing_live(cast: Cast, sign_in: SignIn, headers: dict[str, str]) -> None:
    body = "**bold** <script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=alert(1)>"
    response = sign_in(cast.ana).post("/preview", data={"body": body}, headers=headers)
    page = shown(response)
    assert response.status_code == 200
    assert [b for b in page.texts("strong") if b == "bold"] == ["bold"]
    assert page.all("img") == []
    assert "<script>alert(1)</script>" in page.words
    assert not [link for link in page.links if "javascript" in link]


def test_a_preview_of_an_empty_text_says_so(cast: Cast, sign_in: SignIn) -> None:
    assert "Nothing to show yet." in shown(sign_in(cast.ana).post("/preview", data={"body": " \x00"})).words


# ---- unsent texts


def keep(client: Client, **fields: str) -> Any:
    return client.post("/unsent", data={"place": "reply:abc", "body": "Half a thought", **fields})


def test_unsent_words_are_kept_and_come_back_into_their_form(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.jorge)
    response = keep(client, place=f"reply:{cast.thread.key}", body=WORDS, language="en")
    assert response.status_code == 200
    assert response.text.startswith("Kept ")
    assert response.mimetype == "text/plain"
    page = shown(client.get(thread_url(cast)))
    form = page.form("/reply")
    assert form.fields["body"] == WORDS.replace("\n", "\r\n")
    assert form.fields["language"] == "en"
    assert form.element.get("data-unsent-at") == response.headers["Unsent-At"]
    form.send(client)
    assert count(UnsentText) == 0


@pytest.mark.parametrize(
    ("told", "own", "shown_as"),
    [
        ("America/Toronto", None, "07:00"),
        ("America/Toronto", "Europe/Madrid", "13:00"),
        ("", None, "12:00"),
        ("x", None, "12:00"),
    ],
)
def test_the_time_of_keeping_is_in_the_zone_of_the_form(
    cast: Cast, sign_in: SignIn, told: str, own: str | None, shown_as: str
) -> None:
    """Unsent texts belong to no forum. The form sends the forum's zone for people without a zone of their own."""
    db.session.get_one(User, cast.jorge.id).zone = own
    assert keep(sign_in(cast.jorge), zone=told).text == f"Kept {shown_as}"


def test_forms_send_the_zone_of_their_forum(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.alma)
    urls = [
        thread_url(cast),
        NEW_THREAD,
        f"/f/social-economy/translate/{text_of(cast.post).key}",
        "/f/social-economy/admin/week/1",
    ]
    kept = [element for url in urls for element in shown(client.get(url)).all("*[@data-unsent]")]
    assert len(kept) > 3
    assert {element.get("data-zone") for element in kept} == {"America/Toronto"}


def test_a_kept_thread_comes_back_with_its_title(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.jorge)
    keep(client, place="thread:social-economy:2", title="A thread", body=WORDS, language="es")
    fields = shown(client.get(NEW_THREAD)).form("/new-thread").fields
    assert (fields["title"], fields["body"], fields["language"]) == ("A thread", WORDS.replace("\n", "\r\n"), "es")


def test_unsent_words_are_shown_to_their_author_alone(cast: Cast, sign_in: SignIn) -> None:
    keep(sign_in(cast.jorge), place=f"reply:{cast.thread.key}", body="Between me and myself")
    for person in (cast.ana, cast.alma, cast.olga):
        client = sign_in(person)
        assert "Between me" not in client.get("/unsent").text
        assert "Between me" not in client.get(thread_url(cast)).text


def test_a_newer_unsent_version_is_shown_and_not_overwritten(cast: Cast, sign_in: SignIn, clock: Any) -> None:
    client = sign_in(cast.jorge)
    first = keep(client, body="From the phone").headers["Unsent-At"]
    clock.move_to(clock.now().replace(minute=5))
    assert keep(client, body="From the phone, longer", since=first).status_code == 200
    response = keep(client, body="From the laptop", since=first)
    assert (response.status_code, response.text) == (409, "From the phone, longer")
    assert response.headers["Unsent-At"] > first
    assert db.session.scalars(select(UnsentText.body)).all() == ["From the phone, longer"]
    assert keep(client, body="", since=first).status_code == 409
    assert keep(client, body="Both", since=response.headers["Unsent-At"]).status_code == 200


def test_a_conflict_is_plain_text(cast: Cast, sign_in: SignIn) -> None:
    """The answer echoes the words, so no browser may take it for HTML."""
    client = sign_in(cast.jorge)
    keep(client, body="<script>alert(1)</script>")
    response = keep(client, body="other", since="")
    assert (response.status_code, response.content_type) == (409, "text/plain; charset=utf-8")


def test_an_emptied_field_deletes_the_unsent_text(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.jorge)
    keep(client)
    response = keep(client, body=" \n ")
    assert (response.status_code, response.text, response.headers["Unsent-At"]) == (200, "", "")
    assert count(UnsentText) == 0


def test_keeping_words_after_they_were_posted_is_ignored(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.jorge)
    form = shown(client.get(thread_url(cast))).form("/reply")
    form.send(client, body=WORDS)
    response = keep(client, place=f"reply:{cast.thread.key}", body=WORDS, once=str(form.fields["once"]))
    assert (response.status_code, response.headers["Unsent-At"]) == (200, "")
    assert count(UnsentText) == 0


@pytest.mark.parametrize(
    "fields",
    [
        {"place": "nowhere:abc"},
        {"place": ""},
        {"place": "reply:" + "x" * 120},
    ],
    ids=["unknown place", "no place", "long place"],
)
def test_words_that_cannot_be_kept_are_refused_with_a_message(
    cast: Cast, sign_in: SignIn, fields: dict[str, str]
) -> None:
    response = keep(sign_in(cast.jorge), **fields)
    assert (response.status_code, response.text) == (422, "This could not be kept.")
    assert count(UnsentText) == 0


def test_words_too_long_to_keep_have_a_message_of_their_own(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.jorge)
    assert keep(client, body="x" * 100_000).status_code == 200
    response = keep(client, body="x" * 100_001)
    assert (response.status_code, response.text) == (413, "This is too long to be kept on the server.")


def test_a_newer_unsent_thread_comes_with_its_title(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.jorge)
    place = "thread:social-economy:2"
    keep(client, place=place, title="Pan y maíz", body="Of the desk.")
    other = keep(client, place=place, title="Pan", body="Of the phone.", since="")
    assert (other.status_code, other.text) == (409, "Of the desk.")
    assert unquote(other.headers["Unsent-Title"]) == "Pan y maíz"


def test_words_too_long_to_post_are_still_kept(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.jorge)
    assert keep(client, place=f"reply:{cast.thread.key}", body=TOO_LONG).status_code == 200
    assert shown(client.get(thread_url(cast))).form("/reply").fields["body"] == TOO_LONG


@pytest.mark.parametrize("field", ["place", "body", "title", "language", "since", "once"])
def test_a_nul_byte_is_dropped_from_unsent_words(cast: Cast, sign_in: SignIn, field: str) -> None:
    assert keep(sign_in(cast.jorge), **{field: "reply:a\x00b"}).status_code in (200, 422)


def test_unsent_words_need_a_session(cast: Cast, client: Client) -> None:
    assert keep(client).status_code == 401
    assert client.get("/unsent").status_code == 302
    assert client.get("/unsent").location.startswith("/sign-in?next=")


def test_my_unsent_texts_lists_and_deletes(cast: Cast, sign_in: SignIn, clock: Any) -> None:
    client = sign_in(cast.jorge)
    keep(client, body="The older one")
    clock.move_to(clock.now().replace(minute=10))
    keep(client, place="thread:social-economy:2", title="A title", body="The newer one")
    page = shown(client.get("/unsent"))
    assert page.texts("textarea") == ["The newer one", "The older one"]
    assert page.texts("h2") == ["A new thread", "A reply", HELP]
    [form, _] = [form for form in page.forms if form.action.endswith("/discard")]
    response = form.send(client)
    assert (response.status_code, response.location) == (303, "/unsent")
    assert shown(client.get("/unsent")).texts("textarea") == ["The older one"]


def test_unsent_texts_of_others_cannot_be_deleted(cast: Cast, sign_in: SignIn) -> None:
    keep(sign_in(cast.jorge))
    key = db.session.scalars(select(UnsentText.key)).one()
    sign_in(cast.ana).post(f"/unsent/{key}/discard")
    assert count(UnsentText) == 1


def test_unsent_words_stay_without_context_when_the_week_is_locked_again(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.jorge)
    keep(client, place=f"reply:{cast.thread.key}", body=WORDS)
    scheduling.override_week(sight_for(cast, cast.alma), cast.week(1), "locked")
    page = shown(client.get("/unsent"))
    assert "".join(page.one("textarea").itertext()) == WORDS
    assert page.texts("h2") == ["A reply", HELP]
    assert "Vender" not in page.words
    assert "Selling" not in page.words
    assert cast.thread.key not in "".join(page.links)


# ---- the session ended while somebody typed


def with_ended_session(app: Flask, cast: Cast, sign_in: SignIn, url: str, action: str) -> tuple[Client, Any]:
    client = sign_in(cast.jorge)
    form = shown(client.get(url)).form(action)
    client.delete_cookie("semana")
    return client, form


def test_an_ended_session_keeps_the_text_through_signing_in(app: Flask, cast: Cast, sign_in: SignIn) -> None:
    client, form = with_ended_session(app, cast, sign_in, thread_url(cast), "/reply")
    before = count(Post)
    response = form.send(client, body=WORDS, language="en")
    assert response.status_code == 401
    page = shown(response)
    assert "Your session had ended." in page.words
    assert "".join(page.one("textarea").itertext()) == WORDS
    again = page.form("/sign-in").send(client, email="jorge@example.org", password="not this one, sorry")
    assert again.status_code == 422
    done = shown(again).form("/sign-in").send(client, email="jorge@example.org", password="a password of the cast")
    assert (done.status_code, done.location) == (303, thread_url(cast))
    back = shown(client.get(done.location)).form("/reply")
    assert back.fields["body"] == WORDS.replace("\n", "\r\n")
    assert back.fields["language"] == "en"
    assert count(Post) == before


def test_a_long_text_survives_too(app: Flask, cast: Cast, sign_in: SignIn) -> None:
    """The text is too long to be posted, and its author can shorten it only if it is kept."""
    client, form = with_ended_session(app, cast, sign_in, thread_url(cast), "/reply")
    page = shown(form.send(client, body=TOO_LONG))
    page.form("/sign-in").send(client, email="jorge@example.org", password="a password of the cast")
    assert shown(client.get(thread_url(cast))).form("/reply").fields["body"] == TOO_LONG


def test_an_ended_session_keeps_a_new_thread(app: Flask, cast: Cast, sign_in: SignIn) -> None:
    client, form = with_ended_session(app, cast, sign_in, NEW_THREAD, "/new-thread")
    page = shown(form.send(client, title="A title", body=WORDS))
    done = page.form("/sign-in").send(client, email="jorge@example.org", password="a password of the cast")
    assert done.location == NEW_THREAD
    fields = shown(client.get(NEW_THREAD)).form("/new-thread").fields
    assert (fields["title"], fields["body"]) == ("A title", WORDS.replace("\n", "\r\n"))


def test_an_ended_session_keeps_an_edit(app: Flask, cast: Cast, sign_in: SignIn) -> None:
    url = f"/f/social-economy/post/{cast.answer.key}/edit"
    client, form = with_ended_session(app, cast, sign_in, url, "/edit")
    page = shown(form.send(client, body=WORDS))
    done = page.form("/sign-in").send(client, email="jorge@example.org", password="a password of the cast")
    assert done.location == url
    assert shown(client.get(url)).form("/edit").fields["body"] == WORDS.replace("\n", "\r\n")


def test_htmx_is_led_to_the_sign_in_page(app: Flask, cast: Cast, sign_in: SignIn) -> None:
    """The browser keeps the words until the person leaves the form."""
    client, form = with_ended_session(app, cast, sign_in, thread_url(cast), "/reply")
    response = form.send(client, body=WORDS, headers=HTMX)
    assert (response.status_code, response.text) == (401, "")
    assert response.headers["HX-Redirect"] == f"/sign-in?next={thread_url(cast)}"


def test_a_password_changed_elsewhere_ends_the_session_the_same_way(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.jorge)
    form = shown(client.get(thread_url(cast))).form("/reply")
    enrolling.change_password(db.session.get_one(User, cast.jorge.id), "a better password")
    response = form.send(client, body=WORDS)
    assert response.status_code == 401
    assert "".join(shown(response).one("textarea").itertext()) == WORDS


# ---- the token


@pytest.mark.parametrize("token", ["", "forged", None], ids=["empty", "wrong", "missing"])
def test_a_wrong_token_shows_the_words_and_sends_them_again(cast: Cast, sign_in: SignIn, token: str | None) -> None:
    client = sign_in(cast.jorge)
    form = shown(client.get(thread_url(cast))).form("/reply")
    data = form.fields | {"body": WORDS}
    data.pop("csrf_token")
    before = count(Post)
    client.token = False
    response = client.post(form.action, data=data if token is None else data | {"csrf_token": token})
    assert response.status_code == 400
    assert count(Post) == before
    page = shown(response)
    assert "Nothing was changed." in page.words
    assert "".join(page.all("textarea[@readonly]")[0].itertext()) == WORDS
    done = page.form("/reply").send(client)
    assert done.status_code == 303
    assert source_of(text_of(newest())) == WORDS


def test_a_wrong_token_from_htmx_leaves_the_form_alone(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.jorge)
    client.token = False
    response = client.post(f"{thread_url(cast)}/reply", data={"body": WORDS, "csrf_token": "forged"}, headers=HTMX)
    assert (response.status_code, response.headers["HX-Reswap"]) == (400, "none")
    assert "Nothing was changed." in response.text


# ---- too fast


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_posting_too_fast_is_refused_and_keeps_the_words(cast: Cast, sign_in: SignIn, headers: dict[str, str]) -> None:
    client = sign_in(cast.jorge)
    for number in range(20):
        assert reply(client, cast, body=f"Post {number}").status_code == 303
    response = client.post(f"{thread_url(cast)}/reply", data={"body": WORDS, "language": ""}, headers=headers)
    assert response.status_code == 429
    assert int(response.headers["Retry-After"]) > 0
    page = shown(response)
    assert "Wait a minute, then try again." in page.words
    if headers:
        assert response.headers["HX-Reswap"] == "none"
    else:
        assert "".join(page.all("textarea[@readonly]")[0].itertext()) == WORDS
        assert str(page.form("/reply").fields["body"]) == WORDS.replace("\n", "\r\n")
    assert reply(sign_in(cast.ana), cast).status_code == 303  # posts are counted for each person
