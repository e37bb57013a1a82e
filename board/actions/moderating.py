"""What is set right about a post or a thread that is there: its language, and whether it is pinned."""

from __future__ import annotations

from board.actions.holding import hold
from board.actions.readying import ready_index
from board.actions.writing import lock_text, set_language
from board.extensions import db
from board.models import Post, Text, Thread
from board.rules import permissions
from board.rules.permissions import check
from board.visible.gate import Sight


def correct_language(sight: Sight, post: Post, text: Text, language: str) -> None:
    """Correct the language in which a post is written."""
    ready_index(text, language)
    hold(post, ["removed", "author_id"])
    check(permissions.correct_language(sight.viewer, post))
    lock_text(text)
    set_language(text, sight.forum, language, sight.now)
    db.session.commit()


def pin_thread(sight: Sight, thread: Thread, pinned: bool) -> None:
    """Pin a thread to the top of its week, or unpin it."""
    check(permissions.administer(sight.viewer))
    thread.pinned_at = sight.now if pinned else None
    db.session.commit()
