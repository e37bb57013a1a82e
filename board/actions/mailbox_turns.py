"""Whose turn it is to read the mailbox, and whether that works: a line, like the one to the mail server."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.exc import IntegrityError

from board.extensions import db, writing
from board.jobs import Trouble
from board.models import Line
from board.rules.work import INCOMING, LINE_CEILING, MINUTE, wait


def take_turn(now: datetime, lasts: timedelta) -> bool:
    """Return whether the mailbox is to be read now, by whoever asks: nobody else is told so until the turn is over."""
    free = or_(Line.next_try_at.is_(None), Line.next_try_at <= now)
    with writing():
        _ensure_line()
        turn = update(Line).where(Line.name == INCOMING, free).values(next_try_at=now + lasts)
        taken = db.session.scalar(turn.returning(Line.name)) is not None
        db.session.commit()
    return taken


def note_read(now: datetime) -> None:
    """Record that the mailbox was read; the next turn is a minute later."""
    _note(down_since=None, next_try_at=now + MINUTE, tries=0, reason="", error="")


def note_trouble(trouble: Trouble, now: datetime) -> None:
    """Record why the mailbox cannot be read; each try comes later than the one before."""
    down_since, tries = db.session.execute(select(Line.down_since, Line.tries).where(Line.name == INCOMING)).one()
    db.session.rollback()
    since = down_since or now
    again = now + wait(since, now, LINE_CEILING)
    _note(down_since=since, next_try_at=again, tries=tries + 1, reason=trouble.reason, error=trouble.said)


def _note(**values: object) -> None:
    with writing():
        db.session.execute(update(Line).where(Line.name == INCOMING).values(**values))
        db.session.commit()


def _ensure_line() -> None:
    with suppress(IntegrityError), db.session.begin_nested():  # another worker may just have added it
        if db.session.scalar(select(Line.name).where(Line.name == INCOMING)) is None:
            db.session.add(Line(name=INCOMING))
