"""Nothing of a locked week leaks, through any door.

Two worlds: one database with content in the locked week (inserted last), one without. For every route of the
application's own URL map and every role with no right to that content, the answers are identical byte for byte
once tokens are taken out. A route that is added later is covered by itself; one that reads a query string has to be
given some here, and one with a token a link that opens it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import product
from typing import Any, NamedTuple

import pytest
from flask import Flask
from sqlalchemy import delete, select, update
from werkzeug.routing import Rule

from board.actions import applying, enrolling, posting, preparing, presenting, suspending
from board.actions.links import SETUP, make_link
from board.actions.presenting import CaseStudy
from board.actions.recovering import ADDRESS, RESET, SIGN_IN
from board.actions.translating import save_translation
from board.actions.unsent import UnsentWords, keep_unsent
from board.extensions import db, limiter
from board.models import (
    Announcement,
    Application,
    Assignment,
    Follow,
    Forum,
    GlossaryTerm,
    Job,
    Membership,
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
from tests.support.query_strings import functions_that_read, views_that_read
from tests.support.second_run import said

ROLES = ["nobody", "ana", "rosa", "bento", "tess", "omar", "nina", "olga"]
"""Nobody signed in, a participant, another week's key respondent, this week's, a translator, another forum's admin,
an account without membership, the owner."""
FURTHER = [("sami", False), ("nora", False), ("nobody", True), ("nina", True)]
"""Sami, a suspended translator; Nora, who has not agreed yet; and two to whom the forum opened itself for reading.
They ask with GET alone, and nothing that is closed to them whatever it names.
"""
ON_EACH_DATABASE = {("bento",), ("tess",), ("nobody", True)}
"""Between them they ask for all that members may see; the rest is compared on one database."""
ASKING_IN_EVERY_WAY = {"nobody", "bento"}
"""HEAD and htmx run the same queries as GET: what they leave out is the same for anyone let in, and for others."""
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


def who_asks(*who: object) -> Any:
    return pytest.param(*who, marks=() if who in ON_EACH_DATABASE else pytest.mark.once)


@pytest.mark.parametrize("role", [who_asks(role) for role in ROLES])
def test_the_two_worlds_are_the_same(
    app: Flask, db_session: object, sign_in: Callable[[User], Client], role: str
) -> None:
    compare_worlds(app, sign_in, role)


@pytest.mark.parametrize(("role", "public"), [who_asks(*who) for who in FURTHER])
def test_the_two_worlds_are_the_same_to_those_who_read(
    app: Flask, db_session: object, sign_in: Callable[[User], Client], role: str, public: bool
) -> None:
    compare_worlds(app, sign_in, role, public, further=True)


def all_is_done() -> None:
    """A worker is there, and has done what was due: nothing is sent of what its reader may not see, but the owner sees
    what kinds of work wait, wherever they come from.
    """
    db.session.execute(update(Job).values(done_at=START))
    db.session.commit()


def compare_worlds(
    app: Flask, sign_in: Callable[[User], Client], role: str, public: bool = False, *, further: bool = False
) -> None:
    cast = make_cast(locked_content=False)
    cast.forum.public_reading = public
    people = further_people(cast) if further else {}
    person = None if role == "nobody" else people.get(role) or getattr(cast, role)
    make_links(cast, person or cast.jorge)
    client = sign_in(person) if person else app.test_client()
    keep_unsent(cast.alma, UnsentWords("reply:somewhere", "LOCKED unsent", "", "en"), START)
    with a_world_with(cast, translatable=role != "tess", case_study_of_bento=role != "bento"):
        all_is_done()
        ways = WAYS if role in ASKING_IN_EVERY_WAY and db.engine.dialect.name == "sqlite" else GET_AND_POST
        asked = frozen(everything_asked(app, cast, *((GET_ALONE, closed_to(role)) if further else (ways,))))
        with_content = {call: ask(client, *unfrozen(call)) for call in asked}
    all_is_done()
    without = {call: ask(client, *unfrozen(call)) for call in asked}
    assert len(with_content) > (100 if further else 300)
    assert "\n".join(map(str, differences(with_content, without))) == ""
    assert [call for call, answer in with_content.items() if MARKER in answer[2]] == []


@pytest.mark.parametrize("role", ["sami", "nora"])
def test_those_who_read_do_read(app: Flask, db_session: object, sign_in: Callable[[User], Client], role: str) -> None:
    """They are no strangers: an open week is theirs to read, and to write in it is not."""
    cast = make_cast(locked_content=False)
    client = sign_in(further_people(cast)[role])
    thread = f"/f/{cast.forum.slug}/thread/{cast.thread.key}"
    assert ask(client, "GET", thread, {})[0] == 200
    assert ask(client, "POST", f"{thread}/reply", {})[0] == 403


@pytest.mark.parametrize("role", ["alma", "olga"])
def test_every_page_answers_those_who_run_the_forum(
    app: Flask, db_session: object, sign_in: Callable[[User], Client], role: str
) -> None:
    """Each page runs its queries on each database: PostgreSQL refuses some that SQLite takes."""
    cast = make_cast()
    client = sign_in(getattr(cast, role))
    told = {call: ask(client, *unfrozen(call))[0] for call in frozen(everything_asked(app, cast, GET_ALONE))}
    assert sum(status == 200 for status in told.values()) > 50
    assert {call: status for call, status in told.items() if status >= 500} == {}


@pytest.mark.once
@pytest.mark.parametrize("role", ["ana", "jorge", "rosa", "tess"])
def test_who_is_spared_a_page_is_refused_there(
    app: Flask, db_session: object, sign_in: Callable[[User], Client], role: str
) -> None:
    cast = make_cast(locked_content=False)
    client = sign_in(getattr(cast, role))
    closed = [rule for rule in app.url_map.iter_rules() if _access(app, rule) in closed_to(role)]
    calls = list(addresses(closed, cast, keys_of(), GET_ALONE))
    assert len(calls) > 50
    assert {ask(client, *call)[0] for call in calls} <= {403, 404}


def test_every_view_that_reads_a_query_string_is_asked_with_some(app: Flask) -> None:
    """A new one asks for an entry in the table. What reads without a view would read for every page."""
    found = views_that_read(app)
    assert found.keys() == QUERIES.keys()
    assert set().union(*found.values()) == functions_that_read()


def test_every_link_opens_its_page(app: Flask, db_session: object, sign_in: Callable[[User], Client]) -> None:
    """A page with a token is compared as it stands, and not only as one that is not there."""
    cast = make_cast(locked_content=False)
    make_links(cast, cast.jorge)
    client = sign_in(cast.jorge)
    opened = {
        rule.endpoint: ask(client, "GET", url, {})[0]
        for rule in app.url_map.iter_rules()
        if "token" in rule.arguments and "GET" in (rule.methods or ())
        for url in [_url(rule, {"forum": cast.forum.slug, "token": token_of(rule)})]
    }
    assert opened == dict.fromkeys(LINKS, 200)


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
        names = _names_in_queries(cast, keys_of())
        asked = [query.format_map(names) for query in SEARCHES]
        found = {query: ask(client, "GET", f"/f/social-economy/search?{query}", {})[2] for query in asked}
    assert [asked for asked, page in found.items() if MARKER not in page] == []


@pytest.mark.once
def test_a_translator_sees_only_what_is_to_be_translated(
    app: Flask, db_session: object, sign_in: Callable[[User], Client]
) -> None:
    cast = make_cast()
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
    cast = make_cast()
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
    keep_unsent(cast.alma, UnsentWords(f"reply:{thread.key}", "LOCKED unsent reply", "", language), START)
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
    keep_unsent(author, UnsentWords("case:social-economy:3", "LOCKED unsent case", "", language), START)


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


# ---- who asks, and with which links


def further_people(cast: Cast) -> dict[str, User]:
    """Sami and Nora. What Sami may do rests; Nora has still to agree to the code of conduct."""
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


APPLICATION, INVITATION = "application", "invitation"
LINKS = {
    "accounts.setup": SETUP, "recovering.reset": RESET, "recovering.confirm_sign_in": SIGN_IN,
    "addresses.confirm": ADDRESS, "applying.mine": APPLICATION, "again.invitation": INVITATION,
}  # fmt: skip
"""What kind of link opens a page with a token."""


def token_of(rule: Rule) -> str:
    return f"a-link-of-the-kind-{LINKS.get(rule.endpoint, 'unknown')}"


def make_links(cast: Cast, person: User) -> None:
    """A link of each kind: of somebody's account, and of applications that are theirs as well as not."""
    for kind in (SETUP, RESET, SIGN_IN, ADDRESS):
        token = f"a-link-of-the-kind-{kind}"
        make_link(kind, person.id, START + timedelta(hours=1), token, address="new@example.org")
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


# ---- asking


def keys_of() -> dict[str, list[str]]:
    """Every key that an address may name, by what it names, and one that names nothing."""
    kinds = {
        "text": Text, "thread": Thread, "post": Post, "reading": Reading, "translate": Text, "people": User,
        "glossary": GlossaryTerm, "announcements": Announcement, "applications": Application,
    }  # fmt: skip
    keys = {kind: [*db.session.scalars(select(model.key).order_by(model.id)), UNKNOWN] for kind, model in kinds.items()}
    return keys | {"lineage": [*db.session.scalars(select(Segment.lineage).distinct()), UNKNOWN]}


class Way(NamedTuple):
    """A method, with headers."""

    method: str
    headers: dict[str, str]


POST = Way("POST", {})
GET_ALONE = [Way("GET", {})]
GET_AND_POST = [*GET_ALONE, POST]
WAYS = [*GET_ALONE, Way("HEAD", {}), Way("GET", HTMX), POST]

SEARCHES = [
    "q=locked", "q=%22locked+body%22", "q=locked&week=3", "q=locked&language=es", "q=locked&region=Brazil",
    "q=approved", "q=case", "q=locked&person={bento}",
]  # fmt: skip
"""Words that stand in the locked week alone, in small letters: an answer that has the marker has it from there."""


LEADS_ON = ["next=/f/social-economy/week/3", "next=/f/social-economy/thread/{thread}"]
WANTED = ["show=alone", "week=3&language=es", "state=flagged", "kind=readings&page=2"]
REPLY = ["reply={asked}", "quote={hidden}", "reply={open}&answers={asked}", "ask={bento}"]
QUERIES = {
    "accounts.sign_in": LEADS_ON,
    "recovering.forgotten": LEADS_ON[1:],
    "recovering.confirm_sign_in": LEADS_ON[1:],
    "forums.home": ["to=social-economy", "all=1", "to={thread}"],
    "forums.reading": REPLY,
    "discussion.thread": REPLY,
    "discussion.history": ["before=5"],
    "questions.answer": ["answers={asked}", "answers={question}&answers={asked}", "answers={hidden}"],
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
}
"""Of each view that reads a query string, some to ask it with. In braces: keys of a person, of an ``open`` post and
``question``, and of what stands in the locked week.
"""


def closed_to(role: str) -> Collection[str]:
    """Levels of access that refuse somebody at the door, before anything is read: nothing to see there."""
    if role in ("olga", "alma"):
        return ()
    return ("admin", "caretaker", "owner", *(() if role in ("sami", "tess") else ("translator",)))


def everything_asked(
    app: Flask, cast: Cast, ways: Sequence[Way] = WAYS, spared: Collection[str] = ()
) -> list[tuple[str, str, dict[str, str]]]:
    """Method, address and headers of every question that can be asked of the application."""
    keys = keys_of()
    rules = [rule for rule in app.url_map.iter_rules() if _access(app, rule) not in spared]
    return [*addresses(rules, cast, keys, ways), *queries(rules, cast, keys)]


def _access(app: Flask, rule: Rule) -> str:
    return getattr(app.view_functions[rule.endpoint], "access", "")


def addresses(
    rules: Sequence[Rule], cast: Cast, keys: dict[str, list[str]], ways: Sequence[Way]
) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Every address without a query string: with GET, and some of each kind also in the other ways of reading."""
    for rule in rules:
        for values in _values(rule, cast, keys):
            url = _url(rule, values)
            if "GET" in (rule.methods or ()):
                reading = [way for way in ways if way.method != "POST"]
                some = reading if _is_an_example(rule, values, keys) else reading[:1]
                yield from ((way.method, url, way.headers) for way in some)
            elif POST in ways and _touches_the_locked_week(values, keys):
                yield "POST", url, {}


def queries(rules: Sequence[Rule], cast: Cast, keys: dict[str, list[str]]) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Every view that reads a query string with each of those above, about something that is open; and with the first
    about something in the locked week, or in the other forum. Both forums are searched for everything.
    """
    names = _names_in_queries(cast, keys)
    for rule in rules:
        asked = [query.format_map(names) for query in QUERIES.get(rule.endpoint, ())]
        if asked and "GET" in (rule.methods or ()):
            standing, *others = map(partial(_url, rule), _asked_about(rule, cast, keys))
            again = asked if rule.endpoint == "search.search" else asked[:1]
            for url, query in [*product([standing], asked), *product(others, again)]:
                yield "GET", f"{url}?{query}", {}


def _names_in_queries(cast: Cast, keys: dict[str, list[str]]) -> dict[str, str]:
    _opening, asked, hidden, _unknown = keys["post"][-4:]
    return {
        "asked": asked, "hidden": hidden, "open": cast.post.key, "question": cast.question.key,
        "thread": thread_of(asked), "bento": cast.bento.key,
    }  # fmt: skip


def thread_of(key: str) -> str:
    """The key of the thread in which a post stands."""
    return db.session.scalars(select(Thread.key).join(Post, Post.thread_id == Thread.id).where(Post.key == key)).one()


def _asked_about(rule: Rule, cast: Cast, keys: dict[str, list[str]]) -> list[dict[str, object]]:
    """What an address with a query string names: something that stands in both worlds, and something else."""
    forum: dict[str, object] = {"forum": cast.forum.slug}
    if "key" in rule.arguments:
        named = keys[_kind(rule, keys)]
        standing = cast.thread.key if cast.thread.key in named else named[0]
        return [forum | {"key": key} for key in (standing, named[-2])]
    if "token" in rule.arguments:
        return [forum | {"token": token_of(rule)}]
    return [forum, {"forum": cast.other_forum.slug}] if "forum" in rule.arguments else [forum]


def _values(rule: Rule, cast: Cast, keys: dict[str, list[str]]) -> Iterator[dict[str, object]]:
    kind = _kind(rule, keys)
    choices: dict[str, list[object]] = {
        "forum": [cast.forum.slug, cast.other_forum.slug],
        "number": [1, 3, 9],
        "key": [*keys[kind][:2], *keys[kind][2:][-12:]],  # two of the oldest, and all of the locked week
        "lineage": [keys["lineage"][-2], UNKNOWN],
        "token": ["x", token_of(rule)],
        "change": ["restore"],
        "which": ["format"],
        "filename": ["site.css"],
    }
    names = sorted(rule.arguments)
    if "key" in names and ("lineage" in names or kind == "applications"):
        choices["key"] = choices["key"][-2:]
    if "key" in names:
        choices["forum"] = choices["forum"][:1]
    for values in product(*(choices[name] for name in names)):
        yield dict(zip(names, values, strict=True))


def _kind(rule: Rule, keys: dict[str, list[str]]) -> str:
    """What the key in an address names."""
    return next((kind for kind in keys if f"/{kind}/" in rule.rule), "people")


def _url(rule: Rule, values: dict[str, object]) -> str:
    _, url = rule.build({name: value for name, value in values.items() if name in rule.arguments}) or ("", "")
    return url


def _is_an_example(rule: Rule, values: dict[str, object], keys: dict[str, list[str]]) -> bool:
    """Whether an address names the oldest or some of the newest of its kind; HEAD and htmx walk GET's own path."""
    named = keys[_kind(rule, keys)]
    return values.get("key") in (None, named[0], *named[-4:-1])


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
