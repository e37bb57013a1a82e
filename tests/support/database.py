"""Databases for tests: created once by running the migrations, and restored after each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import copy_context
from pathlib import Path
from typing import Any

import flask_migrate
from flask import Flask
from sqlalchemy import Connection, Table, create_engine, func, select, text
from sqlalchemy.engine import make_url

from board.extensions import db

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"


def sqlite_url(folder: Path, name: str) -> str:
    return f"sqlite:///{folder / name}.db"


def postgresql_url(server: str, name: str) -> str:
    """Create a database on the server, named after the one in the address; drop an older one."""
    url = make_url(server).set(drivername="postgresql+psycopg")
    database = f"{url.database}_{name}"
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)'))
        connection.execute(text(f'CREATE DATABASE "{database}"'))
    engine.dispose()
    return url.set(database=database).render_as_string(hide_password=False)


def migrate(app: Flask) -> None:
    """Upgrade the database to the newest schema as an operator does, not with create_all."""
    copy_context().run(_upgrade, app)  # it sets about_to_write, which must not remain set


def _upgrade(app: Flask) -> None:
    with app.app_context():
        flask_migrate.upgrade(directory=str(MIGRATIONS))


@contextmanager
def rolled_back(app: Flask) -> Iterator[None]:
    """Undo everything that happens in this context, commits included.

    All sessions share one connection. It is inside a savepoint, so that a session which joins it opens its own
    savepoint,
    and its commit and rollback reach no further (SQLAlchemy: "Joining a Session into an External Transaction").
    """
    with app.app_context():
        engines = db.engines
    engine = engines[None]
    _speak_plainly_of_savepoints(engine.dialect)
    with engine.connect() as connection, connection.begin() as outer:
        connection.begin_nested()
        engines[None] = connection
        try:
            yield
        finally:
            engines[None] = engine
            outer.rollback()


def _speak_plainly_of_savepoints(dialect: Any) -> None:
    """Send savepoints as plain text: SQLAlchemy would compile each anew, since each has another name."""

    def saying(words: str) -> Callable[[Connection, str], None]:
        return lambda connection, name: connection.exec_driver_sql(f"{words} {name}") and None

    dialect.do_savepoint = saying("SAVEPOINT")
    dialect.do_rollback_to_savepoint = saying("ROLLBACK TO SAVEPOINT")
    dialect.do_release_savepoint = saying("RELEASE SAVEPOINT")


def empty(app: Flask) -> None:
    """Remove all rows, after a test that really committed."""
    with app.app_context():
        tables = ", ".join(f'"{table.name}"' for table in db.metadata.sorted_tables)
        with db.engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text(f"TRUNCATE {tables} RESTART IDENTITY CASCADE"))
                return
            connection.execute(text("PRAGMA defer_foreign_keys = ON"))
            for table in reversed(db.metadata.sorted_tables):
                connection.execute(table.delete())


Rows = dict[str, list[dict[str, Any]]]
"""The contents of a database, by table."""


def rows() -> Rows:
    """Return all rows of the database."""
    tables = db.metadata.sorted_tables
    return {table.name: [dict(row) for row in db.session.execute(table.select()).mappings()] for table in tables}


def can_be_filled() -> bool:
    """Return whether rows may be inserted before those that they refer to: PostgreSQL lets only a superuser do that."""
    return not _is_postgresql() or db.session.scalar(text("SHOW is_superuser")) == "on"


def fill(rows: Rows) -> None:
    """Insert the rows into an empty database, in the caller's transaction."""
    late = "SET LOCAL session_replication_role = replica" if _is_postgresql() else "PRAGMA defer_foreign_keys = ON"
    db.session.execute(text(late))
    for name, ones in rows.items():
        if ones:
            db.session.execute(db.metadata.tables[name].insert(), ones)
            _count_on(db.metadata.tables[name])


def _is_postgresql() -> bool:
    return bool(db.engine.dialect.name == "postgresql")


def _count_on(table: Table) -> None:
    """Let PostgreSQL give the next row a number after those that were inserted; SQLite does so by itself."""
    if _is_postgresql() and (number := table.autoincrement_column) is not None:
        sequence = func.pg_get_serial_sequence(f'"{table.name}"', number.name)
        db.session.execute(select(func.setval(sequence, func.max(number))))


def dispose(app: Flask) -> None:
    """Close the connections, so that none is left open when the run ends."""
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()
