"""Whether the database has the tables that this code needs."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable
from functools import cache

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from click import get_current_context
from flask import Flask
from flask.cli import ScriptInfo
from sqlalchemy import Connection, Engine, inspect
from sqlalchemy.exc import SQLAlchemyError

from board.config import ROOT
from board.extensions import db
from board.faults import is_database_away

log = logging.getLogger(__name__)
SERVERS = frozenset({"granian", "gunicorn", "uvicorn", "uwsgi", "waitress"})
"""Programs that import `wsgi:app` to serve it."""
IN_EVERY_VERSION = "users"
"""A table of every version."""
HALF_RESTORED = (
    "The database has tables and no version: the restoring of a backup did not finish. Drop this database, "
    "and restore into a new one."
)


class SchemaMismatch(Exception):
    """Code and database do not belong together; the message says what to do."""


@cache
def revisions() -> tuple[str, ...]:
    """All versions of the tables that this code knows, the newest first. Read once: an update changes the files."""
    scripts = ScriptDirectory(str(ROOT / "migrations"))
    return tuple(script.revision for script in scripts.walk_revisions())


def revision_of(connection: Connection) -> str | None:
    """Return a database's version of the tables, or None if it has none."""
    return MigrationContext.configure(connection).get_current_revision()


def mismatch(revision: str | None) -> str | None:
    """Return what to do before this code can work with that version of the tables, or None if it fits."""
    known = revisions()
    if revision == known[0]:
        return None
    if revision is None:
        return "The database has no tables yet. Run: flask --app wsgi init"
    if revision in known:
        return f"The database is older than this code ({revision}, not {known[0]}). Run: flask --app wsgi db upgrade"
    return (
        f"The database is newer than this code, which knows it up to {known[0]} and not as {revision}. "
        "Start the version of the code that it was made by, or a later one. Nothing was changed."
    )


def wrong_with(connection: Connection) -> str | None:
    """Return what to do before this code can work with a database, or None if it fits."""
    revision = revision_of(connection)
    if revision is None and inspect(connection).has_table(IN_EVERY_VERSION):
        return HALF_RESTORED
    return mismatch(revision)


def check(engine: Engine) -> None:
    """Raise SchemaMismatch if code and database do not fit, and SQLAlchemyError if the database cannot be asked."""
    with engine.connect() as connection:
        wrong = wrong_with(connection)
    if wrong:
        raise SchemaMismatch(wrong)


def check_before_serving(app: Flask) -> None:
    """End the process with a sentence if code and database do not fit: what it would write might be wrong.

    A database that is away may come back by itself, so the server starts anyway: it answers 503 until then, and makes
    the
    check later (`ensure_checked`).
    """
    app.extensions["schema_checked"] = False
    try:
        ensure_checked(app)
    except SchemaMismatch as wrong:
        sys.exit(f"Semana does not start. {wrong}")
    except SQLAlchemyError as error:
        if not is_database_away(error):
            raise
        app.logger.warning("The database cannot be reached. Until it is there, every page is answered with 503.")


def ensure_checked(app: Flask) -> None:
    """Make the check of the start unless it has been made. Raise what ``check`` raises."""
    if not app.extensions.get("schema_checked", True):
        with app.app_context():
            check(db.engine)
        app.extensions["schema_checked"] = True


def wait_until_there(engine: Engine, stopping: Callable[[], bool], every: float = 1.0) -> bool:
    """Wait for a database that is away; return False if asked to stop. Raise SchemaMismatch as ``check`` does."""
    logged = False
    while not stopping():
        try:
            check(engine)
            return True
        except SQLAlchemyError as error:
            if not is_database_away(error):
                raise
        if not logged:
            log.warning("The database cannot be reached. Waiting until it is there.")
        logged = True
        time.sleep(every)
    return False


def is_imported_by_a_server() -> bool:
    """Return whether `wsgi` is imported to be served, not by a `flask` command such as `db upgrade`, which must run."""
    context = get_current_context(silent=True)
    is_command = context is not None and context.find_object(ScriptInfo) is not None
    return not is_command and not SERVERS.isdisjoint(sys.modules)
