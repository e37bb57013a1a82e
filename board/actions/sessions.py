"""Sessions: each sign-in is a row, and deleting the row signs it out."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from board.actions.holding import let_go
from board.actions.passing import in_passing
from board.extensions import db
from board.models import SignIn, User
from board.models.base import digest_of

LASTS = timedelta(days=31)
"""How long a session lasts after the last opened page, give or take STEP."""
STEP = timedelta(days=1)
"""A session is prolonged at most this often."""
MOST = 200
"""Sessions of one account; a further one ends the oldest."""


class EndedMeanwhile(Exception):
    """All sessions of the account were ended after it was looked up, so this sign-in no longer counts."""


def begin(user: User, now: datetime) -> str:
    """Begin a session of an account, and return the token for its cookie. Expired sessions are deleted.

    Raises EndedMeanwhile if the password was changed while it was being checked, which takes a while.
    """
    _hold_as_known(user)
    token = secrets.token_urlsafe(24)
    db.session.execute(delete(SignIn).where(SignIn.expires_at <= now))
    newest = select(SignIn.id).where(SignIn.user_id == user.id).order_by(SignIn.id.desc()).limit(MOST - 1)
    kept = list(db.session.scalars(newest))
    db.session.execute(delete(SignIn).where(SignIn.user_id == user.id, SignIn.id.not_in(kept)))
    db.session.add(SignIn(user_id=user.id, token_digest=digest_of(token), began_at=now, expires_at=now + LASTS))
    db.session.commit()
    return token


def _hold_as_known(user: User) -> None:
    stands = select(User.session_stamp).where(User.id == user.id).with_for_update(key_share=True)
    if db.session.scalar(stands) != user.session_stamp:
        let_go()
        raise EndedMeanwhile


def is_to_be_prolonged(expires_at: datetime, now: datetime) -> bool:
    """Return whether this session was last prolonged longer than STEP ago."""
    return expires_at - now < LASTS - STEP


def prolong(session_id: int, now: datetime) -> None:
    """Let a session last from now on, in a short transaction of its own; one that was ended stays ended."""
    lasting = update(SignIn).where(SignIn.id == session_id).values(expires_at=now + LASTS)

    def mark() -> None:
        db.session.execute(lasting)

    in_passing("that a session goes on", mark)


def end(session_id: int) -> None:
    """End one session."""
    db.session.execute(delete(SignIn).where(SignIn.id == session_id))
    db.session.commit()


def end_all(user_id: int) -> None:
    """End all sessions of an account. Part of the caller's transaction."""
    db.session.execute(delete(SignIn).where(SignIn.user_id == user_id))
