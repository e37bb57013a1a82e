"""A member's first visit: agreeing to the code of conduct and the privacy page, and being welcomed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update

from board.actions.passing import in_passing
from board.extensions import db
from board.models import Membership
from board.visible.gate import Sight


def agree(membership: Membership, now: datetime) -> None:
    """Note that a member agreed; the date of the first agreement stays. Part of the caller's transaction."""
    membership.agreed_at = membership.agreed_at or now
    membership.must_agree = False


def agree_everywhere(user_id: int, now: datetime) -> None:
    """Note that a person agreed, in all forums that they belong to. Part of the caller's transaction."""
    for membership in db.session.scalars(select(Membership).where(Membership.user_id == user_id)):
        agree(membership, now)


def come_in(sight: Sight) -> None:
    """Note when a member opens the forum for the first time, in a short transaction of its own."""
    mine = Membership.forum_id == sight.forum.id, Membership.user_id == sight.viewer.user_id
    came_in = update(Membership).where(*mine, Membership.came_in_at.is_(None)).values(came_in_at=sight.now)

    def mark() -> None:
        db.session.execute(came_in)

    in_passing("a first visit", mark)


def welcome(membership: Membership, now: datetime) -> None:
    """Note that a member has seen the welcome page, and agreed if they had to."""
    if membership.must_agree:
        agree(membership, now)
    membership.welcomed_at = membership.welcomed_at or now
    db.session.commit()
