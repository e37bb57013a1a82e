"""The log of what admins and the owner did."""

from __future__ import annotations

from board.extensions import db
from board.models import Act, Week
from board.visible.gate import Sight


def note_act(sight: Sight, kind: str, detail: str = "", week: Week | None = None) -> None:
    """Log who did what and when. Part of the caller's transaction.

    ``detail`` is for people to read; it holds names and dates, never the words of a post.
    """
    act = Act(
        forum_id=sight.forum.id,
        week_id=week.id if week else None,
        user_id=sight.viewer.user_id,
        at=sight.now,
        kind=kind,
        detail=detail,
    )
    db.session.add(act)
