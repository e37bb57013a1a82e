"""Following threads: anyone who writes in a thread follows it, until they stop."""

from __future__ import annotations

from board.actions.adding import insert_into
from board.extensions import db
from board.models import Follow, Thread, User
from board.rules import permissions
from board.rules.permissions import check
from board.visible.gate import Sight


def follow(sight: Sight, thread: Thread, wanted: bool) -> None:
    """Follow a thread, or stop. Stopping is remembered, so that writing there later does not start it again."""
    check(permissions.follow(sight.viewer))
    mark = db.session.get(Follow, (sight.viewer.user_id, thread.id))
    if mark is None and wanted:
        _add_once(sight, thread, sight.viewer.user_id)
    elif mark is not None and wanted != (mark.stopped_at is None):
        mark.stopped_at = None if wanted else sight.now
    db.session.commit()


def follow_by_writing(sight: Sight, thread: Thread, author: User) -> None:
    """Let the author of a post follow its thread, unless they stopped before. Part of the caller's transaction."""
    _add_once(sight, thread, author.id)


def _add_once(sight: Sight, thread: Thread, user_id: int | None) -> None:
    """Add the row unless it exists, even if another request adds it at the same moment."""
    mark = insert_into(Follow).values(user_id=user_id, thread_id=thread.id, at=sight.now)
    db.session.execute(mark.on_conflict_do_nothing())
