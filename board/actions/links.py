"""One-time links in mails: each opens one thing for one account, once, for a while."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from board.actions.enrolling import change_password
from board.actions.welcoming import agree_everywhere
from board.extensions import db
from board.models import OneTimeLink, User

SETUP_LASTS = timedelta(days=14)
SETUP = "setup"


def make_link(kind: str, user_id: int, expires_at: datetime, token: str | None = None, address: str = "") -> str:
    """A one-time token for an account, fresh unless given; earlier ones of its kind end. Commits nothing."""
    token = token or secrets.token_urlsafe(32)
    unused = (OneTimeLink.kind == kind, OneTimeLink.user_id == user_id, OneTimeLink.used_at.is_(None))
    db.session.execute(delete(OneTimeLink).where(*unused))
    db.session.add(
        OneTimeLink(kind=kind, user_id=user_id, token_digest=digest_of(token), address=address, expires_at=expires_at)
    )
    return token


def make_setup_link(user_id: int, now: datetime, token: str | None = None) -> str:
    """A token with which a person sets up their account. Part of the caller's transaction."""
    return make_link(SETUP, user_id, now + SETUP_LASTS, token)


def find_link(kind: str, token: str, now: datetime) -> OneTimeLink | None:
    """The link, while it is neither used nor too old."""
    query = select(OneTimeLink).where(OneTimeLink.kind == kind, OneTimeLink.token_digest == digest_of(token))
    link = db.session.scalar(query.where(OneTimeLink.used_at.is_(None)))
    return link if link and link.expires_at > now else None


def find_setup(token: str, now: datetime) -> OneTimeLink | None:
    """The link that sets up an account."""
    return find_link(SETUP, token, now)


def use_setup(link: OneTimeLink, password: str, now: datetime) -> User:
    """Set up the account with a password of the person's own, who agreed to what is agreed to in their forums."""
    user = db.session.get_one(User, link.user_id)
    link.used_at = now
    agree_everywhere(user.id, now)
    change_password(user, password)
    return user


def digest_of(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
