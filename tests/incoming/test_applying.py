"""An application by mail: nobody's until its address confirms it, which only a person can do."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from board.clock import FixedClock
from board.extensions import db
from board.mail.applying import FOR_GOOD, apply_address, blank_form
from board.mail.links import reply_address, token
from board.mail.readers import in_language
from board.models import Application, IncomingMail, Job
from board.rules import incoming as rule
from board.rules.applications import KEY_RESPONDENT, MAILED, PARTICIPANT, RECEIVED, WITHDRAWN
from board.rules.mail_tokens import APPLY, CONFIRM
from board.visible import visible_applications
from tests.support import second_run
from tests.support.applying import DEADLINE, OUT, all_applications, call_out, confirmed
from tests.support.cast import Cast, sight_for
from tests.support.incoming import arrive, letter

SECOND = timedelta(seconds=1)
INES = "Inés Pardo <ines@example.org>"
WRITTEN = {
    "en": "Inés Pardo|Brazil|English, Spanish|key respondent|We sell bread.|We sell bread to schools."
    "|on the ground; advocacy|week 3",
    "es": "Inés Pardo|Brazil|español; inglés|ponente|Vendemos pan.|Vendemos pan a las escuelas.|terreno, incidencia|3",
    "fr": "Inés Pardo|Brazil|espagnol; anglais|personne-ressource|Nous vendons du pain."
    "|Nous vendons du pain aux écoles.|terrain, défense des droits|semaine 3",
    "pt": "Inés Pardo|Brazil|espanhol; inglês|painelista|Vendemos pão.|Vendemos pão às escolas."
    "|prática, incidência política|semana 3",
}
CALL = "reply+call.social-economy@forum.example.org"


@pytest.fixture(autouse=True)
def _out(cast: Cast) -> None:
    """The call is out, and no other mail is due."""
    call_out(cast)
    db.session.execute(delete(Job))
    db.session.commit()


def mailed(clock: FixedClock, text: str, sender: str = INES, to: str = CALL, **headers: str) -> IncomingMail:
    """Return what became of a mail to the call."""
    return arrive(letter(sender, to, text, "Application", **headers), clock)


def answered(
    clock: FixedClock, application: Application, text: str, sender: str = INES, **headers: str
) -> IncomingMail:
    """Return what became of an answer to the mail about an application."""
    to = reply_address(token(CONFIRM, 0, application.id, clock.now()))
    assert to is not None
    return arrive(letter(sender, to, text, **headers), clock)


def only() -> Application:
    [application] = all_applications()
    return application


def seen(cast: Cast) -> list[Application]:
    return list(db.session.scalars(visible_applications(sight_for(cast, cast.alma))))


def test_a_mail_in_ones_own_words_is_an_application(cast: Cast, clock: FixedClock) -> None:
    mail = mailed(clock, "Hello!\n\nWe sell bread to schools in Brazil, and would like to learn from others.")
    assert (mail.outcome, mail.reason) == (rule.APPLIED, "")
    application = only()
    assert (application.name, application.email, application.kind) == ("Inés Pardo", "ines@example.org", PARTICIPANT)
    assert application.description.startswith("Hello!\n\nWe sell bread")
    assert (application.origin, application.state, application.verified_at) == (MAILED, RECEIVED, None)
    assert application.interface == "en"
    assert seen(cast) == []


def test_its_address_is_asked_to_confirm_it(clock: FixedClock) -> None:
    mailed(clock, "Vendemos pan a las escuelas y queremos aprender de otras personas.")
    job = db.session.scalars(select(Job).where(Job.kind == "mail.application")).one()
    assert job.payload == {"application": only().key}
    assert only().interface == "es"


@pytest.mark.parametrize("language", WRITTEN)
def test_the_form_of_the_page_is_understood_in_each_language(cast: Cast, clock: FixedClock, language: str) -> None:
    with in_language(language):
        _subject, blank = blank_form(cast.forum, sight_for(cast, cast.alma).weeks)
    written = WRITTEN[language].split("|")
    filled = "\r\n".join(line + " " + written.pop(0) if line.endswith(": ") else line for line in blank.split("\r\n"))
    mail = mailed(clock, f"{filled}\r\n", "i.pardo@example.org")
    assert mail.outcome == rule.APPLIED
    application = only()
    assert (application.name, application.region, application.kind) == ("Inés Pardo", "Brazil", KEY_RESPONDENT)
    assert set(application.languages) == {"en", "es"}
    assert application.characteristics == {"practice", "advocacy"}
    assert application.week_id == cast.week(3).id
    assert application.description in ("We sell bread.", "Vendemos pan.", "Nous vendons du pain.", "Vendemos pão.")
    assert application.experience.endswith(("schools.", "escuelas.", "écoles.", "escolas."))
    assert application.interface == language


def test_a_form_that_was_sent_empty_is_no_application(cast: Cast, clock: FixedClock) -> None:
    with in_language("es"):
        blank = blank_form(cast.forum, sight_for(cast, cast.alma).weeks)[1]
    mail = mailed(clock, blank)
    assert (mail.outcome, mail.reason) == (rule.REFUSED, rule.EMPTY)
    assert all_applications() == []


def test_what_is_not_understood_stays_in_the_description(clock: FixedClock) -> None:
    mailed(clock, "Region: The moon\nYour work, in short: We sell bread.\nThe week you would rather have: the last\n")
    assert only().region == ""
    assert only().description == "We sell bread.\n\nThe moon\n\nthe last"


def test_a_key_respondent_without_a_fuller_description_is_chosen_by_the_short_one(clock: FixedClock) -> None:
    mailed(clock, "I want to take part as: a key respondent\nYour work, in short: We sell bread.")
    assert (only().kind, only().experience) == (KEY_RESPONDENT, "We sell bread.")


@pytest.mark.parametrize(
    ("when", "outcome", "reason"),
    [
        (OUT - SECOND, rule.REFUSED, "call_not_out"),
        (OUT, rule.APPLIED, ""),
        (DEADLINE - SECOND, rule.APPLIED, ""),
        (DEADLINE, rule.REFUSED, "call_over"),
        (DEADLINE + SECOND, rule.REFUSED, "call_over"),
    ],
)
def test_it_is_taken_from_the_call_until_just_before_the_deadline(
    clock: FixedClock, when: object, outcome: str, reason: str
) -> None:
    clock.move_to(when)  # type: ignore[arg-type]
    mail = mailed(clock, "We sell bread to schools.")
    assert (mail.outcome, mail.reason) == (outcome, reason)
    assert len(all_applications()) == (outcome == rule.APPLIED)


def test_a_description_that_is_too_long_is_refused(clock: FixedClock) -> None:
    assert mailed(clock, "a" * 5_000).outcome == rule.APPLIED
    mail = mailed(clock, "a" * 5_001)
    assert (mail.outcome, mail.reason) == (rule.REFUSED, rule.TOO_LONG)
    mail = mailed(clock, "I want to take part as: key respondent\nYour work, more fully: " + "bread " * 301)
    assert (mail.outcome, mail.reason) == (rule.REFUSED, rule.TOO_LONG)


def test_a_program_does_not_apply(clock: FixedClock) -> None:
    assert mailed(clock, "I am out of the office.", Auto_Submitted="auto-replied").outcome == rule.IGNORED
    assert all_applications() == []


def test_nobody_is_asked_more_than_ten_times_a_day_by_others_who_write_in_their_name(clock: FixedClock) -> None:
    for number in range(10):
        assert mailed(clock, f"We sell bread to {number} schools.").outcome == rule.APPLIED
    assert mailed(clock, "We sell bread.").reason == rule.TOO_OFTEN
    clock.move_to(clock.now() + timedelta(days=1))
    assert mailed(clock, "We sell bread.").outcome == rule.APPLIED


def test_the_address_of_a_forum_with_a_long_name_is_a_token(cast: Cast, clock: FixedClock) -> None:
    cast.forum.slug = "a" * 53
    assert apply_address(cast.forum) == f"reply+call.{'a' * 53}@forum.example.org"
    cast.forum.slug = "a" * 54
    to = apply_address(cast.forum)
    assert to == f"reply+{token(APPLY, 0, cast.forum.id, FOR_GOOD)}@forum.example.org"
    db.session.commit()
    clock.move_to(DEADLINE - SECOND)
    assert mailed(clock, "We sell bread to schools.", to=to).outcome == rule.APPLIED


def test_an_unknown_forum_takes_nothing(clock: FixedClock) -> None:
    mail = mailed(clock, "We sell bread.", to="reply+call.elsewhere@forum.example.org")
    assert (mail.outcome, mail.reason) == (rule.IGNORED, rule.UNKNOWN_ADDRESS)


# Confirming


@pytest.fixture
def application(clock: FixedClock) -> Application:
    mailed(clock, "We sell bread to schools.")
    return only()


@pytest.mark.parametrize("text", ["YES", "Sí, confirmo.\n\nInés", "oui", "Sim!"])
def test_yes_confirms(cast: Cast, clock: FixedClock, application: Application, text: str) -> None:
    assert answered(clock, application, text).outcome == rule.CONFIRMED
    assert seen(cast) == [application]
    assert application.verified_at == clock.now()


def test_yes_twice_confirms_once(cast: Cast, clock: FixedClock, application: Application) -> None:
    then = clock.now()
    answered(clock, application, "YES")
    clock.move_to(then + SECOND)
    assert answered(clock, application, "YES").outcome == rule.CONFIRMED
    assert seen(cast) == [application]
    assert application.verified_at == then


@pytest.mark.parametrize(
    "text",
    [
        "I am out of the office until 3 March. In urgent cases please call my colleague.",
        "Estaré ausente hasta el lunes.\n\nSi es urgente, escriba a mi colega.",
        "Yes, we have received your message.",
        "",
    ],
)
def test_an_out_of_office_without_headers_never_confirms(
    cast: Cast, clock: FixedClock, application: Application, text: str
) -> None:
    """Nothing but the words tells that a program wrote it."""
    mail = answered(clock, application, text)
    assert mail.outcome == rule.REFUSED
    assert application.verified_at is None
    assert seen(cast) == []


def test_an_automatic_answer_never_confirms_whatever_it_says(clock: FixedClock, application: Application) -> None:
    assert answered(clock, application, "YES", Auto_Submitted="auto-replied").outcome == rule.IGNORED
    assert application.verified_at is None


def test_an_answer_that_quotes_the_question_never_confirms(clock: FixedClock, application: Application) -> None:
    """Some programs repeat the mail that they answer, without marking it."""
    quoted = "Or just answer this e-mail with the word YES in the first line, with nothing else in that line."
    assert answered(clock, application, f"I am away.\n\n{quoted}").outcome == rule.REFUSED
    assert application.verified_at is None


def test_nobody_else_confirms(clock: FixedClock, application: Application) -> None:
    mail = answered(clock, application, "YES", "Mallory <mallory@example.org>")
    assert mail.outcome == rule.REFUSED
    assert application.verified_at is None


def test_no_deletes_what_was_never_confirmed(clock: FixedClock, application: Application) -> None:
    assert answered(clock, application, "NO").outcome == rule.CONFIRMED
    assert all_applications() == []


def test_no_withdraws_what_was_confirmed(clock: FixedClock, application: Application) -> None:
    answered(clock, application, "YES")
    assert answered(clock, application, "No, gracias.").outcome == rule.CONFIRMED
    assert application.state == WITHDRAWN
    mail = answered(clock, application, "YES")
    assert (mail.outcome, mail.reason) == (rule.REFUSED, "withdrawn")


def test_confirming_a_second_application_renews_the_first(cast: Cast, clock: FixedClock) -> None:
    first, _token = confirmed(cast, description="We sold bread.")
    mailed(clock, "We sell bread to schools.")
    second = all_applications()[-1]
    number = second.id
    answered(clock, second, "YES")
    assert seen(cast) == [first]
    assert first.description == "We sell bread to schools."
    to = reply_address(token(CONFIRM, 0, number, clock.now()))
    assert to is not None
    assert arrive(letter(INES, to, "NO"), clock).outcome == rule.CONFIRMED
    assert first.state == WITHDRAWN


def test_an_invitation_to_a_further_run_is_answered_by_mail(cast: Cast, clock: FixedClock) -> None:
    earlier = second_run.applied(cast.forum, "Ines", email="ines@example.org")
    forum = second_run.second_run(cast)
    [invitation] = second_run.invited(cast, forum, earlier)
    assert answered(clock, invitation, "No puedo esta vez.").outcome == rule.CONFIRMED
    assert (invitation.state, invitation.verified_at) == (WITHDRAWN, None)
    assert answered(clock, invitation, "SÍ").outcome == rule.CONFIRMED
    assert (invitation.state, invitation.verified_at) == (RECEIVED, clock.now())


@pytest.mark.parametrize(("before", "outcome"), [(SECOND, rule.CONFIRMED), (SECOND * 0, rule.REFUSED)])
def test_it_is_answered_until_just_before_the_deadline(
    cast: Cast, clock: FixedClock, before: timedelta, outcome: str
) -> None:
    earlier = second_run.applied(cast.forum, "Ines", email="ines@example.org")
    forum = second_run.second_run(cast)
    [invitation] = second_run.invited(cast, forum, earlier)
    clock.move_to(second_run.DEADLINE - before)
    assert answered(clock, invitation, "YES").outcome == outcome


@pytest.mark.parametrize(("state", "reason"), [("accepted", "decided"), ("declined", "decided")])
def test_a_decision_is_not_withdrawn_from_by_mail(
    cast: Cast, clock: FixedClock, application: Application, state: str, reason: str
) -> None:
    answered(clock, application, "YES")
    application.state = state
    db.session.commit()
    mail = answered(clock, application, "NO")
    assert (mail.outcome, mail.reason, application.state) == (rule.REFUSED, reason, state)
    [job] = db.session.scalars(select(Job).where(Job.unique_key == f"answer:{mail.key}"))
    assert "decided on already" in str(job.payload["blocks"])


def test_somebody_who_answers_from_another_address_is_told_so(clock: FixedClock, application: Application) -> None:
    mail = answered(clock, application, "YES", "Inés <ines@elsewhere.example>")
    assert (mail.outcome, mail.reason) == (rule.REFUSED, rule.NOT_THERE)
    [job] = db.session.scalars(select(Job).where(Job.unique_key == f"answer:{mail.key}"))
    assert "the address to which our e-mail went" in str(job.payload["blocks"])


@pytest.mark.parametrize("mark", ["<br>", "</div><div>"])
def test_the_form_is_understood_as_programs_send_it_that_write_html(clock: FixedClock, mark: str) -> None:
    lines = ["Name: Inés Pardo", "Region (Brazil; Quebec): Brazil", "Your work, in short (a few sentences): Bread."]
    message = letter(INES, CALL, "", "Application")
    message.set_content(f'<div dir="ltr"><div>{mark.join(lines)}</div></div>', subtype="html")
    assert arrive(message, clock).outcome == rule.APPLIED
    assert (only().name, only().region, only().description) == ("Inés Pardo", "Brazil", "Bread.")
