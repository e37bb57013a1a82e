"""Marks that reading leaves: each in a short transaction of its own."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError

from board.actions.passing import in_passing
from board.extensions import db
from board.models import Reading, ReadingMark, Thread, Visit
from board.visible.gate import Sight

VISIT_LASTS = timedelta(minutes=30)
"""Coming back after this long is a new visit: the "new" line moves."""


def mark_read(sight: Sight, reading: Reading, read: bool) -> None:
    """Note that the viewer has read a reading, or has not."""
    mark = db.session.get(ReadingMark, (reading.id, sight.viewer.user_id))
    if read and mark is None:
        _add_once(ReadingMark(reading_id=reading.id, user_id=sight.viewer.user_id, at=sight.now))
    elif mark is not None and not read:
        db.session.delete(mark)
    db.session.commit()


def note_visit(sight: Sight, thread: Thread, newest: datetime) -> datetime | None:
    """Remember what is being shown; returns where the "new" line stands, if anywhere."""
    if not sight.viewer.is_member:
        return None
    mine = (sight.viewer.user_id, thread.id)
    visit = db.session.get(Visit, mine)
    if visit and visit.seen_to >= newest and not _is_over(visit, sight.now):
        return visit.new_since  # nothing new to note: a reload writes nothing
    line = _line(visit, sight.now)
    in_passing("a visit", lambda: _move(db.session.get(Visit, mine), mine, newest, sight.now))
    return line


def _is_over(visit: Visit, now: datetime) -> bool:
    return now - visit.visited_at > VISIT_LASTS


def _line(visit: Visit | None, now: datetime) -> datetime | None:
    """Where the "new" line stands in a visit that goes on, or in one that begins now."""
    if visit is None:
        return None
    return visit.seen_to if _is_over(visit, now) else visit.new_since


def _move(visit: Visit | None, mine: tuple[int | None, int], newest: datetime, now: datetime) -> None:
    if visit is None:
        _add_once(Visit(user_id=mine[0], thread_id=mine[1], seen_to=newest, visited_at=now))
        return
    visit.new_since = _line(visit, now)
    visit.seen_to, visit.visited_at = max(visit.seen_to, newest), now


def _add_once(mark: Visit | ReadingMark) -> None:
    """Two tabs may make the same mark at once: either will do, and the page goes on with the rows that it has read."""
    with suppress(IntegrityError), db.session.begin_nested():
        db.session.add(mark)
