"""While the database is being written, no text is processed and no page is rendered, because others would wait."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask, before_render_template, has_request_context
from sqlalchemy import event

from board import extensions
from board.actions import posting, presenting
from board.actions.announcing import announce
from board.actions.titled import Titled
from board.extensions import db, limiter
from board.models import Forum, Post, User
from board.text import precomputed
from board.text.render import Renderer
from tests.support.cast import Cast, sight_for, text_of
from tests.support.client import Client, signed_in
from tests.support.shown import shown
from tests.support.synthesis import add_theme, place, write_element

FORUM = "/f/social-economy"
WORDS = "Una palabra, *dos* palabras y [una dirección](https://example.org).\n\nOtra nota[^1].\n\n[^1]: La nota."
PART = {"HX-Request": "true"}
Answer = Any


class Watch:
    """Records slow work on a thread that holds rows or the write lock."""

    def __init__(self) -> None:
        self.noted: list[str] = []
        self.held = 0
        self._here = threading.local()

    def holds(self, *_: object) -> None:
        self.held += not self.is_holding
        self._here.holding = True

    def lets_go(self, *_: object) -> None:
        self._here.holding = False

    @property
    def is_holding(self) -> bool:
        return getattr(self._here, "holding", False)

    def note(self, what: str) -> None:
        if self.is_holding and has_request_context():  # not what a test prepares
            self.noted.append(what)


@pytest.fixture
def cast(committed: Flask, commit_cast: Callable[[], Cast]) -> Cast:
    """The cast, committed, so that commits are real."""
    with committed.app_context():
        limiter.reset()
        return commit_cast()


@pytest.fixture
def watch(committed: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watch]:
    """Watch from the first statement that writes or holds rows to the end of its transaction."""
    watch = Watch()
    with committed.app_context():
        engine = db.engine

    def sees(_connection: Any, _cursor: Any, statement: str, _parameters: Any, context: Any, _many: bool) -> None:
        if extensions.writes(statement, context):
            watch.holds()

    def working(function: Any, *args: Any, **kwargs: Any) -> Any:
        watch.note(function.__name__)
        return function(*args, **kwargs)

    def rendering(*args: Any) -> str:
        watch.note("Markdown")
        return raw(*args)

    def page(_app: Flask, template: Any, **_: Any) -> None:
        watch.note(f"template {template.name}")

    raw = Renderer.raw
    monkeypatch.setattr(precomputed, "work", working)
    monkeypatch.setattr(Renderer, "raw", rendering)
    listened = [("before_cursor_execute", sees), ("commit", watch.lets_go), ("rollback", watch.lets_go)]
    for name, listener in listened:
        event.listen(engine, name, listener)
    with before_render_template.connected_to(page):
        yield watch
    for name, listener in listened:
        event.remove(engine, name, listener)


def post_url(cast: Cast, what: str) -> str:
    return f"{FORUM}/post/{cast.post.key}/{what}"


def sends(url: str, end: str = "", **typed: str) -> Callable[[Client, Cast], Answer]:
    """Return a function that fills in the form of a page and sends it."""

    def act(client: Client, cast: Cast) -> Answer:
        here = url.format(cast=cast)
        return shown(client.get(here)).form(end or here).send(client, **typed)

    return act


def reply(client: Client, cast: Cast) -> Answer:
    return client.post(f"{FORUM}/thread/{cast.thread.key}/reply", data={"body": WORDS}, headers=PART)


def translate(verb: str) -> Callable[[Client, Cast], Answer]:
    def act(client: Client, cast: Cast) -> Answer:
        url = f"{FORUM}/translate/{text_of(cast.post).key}"
        form = shown(client.get(url)).form(url)
        bodies = {name: "Some *other* words." for name in form.fields if name.startswith("body-")}
        return form.send(client, **bodies, verb=verb)

    return act


def translate_one(client: Client, cast: Cast) -> Answer:
    url = f"{FORUM}/translate/{text_of(cast.post).key}"
    form = shown(client.get(url)).form(url)
    body = next(name for name in form.fields if name.startswith("body-"))
    verb = body.replace("body-", "approve:")
    return form.send(client, headers=PART, **{body: "Some *other* words."}, verb=verb)


def conflict(client: Client, cast: Cast) -> Answer:
    url = f"{FORUM}/admin/week/3"
    form = shown(client.get(url)).form(url)
    form.send(client, body="What somebody else wrote.")
    return form.send(client, body=WORDS)


def edit_announcement(client: Client, cast: Cast) -> Answer:
    told = announce(sight_for(cast, cast.alma), Titled("Mañana", "Traigan pan.", "es"), cast.alma)
    return sends(f"{FORUM}/admin/announcements/{told.key}", body=WORDS)(client, cast)


def restore(client: Client, cast: Cast) -> Answer:
    posting.hide_post(sight_for(cast, cast.alma), db.session.get_one(Post, cast.post.id), "")
    return client.post(post_url(cast, "restore"))


def run_again(client: Client, cast: Cast) -> Answer:
    fields = {"name": "Second run", "slug": "second-run", "starts": "2026-10-26", "case_studies": "y", "verb": "look"}
    url = "/owner/forums/social-economy/again"
    return shown(client.post(url, data=fields)).form("/again").send(client, verb="make")


def here(cast: Cast) -> Cast:
    """Return the cast with what the synthesis needs of it in this session."""
    forum, post = db.session.get_one(Forum, cast.forum.id), db.session.get_one(Post, cast.post.id)
    return replace(cast, forum=forum, post=post)


def edit_theme(client: Client, cast: Cast) -> Answer:
    theme = add_theme(here(cast), "Ahorro", language="es")
    return sends(f"{FORUM}/theme/{theme.key}/edit", title="Otro *nombre*", body=WORDS)(client, cast)


def write_example(client: Client, cast: Cast) -> Answer:
    return sends(f"{FORUM}/theme/{add_theme(here(cast)).key}/example", body=WORDS)(client, cast)


def place_passage(client: Client, cast: Cast) -> Answer:
    theme = add_theme(here(cast)).key
    fields = {"words": "verduras", "theme": theme, "region": "Brazil", "body": "Muestra quién paga al final."}
    return client.post(post_url(cast, "excerpt"), data=fields)


def move_passage(client: Client, cast: Cast) -> Answer:
    theme = add_theme(here(cast))
    excerpt = place(here(cast), theme, "verduras")
    fields = {"theme": theme.key, "region": "Quebec", "body": "Muestra quién paga al final."}
    return client.post(f"{FORUM}/excerpt/{excerpt.key}", data=fields)


def write_an_element(client: Client, cast: Cast) -> Answer:
    return sends(f"{FORUM}/theme/{add_theme(here(cast)).key}/element", body=WORDS)(client, cast)


def edit_an_element(client: Client, cast: Cast) -> Answer:
    element = write_element(here(cast), add_theme(here(cast)), "Que paguen pronto.", language="es")
    return sends(f"{FORUM}/element/{element.key}/edit", body=WORDS)(client, cast)


def case_study(cast: Cast) -> str:
    words = Titled("Un caso", "Cómo fue.", "es")
    key = presenting.begin_case_study(sight_for(cast, cast.rosa), cast.week(2), words, cast.rosa, "once").key
    return f"{FORUM}/kit/reading/{key}"


def edit_case(client: Client, cast: Cast) -> Answer:
    return sends(case_study(cast), body=WORDS)(client, cast)


def hand_in(client: Client, cast: Cast) -> Answer:
    return client.post(f"{case_study(cast)}/submit")


Door = tuple[str, Callable[[Client, Cast], Answer], int]
"""The person, what they do, and the status of the answer."""
DOORS: dict[str, Door] = {
    "reply": ("ana", sends(f"{FORUM}/thread/{{cast.thread.key}}", "/reply", body=WORDS), 303),
    "reply as a part": ("ana", reply, 200),
    "open a thread": ("ana", sends(f"{FORUM}/week/1/new-thread", title="Un hilo", body=WORDS), 303),
    "edit a post": ("ana", sends(f"{FORUM}/post/{{cast.post.key}}/edit", body=WORDS), 303),
    "correct a language": ("ana", lambda one, cast: one.post(post_url(cast, "language"), data={"language": "pt"}), 303),
    "restore a post": ("alma", restore, 303),
    "save a translation": ("tess", translate("save"), 303),
    "finish a translation": ("tess", translate("finish"), 303),
    "approve a paragraph": ("tess", translate_one, 200),
    "announce": ("alma", sends(f"{FORUM}/admin/announcements", title="Mañana", body=WORDS), 303),
    "edit an announcement": ("alma", edit_announcement, 303),
    "add a week": ("alma", sends(f"{FORUM}/admin/weeks/new", title="Una semana", body=WORDS), 303),
    "edit a week": ("alma", sends(f"{FORUM}/admin/week/3", title="Otra semana", body=WORDS), 303),
    "edit a week that was changed": ("alma", conflict, 409),
    "add a reading": ("alma", sends(f"{FORUM}/admin/week/1/readings/new", title="Lectura", body=WORDS), 303),
    "edit a reading": ("alma", sends(f"{FORUM}/admin/reading/{{cast.reading.key}}", title="Otra", body=WORDS), 303),
    "write a text of the call": ("alma", sends(f"{FORUM}/admin/call/format", body=WORDS), 303),
    "begin a case study": ("rosa", sends(f"{FORUM}/kit/week/2", title="Un caso", body=WORDS), 303),
    "edit a case study": ("rosa", edit_case, 303),
    "hand a case study in": ("rosa", hand_in, 303),
    "change a forum's languages": ("olga", sends("/owner/forums/social-economy/edit", policy=""), 303),
    "run a forum again": ("olga", run_again, 303),
    "add a theme": ("alma", sends(f"{FORUM}/themes/new", title="Capital", body=WORDS), 303),
    "edit a theme": ("alma", edit_theme, 303),
    "write a theme's example": ("alma", write_example, 303),
    "place a passage": ("jorge", place_passage, 303),
    "move a passage": ("jorge", move_passage, 303),
    "write a policy element": ("jorge", write_an_element, 303),
    "edit a policy element": ("ana", edit_an_element, 303),
    "summarise a thread": (
        "alma",
        sends(f"{FORUM}/thread/{{cast.thread.key}}/abstract", body=WORDS),
        303,
    ),
    "summarise a week": ("alma", sends(f"{FORUM}/week/1/abstract", body=WORDS), 303),
    "edit a forum": ("olga", sends("/owner/forums/social-economy/edit", body=WORDS), 303),
}


@pytest.mark.parametrize("door", DOORS.values(), ids=DOORS)
def test_nothing_slow_is_done_while_rows_are_held(committed: Flask, cast: Cast, watch: Watch, door: Door) -> None:
    name, act, status = door
    with committed.app_context():
        client = signed_in(committed, person(cast, name))
        answer = act(client, cast)
    assert answer.status_code == status, answer.text
    assert (watch.held > 0, watch.noted) == (True, [])


def person(cast: Cast, name: str) -> User:
    found: User = getattr(cast, name)
    return found


def test_the_watch_notices_slow_work_while_rows_are_held(committed: Flask, cast: Cast, watch: Watch) -> None:
    with committed.test_request_context():
        posting.reply(sight_for(cast, cast.ana), cast.thread, cast.ana, posting.Writing(WORDS, "es", "once"))
    assert {"blocks", "word_count", "Markdown"} <= set(watch.noted)
