"""The secret address of a person's own feed and calendar: made, made anew, and ended, by that person alone."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import delete, select

from board.actions.holding import let_go
from board.extensions import db
from board.faults import Gone
from board.models import FeedAddress, User
from board.models.base import digest_of


def renew(user: User, now: datetime) -> str:
    """Make the person's address, and return its token, which is not kept. The address that they had ends.

    Raises Gone if the account is closed at this moment.
    """
    _hold(user)
    token = secrets.token_urlsafe(32)
    db.session.execute(delete(FeedAddress).where(FeedAddress.user_id == user.id))
    db.session.add(FeedAddress(user_id=user.id, token_digest=digest_of(token), made_at=now))
    db.session.commit()
    return token


def _hold(user: User) -> None:
    """Hold the account, so that of two addresses made at once the second one ends the first."""
    stands = select(User.id).where(User.id == user.id, User.is_stand_in.is_(False)).with_for_update(key_share=True)
    if db.session.scalar(stands) is None:
        let_go()
        raise Gone


def end(user: User) -> None:
    """End the person's address: from now on it leads nowhere."""
    db.session.execute(delete(FeedAddress).where(FeedAddress.user_id == user.id))
    db.session.commit()
