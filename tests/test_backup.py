"""A backup holds everything of one moment, while people write; it comes back whole or not at all."""

from __future__ import annotations

import errno
import itertools
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import column, delete, func, insert, inspect, select, table
from sqlalchemy.exc import OperationalError

from board import schema
from board.actions.backups import SET_ASIDE
from board.backup import BackupError, archive, commands, making, postgresql, restoring
from board.clock import FixedClock
from board.extensions import db, writing
from board.jobs import leases
from board.models import File, Job, Post, Revision, SignIn, Text, User, WorkerBeat
from board.models.base import UTCDateTime
from board.rules.work import MAX_ATTEMPTS
from board.sqlite import DRIVER
from tests.conftest import START
from tests.support import database
from tests.support.cast import Cast, make_cast
from tests.support.client import Client, signed_in
from tests.support.shown import shown
from tests.support.site import new_app
from tests.test_schema import at, made

SETTLED = {"jobs", "worker_beats", "sign_ins"}
SECOND = timedelta(seconds=1)
PDF = bytes(range(256)) * 40
WRITERS = 4
numbers = itertools.count()


Site = tuple[Flask, Cast]


@pytest.fixture(scope="module")
def source(new_database: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site with the cast and a file in it, which people use."""
    limits = {"RATE_POSTING": "100000 per minute"}
    app = new_app(new_database("backup"), FixedClock(START), tmp_path_factory.mktemp("backup"), **limits)
    with app.app_context(), writing():
        cast = make_cast()
        db.session.add(File(name="map.pdf", size=len(PDF), digest="0" * 64, data=PDF))
        db.session.commit()
    yield app, cast
    database.dispose(app)


@pytest.fixture
def empty(new_database: Callable[[str], str], tmp_path: Path) -> Iterator[Flask]:
    """A place for a backup: a site whose database has no tables."""
    app = made(new_database(f"back-{next(numbers)}"), tmp_path)
    app.extensions["clock"], app.test_client_class = FixedClock(START), Client
    yield app
    database.dispose(app)


def run(app: Flask, *words: object) -> Result:
    """In a context of its own: a command announces that it writes."""
    return copy_context().run(app.test_cli_runner().invoke, args=[str(word) for word in words])


def everything(app: Flask) -> dict[str, dict[Any, tuple[Any, ...]]]:
    """All rows by table and key; the sessions' stamps, which are others after a restore, aside."""
    with app.app_context(), db.engine.connect() as connection:
        return {
            table.name: {
                tuple(getattr(row, key.name) for key in table.primary_key): tuple(
                    value for name, value in row._mapping.items() if name != "session_stamp"
                )
                for row in connection.execute(table.select())
            }
            for table in db.metadata.sorted_tables
        }


def tables(app: Flask) -> list[str]:
    with app.app_context(), db.engine.connect() as connection:
        return inspect(connection).get_table_names()


# There and back


def test_everything_comes_back(source: Site, empty: Flask, tmp_path: Path) -> None:
    app, file = source[0], tmp_path / "semana.zip"
    before = everything(app)
    result = run(app, "backup", file)
    assert result.exit_code == 0, result.output
    assert "is written and checked" in result.output
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert run(app, "backup", "--verify", file).exit_code == 0
    result = run(empty, "restore", file)
    assert result.exit_code == 0, result.output
    assert "Everybody has to sign in again." in result.output
    after = everything(empty)
    assert after.keys() == before.keys()
    assert {name for name in before if before[name] != after[name]} <= SETTLED
    assert PDF in [row for rows in after["files"].values() for row in rows]
    with empty.app_context():
        schema.check(db.engine)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(making.WORKSHOP)] == []


def test_the_search_still_finds(source: Site, empty: Flask, tmp_path: Path) -> None:
    """Its index is more than rows: SQLite keeps it in tables of its own."""
    run(source[0], "backup", tmp_path / "a.zip")
    run(empty, "restore", tmp_path / "a.zip")
    with empty.app_context():
        ana = db.session.scalars(select(User).where(User.name == "Ana")).one()
        page = shown(signed_in(empty, ana).get("/f/social-economy/search?q=verduras"))
    assert page.texts("h2")[0].endswith(("1 result", "results"))


def test_a_database_that_cannot_be_written_is_backed_up(
    source: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_now: object) -> None:
        raise OperationalError("INSERT", {}, DRIVER.OperationalError("database or disk is full"))

    monkeypatch.setattr(commands, "note_backup", fails)
    result = run(source[0], "backup", tmp_path / "a.zip")
    assert result.exit_code == 0
    assert "is written and checked" in result.output
    assert "could not be noted" in result.output


def test_a_file_that_is_there_stays(source: Site, tmp_path: Path) -> None:
    file = tmp_path / "a.zip"
    file.write_text("mine")
    result = run(source[0], "backup", file)
    assert (result.exit_code, file.read_text()) == (1, "mine")
    assert "exists already" in result.output
    assert run(source[0], "backup", "--overwrite", file).exit_code == 0
    assert run(source[0], "backup", "--verify", file).exit_code == 0


def test_a_place_that_is_none_is_said(source: Site, tmp_path: Path) -> None:
    assert "There is no folder" in run(source[0], "backup", tmp_path / "none" / "a.zip").output
    assert "is a folder" in run(source[0], "backup", tmp_path).output


# While people write


class Writer:
    """Somebody who posts until told to stop, and knows what was acknowledged."""

    def __init__(self, app: Flask, cast: Cast, stop: threading.Event) -> None:
        self.app, self.stop, self.acknowledged = app, stop, list[str]()
        with app.app_context():
            self.client = signed_in(app, cast.ana)
        self.client.careful = False
        self.url = f"/f/social-economy/thread/{cast.thread.key}/reply"
        self.thread = threading.Thread(target=self.write)
        self.thread.start()

    def write(self) -> None:
        while not self.stop.is_set():
            words = f"Number {next(numbers)} of {id(self)}"
            answer = self.client.post(self.url, data={"body": words, "language": "en"})
            assert answer.status_code == 303
            self.acknowledged.append(words)


@contextmanager
def people_writing(app: Flask, cast: Cast) -> Iterator[list[Writer]]:
    stop = threading.Event()
    writers = [Writer(app, cast, stop) for _ in range(WRITERS)]
    try:
        yield writers
    finally:
        stop.set()
        for writer in writers:
            writer.thread.join(20)


def wait_for(writers: list[Writer], posts: int) -> set[str]:
    """What is acknowledged once each has so many posts more."""
    wanted = [len(writer.acknowledged) + posts for writer in writers]
    for _ in range(4000):
        if all(len(writer.acknowledged) >= number for writer, number in zip(writers, wanted, strict=True)):
            break
        threading.Event().wait(0.005)
    return {words for writer in writers for words in writer.acknowledged}


def test_a_backup_while_people_write_is_one_moment(source: Site, empty: Flask, tmp_path: Path) -> None:
    app, cast = source
    with people_writing(app, cast) as writers:
        before = wait_for(writers, 3)
        with app.app_context():
            backup = making.make(db.engine, tmp_path / "a.zip", START)
        during = wait_for(writers, 0)
        wait_for(writers, 2)
    assert run(empty, "restore", tmp_path / "a.zip").exit_code == 0
    with empty.app_context():
        posts = db.session.scalar(select(func.count(Post.id)))
        whole = select(Revision.source).join(Text, Text.id == Revision.text_id).join(Post, Post.text_id == Text.id)
        sources = list(db.session.scalars(whole))
    assert len(sources) == posts, "each post has its words"
    assert before <= set(sources), "whatever was acknowledged before it began"
    assert len(during) > len(before), "people wrote meanwhile"
    kept, now = everything(empty), everything(app)
    assert {name: len(rows) for name, rows in kept.items() if name not in SETTLED} == {
        name: rows for name, rows in backup.manifest.contents.rows.items() if name in kept and name not in SETTLED
    }
    for name in ("texts", "revisions", "segments", "posts", "files", "follows", "forums"):
        assert kept[name].items() <= now[name].items(), f"{name}: every row is one of the site's"


def test_nobody_waits_while_it_is_made(source: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody posts after the copy was begun and before it is done."""
    app, cast = source
    acknowledged = []

    def pack(*given: Any, **more: Any) -> Any:
        writer = Writer(app, cast, stop := threading.Event())
        wait_for([writer], 1)
        stop.set()
        writer.thread.join(20)
        acknowledged.extend(writer.acknowledged)
        return real(*given, **more)

    real = archive.pack
    monkeypatch.setattr(archive, "pack", pack)
    with app.app_context():
        making.make(db.engine, tmp_path / "a.zip", START)
    assert acknowledged


# What was on its way


@pytest.fixture
def on_its_way(source: Site, tmp_path: Path) -> Path:
    """A backup with work in it."""
    app = source[0]
    rows = {
        "due": ("mail.notice", START - SECOND, 0, None), "now": ("mail.notice", START, 0, None),
        "later": ("mail.notice", START + SECOND, 0, None), "begun": ("mail.notice", START + SECOND, 1, None),
        "sent": ("mail.notice", START - SECOND, 1, START), "draft": ("draft", START - SECOND, 0, None),
        "lost": ("mail.notice", START - SECOND, MAX_ATTEMPTS, None), "backup": ("backup", START, 1, None),
    }  # fmt: skip
    with app.app_context(), writing():
        db.session.execute(delete(Job))
        for key, (kind, run_at, attempts, done_at) in rows.items():
            db.session.add(
                Job(kind=kind, unique_key=key, due_at=run_at, run_at=run_at, attempts=attempts, done_at=done_at,
                    failed_at=START if attempts == MAX_ATTEMPTS else None)
            )  # fmt: skip
        db.session.execute(delete(WorkerBeat))
        db.session.add(WorkerBeat(name="a worker", began_at=START, seen_at=START))
        db.session.commit()
        making.make(db.engine, tmp_path / "a.zip", START)
        db.session.execute(delete(Job))
        db.session.commit()
    return tmp_path / "a.zip"


def standing(app: Flask) -> dict[str, str]:
    with app.app_context():
        return {
            job.unique_key: "done" if job.done_at else "aside" if job.error == SET_ASIDE else f"tried {job.attempts}"
            for job in db.session.scalars(select(Job))
        }


def test_mail_that_may_have_left_waits_for_somebody(on_its_way: Path, empty: Flask) -> None:
    result = run(empty, "restore", on_its_way)
    assert "3 mails that were waiting are set aside" in result.output
    assert standing(empty) == {
        "due": "aside", "now": "aside", "begun": "aside", "later": "tried 0", "sent": "done", "draft": "tried 0",
        "lost": f"tried {MAX_ATTEMPTS}",
    }  # fmt: skip
    with empty.app_context():
        draft = db.session.scalars(select(Job.id).where(Job.unique_key == "draft")).one()
        assert db.session.scalar(leases._next_due(START, closed=())) == draft


def test_mail_goes_on_where_somebody_says_so(on_its_way: Path, empty: Flask) -> None:
    assert run(empty, "restore", "--send-mail", on_its_way).exit_code == 0
    assert standing(empty)["due"] == "tried 0"
    assert "aside" not in standing(empty).values()


def test_sessions_and_workers_end(source: Site, on_its_way: Path, empty: Flask) -> None:
    with source[0].app_context():
        stamps = dict(db.session.execute(select(User.id, User.session_stamp)).all())
    run(empty, "restore", on_its_way)
    with empty.app_context():
        for user in db.session.scalars(select(User)):
            assert user.session_stamp != stamps[user.id]
        assert db.session.scalar(select(func.count()).select_from(SignIn)) == 0
        assert db.session.scalar(select(func.count()).select_from(WorkerBeat)) == 0


# Into an empty place, of the same kind, not from the future


def test_a_place_where_anything_stands_is_refused(source: Site, empty: Flask, tmp_path: Path) -> None:
    run(source[0], "backup", tmp_path / "a.zip")
    with empty.app_context():
        database.migrate(empty)
    result = run(empty, "restore", tmp_path / "a.zip")
    assert result.exit_code == 1
    assert "This database is not empty" in result.output
    assert everything(empty)["users"] == {}
    before = everything(source[0])
    assert run(source[0], "restore", tmp_path / "a.zip").exit_code == 1
    assert everything(source[0]) == before


def test_a_backup_of_later_tables_is_refused(source: Site, empty: Flask, tmp_path: Path) -> None:
    with at(source[0], "9999"):
        result = run(source[0], "backup", tmp_path / "a.zip")
    assert result.exit_code == 0, result.output
    result = run(empty, "restore", tmp_path / "a.zip")
    assert result.exit_code == 1
    assert "was made by a later version of Semana" in result.output
    assert tables(empty) == []


def test_a_backup_of_older_tables_is_brought_up_to_date(
    new_database: Callable[[str], str], empty: Flask, tmp_path: Path
) -> None:
    older = made(new_database("older"), tmp_path)
    with older.app_context():
        copy_context().run(flask_migrate.upgrade, directory=str(database.MIGRATIONS), revision="0010")
        with db.engine.begin() as connection:
            job = {"kind": "mail.notice", "unique_key": "k", "payload": "{}", "attempts": 0, "error": ""}
            columns = [column(name) for name in job]
            older_jobs = table("jobs", *columns, column("run_at", UTCDateTime))
            connection.execute(insert(older_jobs).values(run_at=START, **job))
    assert run(older, "backup", tmp_path / "a.zip").exit_code == 0
    result = run(empty, "restore", tmp_path / "a.zip")
    assert result.exit_code == 0, result.output
    assert "1 mails that were waiting are set aside" in result.output
    with empty.app_context():
        schema.check(db.engine)
    database.dispose(older)


def test_a_backup_of_another_kind_of_database_is_refused(
    source: Site, empty: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(source[0], "backup", tmp_path / "a.zip")
    real = archive.Manifest.read
    with empty.app_context():
        other = {"sqlite": "postgresql", "postgresql": "sqlite"}[db.engine.dialect.name]

    def foreign(said: bytes) -> archive.Manifest:
        return replace(real(said), database=other)

    monkeypatch.setattr(archive.Manifest, "read", foreign)
    result = run(empty, "restore", tmp_path / "a.zip")
    assert result.exit_code == 1
    assert "A backup can be restored only into the kind of database that it was made from" in result.output
    assert tables(empty) == []


# What goes wrong


def test_a_damaged_backup_is_refused_before_anything_is_touched(source: Site, empty: Flask, tmp_path: Path) -> None:
    file = tmp_path / "a.zip"
    run(source[0], "backup", file)
    sound = file.read_bytes()
    file.write_bytes(sound[: len(sound) // 2])
    result = run(empty, "restore", file)
    assert result.exit_code == 1
    assert "damaged or cut off" in result.output
    assert run(empty, "backup", "--verify", file).exit_code == 1
    assert tables(empty) == []
    file.write_bytes(sound)
    assert run(empty, "restore", file).exit_code == 0


def test_a_restore_that_breaks_off_is_worked_on_by_nobody(
    source: Site, empty: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite's appears when it is complete; PostgreSQL's tables have no version until then."""

    def breaks(*_: object, **__: object) -> None:
        raise BackupError("the disk was pulled out")

    run(source[0], "backup", tmp_path / "a.zip")
    monkeypatch.setattr(restoring, "settle", breaks)
    assert run(empty, "restore", tmp_path / "a.zip").exit_code == 1
    with empty.app_context():
        on_sqlite = db.engine.dialect.name == "sqlite"
        with pytest.raises(schema.SchemaMismatch, match="no tables yet" if on_sqlite else "Drop this database"):
            schema.check(db.engine)
    monkeypatch.undo()
    assert run(empty, "restore", tmp_path / "a.zip").exit_code == (0 if on_sqlite else 1)


@pytest.mark.parametrize("error", ["python", "database"])
def test_a_disk_that_is_full_leaves_no_half_of_a_file(
    source: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: str
) -> None:
    app = source[0]

    def fails(*_: object, **__: object) -> None:
        if error == "python":
            raise OSError(errno.ENOSPC, "No space left on device")
        full = DRIVER.OperationalError("database or disk is full")
        full.sqlite_errorcode = making.SQLITE_FULL
        raise full

    with app.app_context():
        target = (archive, "pack") if error == "python" else (making.kind_of(db.engine), "dump")
    monkeypatch.setattr(*target, fails)
    result = run(app, "backup", tmp_path / "a.zip")
    assert result.exit_code == 1
    assert "There is not enough room" in result.output
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_checked_is_not_kept(source: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that writes other bytes than it was given."""
    app, real = source[0], archive.pack

    def pack(to: Any, *given: Any, **more: Any) -> Any:
        found = real(to, *given, **more)
        to.seek(100)
        to.write(b"\x00\xff")
        to.flush()
        return found

    monkeypatch.setattr(archive, "pack", pack)
    result = run(app, "backup", tmp_path / "a.zip")
    assert result.exit_code == 1
    assert "damaged" in result.output
    assert list(tmp_path.iterdir()) == []


def test_a_database_that_is_away_is_said_in_a_sentence(tmp_path: Path) -> None:
    app = made("postgresql://semana@127.0.0.1:1/semana?connect_timeout=2", tmp_path)
    for words in (("backup", tmp_path / "a.zip"), ("restore", tmp_path / "a.zip")):
        result = run(app, *words)
        assert result.exit_code == 1
        assert "does not answer" in result.output or "There is no file" in result.output
    assert list(tmp_path.iterdir()) == []


# The programs of PostgreSQL


@pytest.fixture
def server_15(monkeypatch: pytest.MonkeyPatch) -> Any:
    class Connection:
        def __enter__(self) -> Any:
            return self

        def __exit__(self, *_: object) -> None: ...

        def scalar(self, _asked: object) -> str:
            return "150003"

    class Engine:
        connect = Connection

    return Engine()


@pytest.mark.parametrize(("version", "refused"), [(14, True), (15, False), (16, False)])
def test_a_program_older_than_the_server_is_refused(
    server_15: Any, monkeypatch: pytest.MonkeyPatch, version: int, refused: bool
) -> None:
    monkeypatch.setattr(postgresql, "_version", lambda _program: version)
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    if not refused:
        assert postgresql._program("pg_dump", server_15) == "/usr/bin/pg_dump"
        return
    with pytest.raises(BackupError, match=r"is of version 14, the server of version 15, .* postgresql-client-15"):
        postgresql._program("pg_dump", server_15)


def test_a_program_that_is_not_there_is_named(server_15: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _name: None)
    with pytest.raises(BackupError, match=r"pg_dump is not on this machine\. .* postgresql-client"):
        postgresql._program("pg_dump", server_15)


def test_a_password_is_in_no_argument(tmp_path: Path) -> None:
    app = made(r"postgresql://semana:a%3Ab%5Cc@db.example.org:5433/forum", tmp_path)
    with app.app_context():
        address = postgresql._address(db.engine, tmp_path)
    assert "a:b" not in address
    assert "host=db.example.org" in address
    assert "port=5433" in address
    assert (tmp_path / "passwords").read_text() == "*:*:*:*:a\\:b\\\\c\n"
    assert stat.S_IMODE((tmp_path / "passwords").stat().st_mode) == 0o600
