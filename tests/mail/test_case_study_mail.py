"""Mails about a case study: to the admins when it is submitted, to its author what became of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from board.actions import presenting
from board.clock import FixedClock
from board.extensions import db
from board.jobs import run_due
from board.mail import case_studies
from board.models import Job, Mail, Reading
from tests.mail.conftest import Inbox
from tests.support.cast import START, Cast, membership_of, sight_for
from tests.support.presenting import publish, seen, submit
from tests.support.spanish import in_spanish

MINUTE = timedelta(minutes=1)


def about(inbox: Inbox, address: str) -> list[str]:
    """Subjects of what somebody got, without the question that the cast begins with."""
    return [str(mail["Subject"]) for mail, to in zip(inbox.mails, inbox.recipients, strict=True) if to == address]


def bodies(inbox: Inbox, address: str) -> str:
    return "".join(mail.get_content() for mail, to in zip(inbox.mails, inbox.recipients, strict=True) if to == address)


def send_back(cast: Cast, study: Reading) -> None:
    presenting.send_back(sight_for(cast, cast.alma, START + MINUTE), study, "Más corto, por favor.")


def test_every_admin_is_told(cast: Cast, inbox: Inbox, clock: FixedClock) -> None:
    member = membership_of(cast.jorge, cast.forum)
    assert member is not None
    member.roles = frozenset({"participant", "admin"})
    submit(cast)
    run_due(clock)
    for address in ("alma@example.org", "jorge@example.org"):
        assert about(inbox, address) == ["Bento submitted a case study for week 3"]
        assert "“Nuestro caso”" in bodies(inbox, address)
        assert "http://localhost/f/social-economy/admin/week/3/readings" in bodies(inbox, address)
    assert about(inbox, "omar@example.org") == about(inbox, "olga@example.org") == []


@pytest.mark.parametrize("what", ["withdrawn", "published", "no admin"])
def test_nothing_is_told_that_is_not_so_any_more(cast: Cast, inbox: Inbox, clock: FixedClock, what: str) -> None:
    study = submit(cast)
    if what == "withdrawn":
        presenting.withdraw_case_study(sight_for(cast, cast.bento), study)
    elif what == "published":
        presenting.publish_case_study(sight_for(cast, cast.alma), study, seen(study))
    else:
        member = membership_of(cast.alma, cast.forum)
        assert member is not None
        member.roles = frozenset({"translator"})  # who sees it, but has nothing to decide
        db.session.commit()
    run_due(clock)
    assert about(inbox, "alma@example.org") == []


def test_its_author_reads_why_it_came_back(cast: Cast, inbox: Inbox, clock: FixedClock) -> None:
    send_back(cast, submit(cast))
    clock.move_to(START + MINUTE)
    run_due(clock)
    assert about(inbox, "bento@example.org") == ["Your case study for week 3 came back to you"]
    assert "Más corto, por favor." in bodies(inbox, "bento@example.org")
    assert "http://localhost/f/social-economy/kit" in bodies(inbox, "bento@example.org")


def test_not_once_it_is_submitted_again(cast: Cast, inbox: Inbox, clock: FixedClock) -> None:
    study = submit(cast)
    send_back(cast, study)
    presenting.submit_case_study(sight_for(cast, cast.bento, START + 2 * MINUTE), study)
    clock.move_to(START + 2 * MINUTE)
    run_due(clock)
    assert about(inbox, "bento@example.org") == []
    assert about(inbox, "alma@example.org") == ["Bento submitted a case study for week 3"]  # for the second time alone


def test_its_author_is_told_that_it_is_published(cast: Cast, inbox: Inbox, clock: FixedClock) -> None:
    publish(cast)
    run_due(clock)
    assert about(inbox, "bento@example.org") == ["Your case study for week 3 is published"]
    assert "is published in week 3" in bodies(inbox, "bento@example.org")


def test_it_is_in_its_readers_language(cast: Cast, inbox: Inbox, clock: FixedClock) -> None:
    cast.alma.interface = cast.bento.interface = "es"
    study = submit(cast)
    run_due(clock)
    send_back(cast, study)
    clock.move_to(START + MINUTE)
    run_due(clock)
    assert about(inbox, "alma@example.org") == [
        in_spanish("%(name)s submitted a case study for week %(number)s") % {"name": "Bento", "number": 3}
    ]
    came_back = in_spanish("Your case study for week %(number)s came back to you") % {"number": 3}
    assert about(inbox, "bento@example.org") == [came_back]


def test_run_twice_it_is_one_mail(cast: Cast, inbox: Inbox) -> None:
    submit(cast)
    job = db.session.scalars(select(Job).where(Job.kind == "mail.submitted")).one()
    for minutes in (0, 1):
        case_studies.submitted_mail(job.payload, START + minutes * MINUTE)
    assert len({mail["Message-ID"] for mail in inbox.mails}) == 1 < len(inbox.mails)
    assert len(db.session.scalars(select(Mail)).all()) == 1
