"""What hostile people and programs try: in the name of others, against their addresses, through the site."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from sqlalchemy import select

from board import jobs
from board.clock import FixedClock
from board.extensions import db
from board.incoming import answering, bounces, handling, receipts
from board.incoming.arriving import keep
from board.incoming.parsing import parse
from board.mail.delivery import deliver
from board.mail.letters import plain_letter
from board.mail.links import bounce_address
from board.models import BouncingAddress, Job
from board.rules import incoming as rule
from board.rules.mail_tokens import BOUNCE, POST, STOP
from board.rules.work import SOON
from tests.mail.conftest import Inbox
from tests.support.applying import call_out
from tests.support.cast import Cast
from tests.support.incoming import REPORT, address_for, arrive, letter

CALL = "reply+call.social-economy@forum.example.org"


def words(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


@pytest.mark.parametrize(
    "names",
    [
        "ana@example.org, " * 5 + "evil@evil.example",
        "a, b, c, d, ana@example.org, evil@evil.example",
        "ana@example.org" + " " * 2_100 + ", evil@evil.example",
    ],
    ids=["many", "nameless", "long"],
)
def test_a_sender_is_not_hidden_behind_others(names: str) -> None:
    assert parse(f"From: {names}\nSubject: x\n\nWords.\n".encode(), "digest").is_forged


def test_as_many_senders_as_are_read_may_be_the_same_one() -> None:
    assert not parse(b"From: ana@example.org, ana@example.org\n\nWords.\n", "digest").is_forged


def test_whoever_has_no_account_cannot_stop_mail_to_one(cast: Cast, clock: FixedClock) -> None:
    """The keys of posts and people stand in addresses of pages, so the Message-ID can be guessed."""
    deliver(plain_letter("ana@example.org", "Subject", "Words", "post.a.b", user_id=cast.ana.id), clock.now())
    words = {"status": "5.1.1", "said": "unknown", "action": "failed", "message_id": "<post.a.b@localhost>"}
    to = bounce_address(0, clock.now())
    mail = arrive(REPORT.format(to=to, number=1, **words).encode(), clock, to)
    assert mail.outcome == rule.IGNORED
    assert db.session.scalar(select(BouncingAddress)) is None


def test_mail_to_somebody_without_an_account_comes_back(cast: Cast, clock: FixedClock) -> None:
    deliver(plain_letter("ines@example.org", "Subject", "Words", "application.a"), clock.now())
    words = {"status": "5.1.1", "said": "unknown", "action": "failed", "message_id": "<application.a@localhost>"}
    to = bounce_address(0, clock.now())
    assert arrive(REPORT.format(to=to, number=1, **words).encode(), clock, to).outcome == rule.BOUNCED


def test_people_may_write_from_the_domain_of_the_site(cast: Cast, clock: FixedClock) -> None:
    """Mail programs put the sender's domain into the Message-ID."""
    to = address_for(POST, cast.ana, cast.answer.id, clock)
    mail = arrive(letter("ana@example.org", to, "Hola", Message_ID="<4f6b-9a@localhost>"), clock)
    assert mail.outcome == rule.POSTED


def test_somebody_who_writes_in_anas_name_does_not_silence_her(cast: Cast, clock: FixedClock, inbox: Inbox) -> None:
    for number in range(rule.MAILS_PER_HOUR + 1):
        arrive(letter("ana@example.org", CALL, f"Spam {number}"), clock)
    mail = arrive(letter("ana@example.org", address_for(POST, cast.ana, 99_999, clock), "Mis palabras."), clock)
    assert mail.reason == rule.NOT_THERE
    assert any("Mis palabras." in words(sent) for sent in inbox.mails)


def _refused_application(cast: Cast, clock: FixedClock, **headers: str) -> None:
    call_out(cast)
    clock.move_to(cast.forum.applications_until)  # type: ignore[arg-type]
    mail = arrive(letter("victim@example.org", CALL, "Buy our watches.", "Watches", **headers), clock)
    assert mail.outcome == rule.REFUSED


def test_the_site_sends_nobody_the_words_of_somebody_else(cast: Cast, clock: FixedClock, inbox: Inbox) -> None:
    _refused_application(cast, clock)
    [sent] = [mail for mail in inbox.mails if mail["To"] == "victim@example.org"]
    assert "deadline has" in words(sent)
    assert "atches" not in f"{sent['Subject']} {words(sent)}"


def test_whose_sender_is_certain_gets_their_words_back(
    app: Flask, cast: Cast, clock: FixedClock, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    trusting = replace(app.extensions["settings"], mail_in_trusts="mx.example.org")
    monkeypatch.setitem(app.extensions, "settings", trusting)
    _refused_application(cast, clock, Authentication_Results="mx.example.org; dmarc=pass header.from=example.org")
    [sent] = [mail for mail in inbox.mails if mail["To"] == "victim@example.org"]
    assert "Buy our watches." in words(sent)


@pytest.mark.parametrize("purpose", [POST, BOUNCE])
def test_no_transaction_is_open_while_a_mail_is_read(
    cast: Cast, clock: FixedClock, monkeypatch: pytest.MonkeyPatch, purpose: int
) -> None:
    """A mail of 25 MB takes a while."""
    opened: list[bool] = []
    for module, name in (
        (handling, "parse"),
        (receipts, "parse"),
        (answering, "parse"),
        (bounces, "message_from_bytes"),
    ):
        read = getattr(module, name)

        def watched(*given: object, read: object = read, **named: object) -> object:
            opened.append(db.session().in_transaction())
            return read(*given, **named)  # type: ignore[operator]

        monkeypatch.setattr(module, name, watched)
    assert keep(
        letter("ana@example.org", address_for(purpose, cast.ana, cast.answer.id, clock), "Hola").as_bytes(),
        None,
        clock.now(),
    )
    jobs.run_due(clock)
    assert opened == [False, False]


def test_a_member_is_told_that_an_address_is_for_nothing(cast: Cast, clock: FixedClock, inbox: Inbox) -> None:
    """Somebody wrote to the bare address, or a program has cut off what was behind the plus sign."""
    mail = arrive(letter("ana@example.org", "reply@forum.example.org", "Mis palabras."), clock)
    assert (mail.outcome, mail.reason) == (rule.REFUSED, rule.UNKNOWN_ADDRESS)
    [sent] = [mail for mail in inbox.mails if mail["To"] == "ana@example.org"]
    assert "does not say what your e-mail is for" in words(sent)
    assert "Mis palabras." not in words(sent)  # anybody can write there in her name


def test_neither_strangers_nor_programs_are_told_so(cast: Cast, clock: FixedClock, inbox: Inbox) -> None:
    arrive(letter("eva@evil.example", "reply@forum.example.org", "Spam"), clock)
    arrive(letter("ana@example.org", "reply@forum.example.org", "Away", Auto_Submitted="auto-replied"), clock)
    assert not {"eva@evil.example", "ana@example.org"} & {mail["To"] for mail in inbox.mails}


@pytest.mark.parametrize(("days", "outcome"), [(0, rule.STOPPED), (1, rule.IGNORED)], ids=["at", "after"])
def test_an_address_is_not_inherited_by_a_later_account(cast: Cast, clock: FixedClock, days: int, outcome: str) -> None:
    """SQLite gives the number of a closed account to the next one, and such addresses never expire."""
    to = address_for(STOP, cast.ana, cast.forum.id, clock)
    cast.ana.created_at = clock.now() + timedelta(days=days)
    db.session.commit()
    assert arrive(letter("eva@evil.example", to, "stop"), clock).outcome == outcome


def test_mail_that_came_in_is_handled_before_mail_to_everybody(cast: Cast, clock: FixedClock) -> None:
    keep(letter("ana@example.org", CALL, "Hello").as_bytes(), None, clock.now())
    assert db.session.scalar(select(Job.rank).where(Job.kind == "incoming")) == SOON


@pytest.mark.parametrize(
    "head",
    [
        "From: ana@example.org\nTo: reply+a\0b@forum.example.org",
        "From: a\0na@example.org\nTo: reply+ab@forum.example.org",
        "From: ana@example.org\nTo: reply+ab@forum.example.org\nSubject: a\0b\nMessage-ID: <a\0b@c>",
        "From: ana@example.org\nTo: reply+ab@forum.example.org\nSubject: =?utf-8?q?a=00b=ED=A0=80?=",
        "From: =?utf-8?q?a=00b?= <ana@example.org>\nTo: =?utf-8?q?a=00b?= <reply+ab@forum.example.org>",
    ],
    ids=["recipient", "sender", "subject", "encoded", "names"],
)
def test_no_character_keeps_a_mail_out_of_the_database(cast: Cast, clock: FixedClock, head: str) -> None:
    """One that could never be kept would stand in the mailbox for ever, before all others."""
    mail = arrive(f"{head}\n\nWords\0.\n".encode(), clock)
    assert mail.reason == rule.UNKNOWN_ADDRESS
    assert not any("\0" in words for words in (mail.recipient, mail.sender, mail.subject))


def test_a_recipient_that_the_mail_server_names_may_have_any_characters(cast: Cast, clock: FixedClock) -> None:
    mail = arrive(b"From: eva@example.org\n\nWords.\n", clock, "reply+a\0\udcff\xe9@forum.example.org")
    assert mail.reason == rule.UNKNOWN_ADDRESS
