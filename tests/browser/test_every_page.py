"""Every page that somebody can reach, on the demo: accessible, never wider than the window, silent in the console.

The pages are the application's own GET routes, filled in with the demo's richest examples and kept where the person
is let in. A new page is covered by itself; one with a new kind of argument has to be given an example here.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import product
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import current_app
from playwright.sync_api import Browser, Page
from sqlalchemy import ColumnElement, Select, false, func, select
from werkzeug.routing import MapAdapter, Rule
from werkzeug.test import TestResponse

from board.actions import applying, beginning
from board.actions.links import make_link, make_setup_link
from board.actions.recovering import LASTS
from board.actions.unsent import UnsentWords, keep_unsent
from board.actions.writing import revise_text
from board.clock import FixedClock
from board.demo import load, redated
from board.extensions import db
from board.models import (
    Announcement,
    Application,
    Assignment,
    BouncingAddress,
    Edition,
    Excerpt,
    Forum,
    GlossaryTerm,
    IncomingMail,
    Job,
    Mail,
    Membership,
    PolicyElement,
    Post,
    QuoteAnswer,
    Reading,
    Text,
    Theme,
    Thread,
    User,
    Week,
)
from board.pages.parts import MOST
from board.rules.languages import INTERFACE
from board.rules.mail_tokens import CHOICES, STOP, seal
from board.rules.proceedings import OBJECTED
from tests.browser.conftest import Site, running, session_cookie
from tests.support.browser import PHONE, View, Watch, axe
from tests.support.cast import START
from tests.support.client import signed_in
from tests.support.examples import LONG
from tests.support.looks import EVERY_LOOK, WITHOUT_SCRIPTS, ZOOMED, Look, Window, faults_without_scripts
from tests.support.machine import made_once
from tests.support.second_run import add_earlier_run

ROLES = ["admin", "owner", "translator", "key_respondent", "participant", "nobody"]
"""Who sees the most on a page comes first."""
WIDE = View()
VIEWS = [  # each pair of JavaScript, width and colours at least once; the languages with long words also on a phone
    WIDE,
    View(width=PHONE, locale="es", dark=True),
    View(javascript=False, locale="fr"),
    View(javascript=False, width=PHONE, locale="fr", dark=True),
    View(javascript=False, width=PHONE, locale="pt"),
    View(locale="pt", dark=True),
]
WALK = START + timedelta(days=2)
"""Week 4 has opened."""
FOUND = "found.json"
ASKING = {"cells.question": "?region=Southern+Cone"}
"""Query strings of pages that are not there without one: in the demo, nothing is placed in this cell yet."""
NO_PAGES = {
    "public_feeds.feed", "public_feeds.calendar", "own_feeds.feed", "own_feeds.calendar",
    "static", "health.healthz", "health.readyz", "forums.reading_file", "discussion.post", "translate.post",
    "desk.following", "glossary.export", "glossary.export_tbx", "memory.export", "intake.template", "questions.answer",
    "leaving.data", "leaving.more_data", "data.json", "data.csv", "codebook_files.export", "coding_files.export",
    "edition_files.edition_file", "editions.progress", "owner_mail.as_it_came", "people.names",
    "portraits.portrait", "portraits.mine",
    "attachments.picture", "attachments.larger", "attachments.file",
}  # fmt: skip
"""Files, and addresses that lead on to others."""
NOTHING_HERE = "/f/no-such-forum/"
AGAIN = "the-link-of-an-invitation"
ALL_FORUMS = "/?all=1"
"""With a single forum, the front page leads straight to it."""

Examples = Mapping[str, list[object]]
"""By the name of an address's argument; for a key, by the word before it; for an edition's number, by its route."""


@dataclass(frozen=True, slots=True)
class Demo:
    """The demo, running."""

    site: Site
    people: Mapping[str, User]
    """Somebody of each role."""
    pages: Mapping[str, list[str]]
    """By role, the addresses of all pages that it is let in to."""

    def richest(self, role: str) -> list[str]:
        """The pages on which nobody sees more than this role."""
        seen = {address for other in ROLES[: ROLES.index(role)] for address in self.pages[other]}
        return [address for address in self.pages[role] if address not in seen]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """Every worker runs a copy of one demo: to make it and to try all addresses takes as long as dozens of pages."""
    folder = tmp_path_factory.mktemp("demo")
    shutil.copytree(made_once(tmp_path_factory, "made-demo", _make_demo), folder, dirs_exist_ok=True)
    emails, found = json.loads((folder / FOUND).read_text(encoding="utf-8"))
    with running(folder, FixedClock(WALK)) as site:
        with site.written():
            people = {role: _person(email) for role, email in emails.items()}
        yield Demo(site, people, found)


def _make_demo(folder: Path) -> None:
    """The demo's database, and a file that says who stands for each role, and which pages are theirs."""
    with running(folder, FixedClock(START)) as site:
        with site.written():
            people = {account.role: _person(account.email) for account in reversed(load(redated(START)))}
            _add_terms()
            _lengthen()
            _add_work()
            _add_check(people)
            _add_edition(people["admin"])
            token = _apply()
            _assign(people["key_respondent"], 5)
            add_earlier_run(people["admin"], AGAIN)
            _begin_a_forum(people["owner"])
        with site.written():
            examples = {role: _examples(people.get(role), token) for role in ROLES}
            for person in people.values():
                _prepare(person)
        site.clock.move_to(WALK)
        found = {role: pages(site, people.get(role), examples[role]) for role in ROLES}
    emails = {role: person.email for role, person in people.items()}
    (folder / FOUND).write_text(json.dumps([emails, found]), encoding="utf-8")


def _begin_a_forum(owner: User) -> None:
    """As far as the last look at it, with a week that has everything."""
    answers = {
        "name": {"name": "Care work", "city": "La Paz", "zone": "America/La_Paz", "starts": "2026-10-26", "ends": ""},
        "languages": {"languages": ["en", "es"], "policy": ["es>en"]},
        "weeks": {
            "body": "Week 1: Why?\nWe begin.\nQuestion: What has changed?\nReading: A study, https://example.org/study",
            "typed_number": 3, "number": 3, "weekday": 0, "at": "09:00", "days": 7,
        },
    }  # fmt: skip
    beginning.keep_answers(owner, answers, START)


def _add_terms() -> None:
    """A glossary, with terms of two pairs of languages."""
    forum_id = db.session.scalars(select(Forum.id)).one()
    for language, term in [("es", "economía social y solidaria"), ("pt", "fundo rotativo")]:
        note = "As in the call: https://example.org/a-very-long-address-that-nobody-breaks"
        said = {"term": term, "folded": term, "translation": "social economy | solidarity economy", "note": note}
        db.session.add(
            GlossaryTerm(forum_id=forum_id, language=language, target="en", created_at=START, author_id=None, **said)
        )


def _lengthen() -> None:
    """A text so long that translators see it in parts."""
    text = db.session.scalars(_waiting().order_by(Text.id.desc())).first()
    assert text is not None
    revise_text(text, "\n\n".join(f"Párrafo {number}." for number in range(2 * MOST + 1)), None, START)


def _waiting() -> Select[Text]:
    return select(Text).where(Text.target == "en", Text.inline.is_(False))


def _add_work() -> None:
    """For the owner: a mail that was given up, one that waits for its server, and one that has no server to go to."""
    address = f"{'a-very-long-name-' * 4}@example.org"
    job = {"recipient": address, "error": f"550 5.1.1 <{address}>: User unknown", "payload": {}, "attempts": 3}
    for kind, reason, values in (("mail.setup", "rejected", {"failed_at": START}), ("mail.question", "later", {})):
        db.session.add(Job(kind=kind, unique_key=kind, reason=reason, due_at=START, run_at=START, **job, **values))
    body = f"Dear Ana,\n\nOpen this:\nhttps://example.org/{'long' * 30}"
    mail = {"recipient": address, "subject": f"Hello {'and welcome ' * 8}", "created_at": START}
    back = {"sent_at": START, "bounced_at": START, "bounce": job["error"], "kind": "mail.question"}
    db.session.add(Mail(message_id="<1@localhost>", body=body, **mail))
    db.session.add(Mail(message_id="<2@localhost>", body="", **mail, **back))
    refused = {"bounces": 3, "last_at": START, "reason": job["error"], "suspended_at": START}
    db.session.add(BouncingAddress(address=address, **refused))
    for digest, outcome, reason in (("one", "refused", "forged"), ("two", "ignored", "automatic"), ("three", "", "")):
        came = {
            "recipient": address,
            "sender": address,
            "subject": mail["subject"],
            "raw": b"Raw",
            "received_at": START,
        }
        db.session.add(IncomingMail(digest=digest, outcome=outcome, reason=reason, **came))


def _add_check(people: Mapping[str, User]) -> None:
    """The authors' check is open, and a participant has objected."""
    forum, author = db.session.scalars(select(Forum)).one(), people["participant"]
    forum.check_from, forum.check_until = START, START + timedelta(days=14)
    post = db.session.scalars(select(Post).where(Post.author_id == author.id)).first()
    assert post is not None
    said = {"kind": OBJECTED, "reason": "Not like this: it was a question.", "at": START}
    db.session.add(QuoteAnswer(forum_id=forum.id, text_id=post.text_id, user_id=author.id, **said))


def _add_edition(admin: User) -> None:
    """Beside the edition that the demo has published, one that is finished and that only admins see."""
    forum_id = db.session.scalars(select(Forum.id)).one()
    made = {"made_by_id": admin.id, "created_at": START, "finished_at": START}
    db.session.add(Edition(forum_id=forum_id, number=2, note="With the summaries of week 4.", **made))


def _quoted(person: User | None) -> list[object]:
    """A passage of their own words."""
    theirs = Excerpt.text_id.in_(select(Post.text_id).where(Post.author_id == person.id)) if person else false()
    return keys(Excerpt, theirs)


def _apply() -> str:
    """The call is out once more, and somebody applied; the token of their private page."""
    forum = db.session.scalars(select(Forum)).one()
    forum.applications_until = None
    said = applying.Applied("key_respondent", "Inés Pardo", "ines@example.org", description="Pan y verduras.")
    application = applying.record(forum, said, "form", START, verified=True)
    applying.hand_out_link(application, "a token of a private page")
    return "a token of a private page"


def _assign(person: User, number: int) -> None:
    """A further week, for which the key respondent has not begun to write."""
    week = db.session.scalars(select(Week).where(Week.number == number)).one()
    db.session.add(Assignment(week_id=week.id, user_id=person.id, region=""))


def _person(email: str) -> User:
    return db.session.scalars(select(User).where(User.email == email)).one()


def _prepare(person: User) -> None:
    """Somebody who reads in the browser's language, and has begun to write."""
    db.session.get_one(User, person.id).interface = None
    for place in db.session.scalars(select(Membership).where(Membership.user_id == person.id)):
        place.codes = place.roles == {"participant"}
    keep_unsent(person, UnsentWords("thread:somewhere:1", "Unas palabras.", "Un título", "es"), START)


def _examples(person: User | None, token: str) -> Examples:
    busiest = select(Post.thread_id).group_by(Post.thread_id).order_by(func.count().desc()).limit(1).scalar_subquery()
    own = [Post.author_id == person.id] if person else []
    stranger = db.session.scalars(select(User.id)).first()
    assert stranger is not None
    return {
        "forum": list(db.session.scalars(select(Forum.slug).where(Forum.previous_id.is_not(None)))),
        "number": [4, 5],  # open, and locked with its countdown
        "editions.edition": [1, 2],  # published, and not
        "thread": keys(Thread, Thread.id == busiest) + keys(Thread, Thread.reading_id.is_(None)),
        "post": keys(Post, Post.edited_at.is_not(None), *own) + keys(Post, *own),
        "reading": [
            *(key for kind in ("text", "link", "file") for key in keys(Reading, Reading.kind == kind)),
            *keys(Reading, Reading.respondent_id.is_not(None)),
            *keys(Reading, Reading.stage == "submitted"),
            *(keys(Reading, Reading.respondent_id == person.id) if person else []),
        ],
        "translate": keys(Text, Text.target == "en", Text.inline.is_(False))
        + keys(Text, Text.target.is_(None))
        + list(db.session.scalars(_waiting().order_by(Text.id.desc()).limit(1).with_only_columns(Text.key))),
        "announcements": keys(Announcement),
        "glossary": [key for code in ("es", "pt") for key in keys(GlossaryTerm, GlossaryTerm.language == code)],
        "text": keys(
            Text, Text.target == "en", Text.progress == "approved", *([Text.author_id == person.id] if person else [])
        ),
        "applications": keys(Application, Application.state == "accepted")
        + keys(Application, Application.state == "received"),
        "people": keys(User) + ([person.key] if person else []) + [_somebody_else(person)],
        "token": [
            make_setup_link(stranger, START),
            token,
            AGAIN,
            *(make_link(kind, stranger, START + timedelta(days=9), address="new@example.org") for kind in LASTS),
            *_links_in_mails(),
        ],
        "which": ["format", "conduct", "example"],
        "language": ["fr"],
        "chapter": ["write", "practice"],
        "theme": keys(Theme),
        "excerpt": keys(Excerpt) + _quoted(person),
        "objection": keys(QuoteAnswer),
        "element": keys(PolicyElement),
    }


def _links_in_mails() -> list[object]:
    """The links with which a member chooses what they get by e-mail, and stops it."""
    member = db.session.scalars(select(Membership).order_by(Membership.id)).first()
    assert member is not None
    db.session.get_one(User, member.user_id).interface = None
    secret = str(current_app.secret_key)
    return [seal(secret, purpose, member.user_id, member.forum_id, START) for purpose in (CHOICES, STOP)]


def _somebody_else(person: User | None) -> str:
    """A plain participant: they can be suspended."""
    mine = person.id if person else 0
    others = select(User.key).join(Membership, Membership.user_id == User.id)
    return db.session.scalars(others.where(Membership.roles == {"participant"}, User.id != mine)).first() or ""


Keyed = (
    Thread
    | Post
    | Reading
    | Text
    | User
    | GlossaryTerm
    | Announcement
    | Application
    | Theme
    | Excerpt
    | PolicyElement
    | QuoteAnswer
)


def keys(model: type[Keyed], *such: ColumnElement[bool]) -> list[object]:
    """The key of the oldest row of which all this is true."""
    query: Select[tuple[str]] = select(model.key).where(*such).order_by(model.id).limit(1)
    return list(db.session.scalars(query))


# ---- which pages there are


def pages(site: Site, person: User | None, examples: Examples) -> list[str]:
    """The addresses of all pages that somebody is let in to, and of one that is not there."""
    client = signed_in(site.app, person) if person else site.app.test_client()
    client.careful = False
    rules = [rule for rule in site.app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    urls = [url for rule in rules if rule.endpoint not in NO_PAGES for url in _addresses(rule, examples)]
    return [url for url in [*urls, ALL_FORUMS] if _is_page(client.get(url))] + [NOTHING_HERE]


def _addresses(rule: Rule, examples: Examples) -> Iterator[str]:
    names = sorted(rule.arguments - (rule.defaults or {}).keys())
    before_key = rule.rule.partition("/<key>")[0].rpartition("/")[2]
    for values in product(*(examples[_kind_of(rule, name, before_key)] for name in names)):
        _, url = rule.build(dict(rule.defaults or {}) | dict(zip(names, values, strict=True))) or ("", "")
        yield url + ASKING.get(rule.endpoint, "")


def _kind_of(rule: Rule, name: str, before_key: str) -> str:
    """Return the name of the examples of an argument: numbers are those of weeks, except of editions."""
    if name == "number" and rule.endpoint == "editions.edition":
        return rule.endpoint
    return before_key if name == "key" else name


def _is_page(answer: TestResponse) -> bool:
    page = answer.status_code == 200 and answer.mimetype == "text/html"
    answer.close()
    return page


def test_every_route_is_walked(demo: Demo) -> None:
    routes = demo.site.app.url_map
    walked = {routes.bind("").match(url.partition("?")[0])[0] for found in demo.pages.values() for url in found}
    assert walked == {rule.endpoint for rule in routes.iter_rules() if "GET" in (rule.methods or ())} - NO_PAGES


# ---- what each of them keeps to


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("view", VIEWS, ids=str)
def test_pages(demo: Demo, browser: Browser, role: str, view: View) -> None:
    """Everybody looks at all their pages in the first view; in the others each page is looked at once."""
    richest = demo.richest(role)
    with walking(demo, browser, role, view) as walk:
        for address in demo.pages[role] if view == WIDE else richest:
            walk.opens(address)
            if view.javascript:
                walk.notes(axe(walk.page))
            walk.notes(walk.window.sizes(Look(view.width)))
            if view == WIDE and address in richest:
                walk.notes(walk.in_other_looks())
    walk.ends()


@pytest.mark.skipif(not LONG, reason="every page in 28 looks takes half an hour; `make test-long`")
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("locale", INTERFACE)
@pytest.mark.parametrize("javascript", [True, False], ids=["js", "no-js"])
def test_pages_in_every_look(demo: Demo, browser: Browser, role: str, locale: str, javascript: bool) -> None:
    """Each page is opened once in each language, with scripts and without; then its window changes."""
    with walking(demo, browser, role, View(javascript=javascript, locale=locale)) as walk:
        for address in demo.richest(role):
            walk.opens(address)
            for look in EVERY_LOOK if javascript else WITHOUT_SCRIPTS:
                walk.notes(walk.window.faults(look))
    walk.ends()


class Walk:
    """Somebody who opens page after page in one window, and what was wrong on their way."""

    def __init__(self, page: Page, view: View, addresses: MapAdapter) -> None:
        self.page, self.view, self.addresses = page, view, addresses
        self.window = Window(page)
        self.faults: list[str] = []

    def opens(self, address: str) -> None:
        self.window.becomes(Look(self.view.width, is_dark=self.view.dark))
        self.page.goto(address)
        if self.page.locator("html").get_attribute("lang") != self.view.locale:
            self.notes(["is not in the reader's language"])
        if not self.view.javascript:
            self.notes(faults_without_scripts(self.page, self.addresses))

    def notes(self, faults: Iterable[str]) -> None:
        path = urlsplit(self.page.url)
        self.faults += [f"{path.path} {fault}" for fault in faults]

    def in_other_looks(self) -> Iterator[str]:
        """What is wrong in the dark, where only colours change, at 200 % zoom, and on a phone."""
        self.window.becomes(Look(WIDE.width, is_dark=True))
        yield from (f"in the dark: {fault}" for fault in axe(self.page, rules=["color-contrast"]))
        for look in (Look(ZOOMED), Look(PHONE)):
            self.window.becomes(look)
            yield from (f"{look}: {fault}" for fault in self.window.sizes(look))

    def ends(self) -> None:
        """Fail with all that was wrong, nothing cut short."""
        if self.faults:
            pytest.fail("\n".join(self.faults), pytrace=False)


@contextmanager
def walking(demo: Demo, browser: Browser, role: str, view: View) -> Iterator[Walk]:
    """A walk as somebody of a role; what the browser complains about is noted at its end."""
    watch = Watch(demo.site.url)
    context = browser.new_context(base_url=demo.site.url, **view.context_options())
    watch.over(context)
    walk = Walk(context.new_page(), view, demo.site.app.url_map.bind(""))
    if role in demo.people:
        name, value = session_cookie(demo.site, demo.people[role], walk.page)
        context.add_cookies([{"name": name, "value": value, "url": demo.site.url}])
    yield walk
    context.close()
    walk.faults += watch.faults
