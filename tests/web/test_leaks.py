"""Nothing of a locked week leaks, on any page.

Two worlds are compared: a database with content in the locked week (inserted last), and one without. For every route
of the application's URL map and every role with no right to that content, the answers are identical byte for byte
once tokens are taken out. A route that is added later is covered automatically; one that reads a query string needs
some here, and one with a token needs a link that opens it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import product
from typing import Any, NamedTuple

import pytest
from flask import Flask, current_app
from sqlalchemy import delete, select, update
from werkzeug.routing import Rule

from board.actions import applying, enrolling, moderating, posting, preparing, presenting, suspending
from board.actions.links import SETUP, make_link
from board.actions.recovering import ADDRESS, RESET, SIGN_IN
from board.actions.titled import Titled
from board.actions.translating import save_translation
from board.actions.unsent import UnsentWords, keep_unsent
from board.extensions import db, limiter
from board.models import (
    Announcement,
    Application,
    Assignment,
    Attachment,
    CellQuestion,
    Edition,
    Excerpt,
    FeedAddress,
    Follow,
    Forum,
    GlossaryTerm,
    Job,
    Membership,
    PolicyElement,
    Post,
    Reading,
    Report,
    Segment,
    Text,
    Theme,
    Thread,
    Translation,
    User,
    Voice,
    Week,
)
from board.models.base import digest_of, new_key
from board.proceedings.composing import compose
from board.proceedings.storing import stored
from board.rules.mail_tokens import CHOICES, STOP, seal
from board.rules.translations import STATES
from tests.support.abstracts import citation, summarise
from tests.support.attached import in_markdown, kept_file, kept_picture
from tests.support.cast import (
    BEFORE,
    START,
    Cast,
    make_cast,
    membership_of,
    reading_form,
    segments_of,
    sight_for,
    text_of,
    typed,
)
from tests.support.client import Client
from tests.support.presenting import seen
from tests.support.press import standing_edition
from tests.support.query_strings import functions_that_read, views_that_read
from tests.support.second_run import said
from tests.support.synthesis import add_theme, cites, let_code, place, write_element

ROLES = ["nobody", "ana", "rosa", "bento", "tess", "omar", "nina", "olga"]
"""Nobody signed in, a participant, a key respondent of another week, one of the locked week, a translator, an admin of
another forum, an account without membership, the owner."""
FURTHER = [("sami", False), ("nora", False), ("nobody", True), ("nina", True)]
"""Sami is a suspended translator, and Nora has not agreed yet; the other two read a public forum. They send GET alone.
"""
ON_EACH_DATABASE = {("bento",), ("tess",), ("nobody", True)}
"""Together they see everything that members may see, so the other roles are compared on one database only."""
LEAVING_OUT_WHAT_IS_CLOSED = {"ana", "rosa", "bento", "tess", "nina", "sami", "nora"}
"""They leave out routes that are closed to them for any key: `test_pages_that_are_left_out_refuse_the_role`."""
ASKING_IN_EVERY_WAY = {"nobody", "bento"}
"""They also use HEAD and htmx, which run the queries of GET: one role that is let in and one that is not suffice."""
ASKING_FOR_PARTS = {"rosa", "tess", "olga"}
"""They use htmx on the pages that are closed to those: the coding desk, the translators' desk, the site."""
MARKER = b"LOCKED"
HTMX = {"HX-Request": "true", "HX-Target": "div#page", "HX-Source": "a#x"}
UNKNOWN = "zzzzzzzzzzzzzz"
PASSING = ("Date", "Expires", "Set-Cookie", "Content-Length")
TOKENS = [
    re.compile(rb'(name="csrf_token" value=")[^"]*'),
    re.compile(rb'(name="csrf-token" content=")[^"]*'),
    re.compile(rb'(name="once" value=")[^"]*'),
]
Answer = tuple[int, tuple[tuple[str, str], ...], bytes]


@pytest.fixture(autouse=True)
def _no_rate_limits(app: Flask) -> Iterator[None]:
    """Lift the limits, because thousands of requests are sent here within a minute."""
    limiter.enabled = False
    yield
    limiter.enabled = True


def test_every_route_declares_who_is_let_in(app: Flask) -> None:
    undeclared = [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static" and not hasattr(app.view_functions[rule.endpoint], "access")
    ]
    assert undeclared == []


def role_param(*who: object) -> Any:
    return pytest.param(*who, marks=() if who in ON_EACH_DATABASE else pytest.mark.once)


LOCKED_PASSAGE = "k" * 14


def cast_with_a_passage(*, locked_content: bool = True) -> Cast:
    """Make the cast, with passages, summaries and an edition of open weeks: the synthesis is not empty in either world.

    A policy element also cites a passage of the locked week, which only one world has.
    Rosa codes, so the coding desk is compared as well.
    """
    cast = make_cast(locked_content=locked_content)
    theme = add_theme(cast)
    open_passage, address = place(cast, theme, "verduras"), f"/f/{cast.forum.slug}/excerpt/{LOCKED_PASSAGE}"
    write_element(cast, theme, f"Pay soon {cites(cast, open_passage)}. Pay in time [2]({address}). Pay.")
    place(cast, add_theme(cast, "Legislation"), "contratos")
    let_code(cast, cast.rosa)
    picture, file = kept_picture(cast.ana), kept_file(cast.ana)
    attached = typed(f"{in_markdown(picture, 'Foto')} {in_markdown(file, 'Informe')}", "es")
    posting.reply(sight_for(cast, cast.ana), cast.thread, cast.ana, attached)
    for row in (cast.thread, cast.week(1)):
        summarise(cast, row, f"Ana’s cooperative sold vegetables {citation(cast, cast.post)}")
    standing_edition(cast)
    return cast


@pytest.mark.parametrize("role", [role_param(role) for role in ROLES])
def test_the_two_worlds_are_the_same(
    app: Flask, db_session: object, sign_in: Callable[[User], Client], role: str
) -> None:
    compare_worlds(app, sign_in, role)


@pytest.mark.parametrize(("role", "public"), [role_param(*who) for who in FURTHER])
def test_the_two_worlds_are_the_same_for_further_readers(
    app: Flask, db_session: object, sign_in: Callable[[User], Client], role: str, public: bool
) -> None:
    compare_worlds(app, sign_in, role, public, further=True)


def mark_all_work_as_done() -> None:
    """Mark all due work as done. Otherwise the owner would see kinds of waiting work that the locked week caused, and
    that is no leak: mail is written only if its reader may see what it is about.
    """
    db.session.execute(update(Job).values(done_at=START))
    db.session.commit()


def compare_worlds(
    app: Flask, sign_in: Callable[[User], Client], role: str, public: bool = False, *, further: bool = False
) -> None:
    cast = cast_with_a_passage(locked_content=False)
    cast.forum.public_reading = public
    people = further_people(cast) if further else {}
    person = None if role == "nobody" else people.get(role) or getattr(cast, role)
    make_links(cast, person or cast.jorge)
    client = sign_in(person) if person else app.test_client()
    keep_unsent(cast.alma, UnsentWords("reply:somewhere", "LOCKED unsent", "", "en"), START)
    spared = closed_to(role) if further or role in LEAVING_OUT_WHAT_IS_CLOSED else ()
    known = keys_of()
    with a_world_with(cast, translatable=role != "tess", case_study_of_bento=role != "bento"):
        mark_all_work_as_done()
        is_once = db.engine.dialect.name == "sqlite"
        every_way, parts = is_once and role in ASKING_IN_EVERY_WAY, is_once and role in ASKING_FOR_PARTS
        ways = GET_ALONE if further else WAYS if every_way else PARTS_AND_POST if parts else GET_AND_POST
        asked = frozen(everything_asked(app, cast, ways, spared, known))
        with_content = {call: ask(client, *unfrozen(call)) for call in asked}
    mark_all_work_as_done()
    without = {call: ask(client, *unfrozen(call)) for call in asked}
    assert len(with_content) > (100 if spared else 300)
    assert "\n".join(map(str, differences(with_content, without))) == ""
    assert [call for call, answer in with_content.items() if MARKER in answer[2]] == []


@pytest.mark.once
def test_an_edition_says_the_same_in_both_worlds(app: Flask, db_session: object) -> None:
    """Whoever has it made, and however much of the discussion it prints."""
    cast = cast_with_a_passage(locked_content=False)
    wanted = Edition(number=2, discussion="full", threads=(), note="", made_by_id=cast.alma.id, created_at=START)

    def contents() -> bytes:
        return stored(compose(sight_for(cast, cast.alma), wanted, "https://forum.example"))

    with a_world_with(cast, translatable=True, case_study_of_bento=True):
        with_content = contents()
    assert with_content == contents()
    assert MARKER not in with_content


@pytest.mark.parametrize("role", ["sami", "nora"])
def test_further_readers_can_read(app: Flask, db_session: object, sign_in: Callable[[User], Client], role: str) -> None:
    """Sami and Nora can read an open week and cannot write in it, so the comparison is not one of refusals."""
    cast = cast_with_a_passage(locked_content=False)
    client = sign_in(further_people(cast)[role])
    thread = f"/f/{cast.forum.slug}/thread/{cast.thread.key}"
    assert ask(client, "GET", thread, {})[0] == 200
    assert ask(client, "POST", f"{thread}/reply", {})[0] == 403


@pytest.mark.parametrize("role", ["alma", "olga"])
def test_every_page_answers_the_people_who_run_the_forum(
    app: Flask, db_session: object, sign_in: Callable[[User], Client], role: str
) -> None:
    """Every page runs its queries on each database, because PostgreSQL refuses some that SQLite accepts."""
    cast = cast_with_a_passage()
    client = sign_in(getattr(cast, role))
    told = {call: ask(client, *unfrozen(call))[0] for call in frozen(everything_asked(app, cast, GET_ALONE))}
    assert sum(status == 200 for status in told.values()) > 50
    assert {call: status for call, status in told.items() if status >= 500} == {}


@pytest.mark.once
@pytest.mark.parametrize("role", ["ana", "rosa", "bento", "tess", "nina"])
def test_pages_that_are_left_out_refuse_the_role(
    app: Flask, db_session: object, sign_in: Callable[[User], Client], role: str
) -> None:
    cast = cast_with_a_passage(locked_content=False)
    client = sign_in(getattr(cast, role))
    closed = [rule for rule in app.url_map.iter_rules() if _access(app, rule) in closed_to(role)]
    calls = list(addresses(closed, cast, keys_of(), GET_AND_POST))
    assert len(calls) > 50
    assert {ask(client, *call)[0] for call in calls} <= {403, 404}


def test_every_view_that_reads_a_query_string_gets_some(app: Flask) -> None:
    """A new view needs an entry in the table. Code outside a view must not read the query string at all."""
    views = views_that_read(app)
    assert views.keys() == QUERIES.keys()
    assert set().union(*views.values()) == functions_that_read()


def test_what_only_a_part_reads_is_compared(app: Flask, db_session: object, sign_in: Callable[[User], Client]) -> None:
    """The places for a city are a part that htmx asks for; the page without htmx does not read the city."""
    cast = cast_with_a_passage(locked_content=False)
    client = sign_in(cast.olga)
    asked = [call for call in everything_asked(app, cast, PARTS_AND_POST) if "city=" in call[1]]
    assert [b"Canada" in ask(client, *call)[2] for call in asked if call[2]] == [True] * len(asked[::2])
    assert len(asked) == 2


def test_every_link_opens_its_page(app: Flask, db_session: object, sign_in: Callable[[User], Client]) -> None:
    """The pages behind tokens are compared with their content, and not only as a 404."""
    cast = cast_with_a_passage(locked_content=False)
    make_links(cast, cast.jorge)
    client = sign_in(cast.jorge)
    opened = {
        rule.endpoint: ask(client, "GET", url, {})[0]
        for rule in app.url_map.iter_rules()
        if "token" in rule.arguments and "GET" in (rule.methods or ())
        for url in [_url(rule, {"forum": cast.forum.slug, "token": token_of(rule, cast)})]
    }
    assert opened == dict.fromkeys(LINKS, 200)


def test_the_comparison_notices_a_difference(app: Flask, db_session: object, sign_in: Callable[[User], Client]) -> None:
    """The admin prepares the week and sees its content, so for her the two worlds differ."""
    cast = cast_with_a_passage(locked_content=False)
    client = sign_in(cast.alma)
    url = "/f/social-economy/week/3"
    with a_world_with(cast, translatable=True, case_study_of_bento=True):
        assert MARKER in ask(client, "GET", url, {})[2]
    assert MARKER not in ask(client, "GET", url, {})[2]


def test_the_searches_find_the_words_for_an_admin(
    app: Flask, db_session: object, sign_in: Callable[[User], Client]
) -> None:
    """The admin finds the words, so others do not find them only because they may not."""
    cast = cast_with_a_passage(locked_content=False)
    client = sign_in(cast.alma)
    with a_world_with(cast, translatable=True, case_study_of_bento=True):
        names = _names_in_queries(cast, keys_of())
        asked = [query.format_map(names) for query in SEARCHES]
        found = {query: ask(client, "GET", f"/f/social-economy/search?{query}", {})[2] for query in asked}
    assert [asked for asked, page in found.items() if MARKER not in page] == []


@pytest.mark.once
def test_a_translator_sees_only_texts_to_translate(
    app: Flask, db_session: object, sign_in: Callable[[User], Client]
) -> None:
    cast = cast_with_a_passage()
    client = sign_in(cast.tess)
    seen = b"".join(ask(client, *call)[2] for call in everything_asked(app, cast, GET_ALONE))
    assert b"Palabras LOCKED" in seen
    assert b"LOCKED words to begin with" not in seen
    assert b"LOCKED page" not in seen
    assert b"LOCKED reading" not in seen


@pytest.mark.once
def test_a_key_respondent_sees_their_own_case_study_and_nothing_else(
    app: Flask, db_session: object, sign_in: Callable[[User], Client]
) -> None:
    cast = cast_with_a_passage()
    assert cast.case_study is not None
    client = sign_in(cast.bento)
    seen = b"".join(ask(client, *call)[2] for call in everything_asked(app, cast, GET_ALONE))
    assert b"Nuestra cooperativa LOCKED" in seen
    assert b"LOCKED words" not in seen
    assert b"Palabras LOCKED" not in seen
    assert b"LOCKED page" not in seen


# ---- the world with content


@contextmanager
def a_world_with(cast: Cast, *, translatable: bool, case_study_of_bento: bool) -> Iterator[None]:
    """Insert content of every kind into the locked week, and roll it back at the end."""
    _detach_everything()
    savepoint = db.engines[None].begin_nested()  # type: ignore[attr-defined]  # it is a connection while a test runs
    _insert(cast, translatable, case_study_of_bento)
    try:
        yield
    finally:
        db.session.remove()
        savepoint.rollback()


def _detach_everything() -> None:
    """Load the cast and take it out of the session, so that it outlives a rollback."""
    db.session.commit()
    for row in list(db.session):
        db.session.refresh(row)
    db.session.expunge_all()
    db.session.remove()


def _insert(cast: Cast, translatable: bool, case_study_of_bento: bool) -> None:
    language = "es" if translatable else "en"
    sight, week = sight_for(cast, cast.alma), third_week(cast)
    thread = posting.open_thread(sight, week, cast.alma, typed("LOCKED body", language, "LOCKED title"), question=True)
    asked = posting.reply(
        sight, thread, cast.alma, typed("LOCKED question", language), asked=cast.rosa,
        asked_roles=frozenset({"key_respondent"}),
    )  # fmt: skip
    hidden = posting.reply(sight, thread, cast.alma, typed("LOCKED hidden", language), to=asked)
    picture, file = kept_picture(cast.alma), kept_file(cast.alma, name="LOCKED.pdf")
    attached = f"{in_markdown(picture, 'LOCKED picture')} {in_markdown(file, 'LOCKED file')}"
    posting.reply(sight, thread, cast.alma, typed(attached, "en"))
    _place_passages(cast, asked, hidden)
    for row in (thread, week):
        summarise(cast, row, f"LOCKED summary {citation(cast, asked)}", language)
    posting.hide_post(sight, hidden, "LOCKED reason")
    moderating.pin_thread(sight, thread, True)
    upload = preparing.Upload("LOCKED.pdf", b"%PDF-1.4 LOCKED")
    form = reading_form("LOCKED file", "LOCKED note", language)
    preparing.add_reading(sight, week, _with_file(form, upload), cast.alma)
    author = cast.bento if case_study_of_bento else cast.rosa
    preparing.add_reading(sight, week, reading_form("LOCKED case", "LOCKED case body", "en", author), cast.alma)
    _insert_unpublished(cast, author, language)
    if translatable:
        _translate(cast, asked)
    keep_unsent(cast.alma, UnsentWords(f"reply:{thread.key}", "LOCKED unsent reply", "", language), START)
    _say_and_report(cast, asked)
    for person in (
        cast.ana,
        cast.jorge,
        cast.rosa,
        cast.bento,
        cast.tess,
        cast.omar,
    ):  # they followed it before the week was locked again
        db.session.add(Follow(user_id=person.id, thread_id=thread.id, at=START))
    db.session.commit()


def third_week(cast: Cast) -> Week:
    """Return the locked week in this session: the cast was taken out of it."""
    return db.session.get_one(Week, cast.week(3).id)


def _place_passages(cast: Cast, *posts: Post) -> None:
    """Place passages of the locked week under all themes, and ask about a cell, as an admin who prepares it could."""
    themes = db.session.scalars(select(Theme).where(Theme.forum_id == cast.forum.id)).all()
    for number, (theme, post) in enumerate(product(themes, posts)):
        once = None if number else LOCKED_PASSAGE
        place(cast, theme, "LOCKED", post, person=cast.alma, why="LOCKED why", once=once)
        db.session.add(CellQuestion(forum_id=cast.forum.id, theme_id=theme.id, region="Quebec", post_id=post.id))


def _insert_unpublished(cast: Cast, author: User, language: str) -> None:
    """Insert a case study that is a draft, one that is submitted, and one that was published."""
    if author is cast.rosa:
        db.session.add(Assignment(week_id=cast.week(3).id, user_id=author.id, region="LOCKED"))
    mine, week = sight_for(cast, author), third_week(cast)
    for stage in ("draft", "submitted", "published"):
        words = Titled(f"LOCKED {stage}", f"LOCKED {stage} words", language)
        study = presenting.begin_case_study(mine, week, words, author, new_key())
        if stage != "draft":
            presenting.submit_case_study(mine, study)
        if stage == "published":
            presenting.publish_case_study(sight_for(cast, cast.alma), study, seen(study))
    if author is cast.rosa:  # assignments are public, so they have to be the same in both worlds
        db.session.execute(delete(Assignment).where(Assignment.region == "LOCKED"))
    keep_unsent(author, UnsentWords("case:social-economy:3", "LOCKED unsent case", "", language), START)


def _say_and_report(cast: Cast, post: Post) -> None:
    """Insert answers and reports from the time before the week was locked again."""
    for person in (cast.ana, cast.jorge, cast.rosa, cast.bento, cast.tess):
        db.session.add(Voice(post_id=post.id, user_id=person.id, kind="tried", region="LOCKED region", at=START))
        db.session.add(Report(post_id=post.id, user_id=person.id, reason="LOCKED report", created_at=START))
    db.session.commit()


def _with_file(form: preparing.ReadingForm, upload: preparing.Upload) -> preparing.ReadingForm:
    return replace(form, kind="file", upload=upload, minutes=5)


def _translate(cast: Cast, post: Post) -> None:
    text = text_of(post)
    for state, segment in product(STATES[2:], segments_of(text)):
        newest = db.session.scalars(
            select(Translation.id).where(Translation.text_id == text.id).order_by(Translation.id.desc())
        ).first()
        save_translation(
            sight_for(cast, cast.tess), text, segment, f"LOCKED {state}", state, base=newest or 0, digest=segment.digest
        )


# ---- further people, and links


def further_people(cast: Cast) -> dict[str, User]:
    """Add Sami, who is suspended, and Nora, who has not agreed to the code of conduct yet."""
    roles = {"sami": {"translator", "key_respondent"}, "nora": {"participant"}}
    people = {name: enrolling.create_account(f"{name}@example.org", name.title(), BEFORE) for name in roles}
    for name, person in people.items():
        member = Membership(forum_id=cast.forum.id, user_id=person.id, roles=frozenset(roles[name]), created_at=BEFORE)
        member.must_agree = name == "nora"
        db.session.add(member)
    db.session.flush()
    sami = membership_of(people["sami"], cast.forum)
    assert sami is not None
    suspending.suspend(sight_for(cast, cast.alma), sami, "reason")
    return people


APPLICATION, INVITATION, FEEDS = "application", "invitation", "feeds"
LINKS: dict[str, str | int] = {
    "accounts.setup": SETUP, "recovering.reset": RESET, "recovering.confirm_sign_in": SIGN_IN,
    "addresses.confirm": ADDRESS, "applying.mine": APPLICATION, "again.invitation": INVITATION,
    "own_feeds.feed": FEEDS, "own_feeds.calendar": FEEDS, "mail_choices.choices": CHOICES, "mail_stop.ask": STOP,
}  # fmt: skip
"""The kind of link that opens a page with a token, by endpoint."""


def token_of(rule: Rule, cast: Cast) -> str:
    kind = LINKS.get(rule.endpoint, "unknown")
    if isinstance(kind, int):
        return seal(str(current_app.secret_key), kind, cast.jorge.id, cast.forum.id, START)
    return f"a-link-of-the-kind-{kind}"


def make_links(cast: Cast, person: User) -> None:
    """Make a link of each kind: four of the person's account, that of their feeds, and two of applications."""
    for kind in (SETUP, RESET, SIGN_IN, ADDRESS):
        token = f"a-link-of-the-kind-{kind}"
        make_link(kind, person.id, START + timedelta(hours=1), token, address="new@example.org")
    feeds = digest_of(f"a-link-of-the-kind-{FEEDS}")
    db.session.add(FeedAddress(user_id=person.id, token_digest=feeds, made_at=START))
    earlier = Forum(slug="earlier", name="An earlier run", zone="UTC", languages=("en",), created_at=BEFORE)
    db.session.add(earlier)
    db.session.flush()
    cast.forum.previous_id = earlier.id
    before = _application(earlier, "form")
    _application(cast.forum, "form", APPLICATION)
    invitation = _application(cast.forum, "again", INVITATION)
    invitation.previous_id, invitation.invited_at = before.id, BEFORE
    db.session.commit()


def _application(forum: Forum, origin: str, link: str = "") -> Application:
    application = applying.record(forum, said(f"Eva-{link}"), origin, BEFORE, verified=link != INVITATION)
    if link:
        applying.hand_out_link(application, f"a-link-of-the-kind-{link}")
    return application


# ---- requests


def keys_of() -> dict[str, list[str]]:
    """Return every key that an address can name by its kind, and one unknown key of each kind."""
    kinds = {
        "text": Text, "thread": Thread, "post": Post, "reading": Reading, "translate": Text, "people": User,
        "glossary": GlossaryTerm, "announcements": Announcement, "applications": Application,
        "theme": Theme, "excerpt": Excerpt, "element": PolicyElement, "picture": Attachment, "file": Attachment,
    }  # fmt: skip
    keys = {kind: [*db.session.scalars(select(model.key).order_by(model.id)), UNKNOWN] for kind, model in kinds.items()}
    return keys | {"lineage": [*db.session.scalars(select(Segment.lineage).distinct()), UNKNOWN]}


class Way(NamedTuple):
    """A method and headers with which an address is requested."""

    method: str
    headers: dict[str, str]


POST = Way("POST", {})
GET_ALONE = [Way("GET", {})]
GET_AND_POST = [*GET_ALONE, POST]
PART = Way("GET", HTMX)
PARTS_AND_POST = [*GET_ALONE, PART, POST]
WAYS = [*GET_ALONE, Way("HEAD", {}), PART, POST]

SEARCHES = [
    "q=locked", "q=%22locked+body%22", "q=locked&week=3", "q=locked&language=es", "q=locked&region=Brazil",
    "q=approved", "q=case", "q=locked&person={bento}",
]  # fmt: skip
"""Searches for words of the locked week. They are in lower case, so a MARKER in an answer is no echo of the query."""


NEXT = ["next=/f/social-economy/week/3", "next=/f/social-economy/thread/{thread}"]
WANTED = ["show=alone", "week=3&language=es", "state=flagged", "kind=readings&page=2"]
REPLY = [
    "reply={asked}",
    "quote={hidden}",
    "reply={open}&answers={asked}",
    "ask={bento}",
    "by={hidden}&new={asked}",
    "fold=all",
]
BACK = ["back=/f/social-economy/week/3", "back=/f/social-economy/thread/{thread}"]
QUERIES = {
    "accounts.sign_in": NEXT,
    "recovering.forgotten": NEXT[1:],
    "recovering.confirm_sign_in": NEXT[1:],
    "forums.home": ["to=social-economy", "all=1", "to={thread}"],
    "forums.reading": REPLY,
    "discussion.thread": REPLY,
    "writing.reply_form": ["answers={asked}&ask={bento}", "answers={question}&quote=1", "answers={hidden}&quote=1"],
    "reading_languages.page": BACK,
    "readings.new": ["kind=link", "kind=locked"],
    "discussion.history": ["before=5"],
    "elements.history": ["before=5"],
    "elements.new_element": ["region=Brazil"],
    "questions.answer": ["answers={asked}", "answers={question}&answers={asked}", "answers={hidden}"],
    "themes.theme": ["region=Brazil", "region=", "page=2", "with={theme}"],
    "cells.question": ["region=Quebec", "region=Brazil"],
    "excerpts.choose": ["words=locked&near=3&side=translation"],
    "public_feeds.calendar": ["lang=es"],
    "public_feeds.feed": ["lang=es"],
    "handbook.contents": ["q=locked", "q=week"],
    "beginning.name": ["city=Toronto"],
    "beginning.languages": ["changed=1"],
    "call.call": ["language=fr", "language=xx"],
    "search.search": [*SEARCHES, "q=locked&page=2"],
    "desk.queue": WANTED,
    "desk.following": WANTED[:1],
    "translate.desk": WANTED[:1],
    "translation_history.history": ["part=2"],
    "glossary.glossary": ["q=locked", "page=2"],
    "cockpit.acts": ["page=2"],
    "selection.applications": ["kind=participant&state=received&week=3&region=-"],
    "selection.compare": ["by=region"],
    "inviting.invitations": ["kind=participant&region=Brazil"],
    "owner_mail.sent": ["to=ana", "to=locked"],
    "people.names": ["q=ana", "q=locked"],
}
"""Query strings for each view that reads one. In braces are keys of a person, of an ``open`` post and ``question``, and
of content in the locked week.
"""


def closed_to(role: str) -> Collection[str]:
    """Return the levels of access that refuse a role before anything is read, so there is nothing to compare."""
    if role in ("olga", "alma"):
        return ()
    return ("admin", "caretaker", "owner", *(() if role in ("sami", "tess") else ("translator",)))


def everything_asked(
    app: Flask,
    cast: Cast,
    ways: Sequence[Way] = WAYS,
    spared: Collection[str] = (),
    known: Mapping[str, list[str]] | None = None,
) -> list[tuple[str, str, dict[str, str]]]:
    """Return method, address and headers of every request that the application answers.

    Of `known` keys, two examples of each kind are used.
    """
    keys = keys_of()
    if known is not None:
        keys = {kind: without_most(known[kind], named) for kind, named in keys.items()}
    rules = [rule for rule in app.url_map.iter_rules() if _access(app, rule) not in spared]
    return [*addresses(rules, cast, keys, ways), *queries(rules, cast, keys, ways)]


def without_most(known: list[str], named: list[str]) -> list[str]:
    """Return the keys without those that were known before, except for the two oldest and the unknown key."""
    examples = {*known[:2], UNKNOWN}
    return [key for key in named if key in examples or key not in known]


def _access(app: Flask, rule: Rule) -> str:
    return getattr(app.view_functions[rule.endpoint], "access", "")


def addresses(
    rules: Sequence[Rule], cast: Cast, keys: dict[str, list[str]], ways: Sequence[Way]
) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Yield requests of every address without a query string: with GET, and some of each kind in the other ways."""
    for rule in rules:
        for values in _values(rule, cast, keys):
            url = _url(rule, values)
            if "GET" in (rule.methods or ()):
                reading = [way for way in ways if way.method != "POST"]
                some = reading if _is_an_example(rule, values, keys) else reading[:1]
                yield from ((way.method, url, way.headers) for way in some)
            elif POST in ways and _touches_the_locked_week(values, keys):
                yield "POST", url, {}


def queries(
    rules: Sequence[Rule], cast: Cast, keys: dict[str, list[str]], ways: Sequence[Way]
) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Yield requests with the query strings of QUERIES: all of them about something in an open week, and the first one
    about something in the locked week or in the other forum. Searches use all of them in both forums. What only a part
    reads is asked for with htmx.
    """
    names = _names_in_queries(cast, keys)
    for rule in rules:
        asked = [query.format_map(names) for query in QUERIES.get(rule.endpoint, ())]
        if asked and "GET" in (rule.methods or ()):
            standing, *others = map(partial(_url, rule), _asked_about(rule, cast, keys))
            again = asked if rule.endpoint == "search.search" else asked[:1]
            reading = [way for way in ways if way.method == "GET"]
            for url, query in [*product([standing], asked), *product(others, again)]:
                yield from (("GET", f"{url}?{query}", way.headers) for way in reading)


def _names_in_queries(cast: Cast, keys: dict[str, list[str]]) -> dict[str, str]:
    _opening, asked, hidden, _unknown = keys["post"][-4:]
    return {
        "asked": asked, "hidden": hidden, "open": cast.post.key, "question": cast.question.key,
        "thread": thread_of(asked), "bento": cast.bento.key, "theme": keys["theme"][:2][-1],
    }  # fmt: skip


def thread_of(key: str) -> str:
    """Return the key of a post's thread."""
    return db.session.scalars(select(Thread.key).join(Post, Post.thread_id == Thread.id).where(Post.key == key)).one()


def _asked_about(rule: Rule, cast: Cast, keys: dict[str, list[str]]) -> list[dict[str, object]]:
    """Return values for addresses with a query string: something of both worlds first, then something else."""
    forum: dict[str, object] = {"forum": cast.forum.slug}
    if "key" in rule.arguments:
        named = keys[_kind(rule, keys)]
        standing = cast.thread.key if cast.thread.key in named else named[0]
        return [forum | dict(rule.defaults or {}) | {"key": key} for key in (standing, named[-2:][0])]
    if "token" in rule.arguments:
        return [forum | {"token": token_of(rule, cast)}]
    if "number" in rule.arguments:
        return [forum | {"number": number} for number in (1, 3)]
    return [forum, {"forum": cast.other_forum.slug}] if "forum" in rule.arguments else [forum]


def _values(rule: Rule, cast: Cast, keys: dict[str, list[str]]) -> Iterator[dict[str, object]]:
    kind = _kind(rule, keys)
    choices: dict[str, list[object]] = {
        "forum": [cast.forum.slug, cast.other_forum.slug],
        "number": [1, 3, 9],
        "key": [*keys[kind][:2], *keys[kind][2:][-12:]],  # two of the oldest, and all keys of the locked week
        "lineage": [keys["lineage"][-2], UNKNOWN],
        "token": ["x", token_of(rule, cast)],
        "change": ["restore"],
        "which": ["format", "example"],
        "chapter": ["start"],
        "language": ["en", "fr", "xx"],
        "part": [1, 2],
        "filename": ["site.css"],
        "name": ["social-economy-edition-1-both.html", "x"],
    }
    names = sorted(rule.arguments - (rule.defaults or {}).keys())
    if "key" in names and ("lineage" in names or kind == "applications"):
        choices["key"] = choices["key"][-2:]
    if "key" in names:
        choices["forum"] = choices["forum"][:1]
    for values in product(*(choices[name] for name in names)):
        yield dict(rule.defaults or {}) | dict(zip(names, values, strict=True))


def _kind(rule: Rule, keys: dict[str, list[str]]) -> str:
    """Return the kind of the key in an address."""
    return next((kind for kind in keys if f"/{kind}/" in rule.rule), "people")


def _url(rule: Rule, values: dict[str, object]) -> str:
    _, url = rule.build({name: value for name, value in values.items() if name in rule.arguments}) or ("", "")
    return url


def _is_an_example(rule: Rule, values: dict[str, object], keys: dict[str, list[str]]) -> bool:
    """Return whether an address names the oldest or one of the newest keys, which is enough for HEAD and htmx."""
    named = keys[_kind(rule, keys)]
    return values.get("key") in (None, named[0], *named[-4:-1])


def _touches_the_locked_week(values: dict[str, object], keys: dict[str, list[str]]) -> bool:
    """Return whether an address is in the locked week. POST elsewhere would change the world that is compared."""
    newest = {key for kind in ("thread", "post", "reading", "translate") for key in keys[kind][-4:]}
    return values.get("number") in (3, 9) or values.get("key") in newest


def ask(client: Client, method: str, url: str, headers: dict[str, str]) -> Answer:
    """Return status, headers and body without what differs each time: dates, tokens, and the length."""
    data = {"body": "words", "title": "words", "verb": "save"} if method == "POST" else None
    client.careful = False  # other tests validate the pages; here are thousands
    response = client.open(url, method=method, headers=headers, data=data)
    shown = tuple(sorted(pair for pair in response.headers if pair[0] not in PASSING))
    body = response.get_data()
    response.close()
    for token in TOKENS:
        body = token.sub(rb"\1", body)
    return response.status_code, shown, body


Frozen = tuple[str, str, tuple[tuple[str, str], ...]]


def frozen(calls: list[tuple[str, str, dict[str, str]]]) -> list[Frozen]:
    return [(method, url, tuple(headers.items())) for method, url, headers in calls]


def unfrozen(call: Frozen) -> tuple[str, str, dict[str, str]]:
    return call[0], call[1], dict(call[2])


def differences(before: dict[Frozen, Answer], after: dict[Frozen, Answer]) -> list[tuple[Frozen, object]]:
    """Return the calls with different answers, and the first difference of each."""
    return [(call, _first_difference(before[call], after[call])) for call in before if before[call] != after[call]]


def _first_difference(before: Answer, after: Answer) -> object:
    if before[:2] != after[:2]:
        return before[:2], after[:2]
    at = next((i for i, (a, b) in enumerate(zip(before[2], after[2], strict=False)) if a != b), -1)
    return before[2][max(0, at - 60) : at + 60], after[2][max(0, at - 60) : at + 60]
