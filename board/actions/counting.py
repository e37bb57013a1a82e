"""Counting, for limits: one statement a time, so that of many who come at once each gets a number of its own.

Each count is a short transaction of its own. The session must stand in none: on SQLite the two would wait for each
other.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import case, delete, select, true

from board.actions.adding import insert_into
from board.extensions import db, writing
from board.models import LimitCount


class Counted(NamedTuple):
    """How often by now, and when that begins anew."""

    times: int
    ends_at: float


def count(digest: str, amount: int, seconds: float, at: float) -> Counted:
    """One more, or with a negative ``amount`` one less; what is over begins anew, for so many ``seconds``."""
    with writing():
        counted = Counted(*db.session.execute(_counting(digest, amount, at + seconds, at)).one())
        db.session.commit()
    return counted


def _counting(digest: str, amount: int, ends_at: float, at: float) -> Any:
    over, more = LimitCount.ends_at <= at, LimitCount.count + amount
    insert = insert_into(LimitCount).values(digest=digest, count=max(0, amount), ends_at=ends_at)
    anew = {
        "count": case((over, max(0, amount)), (more < 0, 0), else_=more),
        "ends_at": case((over, ends_at), else_=LimitCount.ends_at),
    }
    counting = insert.on_conflict_do_update(index_elements=["digest"], set_=anew)
    return counting.returning(LimitCount.count, LimitCount.ends_at)


def counted(digest: str, at: float) -> Counted | None:
    """How often by now, if it was counted lately."""
    query = select(LimitCount.count, LimitCount.ends_at).where(LimitCount.digest == digest, LimitCount.ends_at > at)
    row = db.session.execute(query).first()
    return Counted(*row) if row else None


def clear_away(at: float) -> None:
    """What is over is kept no longer."""
    with writing():
        db.session.execute(delete(LimitCount).where(LimitCount.ends_at <= at))
        db.session.commit()


def forget(digest: str | None = None) -> None:
    """Begin anew with one count, or with all."""
    with writing():
        db.session.execute(delete(LimitCount).where(LimitCount.digest == digest if digest else true()))
        db.session.commit()
