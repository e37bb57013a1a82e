"""Applicants are told what was decided, in their language, unless it was undone before."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from board.actions import enrolling, links, selecting
from board.clock import FixedClock
from board.extensions import db
from board.jobs import run_due
from board.mail import decisions
from board.models import Application, Job, OneTimeLink
from tests.mail.conftest import Inbox
from tests.support.applicants import DELAY, account_of, applied
from tests.support.cast import START, Cast, sight_for
from tests.support.client import Client

MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)


def decide(cast: Cast, application: Application, wanted: str, minutes: int = 0) -> None:
    sight = sight_for(cast, cast.alma, START + minutes * MINUTE)
    selecting.decide(sight, application, wanted, cast.week(2) if wanted == "accepted" else None)


def told(inbox: Inbox, clock: FixedClock, after: timedelta = DELAY) -> list[EmailMessage]:
    clock.move_to(START + after)
    run_due(clock)
    return [mail for mail in inbox.mails if "decision." in mail["Message-ID"]]


def link_in(mail: EmailMessage) -> str:
    return next(line for line in mail.get_content().splitlines() if line.startswith("http"))


def test_it_is_sent_when_undoing_could_not_spare_it_any_more(cast: Cast, inbox: Inbox, clock: FixedClock) -> None:
    decide(cast, applied(cast), "declined")
    assert told(inbox, clock, DELAY - SECOND) == []
    [mail] = told(inbox, clock)
    assert mail["To"] == "lucía@example.org"
    assert told(inbox, clock, DELAY + SECOND) == [mail]


def test_who_was_removed_since_is_not_told_of_a_place(cast: Cast, inbox: Inbox, clock: FixedClock) -> None:
    application = applied(cast)
    decide(cast, application, "accepted")
    person = account_of(application)
    assert person is not None
    place = enrolling.membership_of(cast.forum, person.id)
    assert place is not None
    enrolling.remove_person(sight_for(cast, cast.alma), place)
    assert told(inbox, clock) == []


def test_an_accepted_key_respondent_gets_the_week_and_a_link_that_sets_up(
    cast: Cast, inbox: Inbox, clock: FixedClock
) -> None:
    application = applied(cast, interface="en")
    decide(cast, application, "accepted")
    [mail] = told(inbox, clock)
    assert mail["Subject"] == "You have a place in “Social economy”"
    body = mail.get_content()
    assert "Hello Lucía," in body
    assert "key respondent in week 2" in body
    link = links.find_setup(link_in(mail).rpartition("/")[2], clock.now())
    assert link is not None
    assert link.user_id == account_of(application).id


def test_a_declined_key_respondent_is_offered_to_take_part_and_told_as_what(
    cast: Cast, inbox: Inbox, clock: FixedClock
) -> None:
    application = applied(cast, interface="en")
    decide(cast, application, "declined")
    [mail] = told(inbox, clock)
    assert "You are welcome to take part as a participant instead" in mail.get_content()
    decide(cast, application, "participant", minutes=30)
    [_declined, mail] = told(inbox, clock, 30 * MINUTE + DELAY)
    assert mail["Subject"] == "You have a place in “Social economy”"
    told_before = "You are not among the key respondents, as we wrote to you; this is a place as a participant"
    assert told_before in " ".join(mail.get_content().split())


def test_in_spanish_for_who_is_written_to_in_spanish(cast: Cast, inbox: Inbox, clock: FixedClock) -> None:
    for name, wanted in [("Lucía", "accepted"), ("Pedro", "declined"), ("Otto", "waiting")]:
        decide(cast, applied(cast, name, email=f"{name[0].lower()}@example.org", interface="es"), wanted)
    mails = {mail["To"]: mail for mail in told(inbox, clock)}
    english = ("Hello", "you", "sorry", "waiting", "link", "week")
    for mail in mails.values():
        words = f"{mail['Subject']} {mail.get_content()}".lower()
        assert not any(f" {word.lower()} " in words for word in english), words
    assert "Usted tiene un lugar en «Social economy»" in mails["l@example.org"]["Subject"]
    assert "ponente en la semana 2" in mails["l@example.org"].get_content()


@pytest.mark.parametrize("kind", ["participant", "key_respondent"])
@pytest.mark.parametrize("wanted", ["waiting", "declined"])
def test_the_others_get_no_link(cast: Cast, inbox: Inbox, clock: FixedClock, kind: str, wanted: str) -> None:
    application = applied(cast, kind=kind, interface="en")
    decide(cast, application, wanted)
    [mail] = told(inbox, clock)
    assert "http" not in mail.get_content()
    assert "Social economy" in mail["Subject"]
    assert ("key respondents" in mail.get_content()) == (kind == "key_respondent" and wanted == "declined")
    assert account_of(application) is None


def test_who_has_an_account_signs_in_with_it(cast: Cast, inbox: Inbox, clock: FixedClock, client: Client) -> None:
    decide(cast, applied(cast, "Nina", interface="en"), "accepted")
    [mail] = told(inbox, clock)
    assert "/set-up/" not in mail.get_content()
    assert db.session.scalar(select(OneTimeLink.id)) is None
    parts = urlsplit(link_in(mail))
    assert client.get(f"{parts.path}?{parts.query}").status_code == 200


def test_undone_before_it_went_it_does_not_go(cast: Cast, inbox: Inbox, clock: FixedClock) -> None:
    application = applied(cast)
    decide(cast, application, "accepted")
    payload = db.session.scalars(select(Job).where(Job.kind == "mail.decision")).one().payload
    selecting.undo(sight_for(cast, cast.alma, START + MINUTE), application)
    assert told(inbox, clock) == []
    decisions.decision_mail(payload, clock.now())  # a worker that had taken it already
    assert told(inbox, clock) == []


def test_changed_before_it_went_only_the_last_word_goes(cast: Cast, inbox: Inbox, clock: FixedClock) -> None:
    application = applied(cast, interface="en")
    decide(cast, application, "declined")
    first = db.session.scalars(select(Job).where(Job.kind == "mail.decision")).one().payload
    decide(cast, application, "waiting", 5)
    assert told(inbox, clock) == []
    decisions.decision_mail(first, clock.now())
    [mail] = told(inbox, clock, 5 * MINUTE + DELAY)
    assert "is on the waiting list" in mail["Subject"]


def test_decided_anew_to_the_same_the_mail_of_the_first_time_stays_unsent(
    cast: Cast, inbox: Inbox, clock: FixedClock
) -> None:
    application = applied(cast)
    decide(cast, application, "accepted")
    first = db.session.scalars(select(Job).where(Job.kind == "mail.decision")).one().payload
    selecting.undo(sight_for(cast, cast.alma, START + MINUTE), application)
    decide(cast, application, "accepted", 2)
    decisions.decision_mail(first, START + 3 * MINUTE)
    assert told(inbox, clock) == []
    assert len(told(inbox, clock, 2 * MINUTE + DELAY)) == 1


def test_undone_after_it_went_the_link_opens_nothing(
    cast: Cast, inbox: Inbox, clock: FixedClock, client: Client
) -> None:
    application = applied(cast)
    decide(cast, application, "accepted")
    [mail] = told(inbox, clock)
    path = urlsplit(link_in(mail)).path
    assert client.get(path).status_code == 200
    selecting.undo(sight_for(cast, cast.alma, clock.now()), db.session.get_one(Application, application.id))
    assert client.get(path).status_code == 404
    assert told(inbox, clock, DELAY * 2) == [mail]


def test_a_retry_has_the_same_message_id_and_the_same_link(cast: Cast, inbox: Inbox, clock: FixedClock) -> None:
    decide(cast, applied(cast), "accepted")
    payload = db.session.scalars(select(Job).where(Job.kind == "mail.decision")).one().payload
    for minutes in (10, 11):
        decisions.decision_mail(payload, START + minutes * MINUTE)
    one, other = (mail for mail in inbox.mails if "decision." in mail["Message-ID"])
    assert (one["Message-ID"], one.get_content()) == (other["Message-ID"], other.get_content())


def test_a_server_in_trouble_gets_it_later(cast: Cast, inbox: Inbox, clock: FixedClock) -> None:
    decide(cast, applied(cast), "accepted")
    inbox.refusals = 2  # the cast's question is on its way too
    assert told(inbox, clock) == []
    [mail] = told(inbox, clock, DELAY + MINUTE)
    assert links.find_setup(link_in(mail).rpartition("/")[2], clock.now()) is not None
