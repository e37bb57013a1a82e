"""How the database is reached: every wait has an end, and one that comes back is there again at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError, TimeoutError

from board import connecting, sqlite
from board.clock import FixedClock
from board.extensions import db
from board.faults import is_database_away
from tests.support import database, postgres
from tests.support.cast import START
from tests.support.machine import lacking
from tests.support.site import new_app

REQUESTS, THREADS = 200, 4
POSTGRESQL = "postgresql+psycopg://semana@db/semana"


# The options


def test_what_the_address_says_comes_first() -> None:
    options = connecting.engine_options(f"{POSTGRESQL}?connect_timeout=9&options=-c%20statement_timeout%3D5min")
    arguments = options["connect_args"]
    assert "connect_timeout" not in arguments
    assert arguments["options"].startswith("-c statement_timeout=30s -c lock_timeout=10s ")
    assert arguments["options"].endswith(" -c statement_timeout=5min")  # the last one counts
    assert connecting.engine_options(POSTGRESQL)["connect_args"]["connect_timeout"] == 5


@pytest.mark.parametrize("address", ["sqlite://", "sqlite:///:memory:"])
def test_a_database_in_memory_has_one_connection_for_all(address: str) -> None:
    assert "pool_size" not in connecting.engine_options(address)


def test_an_error_is_told_without_what_people_wrote(committed: Flask) -> None:
    with committed.app_context(), pytest.raises(DBAPIError) as raised:
        db.session.execute(text("SELECT nothing FROM nowhere WHERE a = :a"), {"a": "a private word"})
    assert "private" not in str(raised.value)
    with committed.app_context():
        db.session.rollback()


def test_nobody_waits_without_end_for_a_connection(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connecting, "POOL_TIMEOUT", 0.05)
    address = f"sqlite:///{tmp_path}/one.db"
    engine = create_engine(address, **connecting.engine_options(address))
    held = [engine.connect() for _ in range(connecting.MAX_CONNECTIONS)]
    with pytest.raises(TimeoutError) as raised:
        engine.connect()
    assert is_database_away(raised.value)
    held.pop().close()
    engine.connect().close()
    for connection in held:
        connection.close()
    engine.dispose()


def test_postgresql_ends_what_takes_too_long(committed: Flask) -> None:
    with committed.app_context():
        if db.engine.dialect.name == "sqlite":
            assert db.engine.dialect.dbapi is sqlite.DRIVER
            return
        said = {name: db.session.execute(text(f"SHOW {name}")).scalar() for name in connecting.SESSION}
        assert said == connecting.SESSION
        db.session.execute(text("SET LOCAL statement_timeout = 20"))
        with pytest.raises(DBAPIError) as raised:
            db.session.execute(text("SELECT pg_sleep(5)"))
        assert is_database_away(raised.value)
        db.session.rollback()


# A PostgreSQL that goes and comes back


@pytest.fixture
def cluster() -> Iterator[postgres.Cluster]:
    if not (programs := postgres.find_programs()):
        lacking("PostgreSQL is not on this machine", postgres.HOW_TO_GET_IT)
    cluster = postgres.Cluster(programs)
    yield cluster
    cluster.stop()


@pytest.mark.parametrize("how", ["fast", "immediate"])
def test_after_postgresql_restarts_no_request_fails(
    cluster: postgres.Cluster, tmp_path: Path, request: pytest.FixtureRequest, how: str
) -> None:
    """However it went: the connections of all threads are found dead before anybody is answered wrongly."""
    address = database.postgresql_url(cluster.start(), "restarted")
    app = new_app(address, FixedClock(START), tmp_path)
    request.addfinalizer(lambda: database.dispose(app))
    paths = ["/", "/f/nothing/"]

    def ask(number: int) -> int:
        return app.test_client().get(paths[number % len(paths)]).status_code

    with ThreadPoolExecutor(THREADS) as people:
        assert set(people.map(ask, range(20))) <= {200, 404}
        cluster.go_away(how)
        cluster.go_on()
        assert set(people.map(ask, range(REQUESTS))) <= {200, 404}
        cluster.go_away(how)
        assert set(people.map(ask, range(THREADS))) == {503}
        cluster.go_on()
        assert set(people.map(ask, range(THREADS))) <= {200, 404}


def test_a_second_database_of_the_same_name_is_another_one(new_database: Callable[[str], str]) -> None:
    """A worker that takes tests from others may set up a module's fixture twice."""
    assert new_database("twice") != new_database("twice")
