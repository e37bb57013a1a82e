"""The mail to an earlier applicant: in their language, with a private link that stays the same."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from board.actions import inviting
from board.actions.applying import record
from board.clock import FixedClock
from board.extensions import db
from board.jobs import run_due
from board.mail.again import again_mail
from board.models import Application, Forum, Job
from board.models.base import digest_of
from board.rules.applications import FORM
from tests.mail.conftest import Inbox
from tests.support.cast import START, Cast, look_as
from tests.support.second_run import DEADLINE, applied, both, invited, of, said, second_run

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def forum(cast: Cast) -> Forum:
    return second_run(cast)


@pytest.fixture
def eva(cast: Cast, forum: Forum) -> Application:
    """Her invitation."""
    return invited(cast, forum, applied(cast.forum, "Eva", interface="en"))[0]


def bodies(inbox: Inbox, address: str = "eva@example.net") -> list[str]:
    return [mail.get_content() for mail in inbox.mails if mail["To"] == address]


def tokens(inbox: Inbox) -> list[str]:
    return [body.split("http://localhost/f/second-run/again/")[1].split()[0] for body in bodies(inbox)]


def test_it_tells_the_new_dates_and_the_deadline(eva: Application, inbox: Inbox, clock: FixedClock) -> None:
    run_due(clock)
    [mail] = [mail for mail in inbox.mails if mail["To"] == "eva@example.net"]
    assert mail["Subject"] == "“Second run”: will you take part on the new dates?"
    words = mail.get_content()
    assert "Hello Eva," in words
    assert "You applied to take part in the online forum “Social economy”." in words
    assert "from 26 October 2026 to 27 November 2026" in words
    assert "Please answer before Thursday 1 October 2026, 00:00, Toronto time." in words


def test_it_is_in_the_applicants_language(cast: Cast, forum: Forum, inbox: Inbox, clock: FixedClock) -> None:
    invited(cast, forum, applied(cast.forum, "Luz", interface="es"), applied(cast.forum, "Ita", interface="qu"))
    run_due(clock)
    [spanish], [english] = bodies(inbox, "luz@example.net"), bodies(inbox, "ita@example.net")
    assert "jueves 1 de octubre de 2026, 00:00" in spanish
    assert "26 de octubre de 2026" in spanish
    assert "Thursday 1 October 2026" in english


def test_it_names_the_city_as_its_reader_does(cast: Cast, forum: Forum, inbox: Inbox, clock: FixedClock) -> None:
    forum.zone = "America/Bogota"
    invited(cast, forum, applied(cast.forum, "Luz", interface="es"))
    run_due(clock)
    [spanish] = bodies(inbox, "luz@example.net")
    assert "hora de Bogotá" in spanish


@pytest.mark.parametrize(("ends", "words"), [(None, "from 26 October 2026. Please"), ("no start", "It will run again")])
def test_it_says_of_the_dates_what_is_known(
    eva: Application, forum: Forum, inbox: Inbox, clock: FixedClock, ends: str | None, words: str
) -> None:
    forum.ends_on = forum.closed_at = forum.applications_until = None
    if ends:
        forum.starts_on = None
    db.session.commit()
    run_due(clock)
    [body] = bodies(inbox)
    assert words in body
    assert "Please answer before" not in body


def test_only_a_digest_of_the_link_is_kept(eva: Application, inbox: Inbox, clock: FixedClock) -> None:
    run_due(clock)
    [token] = tokens(inbox)
    assert eva.token_digest == digest_of(token)
    kept = [str(payload) for payload in db.session.scalars(select(Job.payload))]
    assert token not in "".join(kept)


def test_each_person_has_a_link_of_their_own(cast: Cast, forum: Forum, inbox: Inbox, clock: FixedClock) -> None:
    invited(cast, forum, applied(cast.forum, "Eva", interface="en"), applied(cast.forum, "Luis", interface="en"))
    run_due(clock)
    assert len(set(tokens(inbox))) == 1
    assert bodies(inbox)[0].split("/again/")[1][:64] != bodies(inbox, "luis@example.net")[0].split("/again/")[1][:64]


def test_when_the_server_refused_at_first_the_link_is_the_same(
    eva: Application, inbox: Inbox, clock: FixedClock
) -> None:
    inbox.refusals = 1
    run_due(clock)
    clock.move_to(START + MINUTE)
    first = eva.token_digest
    run_due(clock)
    [token] = tokens(inbox)
    assert digest_of(token) == first == of(db.session.get_one(Forum, eva.forum_id), eva.email).token_digest


def test_run_twice_it_is_the_same_mail(eva: Application, inbox: Inbox) -> None:
    for minutes in (0, 1):
        again_mail({"application": eva.id}, START + minutes * MINUTE)
    assert len(inbox.mails) == 2
    assert len({mail["Message-ID"] for mail in inbox.mails}) == len(set(tokens(inbox))) == 1


def test_a_reminder_is_another_mail_with_the_same_link(
    cast: Cast, forum: Forum, eva: Application, inbox: Inbox, clock: FixedClock
) -> None:
    run_due(clock)
    inviting.remind(*both(cast, forum, START + DAY))
    clock.move_to(START + DAY)
    run_due(clock)
    assert len({mail["Message-ID"] for mail in inbox.mails if mail["To"] == eva.email}) == 2
    first, second = tokens(inbox)
    assert first == second
    assert "If you do nothing, nothing happens." in bodies(inbox)[1]


def test_who_has_answered_meanwhile_gets_none(cast: Cast, forum: Forum, inbox: Inbox, clock: FixedClock) -> None:
    yes, no, anew = invited(cast, forum, *(applied(cast.forum, name) for name in ("Yes", "No", "Anew")))
    inviting.say_yes(look_as(forum, None), yes)
    inviting.say_no(look_as(forum, None), no)
    record(forum, said(anew.name), FORM, START, verified=True)
    db.session.commit()
    run_due(clock)
    assert {mail["To"] for mail in inbox.mails}.isdisjoint({yes.email, no.email, anew.email})


@pytest.mark.parametrize(("late", "sent"), [(-MINUTE, 1), (timedelta(), 0)])
def test_none_is_sent_when_it_is_too_late_to_answer(
    eva: Application, inbox: Inbox, clock: FixedClock, late: timedelta, sent: int
) -> None:
    clock.move_to(DEADLINE + late)
    run_due(clock)
    assert len(bodies(inbox)) == sent


def test_an_invitation_that_is_gone_is_no_mistake(inbox: Inbox, cast: Cast) -> None:
    again_mail({"application": 4711}, START)
    assert inbox.mails == []
