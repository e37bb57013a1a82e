"""Seeing whose session a cookie belongs to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Select

from board.models import SignIn, User
from board.visible.people import accounts_with_roles


def account_in_session(key: str, token_digest: str, now: datetime) -> Select[Any]:
    """Return ``accounts_with_roles`` of the person signed in, with the session's ``session_id`` and ``expires_at``."""
    session = SignIn.id.label("session_id"), SignIn.expires_at.label("expires_at")
    accounts = accounts_with_roles().join(SignIn, SignIn.user_id == User.id).add_columns(*session)
    return accounts.where(User.key == key, SignIn.token_digest == token_digest, SignIn.expires_at > now)
