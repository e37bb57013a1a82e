"""What an error says about the database, and how to log a fault without quoting anybody."""

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
"""How many errors of a chain, and how many frames of each, to log."""


class Gone(LookupError):
    """Somebody removed or hid what was found a moment ago."""


def is_database_away(error: BaseException | None) -> bool:
    """Return whether the database is unreachable or unable to work now, so that trying again later may help.

    What SQLAlchemy meets while it cleans up after such an error counts, too: a full disk ends SQLite's transaction, and
    then there is no savepoint to go back to.
    """
    return isinstance(error, DBAPIError | TimeoutError) and any(map(_is_away, _chain(error)))


def _is_away(error: BaseException) -> bool:
    if isinstance(error, TimeoutError):  # no connection of the pool became free
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
    """Return the kind of an error, with the database's own code; without its message, which may quote people."""
    orig = getattr(error, "orig", None)
    code = getattr(orig, "sqlite_errorname", None) or getattr(orig, "sqlstate", None)
    return f"{type(error).__name__} {code}" if code else type(error).__name__


def new_id() -> str:
    """Return an id for the page and the log, so that a person who reports a fault names the right one."""
    return secrets.token_hex(4)


def story(error: BaseException) -> str:
    """Return where it broke and the kinds of errors, from the first to the last: a traceback without messages."""
    told = ["".join([*traceback.format_tb(link.__traceback__, limit=-FRAMES), kind(link)]) for link in _chain(error)]
    return "\n\nwhich led to:\n\n".join(reversed(told))


def _chain(error: BaseException) -> Iterator[BaseException]:
    link: BaseException | None = error
    for _ in range(CHAIN):
        if link is None:
            return
        yield link
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
