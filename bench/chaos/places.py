"""Databases for one run: the demo forum, created once for each kind, and a copy of it for each scenario."""

from __future__ import annotations

import itertools
import json
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from bench.chaos import programs
from board.demo.accounts import FILE_NAME, Account
from board.sqlite import DRIVER
from tests.support import postgres

SECRET = "a secret of the harness that is long enough to be one"
HONEST = {"listen_addresses": "''", "max_connections": "60", "shared_buffers": "32MB"}
"""PostgreSQL with its defaults: nothing is switched off that protects what was acknowledged."""


class Place:
    """A database with the demo in it, and the folder of its installation."""

    def __init__(self, kind: str, url: str, folder: Path, cluster: postgres.Cluster | None = None) -> None:
        self.kind, self.url, self.folder, self.cluster = kind, url, folder, cluster

    @property
    def accounts(self) -> list[Account]:
        """The people that the demo lists."""
        return [Account(**entry) for entry in json.loads((self.folder / FILE_NAME).read_text())]

    @property
    def file(self) -> Path:
        """The path of SQLite's database."""
        return self.folder / "semana.db"

    def rows(self, query: str, **values: object) -> list[Sequence[Any]]:
        """Query the database directly."""
        with self._engine().connect() as connection:
            return [tuple(row) for row in connection.execute(text(query), values)]

    def columns(self, table: str) -> list[str]:
        """Return the names of a table's columns."""
        return [column["name"] for column in inspect(self._engine()).get_columns(table)]

    def _engine(self) -> Engine:
        if self.kind == "postgresql":
            return create_engine(make_url(self.url).set(drivername="postgresql+psycopg"), poolclass=NullPool)
        return create_engine(self.url, module=DRIVER, poolclass=NullPool)

    def administer(self, statement: str) -> None:
        """Send PostgreSQL a statement that cannot run in a transaction."""
        administer(self.url, statement)

    def posts(self) -> Iterator[tuple[str, str]]:
        """Yield the first words and the author's address of every post."""
        query = (
            "select r.source, u.email from posts p join revisions r on r.text_id = p.text_id and r.number = 1"
            " join users u on u.id = p.author_id where r.source like 'chaos-%'"
        )
        yield from ((row[0], row[1]) for row in self.rows(query))

    def is_sound(self) -> bool:
        """Return whether SQLite finds its file undamaged. PostgreSQL shows it by starting."""
        return self.kind != "sqlite" or self.rows("pragma integrity_check") == [("ok",)]


class Places:
    """Creates places."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._templates: dict[str, Path] = {}
        self._cluster: postgres.Cluster | None = None
        self._server = ""
        self._numbers = itertools.count(1)

    def new(self, kind: str, folder: Path | None = None) -> Place:
        """Create a fresh copy of the demo; ``folder`` is for SQLite's file."""
        if kind not in self._templates:
            self._templates[kind] = self._make_template(kind)
        template = self._templates[kind]
        folder = folder or self.folder / f"{kind}-{next(self._numbers)}"
        shutil.copytree(template, folder, dirs_exist_ok=True)
        if kind == "sqlite":
            return Place(kind, f"sqlite:///{folder / 'semana.db'}", folder)
        name = f"copy_{next(self._numbers)}"
        administer(self._server, f"CREATE DATABASE {name} TEMPLATE demo")
        # a copied sequence believes that its next numbers are in the log already: after a crash it would repeat them
        administer(self._server, "CHECKPOINT")
        return Place(kind, self._address(name), folder, self._cluster)

    def new_empty(self, kind: str) -> str:
        """Return the address of a new empty database, beside the others."""
        name = f"empty_{next(self._numbers)}"
        if kind == "sqlite":
            return f"sqlite:///{self.folder / name}.db"
        administer(self._server, f"CREATE DATABASE {name}")
        return self._address(name)

    def _make_template(self, kind: str) -> Path:
        folder = self.folder / f"{kind}-template"
        folder.mkdir()
        url = f"sqlite:///{folder / 'semana.db'}" if kind == "sqlite" else self._new_server()
        environ = environment(url, folder)
        done = programs.run(["flask", "--app", "wsgi", "demo"], environ)
        if done.returncode:
            raise RuntimeError(f"the demo could not be loaded: {done.stderr[-500:]}")
        if kind == "sqlite":
            with closing(DRIVER.connect(folder / "semana.db")) as connection:
                connection.execute("pragma wal_checkpoint(truncate)")
        return folder

    def _new_server(self) -> str:
        found = postgres.find_programs()
        if not found:
            raise RuntimeError(f"PostgreSQL is not on this machine. {postgres.HOW_TO_GET_IT}")
        self._cluster = postgres.Cluster(found, HONEST)
        self._server = self._cluster.start()
        administer(self._server, "CREATE DATABASE demo")
        return self._address("demo")

    def _address(self, name: str) -> str:
        return self._server.replace("/postgres?", f"/{name}?")

    def logs(self) -> list[Path]:
        """Return the logs of the programs, and of PostgreSQL."""
        return [*self.folder.glob("*.log"), *([self._cluster.log] if self._cluster else [])]

    def close(self) -> None:
        if self._cluster:
            with suppress(RuntimeError):  # interrupted while it was being created
                self._cluster.stop()


def administer(server: str, statement: str) -> None:
    url = make_url(server).set(drivername="postgresql+psycopg")
    engine = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text(statement))


def environment(url: str, folder: Path, **further: str) -> dict[str, str]:
    """Return the settings of an installation; of the machine's environment only PATH."""
    return {
        "PATH": os.environ["PATH"], "HOME": str(folder), "LANG": "C.UTF-8", "TZ": "UTC", "PYTHONUNBUFFERED": "1",
        "DATABASE_URL": url, "INSTANCE_DIR": str(folder), "SECRET_KEY": SECRET,
        "RATE_SIGN_IN": "100000 per minute", "RATE_POSTING": "100000 per minute", **further,
    }  # fmt: skip
