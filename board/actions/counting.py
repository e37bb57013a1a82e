"""Counting for limits. Each count is one statement, so that simultaneous requests all get different numbers.

Each count is a short transaction of its own. The caller must have no transaction open: on SQLite the two would wait
for each other.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import case, delete, select, true

from board.extensions import db, insert_into, writing
from board.models import LimitCount


class Counted(NamedTuple):
    """How often something happened so far."""

    times: int
    ends_at: float
    """When the count starts again from zero, in seconds since the epoch."""


def count(digest: str, amount: int, seconds: float, at: float) -> Counted:
    """Add ``amount``, which may be negative, to a count, and return it. A count that has ended starts again from zero
    and lasts ``seconds``. ``at`` is now, in seconds since the epoch.
    """
    with writing():
        counted = Counted(*db.session.execute(_counting(digest, amount, at + seconds, at)).one())
        db.session.commit()
    return counted


def _counting(digest: str, amount: int, ends_at: float, at: float) -> Any:
    has_ended, total = LimitCount.ends_at <= at, LimitCount.count + amount
    insert = insert_into(LimitCount).values(digest=digest, count=max(0, amount), ends_at=ends_at)
    anew = {
        "count": case((has_ended, max(0, amount)), (total < 0, 0), else_=total),
        "ends_at": case((has_ended, ends_at), else_=LimitCount.ends_at),
    }
    counting = insert.on_conflict_do_update(index_elements=["digest"], set_=anew)
    return counting.returning(LimitCount.count, LimitCount.ends_at)


def counted(digest: str, at: float) -> Counted | None:
    """Return a count without changing it, or None if it has ended or never began."""
    query = select(LimitCount.count, LimitCount.ends_at).where(LimitCount.digest == digest, LimitCount.ends_at > at)
    row = db.session.execute(query).first()
    return Counted(*row) if row else None


def clear_away(at: float) -> None:
    """Delete counts that have ended."""
    with writing():
        db.session.execute(delete(LimitCount).where(LimitCount.ends_at <= at))
        db.session.commit()


def forget(digest: str | None = None) -> None:
    """Reset one count, or all."""
    with writing():
        db.session.execute(delete(LimitCount).where(LimitCount.digest == digest if digest else true()))
        db.session.commit()
