"""One-time links in mails: each opens one thing for one account, once, for a while."""

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
    """It was used, or ended, since it was looked up."""


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


def locked_account(user_id: int) -> User | None:
    """An account as it is at this moment, and stays until the transaction ends: whoever would change it waits.

    So no link is made or used while a new password ends it. What merely refers to the account waits for nothing.
    """
    return db.session.get(User, user_id, populate_existing=True, with_for_update={"key_share": True})


def use_link(link: OneTimeLink, now: datetime) -> User:
    """Use a link up, before anything that it opens; whose it is. Part of the caller's transaction. Raises LinkUsed.

    Of two who open it at once the second waits, and finds it used. The account is locked first, as where a new
    password ends links: the other way round, the two would wait for each other.
    """
    user = locked_account(link.user_id)
    unused = OneTimeLink.id == link.id, OneTimeLink.used_at.is_(None)
    used = db.session.scalar(update(OneTimeLink).where(*unused).values(used_at=now).returning(OneTimeLink.id))
    if user is None or used is None:
        raise LinkUsed
    return user


def use_setup(link: OneTimeLink, password: str, now: datetime) -> User:
    """Set up the account with a password of the person's own, who agreed to what is agreed to in their forums.

    Raises LinkUsed.
    """
    hashed = hasher.hash(password)
    user = use_link(link, now)
    agree_everywhere(user.id, now)
    set_password(user, hashed)
    return user
