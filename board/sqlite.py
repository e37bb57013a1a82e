"""SQLite: which engine to use, how to open a connection, and whether this process may have one at all.

The engines from 3.7.0 to 3.51.2 can corrupt a database with a write-ahead log when one connection empties the log
while another reads it (sqlite.org/wal.html, "WAL-reset bug"); connections of several threads are enough for that. So
with such an engine there is no log, and its process has the database to itself.
"""

from __future__ import annotations

import fcntl
import importlib
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.exc import OperationalError

from board.setting_values import ConfigError

Version = tuple[int, ...]

MENDED: Version = (3, 51, 3)
MENDED_BEFORE: dict[Version, int] = {(3, 44): 6, (3, 50): 7}
"""Older release lines that have the repair too, from this release on."""
DRIVERS = ("pysqlite3.dbapi2", "sqlite3.dbapi2")
"""The first brings its own engine, where it is available; the second uses Python's or the system's engine."""
PATIENCE, OF_A_MARK = 10_000, 500
"""Milliseconds that a change waits for the write lock, and that an optional mark waits for it."""
PRAGMAS = ("foreign_keys=ON", f"busy_timeout={PATIENCE}", "synchronous=FULL")
"""FULL: what was acknowledged is on the disk, so that a power failure loses none of it."""


class EngineRefused(ConfigError):
    """This process may not open the database; the message says why and what helps."""


def is_sound(version: Version) -> bool:
    """Return whether an engine of this version handles a write-ahead log without the fault."""
    return version >= MENDED or (version[:2] in MENDED_BEFORE and version[2] >= MENDED_BEFORE[version[:2]])


def driver() -> Any:
    """Return the module to open SQLite with: the first that is installed and sound, otherwise the last."""
    found: list[Any] = []
    for name in DRIVERS:
        with suppress(ImportError):
            found.append(importlib.import_module(name))
    return next((module for module in found if is_sound(module.sqlite_version_info)), found[-1])


DRIVER = driver()
"""One engine for the whole process: two would release each other's locks on the file."""


class Place:
    """This process's claim to a database file, held while it has a connection to it.

    It is a lock on a file beside the database, which the system releases when the process ends, however it ends: a
    shared lock, or with an unsound engine an exclusive one.
    """

    def __init__(self, database: str) -> None:
        self._path = Path(f"{database}-processes")
        self._guard = threading.Lock()
        self._connections = 0
        self._file: int | None = None

    def enter(self, version: Version) -> None:
        """Count one more connection. Raise EngineRefused if another process is in the way."""
        with self._guard:
            if self._file is None:
                self._file = self._locked(version)
            self._connections += 1

    def leave(self) -> None:
        """Count one connection less; after the last, other processes may come."""
        with self._guard:
            self._connections -= 1
            if self._connections <= 0:
                self.forget()

    def forget(self) -> None:
        """Release the lock."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _locked(self, version: Version) -> int | None:
        sound = is_sound(version)
        try:
            file = os.open(self._path, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o666)
        except OSError as error:  # the disk is full or read-only
            if sound:
                return None
            raise EngineRefused(f"{_fault(version)}, and {self._path} cannot be made ({error.strerror}).") from None
        try:
            fcntl.flock(file, (fcntl.LOCK_SH if sound else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except OSError:
            os.close(file)
            raise EngineRefused(ALONE_THERE if sound else others_there(version)) from None
        return file


ALONE_THERE = (
    "A process whose SQLite can corrupt a database that several processes write has this one open, and has to be "
    "alone there: stop it first, or start it anew with pysqlite3 installed."
)


def others_there(version: Version) -> str:
    """Return why a process that would not be alone is refused, and what helps."""
    return (
        f"{_fault(version)}, and more than one process would have this one open. What helps: "
        "the package pysqlite3 (or a Python whose SQLite is 3.51.3 or later), or PostgreSQL (DATABASE_URL), or one "
        "process alone: a server with one worker, and no `worker` or other command beside it."
    )


def _fault(version: Version) -> str:
    return f"SQLite {'.'.join(map(str, version))} can corrupt a database that several processes write"


_places: dict[str, Place] = {}
_places_guard = threading.Lock()


def _place(database: str) -> Place:
    path = os.path.realpath(database)
    with _places_guard:
        return _places.setdefault(path, Place(path))


def _forget() -> None:
    """Drop the parent's claims in a child process: it makes its own."""
    global _places_guard
    _places_guard = threading.Lock()  # another thread of the parent may have held the old one
    for place in _places.values():
        place.forget()
    _places.clear()


os.register_at_fork(after_in_child=_forget)


def check_processes(engine: Engine, count: int) -> None:
    """Refuse to start so many processes on this database, before any is started. Raise EngineRefused."""
    if count > 1 and engine.dialect.name == "sqlite" and not is_sound(_version(engine)):
        raise EngineRefused(others_there(_version(engine)))


def listen(engine: Engine) -> None:
    """Prepare each connection.

    An unsound engine locks the database now, so that it is refused at the start or never.
    """
    event.listen(engine, "connect", _Opening(_version(engine)))
    event.listen(engine, "close", _leave)
    if not is_sound(_version(engine)):
        with suppress(OperationalError), engine.connect():
            pass


def _version(engine: Engine) -> Version:
    found: Version = engine.dialect.dbapi.sqlite_version_info  # type: ignore[union-attr]
    return found


class _Opening:
    """Prepares each new connection."""

    def __init__(self, version: Version) -> None:
        self._version = version

    def __call__(self, connection: Any, record: Any) -> None:
        connection.isolation_level = None  # the driver must not begin transactions itself, or SAVEPOINT does not work
        database = connection.execute("PRAGMA database_list").fetchone()[2]
        if not database:  # in memory: no other process can open it
            self._prepare(connection)
            return
        place = _place(database)
        place.enter(self._version)
        try:
            self._prepare(connection)
        except BaseException:
            place.leave()
            raise
        record.info["place"] = place

    def _prepare(self, connection: Any) -> None:
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        connection.execute(f"PRAGMA journal_mode={'wal' if is_sound(self._version) else 'delete'}")


def _leave(_connection: Any, record: Any) -> None:
    if place := record.info.pop("place", None):
        place.leave()


@contextmanager
def hurrying(connection: Any) -> Iterator[None]:
    """Wait only briefly for the write lock in this context."""
    connection.execute(f"PRAGMA busy_timeout={OF_A_MARK}")
    try:
        yield
    finally:
        connection.execute(f"PRAGMA busy_timeout={PATIENCE}")
