"""Beginning a session, and which tries to begin one are counted."""

from __future__ import annotations

from flask import Response
from flask import session as cookie_session
from flask_login import current_user, login_user, logout_user

from board.actions import sessions
from board.actions.passwords import words_of
from board.models import User
from board.web.account.sign_in_limits import remember_device
from board.web.account.signed_in import Account
from board.web.viewer import now, settings


def start(user: User) -> None:
    """Begin a session that lasts; the one that this browser had ends. Raises EndedMeanwhile."""
    _end_this()
    token = sessions.begin(user, now())
    _forget_this()
    cookie_session.permanent = True
    remember_device(user)
    login_user(Account(user, session_id=f"{user.key}.{token}"))


def end() -> None:
    """End this browser's session, so that a copy of its cookie opens nothing either."""
    _end_this()
    _forget_this()


def _end_this() -> None:
    if session := getattr(current_user, "session", None):
        sessions.end(session.id)


def _forget_this() -> None:
    logout_user()
    cookie_session.clear()


def own_words_of(user: User) -> list[str]:
    """Of what nobody's password may be made here."""
    return words_of(user, settings().site_name, settings().site_url)


def failed(response: Response) -> bool:
    """Only attempts that fail are counted: a whole class may sign in at once from behind one address."""
    return response.status_code >= 400
