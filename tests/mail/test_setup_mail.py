"""The mail to somebody who was added: a link with which they set up their account."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from board.actions import enrolling, links
from board.clock import FixedClock
from board.extensions import db
from board.jobs import run_due
from board.mail import notices
from board.models import Job, User
from tests.mail.conftest import Inbox
from tests.support.cast import START, Cast, sight_for

MINUTE = timedelta(minutes=1)


@pytest.fixture
def newcomer(cast: Cast) -> User:
    membership = enrolling.add_person(
        sight_for(cast, cast.alma), "new@example.org", "New Person", frozenset({"participant"}), ""
    )
    return db.session.get_one(User, membership.user_id)


def tokens(inbox: Inbox) -> list[str]:
    """The tokens in the newcomer's mails."""
    bodies = [mail.get_content() for mail in inbox.mails if mail["To"] == "new@example.org"]
    return [body.split("http://localhost/set-up/")[1].split()[0] for body in bodies]


def works(token: str, now: datetime = START) -> bool:
    return links.find_setup(token, now) is not None


def test_its_link_opens_the_account_of_who_got_it(newcomer: User, inbox: Inbox, clock: FixedClock) -> None:
    run_due(clock)
    [token] = tokens(inbox)
    link = links.find_setup(token, START)
    assert link is not None
    assert links.use_setup(link, "a password of my own", START) is newcomer


def test_it_greets_by_name_and_names_the_forum(newcomer: User, inbox: Inbox, clock: FixedClock) -> None:
    run_due(clock)
    mail = next(mail for mail in inbox.mails if mail["To"] == "new@example.org")
    assert mail["Subject"] == "Your place in “Social economy”"
    assert "Hello New Person," in mail.get_content()


def test_it_is_in_the_language_that_was_chosen_for_them(cast: Cast, inbox: Inbox, clock: FixedClock) -> None:
    alma = sight_for(cast, cast.alma)
    enrolling.add_person(alma, "new@example.org", "New Person", frozenset({"participant"}), "", "es")
    run_due(clock)
    [mail] = [mail for mail in inbox.mails if mail["To"] == "new@example.org"]
    assert "Hola, New Person:" in mail.get_content()


def test_who_has_an_account_is_told_to_sign_in(newcomer: User, inbox: Inbox, clock: FixedClock) -> None:
    enrolling.change_password(newcomer, "a password of my own")
    run_due(clock)
    [mail] = [mail for mail in inbox.mails if mail["To"] == "new@example.org"]
    assert mail["Subject"] == "Your place in “Social economy”"
    assert "http://localhost/sign-in?next=/f/social-economy/welcome" in mail.get_content()
    assert "/set-up/" not in mail.get_content()


def test_who_was_removed_meanwhile_gets_no_mail(cast: Cast, newcomer: User, inbox: Inbox, clock: FixedClock) -> None:
    membership = enrolling.membership_of(cast.forum, newcomer.id)
    assert membership is not None
    enrolling.remove_person(sight_for(cast, cast.alma), membership)
    run_due(clock)
    assert [mail for mail in inbox.mails if mail["To"] == "new@example.org"] == []


def test_who_adds_themselves_is_not_written_to(cast: Cast, inbox: Inbox, clock: FixedClock) -> None:
    enrolling.add_person(sight_for(cast, cast.olga), cast.olga.email, "Olga", frozenset({"admin"}), "")
    run_due(clock)
    assert [mail for mail in inbox.mails if mail["To"] == cast.olga.email] == []


def test_when_the_server_refused_at_first_the_link_of_the_mail_that_came_works(
    newcomer: User, inbox: Inbox, clock: FixedClock
) -> None:
    inbox.refusals = 2
    for minutes in (0, 1, 3):
        clock.move_to(START + minutes * MINUTE)
        run_due(clock)
    [token] = tokens(inbox)
    assert works(token, clock.now())


def test_a_duplicate_has_the_same_message_id_and_both_links_work(newcomer: User, inbox: Inbox) -> None:
    """Whichever of the two a mail program keeps, its link opens the account."""
    payload = db.session.scalars(select(Job).where(Job.kind == "mail.setup")).one().payload
    for minutes in (0, 1):
        notices.setup_mail(payload, START + minutes * MINUTE)
    assert len({mail["Message-ID"] for mail in inbox.mails}) == 1 < len(inbox.mails)
    assert [works(token) for token in tokens(inbox)] == [True, True]
