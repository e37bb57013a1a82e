"""Reading marks and visits, each written in a short transaction of its own."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import case, delete, update

from board.actions.adding import add_once
from board.actions.passing import in_passing
from board.extensions import db
from board.models import Reading, ReadingMark, Thread, Visit
from board.visible.gate import Sight

VISIT_LASTS = timedelta(minutes=30)
"""Coming back after this long is a new visit: the "new" line moves."""


def mark_read(sight: Sight, reading: Reading, read: bool) -> None:
    """Mark a reading as read by the viewer, or as not read."""
    if read:
        add_once(ReadingMark, reading_id=reading.id, user_id=sight.viewer.user_id, at=sight.now)
    else:
        mine = ReadingMark.reading_id == reading.id, ReadingMark.user_id == sight.viewer.user_id
        db.session.execute(delete(ReadingMark).where(*mine))
    db.session.commit()


def note_visit(sight: Sight, thread: Thread, newest: datetime) -> datetime | None:
    """Note that the viewer sees the thread up to its ``newest`` post; return after which instant the "new" line stands.

    Return None if there is no line: on a first visit, or for people who are not members.
    """
    if not sight.viewer.is_member:
        return None
    mine = (sight.viewer.user_id, thread.id)
    visit = db.session.get(Visit, mine)
    if visit and visit.seen_to >= newest and not _is_over(visit, sight.now):
        return visit.new_since  # a reload writes nothing
    line = _line(visit, sight.now)
    in_passing("a visit", lambda: _move(mine, line, newest, sight.now))
    return line


def _is_over(visit: Visit, now: datetime) -> bool:
    """Return whether a visit has ended; a visit in the future, after the clock went back, counts as ended too."""
    return abs(now - visit.visited_at) > VISIT_LASTS


def _line(visit: Visit | None, now: datetime) -> datetime | None:
    """Return where the "new" line stands, in the same visit as before or in one that begins now."""
    if visit is None:
        return None
    return visit.seen_to if _is_over(visit, now) else visit.new_since


def _move(mine: tuple[int | None, int], line: datetime | None, newest: datetime, now: datetime) -> None:
    """Write down a visit. This is a statement, not a changed row: a failing flush would empty the rows of the page."""
    seen_to = case((Visit.seen_to < newest, newest), else_=Visit.seen_to)
    known = update(Visit).where(Visit.user_id == mine[0], Visit.thread_id == mine[1])
    moved = known.values(new_since=line, seen_to=seen_to, visited_at=now).returning(Visit.thread_id)
    if db.session.scalar(moved, execution_options={"synchronize_session": False}) is None:
        add_once(Visit, user_id=mine[0], thread_id=mine[1], seen_to=newest, visited_at=now)
