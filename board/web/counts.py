"""Where limits are counted: in the database, so that several processes count together.

A storage for Flask-Limiter, by the address ``database://``. Where nothing can be written, this process counts by itself
meanwhile, and says so in the log: no page fails because it could not be counted, and nobody waits long for that while
it lasts.
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
    """Counts in windows that begin with the first time."""

    STORAGE_SCHEME = ["database"]  # noqa: RUF012 - as the library declares it

    def __init__(self, uri: str | None = None, wrap_exceptions: bool = False, **options: float | str | bool) -> None:
        super().__init__(uri, wrap_exceptions, **options)
        self._meanwhile = MemoryStorage()
        self._trouble = Trouble(log, "limits are counted in this process alone: %s")

    @property
    def base_exceptions(self) -> type[Exception]:
        return SQLAlchemyError

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        def in_database() -> int:
            counted = _known()[key] = counting.count(_digest(key), amount, expiry, seconds())
            return counted.times

        return self._written(in_database, lambda: self._meanwhile.incr(key, expiry, amount))

    def get(self, key: str) -> int:
        return self._read(lambda: _counted(key).times, lambda: self._meanwhile.get(key))

    def get_expiry(self, key: str) -> float:
        return self._read(lambda: _counted(key).ends_at, lambda: self._meanwhile.get_expiry(key))

    def clear(self, key: str) -> None:
        def in_database() -> None:
            _known().pop(key, None)
            counting.forget(_digest(key))

        self._meanwhile.clear(key)
        self._written(in_database, lambda: None)

    def clear_away(self) -> None:
        """What is over is kept no longer."""
        self._written(lambda: counting.clear_away(seconds()), lambda: None)

    def reset(self) -> int | None:
        self._meanwhile.reset()
        self._trouble.forget()
        _known().clear()
        counting.forget()
        return None

    def check(self) -> bool:
        return True

    def _written(self, in_database: Callable[[], Value], otherwise: Callable[[], Value]) -> Value:
        """Written in a transaction of its own. After a failure the next try does not wait long for SQLite's lock."""

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
    """Whole seconds to wait, at least one."""
    return max(1, int(instant - seconds()) + 1)


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
