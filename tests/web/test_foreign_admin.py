"""An admin of one forum can change and read nothing of another forum, and no account of other people.

Two forums hold the same kinds of content. Omar is admin of one, Alma of the other. For every route of the
application's URL map that belongs to a forum, Omar sends what Alma would send, once to her forum and once to his own
forum with keys of hers: nothing of hers comes back, and no row of the database changes. To show that the forms would
change something, Alma sends them, too. A route that is added later is covered automatically, and needs a form here.
"""

from __future__ import annotations

import re
import zlib
from base64 import b64encode
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import product
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from board.actions import (
    announcing,
    applying,
    calling,
    checking,
    codebook,
    codebook_files,
    editions,
    elements,
    enrolling,
    entering,
    excerpting,
    glossary,
    importing,
    inviting,
    links,
    posting,
    preparing,
    presenting,
    quoted,
    remembering,
    reporting,
    rewording,
    roster,
    scheduling,
    selecting,
    setting_questions,
    suspending,
)
from board.actions.editions import Wanted
from board.actions.excerpting import Cell
from board.actions.intake import SHEET
from board.actions.plans import mark_of
from board.actions.roster_rows import SHEET as ROSTER_LAYOUT
from board.actions.roster_rows import Reading as RosterReading
from board.actions.titled import Titled
from board.actions.unsent import UnsentWords, keep_unsent
from board.clock import FixedClock
from board.extensions import db, limiter
from board.jobs import run_due
from board.models import (
    Announcement,
    Application,
    Assignment,
    Attachment,
    Excerpt,
    Forum,
    GlossaryTerm,
    Membership,
    MemoryUnit,
    PolicyElement,
    Post,
    QuoteAnswer,
    Reading,
    Rewording,
    Text,
    Theme,
    Thread,
    Translation,
    UnsentText,
    User,
)
from board.models.base import new_key
from board.pages.cells import respondents_of
from board.pages.choosing import chosen
from board.pages.texts import load_pairs
from board.text import TmxPair, read_qdc, read_sheet, read_tmx
from board.web.call.call_forms import base_of
from board.web.synthesis.quoted_forms import base_of as base_of_check
from tests.support import presenting as studies
from tests.support import second_run
from tests.support.attached import in_markdown, kept_file, kept_picture, upload
from tests.support.cast import (
    BEFORE,
    PASSWORD,
    START,
    TITLES,
    WALLS,
    Cast,
    look_as,
    membership_of,
    reading_form,
    segments_of,
    text_of,
    translate,
    typed,
)
from tests.support.client import Client
from tests.support.database import rows
from tests.support.presenting import seen

SignIn = Callable[[User], Client]
Values = dict[str, Any]
"""The fields of a form."""

pytestmark = pytest.mark.once

SECRET = "FOREIGN"
"""A word in everything of Alma's forum that is not public."""
SECRETS = [
    SECRET.encode(), b"LOCKED", b"cooperativa", b"Vender al municipio", b"Selling to the municipality", b"win it?",
    "Guía de compras".encode(), "¿Quién firmó".encode(), b"Who buys close to home?", b"Question of the week",
]  # fmt: skip
ADDRESSES = [f"{name}@example.org".encode() for name in ("jorge", "rosa", "bento", "tess", "alma")]
"""Only admins of her forum see them. Ana's is left out: it is an example on a page, and is sent in forms here."""
SAFE = {"GET", "HEAD", "OPTIONS"}
A_FEW = 5
"""How many keys of a kind are tried, spread over all of them: the same query looks for each of them."""
UNKNOWN = "zzzzzzzzzzzzzz"
CHECKED = datetime.fromisoformat("2026-03-18T09:00")
"""Until when authors answer, as clocks in the forum show it."""


@pytest.fixture(autouse=True)
def _no_rate_limits(app: Flask) -> Iterator[None]:
    """Lift the limits, because hundreds of forms are sent here within a minute."""
    limiter.enabled = False
    yield
    limiter.enabled = True


# ---- two forums with the same in them


@dataclass(frozen=True, slots=True)
class Side:
    """The keys by which addresses and forms name the content of a forum. Plain values, which outlive the session."""

    forum_id: int
    slug: str
    keys: Mapping[str, list[str]]
    """Keys by the word before them in addresses."""
    tokens: list[str]
    """Tokens of private links to applications: confirmed, not confirmed, an invitation."""
    filled: Mapping[str, Values]
    """By endpoint, the fields of forms that depend on the current content."""


@dataclass(frozen=True, slots=True)
class Sides:
    """Alma's forum and Omar's, and the ids of accounts that are not in Omar's forum."""

    alma: Side
    omar: Side
    omar_id: int
    strangers: frozenset[int]
    question: str
    """The key of a question in Alma's forum; ``presenter`` is the key of the person whom it asks."""
    presenter: str
    applicants: list[str]


@pytest.fixture
def sides(cast: Cast) -> Sides:
    """Furnish both forums. Omar's forum claims to be a further run of Alma's, which must give him no access."""
    earlier = _earlier_run(cast)
    cast.forum.previous_id, cast.other_forum.previous_id = earlier.id, cast.forum.id
    cast.other_forum.policy = ("es>en",)
    for title, wall in zip(TITLES, WALLS, strict=True):
        scheduling.add_week(look_as(cast.other_forum, cast.omar, BEFORE), title, "Outline.", "en", wall, cast.omar)
    _join(cast.other_forum, cast.nina)
    furnished = [
        _furnish(cast.forum, cast.alma, cast.jorge, SECRET),
        _furnish(cast.other_forum, cast.omar, cast.nina, "HOME"),
    ]
    invitation = _invite_earlier(cast, earlier)
    _links_on_their_way(cast)
    alma, omar = (
        _side(cast.forum, cast.alma, [*furnished[0], invitation]),
        _side(cast.other_forum, cast.omar, furnished[1]),
    )
    applicants = list(_keys(Application, earlier))
    alma.filled["inviting.invite"]["who"] = applicants
    everyone = [*applicants, *alma.keys["applications"]]
    both = Sides(alma, omar, cast.omar.id, _strangers(cast), cast.question.key, cast.rosa.key, everyone)
    _detach_everything()
    return both


def _earlier_run(cast: Cast) -> Forum:
    """Make an earlier run of Alma's forum, of which she was admin, too."""
    forum = Forum(slug="earlier", name="Earlier run", zone="America/Toronto", languages=("en",), created_at=BEFORE)
    db.session.add(forum)
    db.session.flush()
    _join(forum, cast.alma, "admin")
    return forum


def _join(forum: Forum, person: User, *roles: str) -> Membership:
    roles = roles or ("participant",)
    place = Membership(forum_id=forum.id, user_id=person.id, roles=frozenset(roles), created_at=BEFORE)
    place.welcomed_at, place.region = BEFORE, "Brazil"
    db.session.add(place)
    db.session.flush()
    return place


def _invite_earlier(cast: Cast, earlier: Forum) -> str:
    """Add two applicants to the earlier run, invite one of them, and return the token of the invitation."""
    asked, _other = (second_run.applied(earlier, f"{SECRET}{name}") for name in ("invited", "earlier"))
    ago = START - timedelta(days=3)
    inviting.invite(look_as(cast.forum, cast.alma, ago), look_as(earlier, cast.alma, ago), [asked])
    return _link(second_run.of(cast.forum, asked.email))


def _link(application: Application) -> str:
    token = f"token-of-{application.key}"
    applying.hand_out_link(application, token)
    db.session.commit()
    return token


def _links_on_their_way(cast: Cast) -> None:
    """Make one-time links for people in Alma's forum: to a new password, to another address, to set up an account."""
    soon = START + timedelta(hours=1)
    links.make_link("reset", cast.ana.id, soon)
    links.make_link("address", cast.jorge.id, soon, address="jorge@example.net")
    links.make_setup_link(_new_person(f"{SECRET} newcomer", cast.forum).user_id, START)
    db.session.commit()


def _new_person(name: str, forum: Forum) -> Membership:
    account = enrolling.create_account(f"{name.lower().replace(' ', '-')}@example.org", name, BEFORE)
    return _join(forum, account)


def _strangers(cast: Cast) -> frozenset[int]:
    """Return the ids of all accounts that are not members of Omar's forum."""
    members = select(Membership.user_id).where(Membership.forum_id == cast.other_forum.id)
    return frozenset(db.session.scalars(select(User.id).where(User.id.not_in(members))))


def _furnish(forum: Forum, admin: User, member: User, word: str) -> list[str]:
    """Fill a forum with content of every kind, for an admin who also presents. Return the tokens of two applicants."""
    _offices(forum, admin, member)
    _discussion(forum, admin, member, word)
    _programme(forum, admin, word)
    place = _new_person(f"{word} suspended", forum)
    suspending.suspend(look_as(forum, admin), place, f"{word} reason")
    keep_unsent(admin, UnsentWords("thread:x:1", f"{word} unsent", "", "en"), START)
    return _applications(forum, admin, word)


def _offices(forum: Forum, admin: User, member: User) -> None:
    """Make the admin a key respondent, too, who codes, and the member a second admin."""
    place, other = membership_of(admin, forum), membership_of(member, forum)
    assert place is not None
    assert other is not None
    place.roles, place.welcomed_at, place.codes = frozenset({"admin", "key_respondent"}), None, True
    other.roles = frozenset({"admin", "participant"})
    weeks = look_as(forum, admin).weeks
    db.session.add_all(Assignment(week_id=week.id, user_id=admin.id) for week in weeks[1:])
    db.session.commit()


def _discussion(forum: Forum, admin: User, member: User, word: str) -> None:
    """Add posts: a member's, the admin's own with its translation, a question, a hidden one, a reported one."""
    theirs, mine = look_as(forum, member), look_as(forum, admin)
    if word == SECRET:  # the label of a question is a secret word, too
        setting_questions.set_questions(mine, mine.weeks[0], admin, f"{word} first?\n\n{word} second?", "en", new_key())
    thread = posting.open_thread(theirs, theirs.weeks[0], member, typed(f"{word} opens", "en", f"{word} thread"))
    posting.reply(mine, thread, admin, typed(f"{word} was said before", "en"))
    picture, file = kept_picture(admin), kept_file(admin, name=f"{word}.pdf")
    words = f"{in_markdown(picture, f'{word} picture')} {in_markdown(file, f'{word} file')}"
    posting.reply(mine, thread, admin, typed(words, "en"))
    own = posting.reply(mine, thread, admin, typed(f"La palabra {word} del municipio."))
    translate(mine, text_of(own), f"The word {word}", state="draft")
    [segment] = segments_of(text_of(own))
    rewording.ask(mine, text_of(own), rewording.Request(segment.lineage, segment.digest, f"{word} unclear"))
    asked = {"asked": admin, "asked_roles": frozenset({"key_respondent"})}
    posting.reply(theirs, thread, member, typed(f"{word} asks", "en"), **asked)
    posting.hide_post(
        mine, posting.reply(theirs, thread, member, typed(f"{word} hidden", "en")), f"{word} reason to hide"
    )
    reporting.report_post(mine, posting.reply(theirs, thread, member, typed(f"{word} words", "en")), f"{word} report")


def _programme(forum: Forum, admin: User, word: str) -> None:
    """Add a reading and a PDF, two case studies that are not published, an announcement, a term, the call, a week."""
    sight = look_as(forum, admin)
    form = reading_form(f"{word} reading", f"{word} to read", "en")
    preparing.add_reading(sight, sight.weeks[0], form, admin)
    pdf = preparing.Upload(f"{word}.pdf", f"%PDF-1.4 {word}".encode())
    preparing.add_reading(sight, sight.weeks[0], replace(form, kind="file", upload=pdf, minutes=5), admin)
    words = studies.words(f"{word} case", f"{word} study", "en")
    submitted = presenting.begin_case_study(sight, sight.weeks[2], words, admin, new_key())
    presenting.submit_case_study(sight, submitted)
    presenting.begin_case_study(sight, sight.weeks[3], words, admin, new_key())
    announcing.announce(sight, Titled(f"{word} news", f"{word} told", "en"), admin)
    glossary.add_term(sight, glossary.entry_from(f"{word} term", f"{word} word", f"{word} note", "es", "en"))
    pairs = [TmxPair(1, "es", "en", f"{word} source", f"{word} target")]
    remembering.import_units(sight, pairs, f"{word} memory", remembering.plan_import(sight, pairs).mark)
    calling.schedule_call(sight, WALLS[0], None, 5)
    calling.write_call_text(sight, calling.FORMAT, "Read on Monday, write all week.", admin)
    scheduling.add_week(sight, "With nothing in it", "", "en", None, admin)
    _synthesis(forum, admin, word)


def _synthesis(forum: Forum, admin: User, word: str) -> None:
    """Add two themes with a policy element, and place a passage of the admin's own post under the first."""
    sight = look_as(forum, admin)
    first, _second = (
        codebook.add_theme(sight, Titled(f"{word} {name}", f"{word} means", "en"), admin) for name in ("one", "two")
    )
    mine = select(Post).where(Post.forum_id == forum.id, Post.author_id == admin.id).order_by(Post.id.desc())
    text = text_of(db.session.scalars(mine).first() or pytest.fail("no post"))
    spans = chosen(load_pairs(sight, [text])[text.id], (), "municipio")
    excerpt = excerpting.place_excerpt(sight, text, spans, Cell(first, "Brazil", f"{word} why"), admin)
    elements.write_element(sight, first, "Brazil", Titled("", f"{word} needed", "en"), admin)
    edition = editions.begin_edition(sight, Wanted(note=f"{word} note"), admin)
    edition.finished_at = START
    db.session.commit()
    _check(forum, admin, excerpt, text, word)


def _check(forum: Forum, admin: User, excerpt: Excerpt, text: Text, word: str) -> None:
    """Begin the authors' check. The admin objects to the passage, and withdraws an older post; a member does not answer
    and is quoted anew.
    """
    sight, earlier = look_as(forum, admin), look_as(forum, admin, START - timedelta(days=2))
    posts = select(Post).where(Post.forum_id == forum.id, Post.removed.is_(None)).order_by(Post.id.desc())
    mine = list(db.session.scalars(posts.where(Post.author_id == admin.id)))
    theirs = list(db.session.scalars(posts.where(Post.author_id != admin.id)))
    checking.set_deadline(earlier, CHECKED, {theirs[0].author_id: "before"})
    quoted.object_to(sight, text, excerpt, f"{word} objection")
    quoted.withdraw(sight, text_of(mine[1]), None)
    words = text_of(theirs[0])
    spans = chosen(load_pairs(sight, [words])[words.id], [segments_of(words)[0].lineage], "")
    theme = db.session.get_one(Theme, excerpt.theme_id)
    excerpting.place_excerpt(sight, words, spans, Cell(theme, "Brazil", f"{word} reason"), admin)


def _applications(forum: Forum, admin: User, word: str) -> list[str]:
    """Add applications: two undecided, one of them by an account; one declined; one unconfirmed.

    Return the tokens of a confirmed and of the unconfirmed one.
    """
    sight = look_as(forum, admin)
    first = second_run.applied(forum, f"{word}first", description=f"{word} market")
    second_run.applied(forum, f"{word}member", email="olga@example.org")
    selecting.decide(sight, second_run.applied(forum, f"{word}declined"), "declined")
    selecting.add_note(sight, first, f"{word} note")
    return [_link(first), _link(second_run.applied(forum, f"{word}unsure", verified=False))]


MODELS: dict[str, type[Any]] = {
    "post": Post, "thread": Thread, "reading": Reading, "text": Text, "translate": Text,
    "glossary": GlossaryTerm, "announcements": Announcement, "applications": Application,
    "theme": Theme, "excerpt": Excerpt, "element": PolicyElement, "objection": QuoteAnswer,
}  # fmt: skip
"""The model of a key by the word before it in addresses. ``people`` and ``unsent`` are added in ``_side``."""


def _side(forum: Forum, admin: User, tokens: list[str]) -> Side:
    people = select(User.key).join(Membership, Membership.user_id == User.id).where(Membership.forum_id == forum.id)
    keys = {kind: list(_keys(model, forum)) for kind, model in MODELS.items()}
    keys["people"] = list(db.session.scalars(people.order_by(User.id)))
    keys["picture"] = keys["file"] = list(_keys_of_attachments(forum))
    keys["incoming"] = ["baes8spx3zxjqn"]  # mail that came in is the owner's to see, whether or not it is there
    keys["unsent"] = list(db.session.scalars(select(UnsentText.key).where(UnsentText.user_id == admin.id)))
    return Side(forum.id, forum.slug, keys, tokens, _filled(forum, admin))


def _keys_of_attachments(forum: Forum) -> Iterable[str]:
    of_forum = select(Attachment.key).join(Text, Text.id == Attachment.text_id).where(Text.forum_id == forum.id)
    return db.session.scalars(of_forum.order_by(Attachment.id))


def _keys(model: type[Any], forum: Forum) -> Iterable[str]:
    return db.session.scalars(select(model.key).where(model.forum_id == forum.id).order_by(model.id))


def _detach_everything() -> None:
    """Load the cast and take it out of the session, so that it outlives a rollback."""
    db.session.commit()
    for row in list(db.session):
        db.session.refresh(row)
    db.session.expunge_all()
    db.session.remove()


# ---- what is sent

NEW_ADDRESS = "new@example.net"
BODY: Values = {
    "title": "Words", "body": "Words of some length.", "reason": "A reason", "note": "A note", "outline": "An outline",
    "name": "New name", "email": NEW_ADDRESS, "roles": ["participant"], "region": "Brazil", "week_region": "Brazil",
    "languages": ["en"], "interface": "en", "language": "en", "target": "", "kind": "participant", "week": "3",
    "description": "We sell bread.", "experience": "We sell bread to schools.", "characteristics": ["practice"],
    "opens": "2026-03-16T09:00", "until": "", "seats": "3", "verb": "save", "say": "tried", "how": "hide",
    "pinned": "1", "following": "1", "settled": "1", "removed": "1", "read": "1", "closed": "1", "agreed": "y",
    "what": "take", "wanted": "open", "base": "1.1", "term": "mercado", "translation": "market", "question": "1",
    "confirm": "1", "zone": "America/Toronto", "respondent": "", "place": "thread:social-economy:1",
    "password": "a password of mine", "new_password": "a password of mine", "session_stamp": "x", "key": "x",
    "is_owner": "1", "owner": "1", "user_id": "1", "memo": "A memo", "state": "retired", "way": "up", "codes": "yes",
    "attribution": "nobody", "done": "Something",
}  # fmt: skip
"""Every field that a handler reads, and fields that every handler has to ignore."""
BY_ENDPOINT: dict[str, Values] = {
    "editions.make": {"discussion": "none"},
    "arranging.question": {"way": "up"},
    "desk.choose_order": {"order": "oldest"},
    "reading_languages.save": {"reads": "es"},
    "abstracts.save_of_thread": {"base": "0"},
    "abstracts.save_of_week": {"base": "0"},
    "elements.save": {"base": "1"},
    "members.save_person": {"base": ""},
    "themes.save_further": {"base": "0"},
    "call.save_text": {"base": "1"},
    "call_versions.save": {"base": "0"},
    "checking.save": {"until": "2026-03-30T09:00"},
    "desk.choose_target": {"target": ""},
    "glossary.add_term": {"language": "es", "target": "en"},
    "glossary.save_term": {"language": "es", "target": "en"},
    "leaving.leave_now": {"how": "name"},
    "own_mail.choose": {"rhythm": "each", "day": "fri", "hour": "7"},
    "readings.add": {"kind": "text"},
    "preparing.add_week": {"base": "6"},
    "pasting.add": {"verb": "add", "base": "5", "count": "1", "week1-title": "A week", "week1-questions": "Why?"},
    "readings.save": {"kind": "text"},
    "selection.decide": {"wanted": "declined"},
    "writing.save_edit": {"base": "1"},
}
"""Values by endpoint, where a field needs another value than in BODY."""
ROSTER = "Zoe, zoe@example.net"
SHEET_OF_ONE = "name,email,kind\nPedro,pedro@example.net,participant\n"
TMX = b"<tmx><tu><tuv xml:lang='es'><seg>a</seg></tuv><tuv xml:lang='en'><seg>b</seg></tuv></tu></tmx>"
QDC = b"<CodeBook><Codes><Code name='A code that is new'/></Codes></CodeBook>"
TERMS = "term,translation\nferia,fair\n"


def packed(file: bytes) -> str:
    return b64encode(zlib.compress(file)).decode()


def _filled(forum: Forum, admin: User) -> dict[str, Values]:
    sight = look_as(forum, admin)
    entry = glossary.entry_of(db.session.scalars(select(GlossaryTerm).where(GlossaryTerm.forum_id == forum.id)).one())
    terms = importing.plan_import(sight, read_sheet(TERMS, 9), ("es", "en"))
    batch = select(MemoryUnit.batch).where(MemoryUnit.forum_id == forum.id)
    memory = remembering.plan_import(sight, read_tmx(TMX, 9))
    codes = codebook_files.plan_import(sight, read_qdc(QDC, 9), "en")
    people = entering.plan_import(sight, read_sheet(SHEET_OF_ONE, 9, SHEET))
    submitted = select(Reading).where(Reading.forum_id == forum.id, Reading.stage == "submitted")
    paragraphs = _paragraphs(forum, admin)
    themes = db.session.scalars(select(Theme).where(Theme.forum_id == forum.id).order_by(Theme.id)).all()
    asked = [member.shown.key for member in respondents_of(sight, "Quebec")]
    to_reword = select(Rewording.key).join(Text, Text.id == Rewording.text_id).where(Text.forum_id == forum.id)
    many = roster.plan_people(sight, read_sheet(ROSTER, 9, ROSTER_LAYOUT), RosterReading({}, "participant", "en")).mark
    return {
        "call.save": {"base": base_of(forum)},
        "cells.ask": {"region": "Quebec", "respondent": asked[0] if asked else "", "place": ""},
        "checking.save": {"base": base_of_check(forum)},
        "coding.place": {"theme": themes[0].key, "paragraph": _lineage_of(forum, admin)},
        "codebook_files.import_codes": {
            "import-content": packed(QDC), "import-seen": codes.mark, "import-language": "en",
        },
        "codebook.merge": {"into": themes[0].key},
        "excerpts.move": {"theme": themes[1].key},
        "excerpts.place": {"theme": themes[0].key, "words": "municipio"},
        "flags.save": paragraphs,
        "glossary.import_terms": {
            "import-content": TERMS, "import-seen": terms.mark, "import-language": "es", "import-target": "en",
        },
        "glossary.save_term": {"base": mark_of(entry)},
        "intake.confirm_import": {"sheet-content": SHEET_OF_ONE, "sheet-seen": people.mark},
        "memory.import_units": {"import-content": packed(TMX), "import-seen": memory.mark},
        "memory.remove": {"batch": db.session.scalars(batch).one()},
        "inviting.invite": {"who": list(_keys(Application, forum))},
        "rewording.leave": {"asked": db.session.scalars(to_reword).one()},
        "roster.add_people": {
            "many-content": ROSTER, "many-role": "participant", "many-interface": "en", "many-seen": many,
        },
        "publishing.publish": {"seen": seen(db.session.scalars(submitted).one())},
        "translate.save": paragraphs,
    }  # fmt: skip


def _lineage_of(forum: Forum, admin: User) -> str:
    """Return the first paragraph of the admin's own post."""
    mine = select(Post).where(Post.forum_id == forum.id, Post.author_id == admin.id).order_by(Post.id.desc())
    return segments_of(text_of(db.session.scalars(mine).first() or pytest.fail("no post")))[0].lineage


def _paragraphs(forum: Forum, admin: User) -> Values:
    """Return the fields of the editor and of the page of flags for the admin's own post and its translation."""
    mine = select(Post).where(Post.forum_id == forum.id, Post.author_id == admin.id).order_by(Post.id.desc())
    text = text_of(db.session.scalars(mine).first() or pytest.fail("no post"))
    [segment], [draft] = (
        segments_of(text),
        db.session.scalars(select(Translation).where(Translation.text_id == text.id)),
    )
    values = {"body": "Other words", "base": draft.id, "digest": segment.digest, "note": "Wrong", "seen": draft.id}
    return {f"{name}-{segment.lineage}": str(value) for name, value in values.items()}


def form_of(side: Side, endpoint: str) -> Values:
    """Return what an admin of this forum would send to an endpoint."""
    return BODY | BY_ENDPOINT.get(endpoint, {}) | side.filled.get(endpoint, {})


# ---- where it is sent


def rules_of(app: Flask, *, writing: bool) -> list[Rule]:
    """Return the routes of forums that change something, or those that show something."""
    rules = (rule for rule in app.url_map.iter_rules() if "forum" in rule.arguments)
    return [rule for rule in rules if bool((rule.methods or set()) - SAFE) is writing]


def level_of(app: Flask, rule: Rule) -> str:
    level: str = app.view_functions[rule.endpoint].access  # type: ignore[attr-defined]
    return level


def kind_of(rule: Rule) -> str:
    """Return the word before the key in the addresses of a route."""
    match = re.search(r"/(\w+)/<key>", rule.rule)
    assert match is not None
    return match[1]


def urls(rule: Rule, slug: str, side: Side, most: int = 1000) -> list[str]:
    """Return the addresses of a route under a forum's slug, with the keys of the forum of ``side``."""
    keys = side.keys[kind_of(rule)] if "key" in rule.arguments else []
    choices: dict[str, Collection[object]] = {
        "forum": [slug], "key": spread(keys, most), "token": side.tokens, "number": [1, 5, 2, 3, 4][:most],
        "change": ["restore", "erase"], "which": ["format", "example"], "chapter": ["start"],
        "name": [f"{slug}-edition-1-both.html"], "language": ["en", "fr"],
    }  # fmt: skip
    fixed = dict(rule.defaults or {})
    names = sorted(rule.arguments - fixed.keys())
    named = (dict(zip(names, values, strict=True)) for values in product(*(choices[name] for name in names)))
    built = (rule.build(fixed | values) for values in named)
    return [url for _host, url in filter(None, built)]


def spread(keys: list[str], most: int) -> list[str]:
    """Return at most ``most`` keys, spread over all of them."""
    step = max(1, -(-len(keys) // most))
    return keys[::-1][::step]


def send(client: Client, rule: Rule, url: str, form: Values) -> tuple[int, bytes]:
    """Send a form and return status and body. Pages are not validated here, because there are hundreds of them."""
    client.careful = False
    if rule.endpoint == "attachments.add":
        form = form | upload(b"%PDF-1.7 of a form", "plan.pdf")  # a file is read once, so each form has its own
    [method, *_] = sorted((rule.methods or set()) - SAFE) or ["GET"]
    response = client.open(url, method=method, data=form if method != "GET" else None)
    body = response.get_data()
    response.close()
    return response.status_code, body


def leaked(body: bytes, secrets: Iterable[bytes] = SECRETS) -> list[bytes]:
    return [secret for secret in secrets if secret in body]


# ---- what is in the database

Row = dict[str, Any]
Rows = dict[tuple[str, tuple[Any, ...]], Row]
"""Every row of every table, by table and primary key."""
Change = tuple[str, Row, Row]
"""The table, the row before and the row after; {} before a row was added, or after it was deleted."""


def everything() -> Rows:
    names = {table.name: list(table.primary_key.columns.keys()) for table in db.metadata.sorted_tables}
    all_rows = {(name, tuple(row[key] for key in names[name])): row for name, table in rows().items() for row in table}
    db.session.rollback()
    return all_rows


def changes(before: Rows, after: Rows) -> list[Change]:
    differ = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return [(name[0], before.get(name, {}), after.get(name, {})) for name in differ]


@contextmanager
def rolled_back() -> Iterator[None]:
    """Roll back everything that happens inside."""
    savepoint = db.engines[None].begin_nested()  # type: ignore[attr-defined]  # it is a connection while a test runs
    try:
        yield
    finally:
        db.session.remove()
        savepoint.rollback()


def by_omar(sides: Sides, table: str, row: Row) -> bool:
    """Return whether a row is Omar's own: an unsent text, since a refused form is kept for the person who sent it; or
    his account, which keeps how he reads and works.
    """
    return (table == "unsent_texts" and row.get("user_id") == sides.omar_id) or (
        table == "users" and row.get("id") == sides.omar_id
    )


def others(sides: Sides, found: Iterable[Change]) -> list[Change]:
    """Return the changes without Omar's own unsent texts."""
    return [(table, old, new) for table, old, new in found if not by_omar(sides, table, new)]


# ---- the sweep


@pytest.fixture
def omar(cast: Cast, sides: Sides, sign_in: SignIn) -> Client:
    return sign_in(cast.omar)


@pytest.fixture
def alma(cast: Cast, sides: Sides, sign_in: SignIn) -> Client:
    return sign_in(cast.alma)


SHOWS_ONLY = {
    "applying.count",  # counts words
    "glossary.check_import",  # shows what would become of a file
    "intake.check_import",  # shows what would become of a sheet
    "codebook_files.check_import",  # shows what would become of a file
    "memory.check_import",  # shows what would become of a file
    "checklist.change",  # only the log tells what was left out
    "hints.hints",  # looks through words
    "pasting.look",  # shows which weeks would be added; the words are kept as unsent
    "roster.check_people",  # shows what would become of a list
    "archives.download",  # hands out a file; only the log tells
    "kit.gauge",  # counts words
    "own_mail.start_again",  # for somebody who has stopped their e-mail
    "willing.export",  # hands out a list; only the log tells
}
"""Endpoints that take POST and change nothing."""
LOG = {"acts", "unsent_texts"}
"""Tables that get rows even if a form changes nothing else."""


def test_the_forms_change_something_for_an_admin(app: Flask, alma: Client, sides: Sides) -> None:
    """With keys of her own forum the forms change something for Alma, so Omar is refused because of who he is."""
    before, mine = everything(), [rule for rule in rules_of(app, writing=True) if level_of(app, rule) != "owner"]
    changed = {rule.endpoint for rule in mine if changes_something(alma, rule, sides.alma, before)}
    assert {rule.endpoint for rule in mine} - changed == SHOWS_ONLY
    assert len(changed) >= 55


def changes_something(client: Client, rule: Rule, side: Side, before: Rows) -> bool:
    """Return whether the route's own form changes something at one of its addresses."""
    return any(changed_at(client, rule, url, side, before) for url in urls(rule, side.slug, side))


def changed_at(client: Client, rule: Rule, url: str, side: Side, before: Rows) -> bool:
    with rolled_back():
        send(client, rule, url, form_of(side, rule.endpoint))
        return bool({table for table, _old, _new in changes(before, everything())} - LOG)


def test_the_secrets_are_on_her_pages(app: Flask, alma: Client, sides: Sides) -> None:
    """The secret words are on most kinds of page, so the search for them can find something."""
    shows = [rule.endpoint for rule in rules_of(app, writing=False) if shows_something(alma, rule, sides.alma)]
    assert len(shows) >= 35


def shows_something(client: Client, rule: Rule, side: Side) -> bool:
    """Return whether a page of a route has a secret on it."""
    return any(leaked(send(client, rule, url, {})[1]) for url in urls(rule, side.slug, side, A_FEW))


@pytest.mark.parametrize("writing", [True, False], ids=["posts", "gets"])
def test_her_keys_open_nothing_in_his_forum(app: Flask, omar: Client, sides: Sides, writing: bool) -> None:
    """Her keys and tokens under his forum's address get a 404, and nothing is changed."""
    before, wrong = everything(), []
    for rule in rules_of(app, writing=writing):
        named = rule.arguments & {"key", "token"}
        for url in urls(rule, sides.omar.slug, sides.alma, A_FEW) if named else []:
            status, body = send(omar, rule, url, form_of(sides.alma, rule.endpoint))
            if status != 404 or leaked(body, [*SECRETS, *ADDRESSES]):
                wrong.append((url, status, leaked(body)))
        before, found = changes_since(before)
        wrong += [(rule.endpoint, *change) for change in others(sides, found)]
    assert wrong == []


OPEN_TO_ALL = {"applying.send": {"applications", "jobs"}}
"""Anyone can apply: that adds an application that nobody sees until its address is confirmed, and a mail."""


@pytest.mark.parametrize("writing", [True, False], ids=["posts", "gets"])
def test_her_forum_is_closed_to_him(app: Flask, omar: Client, sides: Sides, writing: bool) -> None:
    """Under her forum's address he is refused everything that is not public, and nothing is changed."""
    before, wrong, hers = everything(), [], replace(sides.alma, tokens=[UNKNOWN])
    for rule in rules_of(app, writing=writing):
        allowed = (200, 303, 404) if level_of(app, rule) == "public" else (403, 404)
        for url in urls(rule, sides.alma.slug, hers, 2):
            status, body = send(omar, rule, url, form_of(sides.alma, rule.endpoint))
            if status not in allowed or leaked(body, [*SECRETS, *ADDRESSES]):
                wrong.append((url, status, leaked(body)))
        before, found = changes_since(before)
        wrong += [(rule.endpoint, *change) for change in others(sides, found) if not is_applying(rule, change)]
    assert wrong == []


def is_applying(rule: Rule, change: Change) -> bool:
    """Return whether a change is what applying adds: the mail, or an unconfirmed application."""
    table, old, new = change
    return not old and table in OPEN_TO_ALL.get(rule.endpoint, ()) and new.get("verified_at") is None


def changes_since(before: Rows) -> tuple[Rows, list[Change]]:
    """Return all rows now, and what changed changes_since ``before``."""
    after = everything()
    return after, changes(before, after)


# ---- in his own forum, with keys of hers in the form


def names_of_hers(sides: Sides) -> list[Values]:
    """Return fields that name things of hers. They are split, because one invalid field can refuse a whole form."""
    hers = sides.alma.keys
    return [
        {"ask": sides.presenter, "respondent": sides.presenter, "who": sides.applicants, "email": "ana@example.org"},
        {"reply_to": sides.question, "once": hers["announcements"][0], "email": "olga@example.org"},
        {"answers": [sides.question], "once": hers["reading"][0]},
    ]


def test_what_he_does_in_his_forum_changes_nothing_of_hers(app: Flask, omar: Client, sides: Sides) -> None:
    """He may do much in his own forum; but whatever of hers his forms name, nothing of hers changes."""
    before, wrong, changed = everything(), [], set()
    for rule in rules_of(app, writing=True):
        with rolled_back():
            answers = [send(omar, rule, *sent) for sent in forms_for_his_forum(rule, sides)]
            after = everything()
        found = changes(before, after)
        changed |= {rule.endpoint for table, _old, _new in found if table not in LOG}
        wrong += [(rule.endpoint, leaked(body)) for _status, body in answers if leaked(body)]
        wrong += [(rule.endpoint, *change) for change in found if concerns_others(sides, change, before, after)]
    assert wrong == []
    assert len(changed) >= 40


def forms_for_his_forum(rule: Rule, sides: Sides) -> Iterator[tuple[str, Values]]:
    for url, names in product(urls(rule, sides.omar.slug, sides.omar, 2), names_of_hers(sides)):
        yield url, form_of(sides.omar, rule.endpoint) | names


def test_what_he_reads_in_his_forum_shows_nothing_of_hers(app: Flask, omar: Client, sides: Sides) -> None:
    """The query strings name things of hers, too: to quote, to ask, to answer, to search for."""
    named = f"reply={sides.question}&quote={sides.question}&answers={sides.question}&ask={sides.presenter}"
    asked = f"{named}&q=foreign&page=1&by=region&to={sides.alma.slug}"
    wrong = []
    for rule in rules_of(app, writing=False):
        for url in urls(rule, sides.omar.slug, sides.omar, 2):
            _status, body = send(omar, rule, f"{url}?{asked}", {})
            wrong += [(url, secret) for secret in leaked(body, [*SECRETS, *ADDRESSES])]
    assert wrong == []


MADE = {"attachments", "files", "jobs", "users"}
"""Tables without a column for the forum: rows may be added, and existing ones must not change."""
JOINING = {("memberships", "user_id"), ("applications", "user_id")}
"""An admin can add anyone who has an account by their address, so these columns may name a stranger."""


def concerns_others(sides: Sides, change: Change, before: Rows, after: Rows) -> bool:
    """Return whether a change concerns anything but Omar's forum."""
    table, old, new = change
    if by_omar(sides, table, new) or (table in MADE and not old):
        return False
    concerned = forums_of(table, old, before) | forums_of(table, new, after)
    return concerned != {sides.omar.forum_id} or bool(newly_named(table, old, new) & sides.strangers)


def forums_of(table: str, row: Row, found: Rows) -> set[int]:
    """Return the forums that a row belongs to, by its own column or by rows that it refers to, except people."""
    if table == "forums":
        return {row["id"]} if row else set()
    named = [(target, row[column]) for column, target in references(table) if row.get(column) and target != "users"]
    return {forum for target, id_ in named for forum in home_of(target, id_, found)}


def references(table: str) -> list[tuple[str, str]]:
    """Return the columns of a table that refer to other tables, each with the name of that table."""
    return [(key.parent.name, key.column.table.name) for key in db.metadata.tables[table].foreign_keys]


def home_of(table: str, id_: int, found: Rows) -> set[int]:
    """Return the forum of a row. A row that is gone counts as forum 0, which is not Omar's."""
    row = found.get((table, (id_,)), {})
    if table == "forums" or not row:
        return {id_ if table == "forums" else 0}
    return {row["forum_id"]} if row.get("forum_id") else forums_of(table, row, found)


def newly_named(table: str, old: Row, new: Row) -> set[int]:
    """Return the ids of people whom a row names now and did not name before."""
    columns = [column for column, target in references(table) if target == "users" and (table, column) not in JOINING]
    return {new[column] for column in columns if new.get(column) and new[column] != old.get(column)}


# ---- accounts

TARGETS = ["ana@example.org", "olga@example.org", NEW_ADDRESS]
"""The addresses of a member, of the owner of the site, who is no member, and of nobody yet."""
INVITING = {"members.add_person", "roster.add_people", "selection.decide"}
"""They make an account for an unknown address and mail a link to it; they do nothing else to accounts."""
PRIVATE = {"users": "id", "one_time_links": "user_id", "sign_ins": "user_id"}
"""The tables of an account, and the column that says whose a row is."""
BLANK = {"is_owner": False, "is_stand_in": False, "password_hash": None}
"""Values of an account that an invitation made and nobody has set up yet."""


def test_no_form_of_an_admin_changes_an_account(app: Flask, alma: Client, sides: Sides, clock: FixedClock) -> None:
    """Alma adds every field, about people of her forum and others; the mails that follow are sent, too."""
    before, wrong, made = everything(), [], set()
    for rule in admin_rules(app):
        with rolled_back():
            for url, email in product(urls(rule, sides.alma.slug, sides.alma, A_FEW), TARGETS):
                send(alma, rule, url, form_of(sides.alma, rule.endpoint) | {"email": email} | acceptance(rule))
            if rule.endpoint in INVITING:
                run_due(clock)
            found = of_accounts(changes(before, everything()))
        invited = [new for table, old, new in found if table == "users" and not old]
        made |= {rule.endpoint for new in invited if BLANK.items() <= new.items()}
        wrong += [(rule.endpoint, *change) for change in found if not is_invitation(change, rule, invited)]
    assert wrong == []
    assert made == INVITING


def admin_rules(app: Flask) -> list[Rule]:
    return [rule for rule in rules_of(app, writing=True) if "/admin/" in rule.rule and level_of(app, rule) != "owner"]


def acceptance(rule: Rule) -> Values:
    """Return the decision that makes an applicant a member."""
    return {"wanted": "accepted"} if rule.endpoint == "selection.decide" else {}


def of_accounts(found: Iterable[Change]) -> list[Change]:
    return [change for change in found if change[0] in PRIVATE]


def is_invitation(change: Change, rule: Rule, invited: Iterable[Row]) -> bool:
    """Return whether a change is a new blank account, or the link that sets it up."""
    table, old, new = change
    if old or rule.endpoint not in INVITING:
        return False
    if table == "users":
        return BLANK.items() <= new.items()
    return new["kind"] == "setup" and new["user_id"] in {account["id"] for account in invited}


@pytest.mark.parametrize("name", ["alma", "omar"])
def test_the_owners_pages_refuse_admins(app: Flask, cast: Cast, sides: Sides, sign_in: SignIn, name: str) -> None:
    """They are refused for both forums."""
    client, before = sign_in(getattr(cast, name)), everything()
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static" and level_of(app, rule) == "owner"]
    asked = [(rule, url) for rule in rules for side in (sides.alma, sides.omar) for url in urls(rule, side.slug, side)]
    answers = {url: send(client, rule, url, form_of(sides.alma, rule.endpoint))[0] for rule, url in asked}
    assert {url: status for url, status in answers.items() if status != 403} == {}
    assert len(answers) >= 7
    assert {table for table, _old, _new in changes(before, everything())} <= {"unsent_texts"}


def test_his_own_account_is_the_only_one_that_he_changes(app: Flask, cast: Cast, sides: Sides, sign_in: SignIn) -> None:
    """The pages of accounts belong to no forum. Even with fields that name other people, they change only Omar's."""
    before, wrong, changed = everything(), [], set()
    for rule in account_rules(app):
        with rolled_back():
            client = sign_in(cast.omar)  # each time, because one of the routes signs out
            for url in urls(rule, "", replace(sides.alma, tokens=[UNKNOWN])):
                send(client, rule, url, form_of(sides.alma, rule.endpoint) | claims_to_be_alma(cast))
            found = changes(before, everything())
        changed |= {rule.endpoint for table, _old, _new in found if table in PRIVATE}
        entered = rule.endpoint == "accounts.start_session"  # the cast share a password, so he can sign in as her
        wrong += [
            (rule.endpoint, *change)
            for change in found
            if is_somebody_elses(sides, change) and not (entered and not change[1])
        ]
    assert wrong == []
    assert {"accounts.change_password", "accounts.save_profile", "leaving.close_now"} <= changed


def account_rules(app: Flask) -> list[Rule]:
    """Return the routes that change something and belong to no forum. A key in them is that of an unsent text."""
    rules = [rule for rule in app.url_map.iter_rules() if not rule.arguments & {"forum", "filename"}]
    return [rule for rule in rules if (rule.methods or set()) - SAFE and level_of(app, rule) != "owner"]


def claims_to_be_alma(cast: Cast) -> Values:
    """Return fields with the sender's own password that try to name Alma's account in every way."""
    mine = {"password": PASSWORD, "how": "name", "interface": "es", "show": "original", "place": "thread:x:1"}
    return mine | {"email": cast.alma.email, "key": cast.alma.key, "user_id": str(cast.alma.id)}


def is_somebody_elses(sides: Sides, change: Change) -> bool:
    """Return whether a change is of an account, a link, a membership or an unsent text that is not Omar's."""
    table, old, new = change
    column = (PRIVATE | {"memberships": "user_id", "unsent_texts": "user_id"}).get(table)
    is_stand_in = table == "users" and not old and new["is_stand_in"]  # it signs what Omar leaves behind
    row = old or new
    if (
        table == "memberships" and row["forum_id"] == sides.omar.forum_id
    ):  # the row names the admin who suspended its member
        return False
    return column is not None and not is_stand_in and row[column] != sides.omar_id
