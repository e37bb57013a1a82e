"""What became of mail, and what the worker does when, as the owner reads it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func

from board.extensions import db
from board.models import BouncingAddress, IncomingMail, Job, Line, Mail
from board.rules.weeks import opens_next
from board.visible import outbox

LATEST = 200
"""The most rows of a list."""
SLOTS = 12
"""The most instants of a timetable."""


@dataclass(frozen=True, slots=True)
class SentMail:
    """Mails that were sent to an address, and those that were not."""

    mails: list[Mail]
    number: int
    unsent: list[Job]


def sent_mail(address: str) -> SentMail:
    """Return the latest mails sent to addresses with these letters (all, if there are none); at most three queries."""
    mails = outbox.sent_mails(address)
    unsent = _rows(outbox.unsent_to(address)) if address else []
    return SentMail(_rows(mails), _count(mails), unsent)


@dataclass(frozen=True, slots=True)
class ReturnedMail:
    """Mail that came back, and the addresses from which it came."""

    addresses: list[BouncingAddress]
    mails: list[Mail]
    number: int


def returned_mail() -> ReturnedMail:
    """Return the latest mails that came back; three queries."""
    mails = outbox.returned_mails()
    return ReturnedMail(_rows(outbox.bouncing_addresses()), _rows(mails), _count(mails))


@dataclass(frozen=True, slots=True)
class UnusedMail:
    """Mail that came in and of which nothing was made, and when the last mail of all came."""

    mails: list[tuple[IncomingMail, bool]]
    """With each, whether it can be handed over as it came."""
    number: int
    last_at: datetime | None


def unused_mail() -> UnusedMail:
    """Return the latest incoming mails of which nothing was made; three queries."""
    mails = outbox.unused_incoming()
    shown = [(mail, is_kept) for mail, is_kept in db.session.execute(mails.limit(LATEST))]
    return UnusedMail(shown, _count(mails), db.session.scalar(outbox.latest_incoming()))


@dataclass(frozen=True, slots=True)
class Timetable:
    """What the worker will do by itself: digests and openings by instant, other jobs by kind."""

    digests: list[Any]
    openings: list[tuple[datetime, str, int]]
    jobs: list[Any]
    last_incoming: datetime | None
    mailbox: Line | None
    """When the mailbox is read next; None if it never was."""


def timetable(now: datetime) -> Timetable:
    """Return what the worker will do by itself; five queries."""
    digests, jobs = (
        list(db.session.execute(planned.limit(SLOTS)))
        for planned in (outbox.planned_digests(), outbox.planned_jobs(now))
    )
    last, mailbox = db.session.scalar(outbox.latest_incoming()), db.session.scalar(outbox.mailbox_line())
    return Timetable(digests, _openings(now), jobs, last, mailbox)


def _openings(now: datetime) -> list[tuple[datetime, str, int]]:
    """Return when which week of which forum opens by itself, the next first."""
    planned = [
        (opens_next(week, now), forum.name, week.number) for week, forum in db.session.execute(outbox.planned_weeks())
    ]
    return sorted((at, name, number) for at, name, number in planned if at is not None)[:SLOTS]


def _rows(query: Select[Any]) -> list[Any]:
    return list(db.session.scalars(query.limit(LATEST)))


def _count(query: Select[*tuple[Any, ...]]) -> int:
    return db.session.scalar(query.with_only_columns(func.count()).order_by(None)) or 0
