"""What the owner sees of mail and of the worker's plans: the same on both databases."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from board.extensions import db
from board.models import BouncingAddress, IncomingMail, Job, Mail, Membership
from board.models.base import new_key
from board.pages.outbox import returned_mail, sent_mail, timetable, unused_mail
from tests.support.cast import OPENING, START, Cast

HOUR = timedelta(hours=1)


def add(row: Any) -> None:
    db.session.add(row)
    db.session.commit()


def mail(to: str, **values: Any) -> Mail:
    facts = {"subject": "Hello", "body": "", "created_at": START, "sent_at": START, "recipient": to}
    return Mail(message_id=f"<{new_key()}@localhost>", **facts | values)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("rosa", ["Rosa@example.org"]),
        ("ROSA@", ["Rosa@example.org"]),
        ("%", []),
        ("\\", []),
        ("", ["Rosa@example.org", "b@b.org"]),
    ],
)
def test_mail_is_found_by_a_part_of_its_address(cast: Cast, asked: str, found: list[str]) -> None:
    for number, to in enumerate(("b@b.org", "Rosa@example.org")):
        add(mail(to, sent_at=START + number * HOUR))
    add(mail("rosa@held.example.org", sent_at=None))
    sent = sent_mail(asked)
    assert ([one.recipient for one in sent.mails], sent.number) == (found, len(found))


def test_what_did_not_go_to_an_address_is_told_with_what_went(cast: Cast) -> None:
    job = {"kind": "mail.question", "payload": {}, "due_at": START, "run_at": START}
    add(Job(unique_key="waits", recipient="", **job))
    add(Job(unique_key="failed", recipient="rosa@example.org", failed_at=START, **job))
    add(Job(unique_key="done", recipient="rosa@example.org", done_at=START, **job))
    assert [one.unique_key for one in sent_mail("rosa").unsent] == ["failed"]


def test_addresses_without_mail_come_first(cast: Cast) -> None:
    for address, suspended_at in (("a@a.org", None), ("b@b.org", START)):
        add(BouncingAddress(address=address, bounces=1, last_at=START, suspended_at=suspended_at))
    add(mail("b@b.org", bounced_at=START))
    add(mail("c@c.org"))
    returned = returned_mail()
    assert [one.address for one in returned.addresses] == ["b@b.org", "a@a.org"]
    assert [one.recipient for one in returned.mails] == ["b@b.org"]


def test_mail_of_which_nothing_was_made_is_told_with_whether_it_is_kept(cast: Cast) -> None:
    for number, (outcome, raw) in enumerate((("refused", b"Raw"), ("posted", b"Raw"), ("", None))):
        at = START + number * HOUR
        add(IncomingMail(digest=outcome, recipient="r@r.org", received_at=at, outcome=outcome, raw=raw))
    unused = unused_mail()
    assert [(one.outcome, is_kept) for one, is_kept in unused.mails] == [("", False), ("refused", True)]
    assert (unused.number, unused.last_at) == (2, START + 2 * HOUR)


def test_plans_are_grouped(cast: Cast) -> None:
    members = db.session.scalars(select(Membership).where(Membership.forum_id == cast.forum.id).limit(3)).all()
    for member, at in zip(members, (2 * HOUR, HOUR, 2 * HOUR), strict=True):
        member.digest_at = START + at
    members[2].mail_stopped_at = START
    for number, at in enumerate((START, START + HOUR, START + 2 * HOUR)):
        db.session.add(Job(kind="mail.decision", unique_key=f"{number}", payload={}, due_at=at, run_at=at))
    db.session.commit()
    planned = timetable(START)
    assert [tuple(row) for row in planned.digests] == [
        (START + HOUR, "Social economy", 1), (START + 2 * HOUR, "Social economy", 1)
    ]  # fmt: skip
    assert ("mail.decision", START + HOUR, 2) in [tuple(row) for row in planned.jobs]
    assert (OPENING, "Social economy", 3) in planned.openings
