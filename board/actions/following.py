"""Following threads: anyone who writes in a thread follows it, until they stop."""

from __future__ import annotations

from board.actions.adding import add_once
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
        add_once(Follow, user_id=sight.viewer.user_id, thread_id=thread.id, at=sight.now)
    elif mark is not None and wanted != (mark.stopped_at is None):
        mark.stopped_at = None if wanted else sight.now
    db.session.commit()


def follow_by_writing(sight: Sight, thread: Thread, author: User) -> None:
    """Let the author of a post follow its thread, unless they stopped before. Part of the caller's transaction."""
    add_once(Follow, user_id=author.id, thread_id=thread.id, at=sight.now)
