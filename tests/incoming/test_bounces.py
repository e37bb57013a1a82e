"""Mail that comes back: the address is left alone, its person is told on the site, and the admins by mail."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from board import jobs
from board.clock import FixedClock
from board.extensions import db
from board.mail.delivery import deliver
from board.mail.letters import plain_letter
from board.mail.links import bounce_address
from board.models import BouncingAddress, IncomingMail, Mail, User
from board.rules import incoming as rule
from board.rules.mail_tokens import POST
from tests.mail.conftest import Inbox
from tests.support.cast import Cast
from tests.support.client import Client
from tests.support.incoming import REPORT, address_for, arrive, letter

DAY = timedelta(days=1)
NOBODY = "550 5.1.1 <ana@example.org>: user unknown"


def report(
    clock: FixedClock, user: User, *, status: str = "5.1.1", said: str = NOBODY, action: str = "failed",
    message_id: str = "<x@localhost>", number: int = 1,
) -> IncomingMail:  # fmt: skip
    to = bounce_address(user.id, clock.now())
    words = {"to": to, "status": status, "said": said, "action": action, "message_id": message_id, "number": number}
    return arrive(REPORT.format(**words).encode(), clock, to)


def bouncing() -> BouncingAddress | None:
    return db.session.scalar(select(BouncingAddress).execution_options(populate_existing=True))


def test_an_unknown_address_is_left_alone_at_once(cast: Cast, clock: FixedClock) -> None:
    deliver(plain_letter("ana@example.org", "Subject", "Words", "the.mail", user_id=cast.ana.id), clock.now())
    mail = report(clock, cast.ana, message_id="<the.mail@localhost>")
    assert mail.outcome == rule.BOUNCED
    row = bouncing()
    assert row is not None
    assert (row.address, row.suspended_at, row.bounces) == ("ana@example.org", clock.now(), 1)
    assert "user unknown" in row.reason
    sent = db.session.scalars(select(Mail).where(Mail.message_id == "<the.mail@localhost>")).one()
    assert sent.bounced_at == clock.now()


@pytest.mark.parametrize(("days", "suspended"), [(2, False), (3, True), (4, True)], ids=["before", "at", "after"])
def test_a_full_mailbox_is_left_alone_after_three_days(
    cast: Cast, clock: FixedClock, days: int, suspended: bool
) -> None:
    for day in range(days):
        for time in range(3):
            report(clock, cast.ana, status="5.2.2", said="552 5.2.2 Mailbox full", number=10 * day + time)
        clock.move_to(clock.now() + DAY)
    row = bouncing()
    assert row is not None
    assert row.bounces == days
    assert (row.suspended_at is not None) == suspended


def test_a_policy_says_nothing_about_an_address(cast: Cast, clock: FixedClock) -> None:
    report(clock, cast.ana, status="5.7.1", said="550 5.7.1 Message rejected as spam: user unknown to us")
    row = bouncing()
    assert row is not None
    assert row.suspended_at is None


def test_a_delay_is_no_bounce(cast: Cast, clock: FixedClock) -> None:
    mail = report(clock, cast.ana, action="delayed", status="4.4.1")
    assert (mail.outcome, bouncing()) == (rule.IGNORED, None)


def test_a_report_about_another_address_says_nothing_about_this_one(cast: Cast, clock: FixedClock) -> None:
    """Somebody who got a mail cannot say that mail to others comes back."""
    deliver(plain_letter("jorge@example.org", "Subject", "Words", "the.mail", user_id=cast.jorge.id), clock.now())
    mail = report(clock, cast.ana, message_id="<the.mail@localhost>")
    assert (mail.outcome, bouncing()) == (rule.IGNORED, None)


def test_a_report_without_a_token_is_ignored(cast: Cast, clock: FixedClock) -> None:
    words = {"status": "5.1.1", "said": NOBODY, "action": "failed", "message_id": "<x@localhost>", "number": 1}
    mail = arrive(REPORT.format(to="reply@forum.example.org", **words).encode(), clock)
    assert (mail.outcome, bouncing()) == (rule.IGNORED, None)


def test_a_report_in_plain_words_is_understood(cast: Cast, clock: FixedClock) -> None:
    to = bounce_address(cast.ana.id, clock.now())
    words = "Hi. This is the qmail-send program.\n\n<ana@example.org>:\n550 No such user here. (#5.1.1)\n"
    mail = arrive(letter("MAILER-DAEMON@mx.example.net", to, words, "failure notice"), clock, to)
    row = bouncing()
    assert mail.outcome == rule.BOUNCED
    assert row is not None
    assert row.suspended_at is not None


def test_an_auto_reply_to_the_envelope_is_no_bounce(cast: Cast, clock: FixedClock) -> None:
    to = bounce_address(cast.ana.id, clock.now())
    mail = arrive(letter("ana@example.org", to, "I am away until 550.", "Out of office"), clock, to)
    assert (mail.outcome, bouncing()) == (rule.IGNORED, None)


def test_the_admins_are_told_once(cast: Cast, clock: FixedClock, inbox: Inbox) -> None:
    for number in range(3):
        report(clock, cast.ana, number=number)
    jobs.run_due(clock)
    told = [mail for mail in inbox.mails if "comes back" in str(mail["Subject"])]
    assert [mail["To"] for mail in told] == ["alma@example.org"]


def test_whoever_answers_a_mail_is_reached_again(app: Flask, cast: Cast, clock: FixedClock) -> None:
    report(clock, cast.ana)
    arrive(letter("ana@example.org", address_for(POST, cast.ana, cast.answer.id, clock), "Ganamos."), clock)
    assert bouncing() is None


def test_a_forged_sender_is_told_to_the_account_once_a_day(cast: Cast, clock: FixedClock, inbox: Inbox) -> None:
    to = address_for(POST, cast.ana, cast.answer.id, clock)
    for _time in range(3):
        arrive(letter("eva@evil.example", to, "Spam"), clock)
    assert [mail["To"] for mail in inbox.mails if "in your name" in str(mail["Subject"])] == ["ana@example.org"]
    clock.move_to(clock.now() + DAY)
    arrive(letter("eva@evil.example", to, "Spam"), clock)
    assert len([mail for mail in inbox.mails if "in your name" in str(mail["Subject"])]) == 2


def test_admins_see_whom_mail_does_not_reach(cast: Cast, clock: FixedClock, sign_in: Callable[[User], Client]) -> None:
    page = "/f/social-economy/admin/people"
    before = sign_in(cast.alma).get(page).text
    report(clock, cast.ana)
    after = sign_in(cast.alma).get(page).text
    assert "E-mail to these members comes back" not in before
    assert "E-mail to these members comes back" in after
