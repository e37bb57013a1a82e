"""Flask's extensions, not yet bound to an app, and how a database connection is opened."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from flask import Flask, g, session
from flask_babel import Babel
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect, generate_csrf
from sqlalchemy import Connection, Engine, event
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects import sqlite as of_sqlite
from sqlalchemy.exc import SAWarning

from board import models, sqlite
from board.compressing import CompressUnlessEchoing
from board.models.base import Base


class FreshTokens(CSRFProtect):  # type: ignore[misc]
    """Gives each answer its own CSRF token: a fresh number, with a code that the session's secret makes from it.

    So no secret appears in two pages alike. An attacker who makes a browser request many pages and measures the answers
    (BREACH) compares guesses with a value that has already changed.
    """

    def init_app(self, app: Flask) -> None:
        super().init_app(app)
        app.jinja_env.globals["csrf_token"] = fresh_token
        app.context_processor(lambda: {"csrf_token": fresh_token})

    def _get_csrf_token(self) -> str | None:
        """Return what the library checks: the token that it would have made itself, if ours is right."""
        given: str | None = super()._get_csrf_token()
        number, dot, made = (given or "").partition("~")
        secret = session.get("csrf_token")
        if dot and isinstance(secret, str) and hmac.compare_digest(made.encode(), _made_of(number, secret).encode()):
            return str(generate_csrf())
        return given  # of a page that was opened before tokens were fresh


def fresh_token() -> str:
    """Return this answer's token, the same in all its forms. Raises RuntimeError within what is kept for everyone."""
    if g.get("for_everyone"):
        raise RuntimeError("a part that is kept for everyone holds the token of nobody")
    if "fresh_token" not in g:
        generate_csrf()  # ensures that the session has its secret
        number = secrets.token_urlsafe(12)
        g.fresh_token = f"{number}~{_made_of(number, session['csrf_token'])}"
    token: str = g.fresh_token
    return token


def _made_of(number: str, secret: str) -> str:
    return hmac.new(secret.encode(), number.encode(), hashlib.sha256).hexdigest()[:32]


db = SQLAlchemy(
    metadata=Base.metadata,
    disable_autonaming=True,
    # a page keeps using its rows after a mark is committed beside it: nothing is read twice
    session_options={"expire_on_commit": False},
)
migrate = Migrate()
login = LoginManager()
babel = Babel()
csrf = FreshTokens()
limiter = Limiter(key_func=get_remote_address, headers_enabled=True)  # an empty key would count nothing
compress = CompressUnlessEchoing()

INSERTS: dict[str, Callable[..., Any]] = {"sqlite": of_sqlite.insert, "postgresql": postgresql.insert}

SEARCH_INDEX = ("search_words", "ix_search_entries_words")

LOCKED = "has SQLite's write lock"
READS = re.compile(r"\s*(?:SELECT|WITH|EXPLAIN|BEGIN|COMMIT|ROLLBACK|RELEASE)\b", re.IGNORECASE)
"""Statements of a transaction that writes nothing. A savepoint is created only before writing."""

about_to_write: ContextVar[bool] = ContextVar("about_to_write", default=False)
"""True while this context is about to write: SQLite then takes its write lock at BEGIN."""


@contextmanager
def writing() -> Iterator[None]:
    """Let transactions that begin in this context take the write lock; restore the previous state afterwards."""
    before = about_to_write.set(True)
    try:
        yield
    finally:
        about_to_write.reset(before)


hurried: ContextVar[bool] = ContextVar("hurried", default=False)
"""True while SQLite's write lock is needed only for a mark, which is not worth a long wait."""


@contextmanager
def writing_in_passing() -> Iterator[None]:
    """Do as ``writing`` does, for a mark that can be left out."""
    before = hurried.set(True)
    try:
        with writing():
            yield
    finally:
        hurried.reset(before)


def insert_into(model: type[Base]) -> Any:
    """Return an INSERT in the dialect of the database, for ``on_conflict_do_nothing`` or ``on_conflict_do_update``."""
    return INSERTS[db.engine.dialect.name](model)


def is_of_the_models(name: str | None, kind: str, _parents: object) -> bool:
    """Tell Alembic what to compare with the models: not the search index, which only a migration can describe."""
    return not (kind in ("table", "index") and name is not None and name.startswith(SEARCH_INDEX))


def prepare_for_threads() -> None:
    """Complete the models on this thread, and turn a warning of SQLAlchemy into an error, in production too.

    It warns of joins without a condition, which return every row beside every other, and of columns that it cannot
    place: the answer would be wrong, and could be endless.
    """
    models.finish()
    warnings.filterwarnings("error", category=SAWarning)


def listen(engine: Engine) -> None:
    """Make SQLite behave like a database server: a transaction has the write lock before it changes or locks rows."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "begin", _begin_sqlite)
        event.listen(engine, "before_cursor_execute", _lock_to_write)
        sqlite.listen(engine)


def _begin_sqlite(connection: Connection) -> None:
    connection.info[LOCKED] = about_to_write.get()
    if not about_to_write.get():
        connection.exec_driver_sql("BEGIN")
    elif hurried.get():
        with sqlite.hurrying(connection.connection.driver_connection):
            connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _lock_to_write(
    connection: Connection, _cursor: object, statement: str, _parameters: object, context: Any, _many: bool
) -> None:
    """Take SQLite's write lock before the first statement that writes, or that locks rows to be written.

    The read-only transaction so far ends there and another begins, which waits for its turn. If it continued, it would
    fail when another process had written in between; if it waited at its start, it would keep all others waiting while
    it reads and renders. So rows may be newer from there on, as on PostgreSQL: what depends on them is decided after
    they
    are locked (docs/architecture.md).
    """
    if not connection.info.get(LOCKED, True) and writes(statement, context):
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        connection.info[LOCKED] = True


def writes(statement: str, context: Any) -> bool:
    """Return whether a statement changes rows, or has FOR UPDATE, which SQLite's SQL omits."""
    if not READS.match(statement) or context.isinsert or context.isupdate or context.isdelete:
        return True
    return getattr(getattr(context.compiled, "statement", None), "_for_update_arg", None) is not None
