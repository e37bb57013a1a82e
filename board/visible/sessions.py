"""Seeing whose session a cookie belongs to."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, bindparam

from board.models import SignIn, User
from board.visible.people import accounts_with_roles
from board.visible.per_thread import per_thread


@per_thread()
def account_in_session() -> Select[Any]:
    """Return ``accounts_with_roles`` of the person signed in, with the session's ``session_id`` and ``expires_at``.

    Parameters: the account's ``account_key``, the ``token_digest`` of the session, and ``now``.
    """
    session = SignIn.id.label("session_id"), SignIn.expires_at.label("expires_at")
    accounts = accounts_with_roles().join(SignIn, SignIn.user_id == User.id).add_columns(*session)
    return accounts.where(
        User.key == bindparam("account_key"),
        SignIn.token_digest == bindparam("token_digest"),
        SignIn.expires_at > bindparam("now"),
    )
