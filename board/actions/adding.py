"""Rows that two requests may add at once, in one statement: it says what happens where the row is there already."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from board.extensions import db
from board.models import Base

INSERTS: dict[str, Callable[..., Any]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def insert_into(model: type[Base]) -> Any:
    """An INSERT as the database at hand spells it, for ``on_conflict_do_nothing`` or ``on_conflict_do_update``."""
    return INSERTS[db.engine.dialect.name](model)
