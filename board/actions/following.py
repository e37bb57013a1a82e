"""Following threads: who writes in one follows it, until they stop."""

from __future__ import annotations

from contextlib import suppress

from sqlalchemy.exc import IntegrityError

from board.extensions import db
from board.models import Follow, Thread, User
from board.rules import permissions
from board.rules.permissions import check
from board.visible.gate import Sight


def follow(sight: Sight, thread: Thread, wanted: bool) -> None:
    """Follow a thread, or stop: that somebody stopped is kept, so that writing there does not bring it back."""
    check(permissions.follow(sight.viewer))
    mark = db.session.get(Follow, (sight.viewer.user_id, thread.id))
    if mark is None and wanted:
        _add_once(Follow(user_id=sight.viewer.user_id, thread_id=thread.id, at=sight.now))
    elif mark is not None and wanted != (mark.stopped_at is None):
        mark.stopped_at = None if wanted else sight.now
    db.session.commit()


def follow_by_writing(sight: Sight, thread: Thread, author: User) -> None:
    """Who opens a thread or writes in it follows it, unless they stopped. Part of the caller's transaction."""
    if db.session.get(Follow, (author.id, thread.id)) is None:
        _add_once(Follow(user_id=author.id, thread_id=thread.id, at=sight.now))


def _add_once(mark: Follow) -> None:
    """Two requests may make the same mark at once: either will do."""
    with suppress(IntegrityError), db.session.begin_nested():
        db.session.add(mark)
