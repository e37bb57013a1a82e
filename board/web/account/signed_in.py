"""The signed-in person, as sessions know them."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, NamedTuple

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


class OnDevice(NamedTuple):
    """The session of one device."""

    id: int
    expires_at: datetime


class Account(UserMixin):  # type: ignore[misc]
    """A signed-in person, as Flask-Login knows them; the models know nothing of HTTP."""

    def __init__(
        self,
        user: User,
        roles: Mapping[int, frozenset[str]] | None = None,
        must_agree: Collection[int] = (),
        suspensions: Mapping[int, Suspension] | None = None,
        newcomer: Collection[int] = (),
        session: OnDevice | None = None,
        session_id: str = "",
    ) -> None:
        self.id = session_id
        """What the session's cookie holds."""
        self.user = user
        self.roles = roles or {}
        """By the id of the forum."""
        self.must_agree = must_agree
        """Ids of forums in which they write once they have agreed to the code of conduct."""
        self.suspensions = suspensions or {}
        """By the id of the forum in which they are suspended."""
        self.newcomer = newcomer
        """Ids of forums that they have not opened yet since they were added."""
        self.session = session
        """None only while it begins."""


def load_account(session_id: str) -> Account | None:
    """The account of a session with its roles, while the session lasts: one query for every request."""
    key, _, token = session_id.partition(".")
    rows = db.session.execute(account_in_session(key, digest_of(token), now())).all()
    if not rows:
        return None
    roles = {row.forum_id: row.roles for row in rows if row.forum_id}
    must_agree = frozenset(row.forum_id for row in rows if row.must_agree)
    suspensions = {row.forum_id: _suspension(row) for row in rows if row.suspended_at}
    newcomer = frozenset(row.forum_id for row in rows if row.is_newcomer)
    session = OnDevice(rows[0].session_id, rows[0].expires_at)
    return Account(rows[0][0], roles, must_agree, suspensions, newcomer, session, session_id)


def _suspension(row: Any) -> Suspension:
    return Suspension(row.suspended_at, row.suspended_reason, row.suspended_by)


def connect(app: Flask) -> None:
    """A session that is used goes on."""

    @app.after_request
    def _prolong(response: Response) -> Response:
        session = g.get("_login_user") and getattr(current_user, "session", None)
        if session and sessions.is_to_be_prolonged(session.expires_at, now()):
            _goes_on(session.id)
        return response


def _goes_on(session_id: int) -> None:
    """A page that was read is answered, even where nothing can be written: then it is tried again with the next."""
    try:
        sessions.prolong(session_id, now())
    except SQLAlchemyError:
        db.session.rollback()
        log.warning("it could not be written down that a session goes on")
