"""Emptying a database that holds nothing but the demo, so that the demo can be made anew."""

from __future__ import annotations

from sqlalchemy import text

from board.demo.loading import check_nothing_else
from board.demo.transaction import one_transaction
from board.extensions import db


def clear() -> None:
    """Remove every row, in one transaction. Raise ForeignData if something does not belong to the demo."""
    with one_transaction():
        check_nothing_else()
        tables = db.metadata.sorted_tables
        if db.session.get_bind().dialect.name == "postgresql":
            names = ", ".join(f'"{table.name}"' for table in tables)
            db.session.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
            return
        db.session.execute(text("PRAGMA defer_foreign_keys = ON"))
        for table in reversed(tables):
            db.session.execute(table.delete())
        db.session.expunge_all()
