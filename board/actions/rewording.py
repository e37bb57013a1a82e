"""A translator asks the author of a text to say a passage otherwise; the author changes it, or says that it stays."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import select

from board import jobs
from board.actions.holding import hold
from board.actions.writing import lock_text
from board.extensions import db
from board.models import Rewording, Text
from board.rules import permissions
from board.rules.permissions import check
from board.visible.gate import Sight

MAX_NOTE = 1_000


class Request(NamedTuple):
    """What a translator asks about a passage as they read it."""

    lineage: str
    digest: str
    note: str


def ask(sight: Sight, text: Text, request: Request) -> None:
    """Ask the author to reword a passage, and mail them; the same request sent twice is made once."""
    check(permissions.translate(sight.viewer, text.target))
    lock_text(text)
    same = select(Rewording.id).where(
        Rewording.text_id == text.id,
        Rewording.lineage == request.lineage,
        Rewording.digest == request.digest,
        Rewording.user_id == sight.viewer.user_id,
        Rewording.note == request.note,
    )
    if db.session.scalar(same) is None:
        asked = Rewording(text_id=text.id, user_id=sight.viewer.user_id, created_at=sight.now, **request._asdict())
        db.session.add(asked)
        db.session.flush()
        if text.author_id is not None and text.author_id != sight.viewer.user_id:
            payload = {"user": text.author_id, "forum": sight.forum.id, "rewording": asked.id}
            jobs.enqueue("mail.reword", f"reword:{asked.key}", payload, sight.now)
    db.session.commit()


def leave(sight: Sight, asked: Rewording, author_id: int | None) -> None:
    """Say that a passage stays as it is. Said twice, the first time counts."""
    check(permissions.leave_wording(sight.viewer, author_id))
    hold(asked)
    asked.left_at = asked.left_at or sight.now
    db.session.commit()
