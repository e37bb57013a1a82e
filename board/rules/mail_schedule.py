"""When the mails come that repeat beside the digest: what waits for translation, and the admins' summary."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta

from board.rules.mailing import DAYS, QUEUE, SUMMARY, USUAL_DAYS, MailChoice, next_slot, wants
from board.rules.roles import ADMIN, TRANSLATOR

NEEDED_ROLE: Mapping[str, str] = {QUEUE: TRANSLATOR, SUMMARY: ADMIN}
"""The kinds of mail that repeat, each with the role for which it is."""
SUMMARY_DAYS, SUMMARY_HOUR = frozenset({"mon"}), 7


def repeats_for(member: MailChoice, roles: AbstractSet[str], kind: str) -> bool:
    """Return whether a member with these roles gets this kind of repeated mail."""
    return NEEDED_ROLE[kind] in roles and wants(member, kind)


def next_repeat(member: MailChoice, kind: str, zone: str, after: datetime) -> datetime:
    """Return the first instant after ``after`` at which the mail is due.

    What waits for translation comes on the days and at the hour of the member's digest; without digests, on the usual
    days. The admins' summary comes on Monday morning.
    """
    if kind == SUMMARY:
        return next_slot(SUMMARY_DAYS, SUMMARY_HOUR, zone, after)
    has_days = member.mail_rhythm == DAYS and member.mail_days
    return next_slot(member.mail_days if has_days else USUAL_DAYS, member.mail_hour, zone, after)


def is_repeat(member: MailChoice, kind: str, zone: str, at: datetime) -> bool:
    """Return whether the mail is still due at this instant, for which it was planned: the choice may be another now."""
    return next_repeat(member, kind, zone, at - timedelta(seconds=1)) == at
