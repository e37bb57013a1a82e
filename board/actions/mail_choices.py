"""Choosing what a forum mails to oneself: how often, what, nothing at all, or something again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update

from board.extensions import db
from board.models import Membership
from board.rules.mailing import DAYS, EACH, NEVER, gets_mail, next_digest


@dataclass(frozen=True, slots=True)
class MailChoices:
    """What a member chooses: the columns ``mail_…`` of a membership."""

    rhythm: str
    days: frozenset[str]
    hour: int
    kinds: frozenset[str]


def choose(member: Membership, zone: str, wanted: MailChoices, now: datetime) -> None:
    """Save what a member wants. Whoever wanted no posts so far gets none of those that are there already.

    Whoever had digests and wants each post from now on gets a last digest at once, of what no other has told yet.

    ``zone`` is the person's own, or else the forum's. Stopped mail stays stopped.
    """
    if member.mail_rhythm == NEVER != wanted.rhythm:
        member.mail_since = now
    if member.mail_rhythm == EACH and wanted.rhythm == DAYS:
        member.digests_since = now
    is_last = member.mail_rhythm == DAYS and wanted.rhythm == EACH and gets_mail(member)
    member.mail_rhythm, member.mail_days = wanted.rhythm, wanted.days
    member.mail_hour, member.mail_kinds = wanted.hour, wanted.kinds
    member.digest_at = now if is_last else next_digest(member, zone, now)
    db.session.commit()


def stop(member: Membership, now: datetime) -> None:
    """Mail nothing more of the forum. Stopping again changes nothing."""
    member.mail_stopped_at = member.mail_stopped_at or now
    member.digest_at = None
    db.session.commit()


def start_again(member: Membership, zone: str, now: datetime) -> None:
    """Mail again, as was chosen before, what becomes visible from now on."""
    if member.mail_stopped_at is not None:
        member.mail_stopped_at, member.mail_since = None, now
        member.digest_at = next_digest(member, zone, now)
    db.session.commit()


def plan_anew(*, user_id: int | None = None, forum_id: int | None = None) -> None:
    """Let the worker find out again when digests are due, after the zone of a person or a forum changed.

    Part of the caller's transaction.
    """
    whose = Membership.user_id == user_id if forum_id is None else Membership.forum_id == forum_id
    db.session.execute(update(Membership).where(whose).values(digest_at=None))
