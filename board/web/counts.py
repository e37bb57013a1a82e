"""Where limits are counted: in the database, so that several processes count together.

A storage for Flask-Limiter, by the address ``database://``. Where nothing can be written, this process counts by itself
meanwhile, and says so in the log: no page fails because it could not be counted.
"""

from __future__ import annotations

import hmac
import logging
from collections.abc import Callable
from typing import TypeVar

from flask import current_app, g
from limits.storage import MemoryStorage, Storage
from sqlalchemy.exc import SQLAlchemyError

from board.actions import counting
from board.actions.counting import Counted
from board.clock import seconds
from board.extensions import db

log = logging.getLogger(__name__)
Value = TypeVar("Value")


class DatabaseCounts(Storage):
    """Counts in windows that begin with the first time."""

    STORAGE_SCHEME = ["database"]  # noqa: RUF012 - as the library declares it

    def __init__(self, uri: str | None = None, wrap_exceptions: bool = False, **options: float | str | bool) -> None:
        super().__init__(uri, wrap_exceptions, **options)
        self._meanwhile = MemoryStorage()

    @property
    def base_exceptions(self) -> type[Exception]:
        return SQLAlchemyError

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        def in_database() -> int:
            _end_what_was_begun()
            found = _known()[key] = counting.count(_digest(key), amount, expiry, seconds())
            return found.times

        return _or(in_database, lambda: self._meanwhile.incr(key, expiry, amount))

    def get(self, key: str) -> int:
        return _or(lambda: _counted(key).times, lambda: self._meanwhile.get(key))

    def get_expiry(self, key: str) -> float:
        return _or(lambda: _counted(key).ends_at, lambda: self._meanwhile.get_expiry(key))

    def clear(self, key: str) -> None:
        def in_database() -> None:
            _end_what_was_begun()
            _known().pop(key, None)
            counting.forget(_digest(key))

        self._meanwhile.clear(key)
        _or(in_database, lambda: None)

    def clear_away(self) -> None:
        """What is over is kept no longer."""

        def in_database() -> None:
            _end_what_was_begun()
            counting.clear_away(seconds())

        _or(in_database, lambda: None)

    def reset(self) -> int | None:
        self._meanwhile.reset()
        _known().clear()
        counting.forget()
        return None

    def check(self) -> bool:
        return True


def seconds_until(instant: float) -> int:
    """Whole seconds to wait, at least one."""
    return max(1, int(instant - seconds()) + 1)


def _or(in_database: Callable[[], Value], otherwise: Callable[[], Value]) -> Value:
    try:
        return in_database()
    except SQLAlchemyError as trouble:
        db.session.rollback()
        log.warning("limits are counted in this process alone: %s", type(trouble).__name__)
        return otherwise()


def _end_what_was_begun() -> None:
    """Before a view nothing but reading has begun. After it, what it did not keep is not to be kept."""
    if g.get("answered"):
        db.session.rollback()
    else:
        db.session.commit()


def _counted(key: str) -> Counted:
    """Counted in this request, or read."""
    if key not in _known():
        _known()[key] = counting.counted(_digest(key), seconds()) or Counted(0, seconds())
    return _known()[key]


def _known() -> dict[str, Counted]:
    known: dict[str, Counted] = g.setdefault("limit_counts", {})
    return known


def _digest(key: str) -> str:
    """Nobody's address stands in the table, nor can it be guessed from there."""
    return hmac.new(str(current_app.secret_key).encode(), key.encode(), "sha256").hexdigest()
