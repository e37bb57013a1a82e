"""One-time links in mails: each does one thing for one account, once, until it expires."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from board.actions.enrolling import hasher, set_password
from board.actions.welcoming import agree_everywhere
from board.extensions import db
from board.models import OneTimeLink, User
from board.models.base import digest_of

SETUP_LASTS = timedelta(days=14)
SETUP = "setup"


class LinkUsed(ValueError):
    """The link was used or ended after it was looked up."""


def make_link(kind: str, user_id: int, expires_at: datetime, token: str | None = None, address: str = "") -> str:
    """Make a one-time link for an account and return its token. Unused links of the same kind end. Part of the caller's
    transaction.
    """
    token = token or secrets.token_urlsafe(32)
    unused = (OneTimeLink.kind == kind, OneTimeLink.user_id == user_id, OneTimeLink.used_at.is_(None))
    db.session.execute(delete(OneTimeLink).where(*unused))
    db.session.add(
        OneTimeLink(kind=kind, user_id=user_id, token_digest=digest_of(token), address=address, expires_at=expires_at)
    )
    return token


def make_setup_link(user_id: int, now: datetime, token: str | None = None) -> str:
    """Make the link that sets up an account, and return its token. Part of the caller's transaction."""
    return make_link(SETUP, user_id, now + SETUP_LASTS, token)


def find_link(kind: str, token: str, now: datetime) -> OneTimeLink | None:
    """Return the link with this token, unless it was used or has expired."""
    query = select(OneTimeLink).where(OneTimeLink.kind == kind, OneTimeLink.token_digest == digest_of(token))
    link = db.session.scalar(query.where(OneTimeLink.used_at.is_(None)))
    return link if link and link.expires_at > now else None


def find_setup(token: str, now: datetime) -> OneTimeLink | None:
    """Return the link that sets up an account, unless it was used or has expired."""
    return find_link(SETUP, token, now)


def locked_account(user_id: int) -> User | None:
    """Read an account and hold its row until the transaction ends, so that nobody makes or uses a link while a new
    password ends all links. Rows that only refer to the account can still be added.
    """
    return db.session.get(User, user_id, populate_existing=True, with_for_update={"key_share": True})


def use_link(link: OneTimeLink, now: datetime) -> User:
    """Mark a link as used and return its account. Part of the caller's transaction. Raises LinkUsed.

    Call this before doing what the link allows: if two requests use it at once, the second waits and is refused. The
    account is locked before the link, in the same order as in `set_password`, to avoid a deadlock.
    """
    user = locked_account(link.user_id)
    unused = OneTimeLink.id == link.id, OneTimeLink.used_at.is_(None)
    used = db.session.scalar(update(OneTimeLink).where(*unused).values(used_at=now).returning(OneTimeLink.id))
    if user is None or used is None:
        raise LinkUsed
    return user


def use_setup(link: OneTimeLink, password: str, now: datetime) -> User:
    """Set the first password of an account, and note that its person agreed to the code of conduct in all their forums.

    Raises LinkUsed.
    """
    hashed = hasher.hash(password)
    user = use_link(link, now)
    agree_everywhere(user.id, now)
    set_password(user, hashed)
    return user
