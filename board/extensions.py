"""Flask's extensions, unbound, and how a database connection is opened."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from flask import Flask, Response, g, request, session
from flask_babel import Babel
from flask_compress import Compress
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect, generate_csrf
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import SAWarning

from board import models, sqlite
from board.models.base import Base

MAX_CODE, MAX_QUERY_STRING = 11, 200
"""What stands behind the question mark of an address that we made: numbers, codes and states, not words."""


class CompressUnlessEchoing(Compress):
    """Leaves alone what echoes the request's own words: beside them, its size would tell what else is on the page."""

    def after_request(self, response: Response | None) -> Response:
        return response if response and (g.get("echoes") or _carries_words()) else super().after_request(response)


def _carries_words() -> bool:
    """Whether the address brings words of its own along: pages lead back to where they are, and so repeat it."""
    if request.endpoint == "static" or not request.query_string:
        return False
    values = (one for pair in request.args.items(multi=True) for one in pair)
    return len(request.query_string) > MAX_QUERY_STRING or any(len(one) > MAX_CODE for one in values)


class FreshTokens(CSRFProtect):  # type: ignore[misc]
    """Each answer carries a token of its own: a fresh number, with what the session's secret makes of it.

    So no secret stands in two pages alike. Whoever makes a browser ask for many pages and weighs what comes back
    (BREACH) compares guesses with something that is gone by then.
    """

    def init_app(self, app: Flask) -> None:
        super().init_app(app)
        app.jinja_env.globals["csrf_token"] = fresh_token
        app.context_processor(lambda: {"csrf_token": fresh_token})

    def _get_csrf_token(self) -> str | None:
        """What the library checks: the token it would have made itself, where ours is right."""
        given: str | None = super()._get_csrf_token()
        number, dot, made = (given or "").partition("~")
        secret = session.get("csrf_token")
        if dot and isinstance(secret, str) and hmac.compare_digest(made.encode(), _made_of(number, secret).encode()):
            return str(generate_csrf())
        return given  # of a page that was opened before there were fresh ones


def fresh_token() -> str:
    """This answer's token, the same in all its forms."""
    if "fresh_token" not in g:
        generate_csrf()  # the session has its secret from now on
        number = secrets.token_urlsafe(12)
        g.fresh_token = f"{number}~{_made_of(number, session['csrf_token'])}"
    token: str = g.fresh_token
    return token


def _made_of(number: str, secret: str) -> str:
    return hmac.new(secret.encode(), number.encode(), hashlib.sha256).hexdigest()[:32]


db = SQLAlchemy(
    metadata=Base.metadata,
    disable_autonaming=True,
    # a page goes on using its rows after a mark was committed beside it: nothing is read twice
    session_options={"expire_on_commit": False},
)
migrate = Migrate()
login = LoginManager()
babel = Babel()
csrf = FreshTokens()
limiter = Limiter(key_func=get_remote_address, headers_enabled=True)  # an empty key would count nothing
compress = CompressUnlessEchoing()

SEARCH_INDEX = ("search_words", "ix_search_entries_words")

LOCKED = "has SQLite's write lock"
READS = re.compile(r"\s*(?:SELECT|WITH|EXPLAIN|BEGIN|COMMIT|ROLLBACK|RELEASE)\b", re.IGNORECASE)
"""What can stand in a transaction that writes nothing. A savepoint is made by what will write."""

about_to_write: ContextVar[bool] = ContextVar("about_to_write", default=False)
"""True while this thread of work will write at once: SQLite then takes its write lock at BEGIN."""


@contextmanager
def writing() -> Iterator[None]:
    """In here transactions that begin will write; it is as it was afterwards, whatever happens."""
    before = about_to_write.set(True)
    try:
        yield
    finally:
        about_to_write.reset(before)


hurried: ContextVar[bool] = ContextVar("hurried", default=False)
"""True while SQLite's write lock is wanted for no more than a mark: nobody waits long for that."""


@contextmanager
def writing_in_passing() -> Iterator[None]:
    """As ``writing``, for a mark that can be left out."""
    before = hurried.set(True)
    try:
        with writing():
            yield
    finally:
        hurried.reset(before)


def is_of_the_models(name: str | None, kind: str, _parents: object) -> bool:
    """What Alembic compares with the models: not the index of the search, which only a migration can say."""
    return not (kind in ("table", "index") and name is not None and name.startswith(SEARCH_INDEX))


def prepare_for_threads() -> None:
    """Complete the models on this thread, and let a warning of SQLAlchemy fail the request, in production too.

    It warns of joins without a condition, which return every row beside every other, and of columns that it cannot
    place: the answer would be wrong, and could be endless.
    """
    models.finish()
    warnings.filterwarnings("error", category=SAWarning)


def listen(engine: Engine) -> None:
    """Make SQLite behave like a server's database; what writes has its lock before it changes or holds anything."""
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
    """Take SQLite's write lock before the first statement that writes, or that holds rows to be written.

    What was only read so far ends there and another transaction begins, which waits for its turn. One that went on
    instead would fail if another process wrote in between; one that waited at its start would keep all others waiting
    while it reads and renders. So from there on rows may say something newer, as on PostgreSQL: what is decided by
    them is decided after they are held (docs/architecture.md).
    """
    if not connection.info.get(LOCKED, True) and writes(statement, context):
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        connection.info[LOCKED] = True


def writes(statement: str, context: Any) -> bool:
    """Whether a statement changes rows, or asks FOR UPDATE, which SQLite has no word for."""
    if not READS.match(statement) or context.isinsert or context.isupdate or context.isdelete:
        return True
    return getattr(getattr(context.compiled, "statement", None), "_for_update_arg", None) is not None
