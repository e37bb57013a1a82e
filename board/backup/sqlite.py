"""SQLite: a copy of one moment, made by the database itself while others go on writing.

Copying the database file is not enough: recent changes are in a second file (`-wal`), and both keep changing while
they are copied one after the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, NullPool, create_engine

from board.backup import BackupError
from board.backup.archive import Contents, sync
from board.sqlite import DRIVER

PART = "database.sqlite"
COMPRESSED = False
PATIENCE = 30.0
"""Seconds to wait until the database can be read."""


def made_with(engine: Engine) -> str:
    return f"SQLite {_driver(engine).sqlite_version}"


def _driver(engine: Engine) -> Any:
    """Return the engine's own module; on a site with another database, ours can read a copy."""
    return engine.dialect.loaded_dbapi if engine.dialect.name == "sqlite" else DRIVER


def _open(engine: Engine, path: Path) -> Any:
    """Return the driver's own connection."""
    return closing(_driver(engine).connect(str(path), timeout=PATIENCE, isolation_level=None))


def place(engine: Engine) -> Path:
    """Return the path of the database."""
    if engine.url.database in (None, "", ":memory:"):
        raise BackupError("This database is in memory only.")
    return Path(str(engine.url.database))


def dump(engine: Engine, to: Path) -> Contents:
    """Copy the database as of one moment; erased words that linger in free pages stay behind."""
    source = place(engine)
    if not source.exists():
        raise BackupError(f"There is no database at {source}.")
    with closing(engine.raw_connection()) as connection:  # one of the site's own connections, which keeps its rules
        connection.cursor().execute("VACUUM INTO ?", [str(to)])
    return contents(engine, to)


def contents(engine: Engine, path: Path) -> Contents:
    """Return the contents of a dump. Raise BackupError if SQLite finds it damaged."""
    with _open(engine, path) as connection:
        try:
            result = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
            if result != "ok":
                raise BackupError("The database in the backup is damaged: SQLite's own check fails.")
            return Contents(_schema(connection), dict(_rows(connection)))
        except _driver(engine).DatabaseError:
            raise BackupError("The database in the backup cannot be opened.") from None


def _schema(connection: Any) -> str:
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone():
        raise BackupError("The database has no tables of Semana.")
    return str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])


def _rows(connection: Any) -> Iterator[tuple[str, int]]:
    """Yield the number of rows of each table, without internal tables of the search index."""
    query = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'"
    for [name] in sorted(connection.execute(query).fetchall()):
        yield name, connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608 - its own names


def restore(engine: Engine, path: Path, expected: Contents, settle: Callable[[Connection], None]) -> None:
    """Settle the dump where it is, then move it to the database's path: a reader finds everything or nothing there."""
    if contents(engine, path) != expected:
        raise BackupError("The database in the backup does not hold what its manifest says. Nothing was changed.")
    with _engine_of(engine, path) as dumped, dumped.begin() as connection:
        settle(connection)
    contents(engine, path)
    path.chmod(0o600)
    sync(path)
    engine.dispose()
    target = place(engine)
    for leftover in ("-wal", "-shm"):  # left by the empty database: SQLite would apply them to the new one
        target.with_name(target.name + leftover).unlink(missing_ok=True)
    path.replace(target)
    sync(target.parent)


@contextmanager
def _engine_of(engine: Engine, path: Path) -> Iterator[Engine]:
    dumped = create_engine(f"sqlite:///{path}", module=_driver(engine), poolclass=NullPool)
    try:
        yield dumped
    finally:
        dumped.dispose()
