"""Marks that reading leaves: each in a short transaction of its own."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError

from board.extensions import db
from board.models import Reading, ReadingMark, Thread, Visit
from board.visible.gate import Sight

VISIT_LASTS = timedelta(minutes=30)
"""Coming back after this long is a new visit: the "new" line moves."""


def mark_read(sight: Sight, reading: Reading, read: bool) -> None:
    """Note that the viewer has read a reading, or has not."""
    mark = db.session.get(ReadingMark, (reading.id, sight.viewer.user_id))
    if read and mark is None:
        db.session.add(ReadingMark(reading_id=reading.id, user_id=sight.viewer.user_id, at=sight.now))
    elif mark is not None and not read:
        db.session.delete(mark)
    _commit_mark()


def note_visit(sight: Sight, thread: Thread, newest: datetime) -> datetime | None:
    """Remember what is being shown; returns where the "new" line stands, if anywhere."""
    if not sight.viewer.is_member:
        return None
    visit = db.session.get(Visit, (sight.viewer.user_id, thread.id))
    if visit is None:
        visit = Visit(user_id=sight.viewer.user_id, thread_id=thread.id, seen_to=newest, visited_at=sight.now)
        db.session.add(visit)
    elif sight.now - visit.visited_at > VISIT_LASTS:
        visit.new_since = visit.seen_to
    elif visit.seen_to >= newest:
        return visit.new_since  # nothing new to note: a reload writes nothing
    new_since = visit.new_since
    visit.seen_to, visit.visited_at = max(visit.seen_to, newest), sight.now
    _commit_mark()
    return new_since


def _commit_mark() -> None:
    try:
        db.session.commit()
    except IntegrityError:  # two tabs made the same mark at once: either will do
        db.session.rollback()
