"""The mail to whoever applied: the private link, and nothing that was typed."""

from __future__ import annotations

import textwrap
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, select

from board.actions import applying
from board.clock import FixedClock
from board.extensions import db
from board.jobs import run_due
from board.mail import applications
from board.mail.links import reply_address, token
from board.models import Application, Job
from board.rules.applications import MAILED
from board.rules.languages import INTERFACE
from board.rules.mail_tokens import CONFIRM
from board.text.reply_marks import has_mark
from board.text.yes_or_no import says
from tests.mail.conftest import Inbox
from tests.support.applying import applied, call_out, said
from tests.support.cast import START, Cast
from tests.support.spanish import in_spanish
from tests.support.spoken import spoken

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _out(cast: Cast) -> None:
    """The call is out, and no other mail is due."""
    call_out(cast)
    db.session.execute(delete(Job))


@pytest.fixture
def application(cast: Cast) -> Application:
    return applied(cast, name="BUY AT https://spam.example", description="Spam words.")


def tokens(inbox: Inbox) -> list[str]:
    return [mail.get_content().split("/application/")[1].split()[0] for mail in inbox.mails]


def test_it_goes_to_the_address_with_a_link_that_opens_the_application(
    application: Application, cast: Cast, inbox: Inbox, clock: FixedClock
) -> None:
    run_due(clock)
    assert inbox.recipients == ["ines@example.org"]
    [mail], [token] = inbox.mails, tokens(inbox)
    assert mail["Subject"] == "Please confirm your application: “Social economy”"
    assert f"http://localhost/f/social-economy/application/{token}" in mail.get_content().splitlines()
    assert applying.application_with(cast.forum, token) is application


def test_only_a_digest_of_the_link_is_kept(application: Application, inbox: Inbox, clock: FixedClock) -> None:
    run_due(clock)
    db.session.refresh(application)
    assert application.token_digest
    assert application.token_digest not in tokens(inbox)


def test_nothing_that_was_typed_stands_in_it(application: Application, inbox: Inbox, clock: FixedClock) -> None:
    """Nobody sends words of their own through the site to a stranger."""
    run_due(clock)
    whole = inbox.mails[0].as_string()
    assert "spam.example" not in whole
    assert "Spam words" not in whole


def test_a_duplicate_is_the_same_mail_with_the_same_link(application: Application, cast: Cast, inbox: Inbox) -> None:
    payload = db.session.scalars(select(Job).where(Job.kind == "mail.application")).one().payload
    for minutes in (0, 1):
        applications.application_mail(payload, START + minutes * MINUTE)
    assert len({mail["Message-ID"] for mail in inbox.mails}) == 1 < len(inbox.mails)
    assert len(set(tokens(inbox))) == 1


def test_a_server_in_trouble_is_asked_again(application: Application, inbox: Inbox, clock: FixedClock) -> None:
    inbox.refusals = 2
    for minutes in (0, 1, 3):
        clock.move_to(START + minutes * MINUTE)
        run_due(clock)
    assert len(inbox.mails) == 1


def test_it_is_in_the_language_of_the_page(cast: Cast, inbox: Inbox, clock: FixedClock) -> None:
    applied(cast, interface="es")
    run_due(clock)
    subject = in_spanish("Please confirm your application: “%(forum)s”")
    assert inbox.mails[0]["Subject"] == subject % {"forum": "Social economy"}


def test_to_an_account_it_is_the_same_as_to_a_stranger(cast: Cast, inbox: Inbox, clock: FixedClock) -> None:
    applied(cast, email=cast.ana.email)
    applied(cast, email="nobody@example.org")
    run_due(clock)
    bodies = [mail.get_content() for mail in inbox.mails]
    for secret in tokens(inbox):
        bodies = [body.replace(secret, "") for body in bodies]
    assert inbox.recipients == ["ana@example.org", "nobody@example.org"]
    assert len(set(bodies)) == 1


def test_what_was_confirmed_or_forgotten_meanwhile_is_not_mailed(
    application: Application, inbox: Inbox, clock: FixedClock
) -> None:
    db.session.delete(application)
    db.session.commit()
    run_due(clock)
    assert inbox.mails == []


WORD_YES = {"en": "word YES", "es": "palabra SÍ", "fr": "mot OUI", "pt": "palavra SIM"}


@pytest.mark.parametrize("language", INTERFACE)
def test_where_the_site_takes_mail_it_can_be_answered(
    cast: Cast, app: Flask, inbox: Inbox, clock: FixedClock, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    settings = replace(app.extensions["settings"], mail_replies="reply@forum.example.org")
    monkeypatch.setitem(app.extensions, "settings", settings)
    applying.apply(cast.forum, said(interface=language), START, origin=MAILED)
    application = db.session.scalars(select(Application)).one()
    run_due(clock)
    [mail] = inbox.mails
    assert mail["Reply-To"] == reply_address(token(CONFIRM, 0, application.id, START))
    words = mail.get_content()
    assert has_mark(words.split("\n")[0])
    assert WORD_YES[language] in words
    assert spoken(language, "We understood that you would like to take part as a key respondent.") in words
    assert says(WORD_YES[language].split()[1]) is True


@pytest.mark.parametrize("language", INTERFACE)
def test_a_program_that_repeats_it_without_marking_it_confirms_nothing(
    cast: Cast, app: Flask, inbox: Inbox, clock: FixedClock, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    settings = replace(app.extensions["settings"], mail_replies="reply@forum.example.org")
    monkeypatch.setitem(app.extensions, "settings", settings)
    applied(cast, interface=language)
    run_due(clock)
    words = inbox.mails[0].get_content()
    for width in range(20, 90):  # as any program may wrap it
        for line in textwrap.fill(words, width).split("\n"):
            assert says(line) is None
