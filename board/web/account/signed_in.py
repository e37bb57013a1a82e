"""The signed-in person, read from their session."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from flask import Flask, Response, g
from flask_login import UserMixin, current_user
from sqlalchemy.exc import SQLAlchemyError

from board.actions import sessions
from board.extensions import db
from board.models import User
from board.models.base import digest_of
from board.visible import Suspension, account_in_session
from board.web.viewer import now

log = logging.getLogger(__name__)


class DeviceSession(NamedTuple):
    """The row of the session in which a request is made."""

    id: int
    expires_at: datetime


@dataclass(frozen=True, eq=False)
class Account(UserMixin):  # type: ignore[misc]
    """A signed-in person for Flask-Login, kept apart from the models, which know nothing of HTTP."""

    user: User
    id: str
    """What the cookie holds: the account's key, a dot, and the session's token."""
    session: DeviceSession | None = None
    """None only in the request that begins the session."""
    roles: Mapping[int, frozenset[str]] = field(default_factory=dict)
    """The person's roles by the id of the forum."""
    suspensions: Mapping[int, Suspension] = field(default_factory=dict)
    """Suspensions by the id of the forum."""
    must_agree: Collection[int] = ()
    """Ids of forums whose code of conduct they have to agree to before they can write."""
    codes: Collection[int] = ()
    """Ids of forums in which they code."""
    reads: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    """The languages that they said they read in a forum, by its id."""
    newcomer: Collection[int] = ()
    """Ids of forums that they were added to and have not opened yet."""


def load_account(session_id: str) -> Account | None:
    """Return the account of a session, or None if the session has ended. Every signed-in request runs this query."""
    key, _, token = session_id.partition(".")
    named = {"account_key": key, "token_digest": digest_of(token), "now": now()}
    rows = db.session.execute(account_in_session(), named).all()
    if not rows:
        return None
    return Account(
        rows[0][0],
        session_id,
        DeviceSession(rows[0].session_id, rows[0].expires_at),
        roles={row.forum_id: row.roles for row in rows if row.forum_id},
        suspensions={
            row.forum_id: Suspension(row.suspended_at, row.suspended_reason, row.suspended_by)
            for row in rows
            if row.suspended_at
        },
        must_agree=frozenset(row.forum_id for row in rows if row.must_agree),
        codes=frozenset(row.forum_id for row in rows if row.codes),
        reads={row.forum_id: row.reads for row in rows if row.reads},
        newcomer=frozenset(row.forum_id for row in rows if row.is_newcomer),
    )


def connect(app: Flask) -> None:
    """Prolong a session after each request that uses it."""

    @app.after_request
    def _prolong(response: Response) -> Response:
        session = g.get("_login_user") and getattr(current_user, "session", None)
        if session and sessions.is_to_be_prolonged(session.expires_at, now()):
            _prolong_session(session.id)
        return response


def _prolong_session(session_id: int) -> None:
    """Prolong a session. Where nothing can be written, the page is still answered, and the next request tries again."""
    try:
        sessions.prolong(session_id, now())
    except SQLAlchemyError:
        db.session.rollback()
        log.warning("it could not be written down that a session goes on")
