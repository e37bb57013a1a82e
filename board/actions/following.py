"""Following threads: who writes in one follows it, until they stop."""

from __future__ import annotations

from board.actions.adding import insert_into
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
        _add_once(sight, thread, sight.viewer.user_id)
    elif mark is not None and wanted != (mark.stopped_at is None):
        mark.stopped_at = None if wanted else sight.now
    db.session.commit()


def follow_by_writing(sight: Sight, thread: Thread, author: User) -> None:
    """Who opens a thread or writes in it follows it, unless they stopped. Part of the caller's transaction."""
    _add_once(sight, thread, author.id)


def _add_once(sight: Sight, thread: Thread, user_id: int | None) -> None:
    """A mark that is there already stays as it is, also where another request makes it at this moment."""
    mark = insert_into(Follow).values(user_id=user_id, thread_id=thread.id, at=sight.now)
    db.session.execute(mark.on_conflict_do_nothing())
