"""Begin and end the session of this browser."""

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
    """Begin a session in this browser, and end the one that it had.

    Raises EndedMeanwhile if all sessions of the account were ended since its password was checked.
    """
    _end_this()
    token = sessions.begin(user, now())
    _forget_this()
    cookie_session.permanent = True
    remember_device(user)
    login_user(Account(user, f"{user.key}.{token}"))


def end() -> None:
    """End this browser's session in the database, too, so that a copy of its cookie is worthless."""
    _end_this()
    _forget_this()


def _end_this() -> None:
    if session := getattr(current_user, "session", None):
        sessions.end(session.id)


def _forget_this() -> None:
    logout_user()
    cookie_session.clear()


def own_words_of(user: User) -> list[str]:
    """Return the words that this person's password must not consist of: theirs and the site's."""
    return words_of(user, settings().site_name, settings().site_url)


def failed(response: Response) -> bool:
    """Return whether an attempt failed. Only those are counted: a whole class may sign in from one network address."""
    return response.status_code >= 400
