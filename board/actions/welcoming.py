"""Coming in: agreeing to the code of conduct and the privacy page, and being welcomed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from board.extensions import db
from board.models import Membership


def agree(membership: Membership, now: datetime) -> None:
    """Note that somebody agreed. What they agreed to first stays the date. Part of the caller's transaction."""
    membership.agreed_at = membership.agreed_at or now
    membership.must_agree = False


def agree_everywhere(user_id: int, now: datetime) -> None:
    """Agree in all forums that one belongs to. Part of the caller's transaction."""
    for membership in db.session.scalars(select(Membership).where(Membership.user_id == user_id)):
        agree(membership, now)


def welcome(membership: Membership, now: datetime) -> None:
    """Somebody has seen how the forum works, and agreed where they had to."""
    if membership.must_agree:
        agree(membership, now)
    membership.welcomed_at = membership.welcomed_at or now
    db.session.commit()
