"""Parts that htmx or a script asks for: each one runs the queries for what it shows, and no more."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from board.actions import flagging, posting
from board.actions.glossary import add_term
from board.actions.unsent import UnsentWords, keep_unsent
from board.extensions import db
from board.models import BegunForum, Post, Text, Thread, Translation, User
from board.models.base import new_key
from board.rules.glossary import Entry
from tests.support.applying import call_out
from tests.support.asked import queries
from tests.support.cast import START, Cast, segments_of, sight_for, text_of, translate, typed
from tests.support.client import Client
from tests.support.desk import FORUM, desk_url
from tests.support.imports import ROOT
from tests.support.press import begin
from tests.support.synthesis import add_theme, let_code

SignIn = Callable[[User], Client]
PART = {"HX-Request": "true"}


@dataclass(frozen=True)
class Asking:
    """A request for a part: the person, the address and the form; ``None`` means GET."""

    who: User
    url: str
    data: dict[str, str] | None = field(default_factory=dict)
    status: int = 200

    def send(self, client: Client) -> TestResponse:
        if self.data is None:
            return client.get(self.url, headers=PART)
        return client.post(self.url, data=self.data, headers=PART)


Case = Callable[[Cast], Asking]


def reply(
    cast: Cast, who: User, thread: Thread | None = None, body: str = "Another word.", status: int = 200, **fields: str
) -> Asking:
    sent = {"body": body, "language": "en", "once": new_key(), "known": ""} | fields
    return Asking(who, f"{FORUM}/thread/{(thread or cast.thread).key}/reply", sent, status)


def reply_over_kept_words(cast: Cast) -> Asking:
    place = f"reply:{cast.thread.key}"
    kept = keep_unsent(cast.jorge, UnsentWords(place, "Another", "", "en"), START)
    assert kept is not None
    return reply(cast, cast.jorge, known=kept.kept_at.isoformat())


def tools(who: User, post: Post) -> Asking:
    return Asking(who, f"{FORUM}/post/{post.key}/tools", None)


def say(who: User, post: Post, **kind: str) -> Asking:
    return Asking(who, f"{FORUM}/post/{post.key}/voice", kind)


def follow(cast: Cast, who: User, wanted: str) -> Asking:
    return Asking(who, f"{FORUM}/thread/{cast.thread.key}/follow", {"following": wanted})


def claim(cast: Cast, who: User, what: str) -> Asking:
    return Asking(who, f"{desk_url(text_of(cast.post))}/claim", {"what": what})


def begun(cast: Cast) -> tuple[Text, Translation]:
    """Make a text of two paragraphs. The first is approved, was translated elsewhere, too, and contains a term."""
    tess = sight_for(cast, cast.tess)
    add_term(tess, Entry("cooperativa", "cooperative", "", "es", "en"))
    words = "La cooperativa vende.\n\nEl municipio compra."
    posts = [posting.reply(sight_for(cast, cast.ana), cast.thread, cast.ana, typed(words)) for _ in range(2)]
    _other, [approved] = (translate(tess, text_of(post), "The cooperative sells.") for post in posts)
    return text_of(posts[1]), approved


def paragraph(cast: Cast, verb: str, body: str = "The cooperative is selling.", status: int = 200) -> Asking:
    """Send the first paragraph with its own button, as a browser does: with all other fields of the form."""
    text, approved = begun(cast)
    first, second = segments_of(text)
    if verb == "settle":
        note = flagging.Note(approved, "Not so.")
        flagging.raise_flags(sight_for(cast, cast.ana), text, None, [note])
    fields = {
        **{f"body-{first.lineage}": body, f"base-{first.lineage}": str(approved.id)},
        **{f"body-{second.lineage}": "", f"base-{second.lineage}": "0"},
        **{f"digest-{one.lineage}": one.digest for one in (first, second)},
    }
    return Asking(cast.tess, desk_url(text), fields | {"verb": f"{verb}:{first.lineage}"}, status)


def apply_words(cast: Cast) -> Asking:
    call_out(cast)
    return Asking(cast.jorge, f"{FORUM}/apply/words", {"experience": "We sell bread."})


REPLIES: dict[str, tuple[int, Case]] = {
    "a reply": (21, lambda cast: reply(cast, cast.jorge)),
    "a first reply in Spanish": (23, lambda cast: reply(cast, cast.tess, body="Hola a todas.", language="es")),
    "a reply to a post": (22, lambda cast: reply(cast, cast.jorge, reply_to=cast.post.key)),
    "a reply that was kept meanwhile": (22, reply_over_kept_words),
    "a question to somebody": (23, lambda cast: reply(cast, cast.jorge, ask=cast.rosa.key)),
    "an answer": (25, lambda cast: reply(cast, cast.rosa, cast.question_thread, reply_to=cast.question.key)),
    "a reply that is refused": (8, lambda cast: reply(cast, cast.jorge, body="", status=422)),
}


def code(cast: Cast, status: int = 200) -> Asking:
    theme = add_theme(cast)
    let_code(cast, cast.jorge)
    sent = {"paragraph": segments_of(text_of(cast.post))[0].lineage, "region": "", "once": new_key()}
    chosen = {"theme": theme.key if status == 200 else ""}
    return Asking(cast.jorge, f"{FORUM}/post/{cast.post.key}/code", sent | chosen, status)


def begin_languages(cast: Cast) -> Asking:
    """Tick languages of a forum that an owner has begun."""
    answers = {"name": {"name": "Care work", "city": "La Paz", "zone": "America/La_Paz"}}
    db.session.add(BegunForum(user_id=cast.olga.id, answers=answers, kept_at=START))
    return Asking(cast.olga, "/owner/forums/new/languages", {"languages": "es", "main_language": "en"})


def progress(cast: Cast) -> Asking:
    """Ask how far an edition is that has just been begun."""
    return Asking(cast.alma, f"{FORUM}/proceedings/{begin(cast).number}/progress", None)


OTHERS: dict[str, tuple[int, Case]] = {
    "an admin's reply among open questions": (24, lambda cast: reply(cast, cast.alma, cast.question_thread)),
    "follow": (6, lambda cast: follow(cast, cast.tess, "1")),
    "follow no longer": (6, lambda cast: follow(cast, cast.jorge, "0")),
    "say": (9, lambda cast: say(cast.jorge, cast.post, say="true_here")),
    "say no longer": (8, lambda cast: say(cast.jorge, cast.post, unsay="true_here")),
    "tools of a reader": (5, lambda cast: tools(cast.jorge, cast.post)),
    "tools of an admin": (5, lambda cast: tools(cast.alma, cast.post)),
    "tools of the author": (7, lambda cast: tools(cast.ana, cast.post)),
    "tools of a question": (5, lambda cast: tools(cast.rosa, cast.question)),
    "how far an edition is": (9, progress),
    "save a paragraph": (26, lambda cast: paragraph(cast, "save")),
    "send a paragraph to review": (27, lambda cast: paragraph(cast, "review")),
    "approve a paragraph": (28, lambda cast: paragraph(cast, "approve")),
    "use what was translated before": (27, lambda cast: paragraph(cast, "memory", body="")),
    "settle what was flagged": (27, lambda cast: paragraph(cast, "settle")),
    "a paragraph that is refused": (14, lambda cast: paragraph(cast, "approve", body="", status=422)),
    "claim": (6, lambda cast: claim(cast, cast.alma, "take")),
    "say that one goes on": (6, lambda cast: claim(cast, cast.alma, "keep")),
    "preview": (2, lambda cast: Asking(cast.jorge, "/preview", {"body": "One\n\nTwo"})),
    "hints on writing": (
        5,
        lambda cast: Asking(cast.jorge, f"{FORUM}/hints", {"body": "Palabra " * 50, "language": "es"}),
    ),
    "no more hints": (4, lambda cast: Asking(cast.jorge, "/hints", {"hints": "off"})),
    "keep unsent words": (
        5,
        lambda cast: Asking(cast.jorge, "/unsent", {"place": f"reply:{cast.thread.key}", "body": "One", "since": ""}),
    ),
    "choose what to read": (2, lambda cast: Asking(cast.jorge, "/reading-mode", {"show": "original"}, 204)),
    "count an applicant's words": (4, apply_words),
    "gauge a case study": (4, lambda cast: Asking(cast.bento, f"{FORUM}/kit/gauge", {"body": "One two"})),
    "place a paragraph": (30, code),
    "place a paragraph under no theme": (20, lambda cast: code(cast, 422)),
    "look for a city": (3, lambda cast: Asking(cast.olga, "/owner/forums/new?city=La+Paz", None)),
    "look for an author": (5, lambda cast: Asking(cast.jorge, f"{FORUM}/search?by=an", None)),
    "choose languages of a new forum": (5, begin_languages),
    "look for a term": (4, lambda cast: Asking(cast.tess, f"{FORUM}/glossary?q=coop", None)),
}
MOST_FOR_A_REPLY = 25
"""One of them asks for the mails about it."""


@pytest.mark.parametrize("name", [*REPLIES, *OTHERS])
def test_each_part_takes_a_fixed_number_of_queries(app: Flask, cast: Cast, sign_in: SignIn, name: str) -> None:
    most, case = (REPLIES | OTHERS)[name]
    asking = case(cast)
    client = sign_in(asking.who)
    with queries(app) as asked:
        answer = asking.send(client)
    assert answer.status_code == asking.status
    assert "<html" not in answer.text
    assert len(asked) <= most, "\n".join(asked)


def test_a_reply_takes_no_more_queries_than_promised() -> None:
    assert max(most for most, _case in REPLIES.values()) <= MOST_FOR_A_REPLY


def test_a_reply_takes_no_more_queries_in_a_long_thread(app: Flask, cast: Cast, sign_in: SignIn) -> None:
    client, counts = sign_in(cast.jorge), []
    for _ in range(2):
        with queries(app) as asked:
            assert reply(cast, cast.jorge).send(client).status_code == 200
        counts.append(len(asked))
        for number in range(5):
            posting.reply(sight_for(cast, cast.ana), cast.thread, cast.ana, typed(f"Otra palabra, {number}."))
    assert counts[0] == counts[1]


ASKED_BY_SCRIPTS = {"hints.hints", "speaking.speak", "moderation.tools", "unsent.keep"}


def test_no_part_is_forgotten(app: Flask, cast: Cast) -> None:
    """Everything that a template lets htmx ask for is counted above."""
    templates = "\n".join(path.read_text() for path in (ROOT / "templates").rglob("*.html"))
    named = set(re.findall(r"""hx-(?:get|post)(?:="|": ).{0,4}?url_for\(['"]([\w.]+)""", templates))
    by_address = len(re.findall(r'hx-(?:get|post)="\{\{ (?!url_for)', templates))
    adapter = app.url_map.bind("localhost")
    counted = set()
    for _most, case in (REPLIES | OTHERS).values():
        asking = case(cast)
        method = "GET" if asking.data is None else "POST"
        counted.add(adapter.match(asking.url.partition("?")[0], method)[0])
    assert named | ASKED_BY_SCRIPTS <= counted
    assert by_address == len({"writing.reply", "following.follow", "desk.claim", "coding.place"} & counted)
