"""The test harness: a database per worker, restored after each test; clients that check the pages they open.

    pytest tests/test_house.py                          on SQLite
    pytest tests/test_house.py --database=postgresql    on PostgreSQL

PostgreSQL is a temporary server for this run, or TEST_DATABASE_URL, whose user may create databases: the tests use
`<name>_<worker>…` next to the database that it names, and drop these first.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import scoped_session

pytest.register_assert_rewrite("tests.support")

from board.clock import FixedClock  # noqa: E402
from board.extensions import db, limiter, writing  # noqa: E402
from board.models import User  # noqa: E402
from tests.support import database, postgres  # noqa: E402
from tests.support.both_databases import is_chosen  # noqa: E402
from tests.support.cast import Cast, Standing, make_cast  # noqa: E402
from tests.support.client import Client, signed_in  # noqa: E402
from tests.support.examples import set_examples  # noqa: E402
from tests.support.imports import ROOT  # noqa: E402
from tests.support.machine import stop_run  # noqa: E402
from tests.support.site import forget_rendered, new_app, nothing_is_wrong  # noqa: E402

START = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
"""The clock's time when a test begins."""

gc.set_threshold(50_000)
"""Collecting garbage as often as Python does takes a twentieth of the time, and a test leaves little."""

set_examples()

SERVER = pytest.StashKey[str]()
CLUSTER = pytest.StashKey[postgres.Cluster]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=("sqlite", "postgresql"), default="sqlite", help="which to run on")


def pytest_configure(config: pytest.Config) -> None:
    """Start one PostgreSQL for all workers, in the process that starts the workers.

    Pages are the same on both databases: only SQLite parses their HTML, since that takes most of the time.
    """
    Client.careful = config.getoption("--database") == "sqlite"
    if hasattr(config, "workerinput"):
        config.stash[SERVER] = config.workerinput["postgresql"]
        return
    config.stash[SERVER] = os.environ.get("TEST_DATABASE_URL", "")
    if config.getoption("--database") == "sqlite" or config.stash[SERVER]:
        return
    if not (programs := postgres.find_programs()):
        stop_run("PostgreSQL is not on this machine", postgres.HOW_TO_GET_IT)
    cluster = postgres.Cluster(programs)
    config.stash[SERVER] = cluster.start()
    config.stash[CLUSTER] = cluster


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL, run only the tests that both_databases.py chooses and that use a database."""
    if config.getoption("--database") == "sqlite":
        return
    config.hook.pytest_deselected(items=[item for item in items if not _is_for_each_database(item)])
    items[:] = filter(_is_for_each_database, items)


def _is_for_each_database(item: pytest.Item) -> bool:
    asks = {"app", "new_database"}.intersection(getattr(item, "fixturenames", ()))
    chosen = is_chosen(item.path.relative_to(ROOT).as_posix())
    return bool(asks) and chosen and not item.get_closest_marker("once")


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    node.workerinput["postgresql"] = node.config.stash[SERVER]


def pytest_unconfigure(config: pytest.Config) -> None:
    if CLUSTER in config.stash:
        config.stash[CLUSTER].stop()


@pytest.fixture(scope="session")
def new_database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    """Create an empty database of the kind under test, and return its address.

    Each call makes another one: a worker that takes tests from others may set up a module's fixture twice.
    """
    folder = tmp_path_factory.mktemp("databases")
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    numbers = count(1)

    def make(name: str) -> str:
        name = f"{name}_{next(numbers)}"
        if request.config.getoption("--database") == "sqlite":
            return database.sqlite_url(folder, name)
        return database.postgresql_url(request.config.stash[SERVER], f"{worker}_{name}")

    return make


@pytest.fixture(scope="session")
def _clock() -> FixedClock:
    return FixedClock(START)


@pytest.fixture
def clock(_clock: FixedClock) -> Iterator[FixedClock]:
    """The site's clock. It stands at START until the test moves it with `move_to`."""
    _clock.move_to(START)
    yield _clock
    _clock.move_to(START)


@pytest.fixture(scope="session")
def _app(
    new_database: Callable[[str], str], _clock: FixedClock, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    app = new_app(new_database("shared"), _clock, tmp_path_factory.mktemp("instance"))
    app.testing = True
    nothing_is_wrong(app)
    yield app
    database.dispose(app)


@pytest.fixture(scope="session")
def _cast_app(
    new_database: Callable[[str], str], _clock: FixedClock, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """The application on a database with the cast: creating it takes longer than most tests."""
    app = new_app(new_database("cast"), _clock, tmp_path_factory.mktemp("cast"))
    app.testing = True
    nothing_is_wrong(app)
    yield app
    database.dispose(app)


@pytest.fixture(scope="session")
def standing_cast(_cast_app: Flask) -> Standing:
    with writing(), _cast_app.app_context():
        return Standing.of(make_cast())


@pytest.fixture
def app(request: pytest.FixtureRequest, clock: FixedClock) -> Iterator[Flask]:
    """The application on an empty database, or on the cast's database if the test asks for the cast.

    Everything that the test writes, commits included, is undone afterwards.
    """
    with_cast = "standing_cast" in request.fixturenames
    app: Flask = request.getfixturevalue("_cast_app" if with_cast else "_app")
    if with_cast:
        request.getfixturevalue("standing_cast")  # created before the transaction that is undone begins
    with app.app_context():
        limiter.reset()
    forget_rendered()
    with database.rolled_back(app):
        yield app


@pytest.fixture
def db_session(app: Flask) -> Iterator[scoped_session[Any]]:
    """`db.session`, in an application context that lasts as long as the test."""
    with app.app_context():
        yield db.session


@pytest.fixture
def client(app: Flask) -> Client:
    """A client that is not signed in."""
    return app.test_client()


@pytest.fixture
def sign_in(app: Flask) -> Callable[[User], Client]:
    """Return a separate client for each person: `sign_in(user)`."""
    return lambda user: signed_in(app, user)


@pytest.fixture(scope="session")
def _committed_app(
    new_database: Callable[[str], str], _clock: FixedClock, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    app = new_app(new_database("committed"), _clock, tmp_path_factory.mktemp("committed"))
    app.testing = True
    yield app
    database.dispose(app)


@pytest.fixture
def committed(_committed_app: Flask, clock: FixedClock) -> Iterator[Flask]:
    """The application on its own database with real commits, for tests with several connections."""
    with _committed_app.app_context():
        limiter.reset()
    yield _committed_app
    database.empty(_committed_app)


@pytest.fixture(scope="session")
def _cast_as_committed(_committed_app: Flask) -> tuple[Standing, database.Rows] | None:
    """The cast as it was made once, and all rows of the database then; None where they cannot be inserted again."""
    with writing(), _committed_app.app_context():
        made = (Standing.of(make_cast()), database.rows()) if database.can_be_filled() else None
    database.empty(_committed_app)
    return made


@pytest.fixture
def commit_cast(committed: Flask, _cast_as_committed: tuple[Standing, database.Rows] | None) -> Callable[[], Cast]:
    """Return a function that commits the cast, so that every connection sees it; call it in `committed`'s context."""

    def commit() -> Cast:
        if _cast_as_committed is None:
            return make_cast()
        standing, rows = _cast_as_committed
        with writing():
            database.fill(rows)
            db.session.commit()
        return standing.cast()

    return commit
