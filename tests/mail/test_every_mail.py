"""Every kind of mail, sent by the worker to a real server and read with a library that is not ours.

Kinds are found by themselves: a new one fails here until `tests/support/mails.py` has an example of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select, update

from board.clock import FixedClock
from board.extensions import db
from board.incoming import connect as connect_incoming
from board.jobs import HANDLERS
from board.mail import connect as connect_mail
from board.mail.links import site_settings
from board.models import BouncingAddress, Membership, User
from board.models import Mail as Sent
from board.rules.languages import INTERFACE
from board.rules.mail_kinds import ALWAYS, NEEDS
from board.rules.mail_tokens import BOUNCE, CHOICES, DIGEST, QUESTIONS, STOP, unseal
from board.text.reply_marks import MARK, has_mark
from tests.mail.conftest import Inbox
from tests.support.cast import START, Cast, make_cast
from tests.support.client import Client
from tests.support.mails import EXAMPLES, do_all_work
from tests.support.read_mail import Mail
from tests.web.test_leaks import a_world_with, mark_all_work_as_done

connect_mail()
connect_incoming()
KINDS = sorted(kind for kind in HANDLERS if kind.startswith("mail."))
OF_FORUMS = [kind for kind in KINDS if NEEDS.get(kind) != ALWAYS]
SITE = "http://localhost/"
ONCE = [
    "from", "to", "subject", "date", "message-id", "auto-submitted", "x-auto-response-suppress", "content-language",
    "mime-version", "content-type",
]  # fmt: skip
OF_LISTS = ["list-id", "list-unsubscribe", "list-unsubscribe-post", "precedence"]
LARGEST = 25_000
MARKER = b"LOCKED"
TOKEN = re.compile(rb"\b[a-z2-7]{32}\b")
BOUNDARY = re.compile(rb"={15}\d+==")


@pytest.fixture(autouse=True)
def _answers_are_taken(app: Flask, inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = replace(app.extensions["settings"], mail_replies="reply@example.org")
    monkeypatch.setitem(app.extensions, "settings", settings)


def test_every_kind_has_an_example_and_says_when_it_is_sent(app: Flask) -> None:
    assert sorted(kind for kind in HANDLERS if kind.startswith("mail.")) == KINDS
    assert sorted(EXAMPLES) == KINDS
    assert sorted(NEEDS) == KINDS


def cause(kind: str, cast: Cast) -> datetime:
    """Do what the example does, and nothing else of what was due; return when the mail is due."""
    if kind != "mail.question":
        mark_all_work_as_done()
    return EXAMPLES[kind](cast) or START


def sent(kind: str, inbox: Inbox) -> list[Mail]:
    """Return the mails of this kind that the server got."""
    ids = set(db.session.scalars(select(Sent.message_id).where(Sent.kind == kind)))
    mails = [Mail.read(raw, to) for raw, to in zip(inbox.raw, inbox.recipients, strict=True)]
    return [mail for mail in mails if mail.headers["message-id"] in ids]


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    wanted: str = request.param
    return wanted


@pytest.fixture
def mails(kind: str, cast: Cast, inbox: Inbox, clock: FixedClock) -> list[Mail]:
    """Each kind goes to readers of another language of the interface."""
    db.session.execute(update(User).values(interface=INTERFACE[KINDS.index(kind) % len(INTERFACE)]))
    do_all_work(clock, cause(kind, cast))
    found = sent(kind, inbox)
    assert found, "the example caused no such mail"
    return found


def test_every_mail_is_well_made(
    kind: str, cast: Cast, mails: list[Mail], inbox: Inbox, sign_in: Callable[[User], Client], app: Flask
) -> None:
    """One test for all of it, because making the mail takes the time."""
    for mail in mails:
        assert_headers(mail, kind)
        assert_parts(mail)
        assert_small_and_quiet(mail)
        assert_links(mail, sign_in, app)
        if NEEDS[kind] != ALWAYS:
            assert_closing(mail, app)
    assert MARKER not in b"".join(mail.raw for mail in mails)
    assert {unsealed(app, sender.partition("+")[2].partition("@")[0])[0] for sender in inbox.senders} == {BOUNCE}


def assert_headers(mail: Mail, kind: str) -> None:
    headers, is_of_forum = mail.headers, NEEDS[kind] != ALWAYS
    assert [name for name in ONCE if not headers.get(name)] == []
    assert [name for name in OF_LISTS if (name in headers) != is_of_forum] == []
    assert headers["to"] == mail.recipient
    sender = mail.parsed.from_
    assert sender is not None
    assert sender.address == "forum@example.org"
    assert sender.display_name
    assert "=?" not in mail.parsed.subject + str(sender.display_name)
    assert re.fullmatch(r"<[\w.+:/=-]+@localhost>", headers["message-id"], re.ASCII)
    assert headers["content-language"] in INTERFACE
    assert headers["auto-submitted"] in {"auto-generated", "auto-replied"}
    head = mail.raw.partition(b"\r\n\r\n")[0]
    assert all(len(line) <= 200 and line.strip() for line in head.split(b"\r\n"))
    if "references" in headers:
        assert headers["references"].split()[-1] == headers["in-reply-to"]
        assert headers["message-id"] not in headers["references"]


def assert_parts(mail: Mail) -> None:
    assert mail.words_of_plain == mail.words_of_html
    assert mail.page.get("lang") == mail.headers["content-language"]
    title = mail.page.findtext(".//title") or ""
    assert " ".join(title.split()) == mail.parsed.subject  # a header has no spaces that do not break
    can_be_answered = "+" in mail.headers.get("reply-to", "")  # other answers come to the site, which says what to do
    assert has_mark(mail.plain.partition("\n")[0]) == can_be_answered
    assert (MARK in mail.html) == can_be_answered


def assert_small_and_quiet(mail: Mail) -> None:
    """Nothing is fetched, nothing is tracked, nothing runs, and nothing is longer than servers take."""
    assert len(mail.raw) <= LARGEST
    assert max(map(len, mail.raw.split(b"\r\n"))) <= 998
    names = {element.tag for element in mail.page.iter()}
    assert names.isdisjoint({"img", "script", "link", "iframe", "object", "form", "svg", "video", "base"})
    attributes = {name for element in mail.page.iter() for name in element.attrib}
    assert [name for name in attributes if name in {"src", "background", "style"} or name.startswith("on")] == []
    assert "url(" not in mail.html
    assert "@import" not in mail.html


def assert_links(mail: Mail, sign_in: Callable[[User], Client], app: Flask) -> None:
    """Each link opens: for its reader, and, if it is not to a page for members, for anybody who has the mail."""
    person = db.session.scalar(select(User).where(User.email == mail.recipient))
    assert [link for link in mail.links if not link.startswith(("http://", "https://", "mailto:", "#"))] == []
    for link in {link for link in mail.links if link.startswith(SITE)}:
        path = "/" + link.removeprefix(SITE)
        for client in [app.test_client(), *([sign_in(person)] if person else [])]:
            client.careful = False
            assert client.get(path).status_code in {200, 302}, path
    assert all(address in mail.plain for address in mail.links if address.startswith(SITE))


def assert_closing(mail: Mail, app: Flask) -> None:
    """It says why one gets it, leads to one's choices, and one click stops it, without signing in."""
    choices, stop = mail.links[-2:]
    assert unsealed(app, choices.removeprefix(f"{SITE}mail/choices/"))[0] == CHOICES
    purpose, user_id, forum_id = unsealed(app, stop.removeprefix(f"{SITE}mail/stop/"))
    assert purpose == STOP
    assert mail.headers["list-unsubscribe"].startswith(f"<{stop}>")
    assert "<mailto:reply+" in mail.headers["list-unsubscribe"]
    assert mail.headers["list-unsubscribe-post"] == "List-Unsubscribe=One-Click"
    client = app.test_client()
    client.token = False
    answer = client.post("/" + stop.removeprefix(SITE), data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    query = select(Membership).where(Membership.user_id == user_id, Membership.forum_id == forum_id)
    membership = db.session.scalars(query.execution_options(populate_existing=True)).one()
    assert membership.mail_stopped_at is not None
    membership.mail_stopped_at = None
    db.session.commit()


def unsealed(app: Flask, token: str) -> tuple[int, int, int]:
    found = unseal(app.extensions["settings"].secret_key, token)
    assert found is not None
    return found.purpose, found.user_id, found.about


# Who gets nothing


def all_stopped() -> None:
    db.session.execute(update(Membership).values(mail_stopped_at=START))


def all_suspended() -> None:
    db.session.execute(update(Membership).values(suspended_at=START))


def all_bouncing() -> None:
    for email in db.session.scalars(select(User.email)):
        db.session.merge(BouncingAddress(address=email, bounces=3, last_at=START, suspended_at=START))


@pytest.mark.parametrize("happens", [all_stopped, all_suspended, all_bouncing])
@pytest.mark.parametrize("kind", OF_FORUMS)
def test_mail_of_a_forum_is_not_sent_to_who_is_suspended_or_stopped_it_or_is_not_reached(
    kind: str, happens: Callable[[], None], cast: Cast, inbox: Inbox, clock: FixedClock
) -> None:
    due = cause(kind, cast)
    happens()
    db.session.commit()
    do_all_work(clock, due)
    assert sent(kind, inbox) == []


@pytest.mark.parametrize("happens", [all_stopped, all_bouncing])
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in OF_FORUMS])
def test_mail_about_an_account_is_sent_whatever_mail_somebody_wants(
    kind: str, happens: Callable[[], None], cast: Cast, inbox: Inbox, clock: FixedClock
) -> None:
    due = cause(kind, cast)
    happens()
    db.session.commit()
    do_all_work(clock, due)
    assert sent(kind, inbox) != []


# Two worlds

FOR_THOSE_WHO_PREPARE = {"mail.submitted", "mail.published", "mail.hidden"}
"""What the content of the locked week itself causes: mail to its admin, and to the author of a case study."""
COUNTS_WHAT_IS_PREPARED = {"mail.summary"}
"""Tells admins how far the next week is prepared, in numbers: `test_weekly_mail.py` compares everything else in it."""


@pytest.fixture
def empty_week(db_session: object) -> Cast:
    """A cast whose locked week has no content yet."""
    return make_cast(locked_content=False)


@pytest.mark.parametrize("kind", KINDS)
def test_each_mail_is_the_same_with_and_without_the_content_of_a_locked_week(
    kind: str, empty_week: Cast, inbox: Inbox, clock: FixedClock
) -> None:
    due = cause(kind, empty_week)
    with a_world_with(empty_week, translatable=True, case_study_of_bento=True):
        with_content = everything_sent(inbox, clock, due)
    without = everything_sent(inbox, clock, due)
    assert kind in {kind for kind, _to, _id in without}
    extra = {key for key in with_content.keys() - without.keys() if key[0] in FOR_THOSE_WHO_PREPARE}
    counts = {key for key in without if key[0] in COUNTS_WHAT_IS_PREPARED}
    extra |= counts
    assert {key: raw for key, raw in with_content.items() if key not in extra} == {
        key: raw for key, raw in without.items() if key not in counts
    }
    assert [key for key in counts if MARKER in with_content[key]] == []
    assert [key for key, raw in without.items() if MARKER in raw] == []
    assert {to for _kind, to, _id in extra} <= {"alma@example.org", "bento@example.org"}


def everything_sent(inbox: Inbox, clock: FixedClock, due: datetime) -> dict[tuple[str, str, str], bytes]:
    """Send everything that is due; return each mail, apart from its boundary and from the tokens of rows that are made
    as it is sent, by kind, recipient and Message-ID.
    """
    inbox.__init__()  # type: ignore[misc]
    do_all_work(clock, due)
    kinds = dict(db.session.execute(select(Sent.message_id, Sent.kind)).all())
    mails = [Mail.read(raw, to) for raw, to in zip(inbox.raw, inbox.recipients, strict=True)]
    ids = [mail.headers["message-id"] for mail in mails]
    return {
        (kinds[unique], mail.recipient, unique): TOKEN.sub(lasting, BOUNDARY.sub(b"", mail.raw).replace(b"=\r\n", b""))
        for unique, mail in zip(ids, mails, strict=True)
    }


def lasting(token: re.Match[bytes]) -> bytes:
    """Return a token, unless it is about a mailing: PostgreSQL gives no number twice, even of a row that was undone."""
    found = unseal(site_settings().secret_key, token[0].decode())
    return b"TOKEN" if found is not None and found.purpose in (DIGEST, QUESTIONS) else token[0]
