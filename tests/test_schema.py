"""Code and database that do not belong together: nothing is served, and a sentence says what to do."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

import click
import pytest
from flask import Flask
from flask.cli import ScriptInfo
from sqlalchemy import text

from board import create_app, schema
from board.config import ROOT, Settings
from board.extensions import db
from tests.support import database
from tests.support.ports import free_port

NEWEST = schema.revisions()[0]


def made(url: str, folder: Path) -> Flask:
    """An application as a server makes it; nothing is migrated."""
    return create_app(Settings.from_env({"DATABASE_URL": url, "SECRET_KEY": "x" * 32, "INSTANCE_DIR": str(folder)}))


@contextmanager
def at(app: Flask, revision: str) -> Iterator[None]:
    """The database says that it is at that version."""
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :it"), {"it": revision})
    try:
        yield
    finally:
        with app.app_context(), db.engine.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = :it"), {"it": NEWEST})


@pytest.mark.parametrize(
    ("revision", "sentence"),
    [
        (NEWEST, None),
        (schema.revisions()[1], r"older than this code .* flask --app wsgi db upgrade$"),
        ("0001", r"older than this code \(0001, not"),
        ("9999", r"newer than this code, which knows it up to \d+ and not as 9999\. .* Nothing was changed\.$"),
        (None, r"no tables yet\. Run: flask --app wsgi init$"),
    ],
)
def test_what_is_to_be_done_is_said(revision: str | None, sentence: str | None) -> None:
    found = schema.mismatch(revision)
    assert found is None if sentence is None else re.search(sentence, found or "")


def test_a_server_starts_with_its_own_database(committed: Flask) -> None:
    schema.check_before_serving(committed)
    assert committed.extensions["schema_checked"]


@pytest.mark.parametrize(("revision", "word"), [("0001", "db upgrade"), ("9999", "newer than this code")])
def test_a_server_does_not_start_with_another(committed: Flask, revision: str, word: str) -> None:
    with at(committed, revision), pytest.raises(SystemExit) as ended:
        schema.check_before_serving(committed)
    committed.extensions["schema_checked"] = True
    assert word in str(ended.value)
    assert str(ended.value).startswith("Semana does not start.")


def test_a_server_does_not_start_on_an_empty_database(new_database: Callable[[str], str], tmp_path: Path) -> None:
    app = made(new_database("empty"), tmp_path)
    with pytest.raises(SystemExit, match="has no tables yet"):
        schema.check_before_serving(app)
    database.dispose(app)


def test_a_server_starts_while_its_database_is_away_and_looks_at_it_when_it_is_back(tmp_path: Path) -> None:
    folder = tmp_path / "not-mounted-yet"
    app = made(database.sqlite_url(folder, "site"), tmp_path)
    schema.check_before_serving(app)
    client = app.test_client()
    assert client.get("/healthz").status_code == 200
    assert client.get("/sign-in").status_code == 503

    folder.mkdir()  # what is mounted is another's
    other = client.get("/sign-in")
    assert (other.status_code, other.headers["Retry-After"]) == (503, "30")
    database.migrate(app)
    assert client.get("/sign-in").status_code == 200
    database.dispose(app)


def test_who_imports_wsgi_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "modules", {name: ModuleType(name) for name in ("flask", "board")})
    assert not schema.is_imported_by_a_server(), "a script"
    monkeypatch.setitem(sys.modules, "granian", ModuleType("granian"))
    assert schema.is_imported_by_a_server()
    with click.Context(click.Command("granian")):
        assert schema.is_imported_by_a_server(), "granian is a command, too"
    with click.Context(click.Command("db"), obj=ScriptInfo()):
        assert not schema.is_imported_by_a_server(), "flask db upgrade"


@pytest.mark.once
def test_granian_by_itself_says_so_and_ends(tmp_path: Path) -> None:
    """As somebody starts it who does not use our command, with what a `flask` command leaves in the environment."""
    environ = {"DEMO": "1", "INSTANCE_DIR": str(tmp_path), "FLASK_RUN_FROM_CLI": "true"}
    command = ["granian", "--interface", "wsgi", "--port", str(free_port()), "--no-ws", "wsgi:app"]
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, env=os.environ | environ, capture_output=True, text=True, timeout=60
    )
    assert done.returncode != 0
    assert "Semana does not start. The database has no tables yet. Run: flask --app wsgi init" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_worker_waits_for_its_database(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    folder = tmp_path / "not-mounted-yet"
    app, asked = made(database.sqlite_url(folder, "site"), tmp_path), iter(range(100))

    def stopping() -> bool:
        if next(asked) == 3:  # meanwhile it was tried three times
            folder.mkdir()
            database.migrate(app)
        return False

    with app.app_context():
        assert schema.wait_until_there(db.engine, stopping, every=0)
        assert not schema.wait_until_there(db.engine, lambda: True)
    assert [record.message for record in caplog.records if "cannot be reached" in record.message] == [
        "The database cannot be reached. Waiting until it is there."
    ]
    database.dispose(app)


def test_a_worker_does_not_work_on_another_database(committed: Flask) -> None:
    with at(committed, "0001"):
        result = committed.test_cli_runner().invoke(args=["worker"])
    assert result.exit_code == 1
    assert result.output.startswith("Error: The database is older than this code")
