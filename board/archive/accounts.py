"""The people of an archive: whose account each of them gets.

Somebody whose address has an account here gets their membership and their words back with it, as an address is what an
account is known by everywhere. Nothing of that account changes, and no archive makes anybody an owner. All others get
an account without a password: they ask for a link on the page to sign in. A stand-in is nobody, so it joins nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import exists, select

from board.actions.enrolling import find_account, normal_email
from board.actions.standing_in import nowhere
from board.archive import ArchiveError
from board.extensions import db
from board.models import User
from board.models.base import is_key, new_key
from board.rules.leaving import reaches_nobody


def account_of(said: Mapping[str, Any]) -> int:
    """Return the number of a person’s account here; make it if there is none. Raises ArchiveError."""
    key = _free_key(said.get("key", ""))
    if said.get("is_stand_in"):
        return _made(said, key, nowhere(key))
    email = normal_email(said.get("email", ""))
    if "@" not in email or reaches_nobody(email):
        raise ArchiveError("The archive has somebody without an address. Nothing was changed.")
    existing = find_account(email)
    return existing.id if existing is not None else _made(said, key, email)


def _free_key(key: str) -> str:
    """Return the key if nobody has it here, otherwise another one."""
    if not is_key(key):
        raise ArchiveError("The archive has somebody without a key. Nothing was changed.")
    return new_key() if db.session.scalar(select(exists().where(User.key == key))) else key


def _made(said: Mapping[str, Any], key: str, email: str) -> int:
    user = User(**{**said, "key": key, "email": email})
    db.session.add(user)
    db.session.flush()
    return user.id
