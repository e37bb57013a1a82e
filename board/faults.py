"""What an error says about the database, and how a fault is told to the log: never in anybody's words."""

from __future__ import annotations

import secrets
import traceback
from collections.abc import Iterator

from sqlalchemy.exc import DBAPIError, OperationalError, TimeoutError

SQLITE_AWAY = frozenset({5, 6, 8, 10, 13, 14})
"""Busy, locked, read-only, disk trouble, disk full, cannot be opened. (Not 1: a table is missing, the SQL is wrong.)"""
POSTGRESQL_AWAY = ("08", "25006", "53", "55P03", "57", "58")
"""No connection, read-only, out of room, lock or statement timeout, shut down, trouble of the machine."""
CHAIN, FRAMES = 5, 20
"""How much of an error's story is told."""


class Gone(LookupError):
    """Somebody took away, or hid, what was looked up a moment ago."""


def is_database_away(error: BaseException | None) -> bool:
    """Whether the database cannot be reached or cannot work at the moment, so that asking again later may help."""
    if isinstance(error, TimeoutError):  # no connection of the pool came free
        return True
    if not isinstance(error, DBAPIError):
        return False
    number, state = getattr(error.orig, "sqlite_errorcode", None), getattr(error.orig, "sqlstate", None)
    if number is not None:
        return number & 0xFF in SQLITE_AWAY
    if state is not None:
        return str(state).startswith(POSTGRESQL_AWAY)
    return error.connection_invalidated or isinstance(error, OperationalError)


def kind(error: BaseException) -> str:
    """What kind of error this is, with the database's own code for it; without its message, which may quote people."""
    orig = getattr(error, "orig", None)
    code = getattr(orig, "sqlite_errorname", None) or getattr(orig, "sqlstate", None)
    return f"{type(error).__name__} {code}" if code else type(error).__name__


def new_id() -> str:
    """What stands on the page and in the log, so that somebody who reports a fault names the right one."""
    return secrets.token_hex(4)


def story(error: BaseException) -> str:
    """Where it broke, and the kinds of errors, from the first to the last: a traceback without messages."""
    told = ["".join([*traceback.format_tb(one.__traceback__, limit=-FRAMES), kind(one)]) for one in _chain(error)]
    return "\n\nwhich led to:\n\n".join(reversed(told))


def _chain(error: BaseException) -> Iterator[BaseException]:
    one: BaseException | None = error
    for _ in range(CHAIN):
        if one is None:
            return
        yield one
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
