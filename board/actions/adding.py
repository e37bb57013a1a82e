"""Adding rows that two requests may add at once: one statement, which says what happens if the row already exists."""

from __future__ import annotations

from board.extensions import db, insert_into
from board.models import Base


def add_once(model: type[Base], **columns: object) -> None:
    """Add a row unless it exists, even if another request adds it at the same moment. Part of the caller's
    transaction.
    """
    db.session.execute(insert_into(model).values(columns).on_conflict_do_nothing())
