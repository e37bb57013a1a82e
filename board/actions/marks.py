"""Marks that reading leaves: each in a short transaction of its own."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy import case, delete, update
from sqlalchemy.exc import IntegrityError

from board.actions.passing import in_passing
from board.extensions import db
from board.models import Reading, ReadingMark, Thread, Visit
from board.visible.gate import Sight

VISIT_LASTS = timedelta(minutes=30)
"""Coming back after this long is a new visit: the "new" line moves."""


def mark_read(sight: Sight, reading: Reading, read: bool) -> None:
    """Note that the viewer has read a reading, or has not."""
    mark = _mark_of(sight, reading)
    if read and mark is None:
        _add_once(ReadingMark(reading_id=reading.id, user_id=sight.viewer.user_id, at=sight.now))
    elif mark is not None and not read:
        mine = ReadingMark.reading_id == reading.id, ReadingMark.user_id == sight.viewer.user_id
        db.session.execute(delete(ReadingMark).where(*mine))
    db.session.commit()


def _mark_of(sight: Sight, reading: Reading) -> ReadingMark | None:
    return db.session.get(ReadingMark, (reading.id, sight.viewer.user_id))


def note_visit(sight: Sight, thread: Thread, newest: datetime) -> datetime | None:
    """Remember what is being shown; returns where the "new" line stands, if anywhere."""
    if not sight.viewer.is_member:
        return None
    mine = (sight.viewer.user_id, thread.id)
    visit = db.session.get(Visit, mine)
    if visit and visit.seen_to >= newest and not _is_over(visit, sight.now):
        return visit.new_since  # nothing new to note: a reload writes nothing
    line = _line(visit, sight.now)
    in_passing("a visit", lambda: _move(mine, line, newest, sight.now))
    return line


def _is_over(visit: Visit, now: datetime) -> bool:
    """Also where the clock has gone back since: a visit that is said to begin later than now goes on no more."""
    return abs(now - visit.visited_at) > VISIT_LASTS


def _line(visit: Visit | None, now: datetime) -> datetime | None:
    """Where the "new" line stands in a visit that goes on, or in one that begins now."""
    if visit is None:
        return None
    return visit.seen_to if _is_over(visit, now) else visit.new_since


def _move(mine: tuple[int | None, int], line: datetime | None, newest: datetime, now: datetime) -> None:
    """As a statement, not through the row: a flush that fails would empty all rows that the page has read."""
    seen_to = case((Visit.seen_to < newest, newest), else_=Visit.seen_to)
    known = update(Visit).where(Visit.user_id == mine[0], Visit.thread_id == mine[1])
    moved = known.values(new_since=line, seen_to=seen_to, visited_at=now).returning(Visit.thread_id)
    if db.session.scalar(moved, execution_options={"synchronize_session": False}) is None:
        _add_once(Visit(user_id=mine[0], thread_id=mine[1], seen_to=newest, visited_at=now))


def _add_once(mark: Visit | ReadingMark) -> None:
    """Two tabs may make the same mark at once: either will do, and the page goes on with the rows that it has read."""
    with suppress(IntegrityError), db.session.begin_nested():
        db.session.add(mark)
