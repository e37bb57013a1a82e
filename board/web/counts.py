"""A storage for Flask-Limiter (``database://``) that counts in the database, so that several processes count together.

While the database cannot be written, this process counts by itself in memory, and says so in the log: no page fails
because it could not be counted, and no request waits long for the database.
"""

from __future__ import annotations

import hmac
import logging
from collections.abc import Callable
from contextlib import nullcontext
from typing import TypeVar

from flask import current_app, g
from limits.storage import MemoryStorage, Storage
from sqlalchemy.exc import SQLAlchemyError

from board.actions import counting
from board.actions.counting import Counted
from board.actions.resting import Trouble
from board.clock import seconds
from board.extensions import db, writing_in_passing

log = logging.getLogger(__name__)
Value = TypeVar("Value")


class DatabaseCounts(Storage):
    """Counts in windows of time. A window begins with the first request that it counts."""

    STORAGE_SCHEME = ["database"]  # noqa: RUF012 - as the library declares it

    def __init__(self, uri: str | None = None, wrap_exceptions: bool = False, **options: float | str | bool) -> None:
        super().__init__(uri, wrap_exceptions, **options)
        self._memory = MemoryStorage()
        self._trouble = Trouble(log, "limits are counted in this process alone: %s")

    @property
    def base_exceptions(self) -> type[Exception]:
        return SQLAlchemyError

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        def in_database() -> int:
            counted = _known()[key] = counting.count(_digest(key), amount, expiry, seconds())
            return counted.times

        return self._written(in_database, lambda: self._memory.incr(key, expiry, amount))

    def get(self, key: str) -> int:
        return self._read(lambda: _counted(key).times, lambda: self._memory.get(key))

    def get_expiry(self, key: str) -> float:
        return self._read(lambda: _counted(key).ends_at, lambda: self._memory.get_expiry(key))

    def clear(self, key: str) -> None:
        def in_database() -> None:
            _known().pop(key, None)
            counting.forget(_digest(key))

        self._memory.clear(key)
        self._written(in_database, lambda: None)

    def clear_away(self) -> None:
        """Delete the counts of windows that have ended."""
        self._written(lambda: counting.clear_away(seconds()), lambda: None)

    def reset(self) -> int | None:
        self._memory.reset()
        self._trouble.forget()
        _known().clear()
        counting.forget()
        return None

    def check(self) -> bool:
        return True

    def _written(self, in_database: Callable[[], Value], otherwise: Callable[[], Value]) -> Value:
        """Write in a transaction of its own, or do ``otherwise`` if that fails.

        After a failure the next attempts wait only briefly for SQLite's lock.
        """

        def write() -> Value:
            with writing_in_passing() if self._trouble.lasts() else nullcontext():
                written = in_database()
            self._trouble.end()
            return written

        return self._or(write, otherwise, first=_end_what_was_begun)

    def _read(self, in_database: Callable[[], Value], otherwise: Callable[[], Value]) -> Value:
        return self._or(in_database, otherwise, first=lambda: None)

    def _or(self, in_database: Callable[[], Value], otherwise: Callable[[], Value], first: Callable[[], None]) -> Value:
        try:
            first()
            if not self._trouble.rests():
                return in_database()
        except SQLAlchemyError as error:
            db.session.rollback()
            self._trouble.note(error)
        return otherwise()


def seconds_until(instant: float) -> int:
    """Return the whole seconds until an instant, at least 1."""
    return max(1, int(instant - seconds()) + 1)


def _end_what_was_begun() -> None:
    """End the current transaction: before the view it has only read; after it, what was not committed is dropped."""
    if g.get("answered"):
        db.session.rollback()
    else:
        db.session.commit()


def _counted(key: str) -> Counted:
    """Return the count that this request already knows, or read it."""
    if key not in _known():
        _known()[key] = counting.counted(_digest(key), seconds()) or Counted(0, seconds())
    return _known()[key]


def _known() -> dict[str, Counted]:
    known: dict[str, Counted] = g.setdefault("limit_counts", {})
    return known


def _digest(key: str) -> str:
    """Return a keyed digest: the table holds no addresses of people, and they cannot be guessed from it."""
    return hmac.new(str(current_app.secret_key).encode(), key.encode(), "sha256").hexdigest()
