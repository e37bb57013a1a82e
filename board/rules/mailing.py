"""What members want to be mailed, and when their digest is due."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from datetime import datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

EACH, DAYS, NEVER = "each", "days", "never"
RHYTHMS = (EACH, DAYS, NEVER)
DAYS_OF_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
USUAL_DAYS = frozenset({"tue", "fri"})
"""Weeks usually open on a Monday, and their opening is told by itself. Two packets leave time to answer before the next
week opens, and people who give two hours a week can read them.
"""
USUAL_HOUR = 7

OPENING, QUESTION, REPLY, MENTION, ANNOUNCEMENT = "opening", "question", "reply", "mention", "announcement"
QUEUE, SUMMARY, RECEIPT = "queue", "summary", "receipt"
KINDS = (OPENING, QUESTION, REPLY, MENTION, ANNOUNCEMENT, QUEUE, SUMMARY, RECEIPT)
"""A week opens; a question is put to me; somebody replies to me; somebody names me; the admins announce something; the
translators' queue; the admins' weekly summary; what I wrote by mail is posted."""
USUAL_KINDS = frozenset(KINDS) - {QUEUE}

NOTICE_WITHIN = timedelta(days=2)
"""How long the opening of a week is news. Later, nobody is told: the worker was away, or there was no such mail yet."""


class MailChoice(Protocol):
    """What a member wants to be mailed, as their membership says it."""

    @property
    def mail_rhythm(self) -> str: ...
    @property
    def mail_days(self) -> AbstractSet[str]: ...
    @property
    def mail_hour(self) -> int: ...
    @property
    def mail_kinds(self) -> AbstractSet[str]: ...
    @property
    def mail_stopped_at(self) -> datetime | None: ...
    @property
    def suspended_at(self) -> datetime | None: ...


def gets_mail(member: MailChoice) -> bool:
    """Return whether anything of the forum may be mailed to this member: they have not stopped it, and may write."""
    return member.mail_stopped_at is None and member.suspended_at is None


def wants(member: MailChoice, kind: str) -> bool:
    """Return whether this member gets this kind of mail."""
    return gets_mail(member) and kind in member.mail_kinds


def wants_each(member: MailChoice) -> bool:
    """Return whether this member gets each post in a mail of its own."""
    return gets_mail(member) and member.mail_rhythm == EACH


def wants_digest(member: MailChoice) -> bool:
    """Return whether this member gets digests."""
    return gets_mail(member) and member.mail_rhythm == DAYS and bool(member.mail_days)


def is_news(opened: datetime, now: datetime) -> bool:
    """Return whether members are still told that a week opened then."""
    return now - opened <= NOTICE_WITHIN


def next_digest(member: MailChoice, zone: str, after: datetime) -> datetime | None:
    """Return the first instant after ``after`` at which the member's digest is due; None if they get none.

    The hour is wall time in ``zone``. An hour that clocks skip counts as the instant at which they went forward.
    """
    return next_slot(member.mail_days, member.mail_hour, zone, after) if wants_digest(member) else None


def is_sent(member: MailChoice, zone: str, slot: datetime, closed_at: datetime | None) -> bool:
    """Return whether a digest is still sent at this instant: one comes after the forum has closed, and none later."""
    if closed_at is None or slot <= closed_at:
        return True
    return bool(member.mail_days) and slot <= next_slot(member.mail_days, member.mail_hour, zone, closed_at)


def next_slot(days: AbstractSet[str], hour: int, zone: str, after: datetime) -> datetime:
    """Return the first instant after ``after`` at which it is this hour, in ``zone``, on one of these weekdays."""
    local = ZoneInfo(zone)
    today = after.astimezone(local).date()
    for ahead in range(9):
        day = today + timedelta(days=ahead)
        moment = datetime.combine(day, time(hour), local).astimezone(after.tzinfo)
        if DAYS_OF_WEEK[day.weekday()] in days and moment > after:
            return moment
    raise AssertionError("a week has one of its days")
