"""Adding rows that two requests may add at once: one statement, which says what happens if the row already exists."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from board.extensions import db
from board.models import Base

INSERTS: dict[str, Callable[..., Any]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def insert_into(model: type[Base]) -> Any:
    """Return an INSERT in the dialect of the database, for ``on_conflict_do_nothing`` or ``on_conflict_do_update``."""
    return INSERTS[db.engine.dialect.name](model)


def add_once(model: type[Base], **columns: object) -> None:
    """Add a row unless it exists, even if another request adds it at the same moment. Part of the caller's
    transaction.
    """
    db.session.execute(insert_into(model).values(columns).on_conflict_do_nothing())
