"""The mail to a key respondent: sent only if they may see the question at that moment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask_babel import get_locale
from sqlalchemy import select

from board.actions import enrolling, erasing, posting, scheduling
from board.clock import FixedClock
from board.extensions import db
from board.jobs import run_due
from board.mail import notices
from board.models import Job, Mail
from board.visible import held_mails
from tests.mail.conftest import Inbox
from tests.support.cast import START, Cast, membership_of, sight_for, text_of

MINUTE = timedelta(minutes=1)


def the_job() -> Job:
    return db.session.scalars(select(Job).where(Job.kind == "mail.question")).one()


def test_who_was_asked_gets_the_question_by_mail(cast: Cast, inbox: Inbox, clock: FixedClock) -> None:
    run_due(clock)
    [mail] = inbox.mails
    body = mail.get_content()
    assert inbox.recipients == ["rosa@example.org"]
    assert (mail["From"], mail["To"]) == ("Ana via Social economy <forum@example.org>", "rosa@example.org")
    assert mail["Subject"] == "Ana asked you a question"
    assert "“Question of the week”" in body
    assert "¿Quién firmó el contrato?" in body
    assert f"http://localhost/f/social-economy/post/{cast.question.key}" in body


def test_it_says_that_a_program_wrote_it_and_when(cast: Cast, inbox: Inbox, clock: FixedClock) -> None:
    run_due(clock)
    [mail] = inbox.mails
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Date"].datetime == START
    assert mail["Message-ID"] == f"<question.{cast.question.key}@localhost>"


def test_it_shows_the_words_as_they_are_when_it_is_sent(cast: Cast, inbox: Inbox, clock: FixedClock) -> None:
    ana = sight_for(cast, cast.ana)
    posting.edit_post(ana, cast.question_thread, cast.question, text_of(cast.question), "¿Y el precio?", 1)
    run_due(clock)
    assert "¿Y el precio?" in inbox.mails[0].get_content()
    assert "contrato" not in inbox.mails[0].get_content()


@pytest.mark.parametrize(
    ("interface", "languages", "locale"),
    [("es", ("en",), "es"), (None, ("es", "en"), "es"), (None, ("qu",), "en"), (None, (), "en"), ("xx", ("es",), "es")],
)
def test_it_is_in_its_readers_language(
    cast: Cast,
    inbox: Inbox,
    clock: FixedClock,
    monkeypatch: pytest.MonkeyPatch,
    interface: str | None,
    languages: tuple[str, ...],
    locale: str,
) -> None:
    monkeypatch.setattr(notices, "_", lambda _text, **_words: str(get_locale()))
    cast.rosa.interface, cast.rosa.languages = interface, languages
    db.session.commit()
    run_due(clock)
    assert inbox.mails[0]["Subject"] == locale


# Checked again at the moment of sending


def locked_again(cast: Cast) -> None:
    scheduling.override_week(sight_for(cast, cast.alma), cast.week(2), "locked")


def without_its_date(cast: Cast) -> None:
    scheduling.schedule_week(sight_for(cast, cast.alma), cast.week(2), None)
    db.session.commit()


def taken_back(cast: Cast) -> None:
    posting.delete_post(sight_for(cast, cast.ana), cast.question)


def hidden(cast: Cast) -> None:
    posting.hide_post(sight_for(cast, cast.alma), cast.question, "Not fit")


def erased(cast: Cast) -> None:
    taken_back(cast)
    erasing.erase_post(sight_for(cast, cast.olga), cast.question)


def rosa_has_left(cast: Cast) -> None:
    membership = membership_of(cast.rosa, cast.forum)
    assert membership is not None
    enrolling.remove_person(sight_for(cast, cast.alma), membership)


def rosa_has_left_a_public_forum(cast: Cast) -> None:
    cast.forum.public_reading = True
    rosa_has_left(cast)


@pytest.mark.parametrize(
    "change",
    [locked_again, without_its_date, taken_back, hidden, erased, rosa_has_left, rosa_has_left_a_public_forum],
)
def test_what_may_not_be_seen_any_more_is_not_sent(
    cast: Cast, inbox: Inbox, clock: FixedClock, change: Callable[[Cast], None]
) -> None:
    change(cast)
    run_due(clock)
    assert [mail for mail in inbox.mails if "contrato" in mail.get_content()] == []
    assert "rosa@example.org" not in {*inbox.recipients, *db.session.scalars(select(Mail.recipient))}
    assert (the_job().done_at, the_job().error) == (START, "")


# Trouble on the way


def test_when_the_server_refuses_it_is_tried_again(cast: Cast, inbox: Inbox, clock: FixedClock) -> None:
    inbox.refusals = 1
    run_due(clock)
    assert (the_job().done_at, the_job().attempts, inbox.mails) == (None, 1, [])
    assert "451" in the_job().error
    clock.move_to(START + MINUTE)
    run_due(clock)
    assert len(inbox.mails) == 1
    assert the_job().done_at == START + MINUTE


def test_what_cannot_be_reached_is_tried_again(
    cast: Cast, inbox: Inbox, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("board.mail.conversation._Server.connect", unreachable)
    run_due(clock)
    assert (the_job().done_at, the_job().attempts) == (None, 1)
    monkeypatch.undo()


def unreachable(*_: object) -> None:
    raise ConnectionRefusedError("nobody listens")


def test_a_duplicate_has_the_same_message_id(cast: Cast, inbox: Inbox) -> None:
    """The server accepted it, our note of that was lost: it is sent again, and can be recognised as the same."""
    payload = the_job().payload
    for minutes in (0, 1):
        notices.question_mail(payload, START + minutes * MINUTE)
    assert len({mail["Message-ID"] for mail in inbox.mails}) == 1 < len(inbox.mails)
    assert len(db.session.scalars(select(Mail)).all()) == 1


def test_what_was_sent_is_not_kept(cast: Cast, inbox: Inbox, clock: FixedClock) -> None:
    run_due(clock)
    kept = db.session.scalars(select(Mail)).one()
    assert (kept.recipient, kept.sent_at, kept.body) == ("rosa@example.org", START, "")
    assert db.session.scalars(held_mails()).all() == []


# Without a mail server


def test_without_a_server_it_is_held_for_the_owner_to_read(cast: Cast, clock: FixedClock) -> None:
    run_due(clock)
    [held] = db.session.scalars(held_mails())
    assert (held.recipient, held.sent_at) == ("rosa@example.org", None)
    assert "¿Quién firmó el contrato?" in held.body
    assert the_job().done_at == START
