"""The engine of SQLite: a sound one, or a process that has the database to itself."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine, text

from board import connecting, sqlite
from board.config import ROOT
from board.extensions import db

SOUND, UNSOUND = (3, 53, 4), (3, 40, 1)


@pytest.fixture
def place(tmp_path: Path) -> sqlite.Place:
    return sqlite.Place(str(tmp_path / "semana.db"))


def another(place: sqlite.Place) -> sqlite.Place:
    """As another process has it: the system sees another open file."""
    return sqlite.Place(str(place._path).removesuffix("-processes"))


# Which engine


@pytest.mark.parametrize(
    ("version", "sound"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False), ((3, 44, 6), True), ((3, 45, 0), False),
        ((3, 50, 6), False), ((3, 50, 7), True), ((3, 51, 2), False),
        ((3, 51, 3), True), ((3, 53, 4), True), ((4, 0, 0), True),
    ],
)  # fmt: skip
def test_which_engines_are_sound(version: tuple[int, ...], sound: bool) -> None:
    assert sqlite.is_sound(version) is sound


def test_the_lock_brings_a_sound_engine_where_there_are_files_of_it() -> None:
    """What is installed here is what requirements.txt says, and this is one of its systems or has a sound Python."""
    assert sqlite.is_sound(sqlite.DRIVER.sqlite_version_info)


def test_the_first_sound_driver_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "DRIVERS", ("no_such_driver", "sqlite3.dbapi2"))
    assert sqlite.driver().__name__ == "sqlite3.dbapi2"
    monkeypatch.setattr(sqlite, "is_sound", lambda version: False)
    monkeypatch.setattr(sqlite, "DRIVERS", ("pysqlite3.dbapi2", "sqlite3.dbapi2"))
    assert sqlite.driver().__name__ == "sqlite3.dbapi2"


def test_nothing_opens_sqlite_by_another_driver() -> None:
    """Two engines in one process let go each other's locks on a file."""
    files = [*ROOT.glob("board/**/*.py"), *ROOT.glob("tests/**/*.py"), *ROOT.glob("bench/**/*.py")]
    names = {path.relative_to(ROOT).as_posix(): ast.walk(ast.parse(path.read_text())) for path in files}
    wrong = [
        name
        for name, nodes in names.items()
        for node in nodes
        if isinstance(node, ast.Import | ast.ImportFrom)
        for module in [getattr(node, "module", None) or "", *(alias.name for alias in node.names)]
        if module.split(".")[0] in ("sqlite3", "pysqlite3", "_sqlite3")
    ]
    assert wrong == []


# How a connection is opened


def pragma(name: str) -> object:
    return db.session.execute(text(f"PRAGMA {name}")).scalar()


@pytest.mark.once
def test_what_is_acknowledged_is_on_the_disk(committed: Flask) -> None:
    with committed.app_context():
        if db.engine.dialect.name != "sqlite":
            pytest.skip("SQLite alone")
        assert db.engine.dialect.dbapi is sqlite.DRIVER
        assert (pragma("journal_mode"), pragma("synchronous"), pragma("foreign_keys")) == ("wal", 2, 1)


def opened(path: Path) -> str:
    """Open it as the application does, write, and say how it is journalled."""
    url = f"sqlite:///{path}"
    engine = create_engine(url, **connecting.engine_options(url))
    sqlite.listen(engine)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE IF NOT EXISTS words (word TEXT)"))
        mode = str(connection.execute(text("PRAGMA journal_mode")).scalar())
    engine.dispose()
    return mode


def test_an_unsound_engine_does_without_the_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The fault is in the log, and needs no more than two threads: also where a sound engine had made one."""
    assert opened(tmp_path / "one.db") == "wal"
    monkeypatch.setattr(sqlite, "is_sound", lambda version: False)
    assert opened(tmp_path / "one.db") == "delete"
    monkeypatch.undo()
    assert opened(tmp_path / "one.db") == "wal"


def test_a_database_in_memory_is_nobody_elses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "is_sound", lambda version: False)
    engine = create_engine("sqlite://", module=sqlite.DRIVER)
    sqlite.listen(engine)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT 1")).scalar() == 1
    engine.dispose()


# Who else is there


def test_sound_processes_share_a_database(place: sqlite.Place) -> None:
    place.enter(SOUND)
    another(place).enter(SOUND)


@pytest.mark.parametrize(("first", "second"), [(UNSOUND, UNSOUND), (UNSOUND, SOUND), (SOUND, UNSOUND)])
def test_an_unsound_engine_shares_with_nobody(
    place: sqlite.Place, first: tuple[int, ...], second: tuple[int, ...]
) -> None:
    place.enter(first)
    with pytest.raises(sqlite.EngineRefused, match="can corrupt a database that several processes write"):
        another(place).enter(second)
    place.leave()
    another(place).enter(second)


def test_a_process_stays_until_its_last_connection_is_closed(place: sqlite.Place) -> None:
    place.enter(UNSOUND)
    place.enter(UNSOUND)
    place.leave()
    with pytest.raises(sqlite.EngineRefused):
        another(place).enter(UNSOUND)
    place.leave()
    another(place).enter(UNSOUND)


def test_many_threads_are_one_process(place: sqlite.Place) -> None:
    def come_and_go(_number: int) -> None:
        for _turn in range(100):
            place.enter(UNSOUND)
            place.leave()

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(come_and_go, range(8)))
    finally:
        sys.setswitchinterval(interval)
    another(place).enter(UNSOUND)


def test_where_no_lock_can_be_made_a_sound_engine_goes_on(tmp_path: Path) -> None:
    """A disk that nobody may write on can still be read."""
    nowhere = sqlite.Place(str(tmp_path / "nowhere" / "semana.db"))
    nowhere.enter(SOUND)
    nowhere.leave()
    with pytest.raises(sqlite.EngineRefused, match="cannot be made"):
        nowhere.enter(UNSOUND)


# The whole program

UNSOUND_HERE = "from board import sqlite; sqlite.is_sound = lambda version: False; "
STARTED = UNSOUND_HERE + "import wsgi; print('started', flush=True); input()"


def started(folder: Path, script: str) -> subprocess.Popen[str]:
    environ = {**os.environ, "DATABASE_URL": f"sqlite:///{folder}/semana.db", "SECRET_KEY": "k" * 40, "DEMO": "1"}
    environ["INSTANCE_DIR"] = str(folder)
    pipe = subprocess.PIPE
    return subprocess.Popen(
        [sys.executable, "-c", script], cwd=ROOT, env=environ, text=True, stdin=pipe, stdout=pipe, stderr=pipe
    )


@contextmanager
def running(folder: Path, script: str) -> Iterator[subprocess.Popen[str]]:
    child = started(folder, script)
    try:
        assert child.stdout is not None
        assert child.stdout.readline() == "started\n"
        yield child
    finally:
        child.kill()
        child.communicate()


def test_a_second_process_with_an_unsound_engine_does_not_start(tmp_path: Path) -> None:
    with running(tmp_path, STARTED):
        second = started(tmp_path, STARTED)
        out, err = second.communicate(timeout=60)
        assert (second.returncode, out, len(err.strip().splitlines())) == (1, "", 1)
        for word in ("Semana does not start", "pysqlite3", "PostgreSQL", "one worker"):
            assert word in err
    with running(tmp_path, STARTED):  # the first is gone, however it ended
        pass


FORKED = UNSOUND_HERE + (
    "import os, wsgi; from board.extensions import db; "
    "child = os.fork(); "
    "code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) if child else None; "
    "context = wsgi.app.app_context(); context.push()\n"
    "if child: print('child', code); raise SystemExit\n"
    "try: db.engine.pool.recreate().connect()\n"
    "except sqlite.EngineRefused: os._exit(7)\n"
    "os._exit(0)"
)


def test_a_child_that_was_forked_is_another_process(tmp_path: Path) -> None:
    out, err = started(tmp_path, FORKED).communicate(timeout=60)
    assert (out, err) == ("child 7\n", "")


def test_a_demo_is_not_started_with_an_unsound_engine(tmp_path: Path) -> None:
    command = UNSOUND_HERE + "from wsgi import app; app.cli(['run-demo'], prog_name='flask')"
    demo = started(tmp_path, command)
    _out, err = demo.communicate(timeout=60)
    assert demo.returncode == 1
    assert "Error: SQLite" in err
    assert "pysqlite3" in err


def test_postgresql_is_not_asked_for_its_engine() -> None:
    sqlite.check_processes(create_engine("postgresql+psycopg://nobody@/nowhere"), 16)


@pytest.mark.parametrize(("processes", "refused"), [(1, False), (2, True)])
def test_how_many_processes_an_unsound_engine_bears(
    processes: int, refused: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = create_engine("sqlite://", module=sqlite.DRIVER)
    sqlite.check_processes(engine, processes)
    monkeypatch.setattr(sqlite, "is_sound", lambda version: False)
    if not refused:
        sqlite.check_processes(engine, processes)
        return
    with pytest.raises(sqlite.EngineRefused, match="What helps"):
        sqlite.check_processes(engine, processes)


def test_several_processes_are_not_served_with_an_unsound_engine(tmp_path: Path) -> None:
    command = UNSOUND_HERE + "from wsgi import app; app.cli(['serve', '--workers', '2'], prog_name='flask')"
    _out, err = started(tmp_path, "import os; os.environ['FLASK_APP'] = 'wsgi'; " + command).communicate(timeout=60)
    assert "Error: SQLite" in err
    assert "one worker" in err
