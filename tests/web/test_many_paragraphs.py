"""The limit of paragraphs: the error is beside the field, what was typed stays in it, and nothing is stored."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from board.actions import posting, presenting, writing
from board.actions.announcing import announce
from board.actions.titled import Titled
from board.extensions import db
from board.models import Revision, User
from board.text import MAX_BLOCKS, block_count
from tests.support.cast import START, Cast, sight_for, text_of, typed
from tests.support.client import Client
from tests.support.shown import Shown, shown

SignIn = Callable[[User], Client]
FORUM = "/f/social-economy"
SENTENCE = "This has 501 paragraphs, and a text can have at most 500. Please split it in two, or join short paragraphs."
EN_ESPANOL = "El texto tiene 501 párrafos, y puede tener como máximo 500. Por favor, divídalo en dos o una los párrafos"


def paragraphs(count: int) -> str:
    return "\n\n".join(f"Párrafo {number}." for number in range(count))


def revisions() -> int:
    return db.session.scalars(select(func.count(Revision.id))).one()


def announcement(cast: Cast) -> str:
    told = announce(sight_for(cast, cast.alma), Titled("Mañana", "Traigan pan.", "es"), cast.alma)
    return f"{FORUM}/admin/announcements/{told.key}"


def case_study(cast: Cast) -> str:
    words = Titled("Un caso", "Cómo fue.", "es")
    key = presenting.begin_case_study(sight_for(cast, cast.rosa), cast.week(2), words, cast.rosa, "once").key
    return f"{FORUM}/kit/reading/{key}"


Door = tuple[str, str | Callable[[Cast], str], str]
"""The person, the page, and the end of the form's address if it differs from the page's."""
DOORS: dict[str, Door] = {
    "a reply": ("ana", f"{FORUM}/thread/{{cast.thread.key}}", "/reply"),
    "a thread": ("ana", f"{FORUM}/week/1/new-thread", ""),
    "a post that is changed": ("ana", f"{FORUM}/post/{{cast.post.key}}/edit", ""),
    "an announcement": ("alma", f"{FORUM}/admin/announcements", ""),
    "an announcement that is changed": ("alma", announcement, ""),
    "the outline of a new week": ("alma", f"{FORUM}/admin/weeks/new", ""),
    "an outline": ("alma", f"{FORUM}/admin/week/3", ""),
    "a reading": ("alma", f"{FORUM}/admin/week/1/readings/new", ""),
    "a reading that is changed": ("alma", f"{FORUM}/admin/reading/{{cast.reading.key}}", ""),
    "a text of the call": ("alma", f"{FORUM}/admin/call/format", ""),
    "a case study": ("rosa", f"{FORUM}/kit/week/2", ""),
    "a case study that is changed": ("rosa", case_study, ""),
    "the purpose of a forum": ("olga", "/owner/forums/social-economy/edit", ""),
}


@pytest.mark.parametrize("door", DOORS.values(), ids=DOORS)
def test_one_paragraph_too_many_is_an_error_beside_the_field(cast: Cast, sign_in: SignIn, door: Door) -> None:
    name, address, end = door
    url = address.format(cast=cast) if isinstance(address, str) else address(cast)
    client, words = sign_in(getattr(cast, name)), paragraphs(MAX_BLOCKS + 1)
    form = shown(client.get(url)).form(end or url)
    before = revisions()
    title = {"title": "Un título"} if "title" in form.fields else {}
    answer = form.send(client, body=words, **title)
    assert (answer.status_code, revisions()) == (422, before)
    page = shown(answer)
    assert SENTENCE in page.words
    assert typed_in(page) == words


def typed_in(page: Shown) -> str:
    fields = [form.fields["body"] for form in page.forms if "body" in form.fields]
    return fields[0].replace("\r\n", "\n")


@pytest.mark.parametrize(("count", "status"), [(MAX_BLOCKS - 1, 200), (MAX_BLOCKS, 200), (MAX_BLOCKS + 1, 422)])
def test_a_text_at_the_limit_is_accepted(cast: Cast, sign_in: SignIn, count: int, status: int) -> None:
    words = paragraphs(count)
    assert block_count(words) == count
    url = f"{FORUM}/thread/{cast.thread.key}/reply"
    answer = sign_in(cast.ana).post(url, data={"body": words, "language": "es"}, headers={"HX-Request": "true"})
    assert answer.status_code == status


def test_the_error_is_in_spanish(cast: Cast, sign_in: SignIn) -> None:
    data = {"body": paragraphs(MAX_BLOCKS + 1), "language": "es"}
    url = f"{FORUM}/thread/{cast.thread.key}/reply"
    answer = sign_in(cast.ana).post(url, data=data, headers={"Accept-Language": "es"})
    assert EN_ESPANOL in shown(answer).words


def test_a_preview_shows_the_error_too(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.ana)
    assert SENTENCE in client.post("/preview", data={"body": paragraphs(MAX_BLOCKS + 1)}).text
    assert SENTENCE not in client.post("/preview", data={"body": paragraphs(MAX_BLOCKS)}).text


def translated(cast: Cast, client: Client, body: str) -> Any:
    url = f"{FORUM}/translate/{text_of(cast.post).key}"
    form = shown(client.get(url)).form(url)
    name = next(name for name in form.fields if name.startswith("body-"))
    return form.send(client, **{name: body}, verb="save")


@pytest.mark.parametrize(("count", "status"), [(MAX_BLOCKS, 303), (MAX_BLOCKS + 1, 422)])
def test_the_translation_of_one_paragraph_has_the_same_limit(
    cast: Cast, sign_in: SignIn, count: int, status: int
) -> None:
    answer = translated(cast, sign_in(cast.tess), paragraphs(count))
    assert answer.status_code == status
    if status == 422:
        page = shown(answer)
        assert SENTENCE in page.words
        fields = [words for form in page.forms for name, words in form.fields.items() if name.startswith("body-")]
        assert paragraphs(count) in [str(words).replace("\r\n", "\n") for words in fields]


@pytest.mark.parametrize(("length", "status"), [(400, 303), (401, 422)])
def test_the_translation_of_a_title_is_limited(cast: Cast, sign_in: SignIn, length: int, status: int) -> None:
    key = db.session.get_one(writing.Text, cast.thread.title_id).key
    client, url = sign_in(cast.tess), f"{FORUM}/translate/{key}"
    form = shown(client.get(url)).form(url)
    name = next(name for name in form.fields if name.startswith("body-"))
    answer = form.send(client, **{name: "a" * length}, verb="save")
    assert answer.status_code == status
    if status == 422:
        assert "The translation of a title can have at most 400 characters." in shown(answer).words


def test_actions_enforce_the_limit_too(cast: Cast) -> None:
    with pytest.raises(writing.TooManyParagraphs):
        posting.reply(sight_for(cast, cast.ana), cast.thread, cast.ana, typed(paragraphs(MAX_BLOCKS + 1)))
    db.session.rollback()
    text = text_of(cast.post)
    with pytest.raises(writing.TooManyParagraphs):
        writing.revise_text(text, paragraphs(MAX_BLOCKS + 1), cast.ana, START)
