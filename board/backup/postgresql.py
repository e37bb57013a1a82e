"""PostgreSQL: `pg_dump` and `pg_restore`, which must be at least as new as the server."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from board.backup import BackupError
from board.backup.archive import Contents

PART = "database.pgdump"
COMPRESSED = True
VERSION_TABLE = "alembic_version"
HOURS = 6
"""The limit for one program."""
WORDS = 400
"""How many characters of a program's error message to show."""


def made_with(_engine: Engine) -> str:
    return f"pg_dump {_version(_found('pg_dump'))}"


def dump(engine: Engine, to: Path) -> Contents:
    """Dump the database as of one moment; the rows are counted at the same moment."""
    program = _program("pg_dump", engine)
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        for timeout in ("statement_timeout", "idle_in_transaction_session_timeout"):
            connection.execute(text(f"SET LOCAL {timeout} = 0"))
        found = contents(connection)
        snapshot = connection.scalar(text("SELECT pg_export_snapshot()"))
        _run(
            [program, "--format=custom", "--no-owner", "--no-privileges", "--lock-wait-timeout=60s",
             f"--snapshot={snapshot}", f"--file={to}", f"--dbname={_address(engine, to.parent)}"],
        )  # fmt: skip
    return found


def contents(connection: Connection) -> Contents:
    """Return the contents of the database."""
    names = sorted(inspect(connection).get_table_names())
    if VERSION_TABLE not in names:
        raise BackupError("The database has no tables of Semana.")
    schema = connection.scalar(text(f"SELECT version_num FROM {VERSION_TABLE}"))  # noqa: S608
    return Contents(str(schema), {name: _count(connection, name) for name in names})


def _count(connection: Connection, name: str) -> int:
    return int(connection.scalar(text(f'SELECT count(*) FROM "{name}"')))  # noqa: S608 - its own names


def check(path: Path) -> str:
    """Have pg_restore read the dump's table of contents, and return that. Raise BackupError if it fails."""
    return _run([_found("pg_restore"), "--list", str(path)])


def restore(engine: Engine, path: Path, expected: Contents, settle: Callable[[Connection], None]) -> None:
    """Restore everything but the version of the tables, which comes last, once everything is settled.

    Without the version no server and no worker starts to work.
    """
    program = _program("pg_restore", engine)
    wanted = path.with_suffix(".list")
    wanted.write_text("".join(line for line in check(path).splitlines(True) if not _is_version(line)))
    _run(
        [program, "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", f"--use-list={wanted}",
         f"--dbname={_address(engine, path.parent)}", str(path)],
    )  # fmt: skip
    with engine.begin() as connection:
        compare(connection, expected)
        settle(connection)
        connection.execute(text(f"INSERT INTO {VERSION_TABLE} VALUES (:it)"), {"it": expected.schema})  # noqa: S608


def _is_version(line: str) -> bool:
    return f" TABLE DATA public {VERSION_TABLE} " in line


def compare(connection: Connection, expected: Contents) -> None:
    """Check that every row came back. Raise BackupError if not."""
    for name, rows in expected.rows.items():
        if name != VERSION_TABLE and _count(connection, name) != rows:
            raise BackupError(f"The table {name} did not come back whole. Drop this database, and restore again.")


# The programs


def _program(name: str, engine: Engine) -> str:
    """Return a program that is new enough for the server. Raise BackupError if there is none."""
    program = _found(name)
    with engine.connect() as connection:
        server = int(connection.scalar(text("SHOW server_version_num")) or 0) // 10000
    if (version := _version(program)) < server:
        raise BackupError(
            f"{name} is of version {version}, the server of version {server}, and an older one cannot read it. "
            f"Debian, Ubuntu: apt-get install postgresql-client-{server}"
        )
    return program


def _found(name: str) -> str:
    if found := shutil.which(name):
        return found
    raise BackupError(f"{name} is not on this machine. Debian, Ubuntu: apt-get install postgresql-client")


def _version(program: str) -> int:
    said = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=60, check=False)  # noqa: S603
    number = re.search(r"(\d+)", said.stdout)
    return int(number[1]) if number else 0


def _address(engine: Engine, folder: Path) -> str:
    """Return the database's address for libpq. A private file holds the password: everybody can see arguments."""
    from psycopg.conninfo import make_conninfo  # a site on SQLite need not load it

    named = engine.dialect.create_connect_args(engine.url)[1]
    known = {name: value for name, value in named.items() if name not in ("password", "context")}
    if engine.url.password:
        known["passfile"] = str(folder / "passwords")
        (folder / "passwords").touch(mode=0o600)
        escaped = str(engine.url.password).replace("\\", "\\\\").replace(":", "\\:")
        (folder / "passwords").write_text(f"*:*:*:*:{escaped}\n")
    return make_conninfo(**known)


def _run(command: list[str]) -> str:
    try:
        done = subprocess.run(  # noqa: S603 - our own words
            command, capture_output=True, text=True, errors="replace", timeout=HOURS * 3600, check=False
        )
    except subprocess.TimeoutExpired:
        raise BackupError(f"{Path(command[0]).name} did not end within {HOURS} hours.") from None
    if done.returncode:
        raise BackupError(f"{Path(command[0]).name} failed: {done.stderr.strip()[:WORDS]}")
    return done.stdout
