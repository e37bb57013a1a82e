"""Recording database queries."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import event

from board.extensions import db


@contextmanager
def queries(app: Flask) -> Iterator[list[str]]:
    """Yield a list that collects the queries in this context."""
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            asked.append(statement)

    with app.app_context():
        engine = db.engines[None]
    event.listen(engine, "before_cursor_execute", note)
    yield asked
    event.remove(engine, "before_cursor_execute", note)
