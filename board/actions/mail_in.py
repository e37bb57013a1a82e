"""Mails that came in: kept once, found by the worker, and settled in the transaction of what they caused."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import undefer

from board.actions.once import first_or_existing
from board.extensions import db
from board.models import IncomingMail, Post, PostTail
from board.rules.incoming import TOO_LONG

MAX_TAIL = 200_000
"""Characters of what is kept beside a post. The longest mails quote a whole discussion."""


def keep_mail(digest: str, recipient: str, raw: bytes, now: datetime, *, too_large: bool) -> int | None:
    """Keep a mail and return its id, or None if it was kept before. Part of the caller's transaction."""

    def make() -> IncomingMail:
        reason = TOO_LONG if too_large else ""
        mail = IncomingMail(digest=digest, recipient=recipient, raw=raw, received_at=now, reason=reason)
        db.session.add(mail)
        db.session.flush()
        return mail

    def find() -> IncomingMail | None:
        return db.session.scalar(select(IncomingMail).where(IncomingMail.digest == digest))

    mail, is_new = first_or_existing(find, make)
    return mail.id if is_new else None


def kept_mail(mail_id: int) -> IncomingMail | None:
    """Return a mail with all that it says, or None if it is not kept any longer."""
    return db.session.scalar(select(IncomingMail).where(IncomingMail.id == mail_id).options(undefer(IncomingMail.raw)))


def settle_mail(mail: IncomingMail, outcome: str, reason: str, post_id: int | None, now: datetime) -> None:
    """Record what became of a mail. Part of the caller's transaction."""
    mail.outcome, mail.reason, mail.settled_at = outcome, reason, now
    mail.post_id = post_id if post_id is not None else mail.post_id


def keep_tail(post: Post, source: str, *, is_shared: bool) -> None:
    """Keep what was cut from a mail beside the post that it became. Part of the caller's transaction."""
    db.session.add(PostTail(post_id=post.id, source=source[:MAX_TAIL], is_shared=is_shared))
