"""Addresses that mail does not reach."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import delete, select, update

from board import jobs
from board.actions.once import first_or_existing
from board.extensions import db
from board.models import BouncingAddress, Mail, Membership, User
from board.rules import bounces as rule
from board.rules.roles import ADMIN


def lift(email: str) -> None:
    """Mail to an address again: its person says that it is right. What came back before then no longer counts."""
    forget_bounces(email)
    db.session.commit()


def forget_bounces(email: str) -> None:
    """Forget what came back from an address that mail reaches. Part of the caller's transaction."""
    db.session.execute(delete(BouncingAddress).where(BouncingAddress.address == email.lower()))


def returned_mail(message_id: str) -> Mail | None:
    """Return the mail of ours with this Message-ID."""
    return db.session.scalar(select(Mail).where(Mail.message_id == message_id)) if message_id else None


def note_bounce(email: str, message_id: str, said: str, now: datetime, *, hard: bool) -> None:
    """Record that a mail came back from an address; tell the admins when that was enough to stop.

    Part of the caller's transaction.
    """
    back = {"bounced_at": now, "bounce": said[:300]}
    db.session.execute(update(Mail).where(Mail.message_id == message_id, Mail.bounced_at.is_(None)).values(**back))
    bouncing = _bouncing(email.lower(), now)
    if bouncing.bounces == 0 or rule.counts_anew(bouncing.last_at, now):
        bouncing.bounces += 1
    bouncing.last_at, bouncing.reason = now, said[:300]
    if bouncing.suspended_at is None and rule.is_over(bouncing.bounces, hard):
        bouncing.suspended_at = now
        _tell_admins(email, now)


def _bouncing(address: str, now: datetime) -> BouncingAddress:
    """Return the row of an address, held."""
    query = select(BouncingAddress).where(BouncingAddress.address == address).with_for_update()

    def make() -> BouncingAddress:
        row = BouncingAddress(address=address, bounces=0, last_at=now)
        db.session.add(row)
        db.session.flush()
        return row

    return first_or_existing(lambda: db.session.scalar(query.execution_options(populate_existing=True)), make)[0]


def _tell_admins(email: str, now: datetime) -> None:
    """Have the admins of all forums of the person told, once."""
    theirs = select(Membership.forum_id, Membership.user_id).join(User, User.id == Membership.user_id)
    which = hashlib.sha256(email.lower().encode()).hexdigest()[:16]
    for forum_id, user_id in db.session.execute(theirs.where(User.email == email.lower())).all():
        members = select(Membership).where(Membership.forum_id == forum_id, Membership.user_id != user_id)
        for admin in db.session.scalars(members):
            if ADMIN in admin.roles:
                payload = {"user": admin.user_id, "forum": forum_id, "member": user_id}
                key = f"bounced:{which}:{forum_id}:{admin.user_id}:{now:%Y%m%d%H%M}"
                jobs.enqueue("mail.bounced", key, payload, now)
