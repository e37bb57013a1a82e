"""Beginning a session, and which tries to begin one are counted."""

from __future__ import annotations

from flask import Response
from flask import session as cookie_session
from flask_login import login_user, logout_user

from board.models import User
from board.web.account import Account


def start(user: User) -> None:
    """Begin a session that lasts."""
    cookie_session.clear()
    cookie_session.permanent = True
    login_user(Account(user))


def end() -> None:
    """End this browser's session."""
    logout_user()
    cookie_session.clear()


def failed(response: Response) -> bool:
    """Only attempts that fail are counted: a whole class may sign in at once from behind one address."""
    return response.status_code >= 400
