"""What people are told about the mails that they sent, and how often."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage

import pytest
from flask import Flask

from board import jobs
from board.actions import posting
from board.clock import FixedClock
from board.extensions import db
from board.rules import incoming as rule
from board.rules.mail_tokens import POST, STOP, THREAD
from board.rules.permissions import Refusal
from tests.mail.conftest import Inbox
from tests.support.cast import Cast, membership_of, sight_for
from tests.support.incoming import address_for, arrive, letter


def words(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def html(mail: EmailMessage) -> str:
    body = mail.get_body(("html",))
    assert body is not None
    return str(body.get_content())


def sent_to(inbox: Inbox, to: str = "ana@example.org") -> list[EmailMessage]:
    return [mail for mail in inbox.mails if mail["To"] == to]


def answer(inbox: Inbox, to: str = "ana@example.org") -> EmailMessage:
    (mail,) = sent_to(inbox, to)
    return mail


# Receipts


def test_a_receipt_shows_the_post_as_others_read_it(cast: Cast, clock: FixedClock, inbox: Inbox) -> None:
    to = address_for(POST, cast.ana, cast.answer.id, clock)
    message = letter("ana@example.org", to, "Ganamos *bien*.", Message_ID="<theirs@client.example>")
    mail = arrive(message, clock)
    receipt = answer(inbox)
    assert mail.outcome == rule.POSTED
    assert receipt["In-Reply-To"] == "<theirs@client.example>"
    assert receipt["Subject"] == "Re: Re: a mail" or receipt["Subject"] == "Re: a mail"
    assert "Ganamos" in words(receipt)
    assert "<em>bien</em>" in html(receipt)
    assert receipt["Reply-To"].startswith("reply+")


def test_an_answer_to_a_receipt_corrects_the_post(cast: Cast, clock: FixedClock, inbox: Inbox) -> None:
    arrive(letter("ana@example.org", address_for(POST, cast.ana, cast.answer.id, clock), "Gnamos."), clock)
    mail = arrive(letter("ana@example.org", str(answer(inbox)["Reply-To"]), "Ganamos."), clock)
    assert mail.outcome == rule.CORRECTED
    assert "Ganamos." in words(inbox.mails[-1])


def test_a_receipt_names_the_files_that_were_not_taken(cast: Cast, clock: FixedClock, inbox: Inbox) -> None:
    message = letter("ana@example.org", address_for(POST, cast.ana, cast.answer.id, clock), "Mira la foto.")
    message.add_attachment(b"a picture", maintype="image", subtype="jpeg", filename="mercado.jpg")
    arrive(message, clock)
    assert "mercado.jpg" in words(answer(inbox))


def test_whoever_wants_no_receipts_gets_none(cast: Cast, clock: FixedClock, inbox: Inbox) -> None:
    membership = membership_of(cast.ana, cast.forum)
    assert membership is not None
    membership.mail_kinds -= {"receipt"}
    db.session.commit()
    mail = arrive(letter("ana@example.org", address_for(POST, cast.ana, cast.answer.id, clock), "Ganamos."), clock)
    assert mail.outcome == rule.POSTED
    assert sent_to(inbox, "ana@example.org") == []


def test_no_receipt_says_what_a_locked_week_holds(cast: Cast, clock: FixedClock, inbox: Inbox) -> None:
    assert cast.locked_thread is not None
    mail = arrive(
        letter("alma@example.org", address_for(THREAD, cast.alma, cast.locked_thread.id, clock), "Prepared"), clock
    )
    assert mail.outcome == rule.POSTED
    assert sent_to(inbox, "alma@example.org") == []


# Answers that say why nothing was done


def test_a_refused_mail_comes_back_with_the_reason_and_its_words(cast: Cast, clock: FixedClock, inbox: Inbox) -> None:
    posting.delete_post(sight_for(cast, cast.jorge), cast.answer)
    mail = arrive(letter("ana@example.org", address_for(POST, cast.ana, cast.answer.id, clock), "Mis palabras."), clock)
    assert mail.reason == Refusal.REMOVED
    told = answer(inbox)
    assert told["Subject"] == "Not posted: a mail"
    assert "was removed in the meantime" in words(told)
    assert "Mis palabras." in words(told)
    assert told["Auto-Submitted"]


def test_it_is_in_the_language_of_its_reader(cast: Cast, clock: FixedClock, inbox: Inbox) -> None:
    cast.ana.interface = "es"
    db.session.commit()
    arrive(letter("ana@example.org", address_for(POST, cast.ana, 99_999, clock), "Mis palabras."), clock)
    assert answer(inbox)["Subject"] == "No se publicó: a mail"
    assert "No se publicó nada" in words(answer(inbox))


def test_a_forged_mail_is_not_answered(cast: Cast, clock: FixedClock, inbox: Inbox) -> None:
    arrive(letter("eva@evil.example", address_for(POST, cast.ana, cast.answer.id, clock), "Spam"), clock)
    assert sent_to(inbox, "eva@evil.example") == []


def test_a_sender_is_told_five_times_a_day_why_nothing_is_done(cast: Cast, clock: FixedClock, inbox: Inbox) -> None:
    for _time in range(7):
        arrive(letter("ana@example.org", address_for(POST, cast.ana, 99_999, clock), "Hola"), clock)
    assert len(sent_to(inbox)) == rule.ANSWERS_PER_DAY
    clock.move_to(clock.now() + timedelta(days=1))
    arrive(letter("ana@example.org", address_for(POST, cast.ana, 99_999, clock), "Hola"), clock)
    assert len(sent_to(inbox)) == rule.ANSWERS_PER_DAY + 1


AUTOMATIC = {
    "Auto_Submitted": "auto-replied (vacation)",
    "Precedence": "bulk",
    "X_Autoreply": "yes",
    "X_Autorespond": "yes",
    "List_Id": "Another list <another.example.org>",
    "Return_Path": "<>",
}


@pytest.mark.parametrize("name", sorted(AUTOMATIC))
def test_what_a_program_writes_is_neither_posted_nor_answered(
    cast: Cast, clock: FixedClock, inbox: Inbox, name: str
) -> None:
    to = address_for(POST, cast.ana, cast.answer.id, clock)
    mail = arrive(letter("ana@example.org", to, "I am away.", **{name: AUTOMATIC[name]}), clock)
    assert (mail.outcome, mail.reason) == (rule.IGNORED, rule.AUTOMATIC)
    assert sent_to(inbox) == []


def test_outlook_marks_what_people_write_with_one_header(cast: Cast, clock: FixedClock, inbox: Inbox) -> None:
    to = address_for(POST, cast.ana, cast.answer.id, clock)
    mail = arrive(letter("ana@example.org", to, "Hola", X_Auto_Response_Suppress="All"), clock)
    assert mail.outcome == rule.POSTED


@pytest.mark.parametrize(
    "subject",
    ["Out of office", "Respuesta automática: de viaje", "Réponse automatique", "Resposta automática: férias"],
)
def test_a_subject_of_being_away_needs_a_second_sign(cast: Cast, clock: FixedClock, inbox: Inbox, subject: str) -> None:
    to = address_for(POST, cast.ana, cast.answer.id, clock)
    alone = arrive(letter("ana@example.org", to, "Hola", subject), clock)
    with_sign = arrive(letter("ana@example.org", to, "Hola", subject, X_Auto_Response_Suppress="All"), clock)
    assert (alone.outcome, with_sign.outcome) == (rule.POSTED, rule.IGNORED)


def test_our_own_mail_that_comes_back_is_no_post(cast: Cast, clock: FixedClock, inbox: Inbox) -> None:
    to = address_for(POST, cast.ana, cast.answer.id, clock)
    mail = arrive(letter("ana@example.org", to, "Hola", Message_ID="<receipt.x@localhost>"), clock)
    assert (mail.outcome, mail.reason) == (rule.IGNORED, rule.OWN)


def test_two_programs_that_write_to_each_other_end(cast: Cast, clock: FixedClock, inbox: Inbox) -> None:
    to = address_for(POST, cast.ana, 99_999, clock)
    reasons = [arrive(letter("ana@example.org", to, f"Hola {n}"), clock).reason for n in range(62)]
    assert reasons == [rule.NOT_THERE] * rule.MAILS_PER_HOUR + [rule.REPEATED] * 2
    assert len(sent_to(inbox)) == rule.ANSWERS_PER_DAY


def test_what_a_trusted_server_says_is_forged_is_forged(
    app: Flask, cast: Cast, clock: FixedClock, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    trusting = replace(app.extensions["settings"], mail_in_trusts="mx.example.org")
    monkeypatch.setitem(app.extensions, "settings", trusting)
    to = address_for(POST, cast.ana, cast.answer.id, clock)
    said = {"mx.example.org": rule.REFUSED, "mx.other.example": rule.POSTED}
    for server, outcome in said.items():
        head = f"{server}; spf=pass smtp.mailfrom=x; dmarc=fail header.from=example.org"
        assert arrive(letter("ana@example.org", to, "Hola", Authentication_Results=head), clock).outcome == outcome


def test_stopping_is_confirmed_once(cast: Cast, clock: FixedClock, inbox: Inbox) -> None:
    arrive(letter("ana@example.org", address_for(STOP, cast.ana, cast.forum.id, clock), "stop"), clock)
    assert "You get no more e-mail" in words(answer(inbox))
    jobs.run_due(clock)
    assert len(sent_to(inbox)) == 1
