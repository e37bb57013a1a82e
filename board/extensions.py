"""Flask's extensions, unbound, and how a database connection is opened."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from flask import Response, g
from flask_babel import Babel
from flask_compress import Compress
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect
from sqlalchemy import Connection, Engine, event

from board.models.base import Base


class CompressUnlessEchoing(Compress):
    """Leaves alone what echoes the request's own words: beside them, its size would tell of the token on the page."""

    def after_request(self, response: Response | None) -> Response:
        return response if response and g.get("echoes") else super().after_request(response)


db = SQLAlchemy(
    metadata=Base.metadata,
    disable_autonaming=True,
    # a page goes on using its rows after a mark was committed beside it: nothing is read twice
    session_options={"expire_on_commit": False},
)
migrate = Migrate()
login = LoginManager()
babel = Babel()
csrf = CSRFProtect()
limiter = Limiter(key_func=get_remote_address, headers_enabled=True)  # an empty key would count nothing
compress = CompressUnlessEchoing()

SEARCH_INDEX = ("search_words", "ix_search_entries_words")

about_to_write: ContextVar[bool] = ContextVar("about_to_write", default=False)
"""True while this thread of work will write: SQLite then takes its write lock at BEGIN.

A transaction that reads first and writes later would otherwise fail at the first write whenever
another process wrote in between; waiting at the start never fails (docs/architecture.md).
"""


@contextmanager
def writing() -> Iterator[None]:
    """In here transactions that begin will write; it is as it was afterwards, whatever happens."""
    before = about_to_write.set(True)
    try:
        yield
    finally:
        about_to_write.reset(before)


def is_of_the_models(name: str | None, kind: str, _parents: object) -> bool:
    """What Alembic compares with the models: not the index of the search, which only a migration can say."""
    return not (kind in ("table", "index") and name is not None and name.startswith(SEARCH_INDEX))


def listen(engine: Engine) -> None:
    """Make SQLite behave like a server's database: WAL, foreign keys, transactions that begin when asked to."""
    if engine.dialect.name != "sqlite":
        return
    event.listen(engine, "connect", _open_sqlite)
    event.listen(engine, "begin", _begin_sqlite)


def _open_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver must not begin by itself, or SAVEPOINT does not work
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", "busy_timeout=10000", "synchronous=NORMAL"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if about_to_write.get() else "BEGIN")
