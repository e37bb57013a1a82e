"""Seeing what became of mail, for the owner: sent, sent back, come in, and what is planned."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import undefer

from board.models import BouncingAddress, Forum, IncomingMail, Job, Line, Mail, Membership, Week
from board.rules.incoming import IGNORED, REFUSED
from board.rules.work import INCOMING


def sent_mails(address: str) -> Select[Mail]:
    """Return mails that were sent to addresses that contain these letters, the latest first."""
    sent = select(Mail).where(Mail.sent_at.is_not(None), _contains(Mail.recipient, address))
    return sent.order_by(Mail.sent_at.desc(), Mail.id.desc())


def unsent_to(address: str) -> Select[Job]:
    """Return mails to such addresses that wait after a first try, or failed, the latest first."""
    tried = Job.done_at.is_(None), Job.recipient != "", _contains(Job.recipient, address)
    return select(Job).where(*tried).order_by(Job.due_at.desc(), Job.id.desc())


def _contains(column: Any, letters: str) -> Any:
    return func.lower(column).contains(letters.lower(), autoescape=True)


def returned_mails() -> Select[Mail]:
    """Return mails that came back, the latest first."""
    return select(Mail).where(Mail.bounced_at.is_not(None)).order_by(Mail.bounced_at.desc(), Mail.id.desc())


def bouncing_addresses() -> Select[BouncingAddress]:
    """Return addresses from which mail came back: those to which none is sent any more first, then the latest."""
    goes_on = BouncingAddress.suspended_at.is_(None)
    return select(BouncingAddress).order_by(goes_on, BouncingAddress.last_at.desc(), BouncingAddress.address)


def unused_incoming() -> Select[IncomingMail, bool]:
    """Return mails that came in and of which nothing was made, or not yet, the latest first, and whether their raw
    words are kept.
    """
    unused = IncomingMail.outcome.in_(("", REFUSED, IGNORED))
    return (
        select(IncomingMail, IncomingMail.raw.is_not(None))
        .where(unused)
        .order_by(IncomingMail.received_at.desc(), IncomingMail.id.desc())
    )


def latest_incoming() -> Select[datetime]:
    """Return when the last mail came in."""
    return select(func.max(IncomingMail.received_at))


def mailbox_line() -> Select[Line]:
    """Return when the mailbox is read next, and whether that worked the last time."""
    return select(Line).where(Line.name == INCOMING)


def incoming_as_it_came(key: str) -> Select[IncomingMail]:
    """Return an incoming mail with its raw words, which nobody but the owner gets."""
    return select(IncomingMail).where(IncomingMail.key == key).options(undefer(IncomingMail.raw))


def planned_digests() -> Select[datetime | None, str, int]:
    """Return when the worker looks after digests next, and for how many members of which forum; the next first."""
    members = func.count(Membership.id)
    query = select(Membership.digest_at, Forum.name, members).join(Forum, Forum.id == Membership.forum_id)
    planned = query.where(Membership.digest_at.is_not(None), Membership.mail_stopped_at.is_(None))
    grouped = planned.group_by(Membership.digest_at, Forum.id, Forum.name)
    return grouped.order_by(Membership.digest_at, Forum.name)


def planned_weeks() -> Select[Week, Forum]:
    """Return the weeks of all forums whose opening nobody has been told yet. When they open is a rule's to say."""
    return select(Week, Forum).join(Forum, Forum.id == Week.forum_id).where(Week.told_at.is_(None))


def planned_jobs(now: datetime) -> Select[str, datetime, int]:
    """Return the kinds of job that are planned for later: when the next is due, and how many there are."""
    planned = Job.done_at.is_(None), Job.failed_at.is_(None), Job.due_at > now
    first = func.min(Job.due_at)
    return select(Job.kind, first, func.count(Job.id)).where(*planned).group_by(Job.kind).order_by(first, Job.kind)
