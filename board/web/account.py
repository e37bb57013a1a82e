"""The signed-in person, as sessions know them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from flask_login import UserMixin

from board.extensions import db
from board.models import User
from board.visible import Suspension, accounts_with_roles


class Account(UserMixin):  # type: ignore[misc]
    """A signed-in person, as Flask-Login knows them; the models know nothing of HTTP."""

    def __init__(
        self,
        user: User,
        roles: Mapping[int, frozenset[str]] | None = None,
        must_agree: Collection[int] = (),
        suspensions: Mapping[int, Suspension] | None = None,
        newcomer: Collection[int] = (),
    ) -> None:
        self.user = user
        self.roles = roles or {}
        """By the id of the forum."""
        self.must_agree = must_agree
        """Ids of forums in which they write once they have agreed to the code of conduct."""
        self.suspensions = suspensions or {}
        """By the id of the forum in which they are suspended."""
        self.newcomer = newcomer
        """Ids of forums that they have not opened yet since they were added."""

    def get_id(self) -> str:
        return f"{self.user.key}.{self.user.session_stamp}"


def load_account(session_id: str) -> Account | None:
    """The account of a session with its roles, unless its password was changed since: one query for every request."""
    key, _, stamp = session_id.partition(".")
    rows = db.session.execute(accounts_with_roles().where(User.key == key, User.session_stamp == stamp)).all()
    if not rows:
        return None
    roles = {row.forum_id: row.roles for row in rows if row.forum_id}
    must_agree = frozenset(row.forum_id for row in rows if row.must_agree)
    suspensions = {row.forum_id: _suspension(row) for row in rows if row.suspended_at}
    newcomer = frozenset(row.forum_id for row in rows if row.is_newcomer)
    return Account(rows[0][0], roles, must_agree, suspensions, newcomer)


def _suspension(row: Any) -> Suspension:
    return Suspension(row.suspended_at, row.suspended_reason, row.suspended_by)
