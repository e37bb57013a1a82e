"""Nothing of a locked week leaks, through any door.

Two worlds: one database with content in the locked week (inserted last), one without. For every route of the
application's own URL map and every role with no right to that content, the answers are identical byte for byte
once tokens are taken out. A route that is added later is covered by itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import product

import pytest
from flask import Flask
from sqlalchemy import delete, select
from werkzeug.routing import Rule

from board.actions import posting, preparing, presenting
from board.actions.presenting import CaseStudy
from board.actions.translating import save_translation
from board.actions.unsent import Draft, keep_unsent
from board.extensions import db, limiter
from board.models import (
    Announcement,
    Application,
    Assignment,
    Follow,
    GlossaryTerm,
    Post,
    Reading,
    Report,
    Segment,
    Text,
    Thread,
    Translation,
    User,
    Voice,
)
from board.models.base import new_key
from board.rules.translations import STATES
from tests.support.cast import START, Cast, make_cast, reading_form, segments_of, sight_for, text_of, typed
from tests.support.client import Client
from tests.support.presenting import seen

ROLES = ["nobody", "ana", "rosa", "bento", "tess", "omar", "nina", "olga"]
"""Nobody signed in, a participant, another week's key respondent, this week's, a translator, another forum's admin,
an account without membership, the owner."""
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
    """Thousands of questions are asked here in a moment."""
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


@pytest.mark.parametrize("role", ROLES)
def test_the_two_worlds_are_the_same(
    app: Flask, db_session: object, sign_in: Callable[[User], Client], role: str
) -> None:
    cast = make_cast(locked_content=False)
    client = app.test_client() if role == "nobody" else sign_in(getattr(cast, role))
    keep_unsent(cast.alma, Draft("reply:somewhere", "LOCKED unsent", "", "en"), START)
    with a_world_with(cast, translatable=role != "tess", case_study_of_bento=role != "bento"):
        locked_urls = list(addresses(app, cast, keys_of(), posts=True))
        with_content = {call: ask(client, *unfrozen(call)) for call in frozen(locked_urls)}
    without = {call: ask(client, *unfrozen(call)) for call in frozen(locked_urls)}
    assert len(with_content) > 300
    assert "\n".join(map(str, differences(with_content, without))) == ""
    assert [call for call, answer in with_content.items() if MARKER in answer[2]] == []


def test_the_comparison_would_notice(app: Flask, db_session: object, sign_in: Callable[[User], Client]) -> None:
    """The admin, who prepares the week, does see it: so the two worlds differ."""
    cast = make_cast(locked_content=False)
    client = sign_in(cast.alma)
    url = "/f/social-economy/week/3"
    with a_world_with(cast, translatable=True, case_study_of_bento=True):
        assert MARKER in ask(client, "GET", url, {})[2]
    assert MARKER not in ask(client, "GET", url, {})[2]


def test_the_searches_would_find_it(app: Flask, db_session: object, sign_in: Callable[[User], Client]) -> None:
    """Their words are there: the admin finds them, so others do not find them because they may not."""
    cast = make_cast(locked_content=False)
    client = sign_in(cast.alma)
    with a_world_with(cast, translatable=True, case_study_of_bento=True):
        found = {asked: ask(client, "GET", f"/f/social-economy/search?{asked}", {})[2] for asked in SEARCHES}
    assert [asked for asked, page in found.items() if MARKER not in page] == []


def test_a_translator_sees_only_what_is_to_be_translated(
    app: Flask, db_session: object, sign_in: Callable[[User], Client]
) -> None:
    cast = make_cast()
    client = sign_in(cast.tess)
    answers = [ask(client, *call) for call in addresses(app, cast, keys_of())]
    seen = b"".join(answer[2] for answer in answers)
    assert b"Palabras LOCKED" in seen
    assert b"LOCKED words to begin with" not in seen
    assert b"LOCKED page" not in seen
    assert b"LOCKED reading" not in seen


def test_a_key_respondent_sees_their_own_case_study_and_nothing_else(
    app: Flask, db_session: object, sign_in: Callable[[User], Client]
) -> None:
    cast = make_cast()
    assert cast.case_study is not None
    client = sign_in(cast.bento)
    seen = b"".join(ask(client, *call)[2] for call in addresses(app, cast, keys_of()))
    assert b"Nuestra cooperativa LOCKED" in seen
    assert b"LOCKED words" not in seen
    assert b"Palabras LOCKED" not in seen
    assert b"LOCKED page" not in seen


# ---- the world with content


@contextmanager
def a_world_with(cast: Cast, *, translatable: bool, case_study_of_bento: bool) -> Iterator[None]:
    """Content of every kind in the locked week; undone at the end."""
    _detach_everything()
    savepoint = db.engines[None].begin_nested()  # type: ignore[attr-defined]  # a connection, while a test runs
    _insert(cast, translatable, case_study_of_bento)
    try:
        yield
    finally:
        db.session.remove()
        savepoint.rollback()


def _detach_everything() -> None:
    """The cast outlives the world that is undone: loaded, and in no session."""
    db.session.commit()
    for row in list(db.session):
        db.session.refresh(row)
    db.session.expunge_all()
    db.session.remove()


def _insert(cast: Cast, translatable: bool, case_study_of_bento: bool) -> None:
    language = "es" if translatable else "en"
    sight, week = sight_for(cast, cast.alma), cast.week(3)
    thread = posting.open_thread(sight, week, cast.alma, typed("LOCKED body", language, "LOCKED title"), question=True)
    asked = posting.reply(
        sight, thread, cast.alma, typed("LOCKED question", language), asked=cast.rosa,
        asked_roles=frozenset({"key_respondent"}),
    )  # fmt: skip
    hidden = posting.reply(sight, thread, cast.alma, typed("LOCKED hidden", language), to=asked)
    posting.hide_post(sight, hidden, "LOCKED reason")
    posting.pin_thread(sight, thread, True)
    upload = preparing.Upload("LOCKED.pdf", b"%PDF-1.4 LOCKED")
    form = reading_form("LOCKED file", "LOCKED note", language)
    preparing.add_reading(sight, week, _with_file(form, upload), cast.alma)
    author = cast.bento if case_study_of_bento else cast.rosa
    preparing.add_reading(sight, week, reading_form("LOCKED case", "LOCKED case body", "en", author), cast.alma)
    _insert_unpublished(cast, author, language)
    if translatable:
        _translate(cast, asked)
    keep_unsent(cast.alma, Draft(f"reply:{thread.key}", "LOCKED unsent reply", "", language), START)
    _say_and_report(cast, asked)
    for person in (cast.ana, cast.jorge, cast.rosa, cast.bento, cast.tess, cast.omar):  # since before it was locked
        db.session.add(Follow(user_id=person.id, thread_id=thread.id, at=START))
    db.session.commit()


def _insert_unpublished(cast: Cast, author: User, language: str) -> None:
    """A case study that is still a draft, one that is submitted, and one that was published from there."""
    if author is cast.rosa:
        db.session.add(Assignment(week_id=cast.week(3).id, user_id=author.id, region="LOCKED"))
    mine, week = sight_for(cast, author), cast.week(3)
    for stage in ("draft", "submitted", "published"):
        words = CaseStudy(f"LOCKED {stage}", f"LOCKED {stage} words", language)
        study = presenting.begin_case_study(mine, week, words, author, new_key())
        if stage != "draft":
            presenting.submit_case_study(mine, study)
        if stage == "published":
            presenting.publish_case_study(sight_for(cast, cast.alma), study, seen(study))
    if author is cast.rosa:  # who is assigned to a week is public: in both worlds the same
        db.session.execute(delete(Assignment).where(Assignment.region == "LOCKED"))
    keep_unsent(author, Draft("case:social-economy:3", "LOCKED unsent case", "", language), START)


def _say_and_report(cast: Cast, post: Post) -> None:
    """As members did while the week was open, before it was locked again."""
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


# ---- asking


def keys_of() -> dict[str, list[str]]:
    """Every key that an address may name, by what it names, and one that names nothing."""
    kinds = {
        "text": Text, "thread": Thread, "post": Post, "reading": Reading, "translate": Text, "people": User,
        "glossary": GlossaryTerm, "announcements": Announcement, "applications": Application,
    }  # fmt: skip
    keys = {kind: [*db.session.scalars(select(model.key).order_by(model.id)), UNKNOWN] for kind, model in kinds.items()}
    return keys | {"lineage": [*db.session.scalars(select(Segment.lineage).distinct()), UNKNOWN]}


SEARCHES = [
    "q=locked", "q=%22locked+body%22", "q=locked&week=3", "q=locked&language=es", "q=locked&region=Brazil",
    "q=approved", "q=case",
]  # fmt: skip
"""Words that stand in the locked week alone, in small letters: an answer that has the marker has it from there."""


def addresses(
    app: Flask, cast: Cast, keys: dict[str, list[str]], *, posts: bool = False
) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Method, address and headers of every question that can be asked of the application."""
    for rule in app.url_map.iter_rules():
        for values in _values(rule, cast, keys):
            _, url = rule.build(values) or ("", "")
            if "GET" in (rule.methods or ()):
                yield "GET", url, {}
                if posts:
                    yield "HEAD", url, {}
                    yield "GET", url, HTMX
            elif posts and _touches_the_locked_week(values, keys):
                yield "POST", url, {}
    for asked in SEARCHES:
        yield "GET", f"/f/{cast.forum.slug}/search?{asked}", {}
        yield "GET", f"/f/{cast.other_forum.slug}/search?{asked}", {}


def _values(rule: Rule, cast: Cast, keys: dict[str, list[str]]) -> Iterator[dict[str, object]]:
    kind = next((kind for kind in keys if f"/{kind}/" in rule.rule), "people")
    choices: dict[str, list[object]] = {
        "forum": [cast.forum.slug, cast.other_forum.slug],
        "number": [1, 3, 9],
        "key": [*keys[kind][:2], *keys[kind][2:][-12:]],  # two of the oldest, and all of the locked week
        "lineage": [keys["lineage"][-2], UNKNOWN],
        "token": ["x"],
        "change": ["restore"],
        "which": ["format"],
        "filename": ["site.css"],
    }
    names = sorted(rule.arguments)
    if "key" in names and "lineage" in names:
        choices["key"] = choices["key"][-2:]
    if "key" in names:
        choices["forum"] = choices["forum"][:1]
    for values in product(*(choices[name] for name in names)):
        yield dict(zip(names, values, strict=True))


def _touches_the_locked_week(values: dict[str, object], keys: dict[str, list[str]]) -> bool:
    """Posting elsewhere would change the world that is compared."""
    newest = {key for kind in ("thread", "post", "reading", "translate") for key in keys[kind][-4:]}
    return values.get("number") in (3, 9) or values.get("key") in newest


def ask(client: Client, method: str, url: str, headers: dict[str, str]) -> Answer:
    """Status, headers and body, without what differs each time: dates, tokens, and the length that goes with them."""
    data = {"body": "words", "title": "words", "verb": "save"} if method == "POST" else None
    client.careful = False  # the pages are checked elsewhere; here thousands are compared
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


def differences(one: dict[Frozen, Answer], other: dict[Frozen, Answer]) -> list[tuple[Frozen, object]]:
    """Which calls are answered differently, and in what."""
    return [(call, _first_difference(one[call], other[call])) for call in one if one[call] != other[call]]


def _first_difference(one: Answer, other: Answer) -> object:
    if one[:2] != other[:2]:
        return one[:2], other[:2]
    at = next((i for i, (a, b) in enumerate(zip(one[2], other[2], strict=False)) if a != b), -1)
    return one[2][max(0, at - 60) : at + 60], other[2][max(0, at - 60) : at + 60]
