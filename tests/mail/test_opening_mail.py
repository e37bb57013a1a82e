"""The mail that a week has opened: everything there is to read, once, while the week is open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from board.actions import preparing, scheduling
from board.actions.leaving import Attribution, leave_forum
from board.clock import FixedClock
from board.extensions import db
from board.jobs import run_due
from board.mail.openings import MOST_BYTES
from board.mail.telling import tell_openings
from board.models import Mail, Mailing, User
from board.rules.leaving import ANONYMOUS
from board.rules.mail_tokens import ASK, WEEK, unseal
from board.rules.mailing import OPENING as OPENING_KIND
from tests.mail.conftest import Inbox
from tests.support.cast import BEFORE, OPENING, Cast, membership_of, reading_form, sight_for

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _takes_answers(app: Flask, inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = replace(app.extensions["settings"], mail_replies="reply@example.org")
    monkeypatch.setitem(app.extensions, "settings", settings)


def opened(clock: FixedClock, change: Callable[[], object] = lambda: None) -> None:
    """Let week 3 open, the worker notice it, something change, and the worker send."""
    clock.move_to(OPENING)
    tell_openings(OPENING)
    change()
    run_due(clock)


def mail_to(inbox: Inbox, person: User) -> str:
    [mail] = [mail for mail in inbox.mails if mail["To"] == person.email and "open" in mail["Subject"]]
    return str(mail.get_content())


def notices(inbox: Inbox) -> list[str]:
    return [str(mail["To"]) for mail in inbox.mails if "is open" in mail["Subject"]]


def test_it_has_all_there_is_to_read(cast: Cast, inbox: Inbox, clock: FixedClock) -> None:
    opened(clock)
    body = mail_to(inbox, cast.jorge)
    subject = next(mail["Subject"] for mail in inbox.mails if mail["To"] == cast.jorge.email)
    assert subject == "Week 3 is open: Cases from the regions"
    for words in (
        "Outline of “Cases from the regions”.",
        "LOCKED reading",
        "LOCKED page",
        "Nuestra cooperativa LOCKED.",
        "Case study · Bento",
        "LOCKED words to begin with",
        "Key respondent · week 3 · Brazil · answering now",
        "http://localhost/f/social-economy/week/3",
    ):
        assert words in body
    assert "Palabras LOCKED" not in body, "what was answered is told by itself"


def test_one_can_begin_a_thread_and_ask_by_mail(cast: Cast, inbox: Inbox, clock: FixedClock, app: Flask) -> None:
    opened(clock)
    body, secret = mail_to(inbox, cast.jorge), app.extensions["settings"].secret_key
    tokens = [word.split("+")[1].split("@")[0] for word in body.split() if word.startswith("mailto:reply+")]
    meant = {(token.purpose, token.user_id) for one in tokens if (token := unseal(secret, one))}
    assert {(WEEK, cast.jorge.id), (ASK, cast.jorge.id)} < meant


def test_an_answer_to_all_of_it_comes_to_the_site_which_says_what_to_do(
    cast: Cast, inbox: Inbox, clock: FixedClock
) -> None:
    """Otherwise it would end in the mailbox of MAIL_FROM, where nobody may read it."""
    opened(clock)
    [mail] = [mail for mail in inbox.mails if mail["To"] == cast.jorge.email and "open" in mail["Subject"]]
    assert mail["Reply-To"] == "reply@example.org"
    assert "use the link below what you want to reply to" in mail.get_content()


def test_all_members_are_told_once_ever(cast: Cast, inbox: Inbox, clock: FixedClock) -> None:
    for _time in range(2):
        opened(clock)
    assert sorted(notices(inbox)) == [
        f"{name}@example.org" for name in ("alma", "ana", "bento", "jorge", "rosa", "tess")
    ]
    record = db.session.scalars(select(Mailing).where(Mailing.user_id == cast.jorge.id)).one()
    assert (record.kind, record.told["weeks"]) == ("opening", [cast.week(3).id])
    assert len(record.told["readings"]) == 2


def locked_again(cast: Cast) -> None:
    scheduling.override_week(sight_for(cast, cast.alma, OPENING), cast.week(3), "locked")


def held(cast: Cast) -> None:
    cast.week(3).override = "held"
    db.session.commit()


@pytest.mark.parametrize("change", [locked_again, held])
def test_what_is_locked_again_is_not_sent(
    cast: Cast, inbox: Inbox, clock: FixedClock, change: Callable[[Cast], None]
) -> None:
    opened(clock, lambda: change(cast))
    assert notices(inbox) == []
    assert not [mail for mail in inbox.mails if "LOCKED" in mail.as_string()]


def left(cast: Cast) -> None:
    leave_forum(sight_for(cast, cast.jorge, OPENING), cast.jorge, Attribution(ANONYMOUS, "", "Somebody"))


def stopped(cast: Cast) -> None:
    membership_of(cast.jorge, cast.forum).mail_stopped_at = OPENING  # type: ignore[union-attr]
    db.session.commit()


def suspended(cast: Cast) -> None:
    membership_of(cast.jorge, cast.forum).suspended_at = OPENING  # type: ignore[union-attr]
    db.session.commit()


def unwanted(cast: Cast) -> None:
    membership_of(cast.jorge, cast.forum).mail_kinds -= {OPENING_KIND}  # type: ignore[union-attr]
    db.session.commit()


@pytest.mark.parametrize("change", [left, stopped, suspended, unwanted])
def test_who_does_not_want_it_any_more_is_not_told(
    cast: Cast, inbox: Inbox, clock: FixedClock, change: Callable[[Cast], None]
) -> None:
    opened(clock, lambda: change(cast))
    assert len(notices(inbox)) == 5
    assert "jorge@example.org" not in notices(inbox)


def test_an_admin_gets_no_more_than_everybody(cast: Cast, inbox: Inbox, clock: FixedClock) -> None:
    form = reading_form("Draft title", "Unpublished words of Bento.", "es", cast.bento)
    study = preparing.add_reading(sight_for(cast, cast.alma, BEFORE), cast.week(3), form, cast.alma)
    study.stage = "submitted"
    db.session.commit()
    opened(clock)
    assert "Unpublished words" not in mail_to(inbox, cast.alma)


def test_the_reading_mode_is_respected(cast: Cast, inbox: Inbox, clock: FixedClock) -> None:
    cast.jorge.reading_mode = "original"
    db.session.commit()
    opened(clock)
    assert "pending" not in mail_to(inbox, cast.jorge)
    assert "The translation into English is pending." in mail_to(inbox, cast.tess)


@pytest.mark.parametrize("paragraphs", [150, 450])
def test_where_there_is_too_much_the_longest_readings_are_links(
    cast: Cast, inbox: Inbox, clock: FixedClock, paragraphs: int
) -> None:
    line = "A paragraph that somebody has to read with a little care, as it says something, number"
    words = "\n\n".join(f"{line} {number}." for number in range(paragraphs))
    alma = sight_for(cast, cast.alma, BEFORE)
    for title in ("Long", "Longer"):
        preparing.add_reading(alma, cast.week(3), reading_form(title, words, "en"), cast.alma)
    db.session.commit()
    opened(clock)
    mail = next(mail for mail in inbox.mails if mail["To"] == "jorge@example.org")
    body = mail_to(inbox, cast.jorge)
    is_cut = paragraphs == 450
    assert ("The longest texts are on the site" in body) is is_cut
    assert ("too long for the e-mail" in body) is is_cut
    assert "LOCKED page" in body
    assert len(bytes(mail)) < MOST_BYTES * 1.2


def test_it_is_spanish_for_those_who_read_spanish(cast: Cast, inbox: Inbox, clock: FixedClock) -> None:
    cast.ana.interface = "es"
    db.session.commit()
    opened(clock)
    [mail] = [mail for mail in inbox.mails if mail["To"] == "ana@example.org" and "semana 3" in mail["Subject"]]
    assert "Para leer" in mail.get_content()


def test_a_mail_that_was_sent_and_not_noted_is_the_same_again(cast: Cast, inbox: Inbox, clock: FixedClock) -> None:
    opened(clock)
    [sent] = db.session.scalars(select(Mail.message_id).where(Mail.recipient == cast.jorge.email))
    assert sent.startswith("<opening.social-economy.3.")
