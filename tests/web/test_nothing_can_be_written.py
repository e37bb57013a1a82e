"""On a full or read-only disk, or behind a lock that stays, pages can be read and no typed word is lost."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine, event, select, text
from sqlalchemy.exc import OperationalError

from board import connecting
from board.actions import passing, resting
from board.clock import FixedClock
from board.extensions import db, writing
from board.models import Claim, Membership, Text, User, Visit
from tests.support.cast import Cast
from tests.support.client import Client, signed_in
from tests.support.shown import shown

LONG = "Some private words that were typed. " * 1_000
PAGES = {
    "ana": ["/f/social-economy/", "/f/social-economy/home", "/f/social-economy/week/1", "{thread}", "/profile"],
    "tess": ["/f/social-economy/translate", "{editor}"],
}


@pytest.fixture(autouse=True)
def _as_if_nothing_had_failed() -> Iterator[None]:
    passing.trouble.forget()
    yield
    passing.trouble.forget()


@pytest.fixture
def site(committed: Flask, commit_cast: Callable[[], Cast]) -> Flask:
    """The site with the cast, on a database where commits are real."""
    with writing(), committed.app_context():
        commit_cast()
        db.session.commit()
    return committed


@contextmanager
def read_only(app: Flask) -> Iterator[None]:
    """Make the database read-only, as a write-protected disk or a PostgreSQL standby is."""
    with app.app_context():
        engine = db.engine
    lite = engine.dialect.name == "sqlite"

    def begin(connection: Any) -> None:
        if lite:
            connection.connection.driver_connection.execute("PRAGMA query_only=1")
        else:
            connection.exec_driver_sql("SET TRANSACTION READ ONLY")

    event.listen(engine, "begin", begin)
    try:
        yield
    finally:
        event.remove(engine, "begin", begin)
        engine.dispose()


@contextmanager
def read_only_from_the_start(app: Flask) -> Iterator[None]:
    """Make the database read-only, so that BEGIN fails already."""
    with app.app_context():
        engine = db.engine
        engine.dispose()

    def connect(connection: Any, _record: object) -> None:
        if engine.dialect.name == "sqlite":
            connection.execute("PRAGMA query_only=1")
        else:
            connection.execute("SET default_transaction_read_only = on")
            connection.commit()

    event.listen(engine, "connect", connect)
    try:
        yield
    finally:
        event.remove(engine, "connect", connect)
        engine.dispose()


@contextmanager
def locked(app: Flask) -> Iterator[None]:
    """Hold the write lock (SQLite), or lock the tables of the marks (PostgreSQL)."""
    with app.app_context():
        options = connecting.engine_options(app.config["SQLALCHEMY_DATABASE_URI"])
        other = create_engine(app.config["SQLALCHEMY_DATABASE_URI"], **options)
    with other.connect() as connection:
        if other.dialect.name == "sqlite":
            connection.connection.driver_connection.isolation_level = None
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        yield
        connection.rollback()
    other.dispose()


@contextmanager
def full(app: Flask) -> Iterator[None]:
    """Let the database grow by no further page, and leave it none of the pages that earlier tests have emptied."""
    with app.app_context():
        engine = db.engine
    with engine.connect() as connection:
        connection.connection.driver_connection.execute("VACUUM")

    def begin(connection: Any) -> None:
        connection.connection.driver_connection.execute("PRAGMA max_page_count=1")  # it says as many as there are

    event.listen(engine, "begin", begin)
    try:
        yield
    finally:
        event.remove(engine, "begin", begin)
        engine.dispose()


def addresses(app: Flask, person: str) -> list[str]:
    with app.app_context():
        thread = db.session.execute(text("SELECT key FROM threads WHERE kind = 'thread' ORDER BY id")).scalars().first()
        waiting = db.session.scalars(select(Text.key).where(Text.target.is_not(None)).order_by(Text.id)).first()
    return [
        path.format(thread=f"/f/social-economy/thread/{thread}", editor=f"/f/social-economy/translate/{waiting}")
        for path in PAGES[person]
    ]


def person(app: Flask, name: str) -> Client:
    with app.app_context():
        user = db.session.scalars(select(User).where(User.name.ilike(f"{name}%"))).one()
    return signed_in(app, user)


@pytest.mark.parametrize("trouble", [read_only, locked, full])
@pytest.mark.parametrize("name", list(PAGES))
def test_every_page_can_be_read_without_its_marks(
    site: Flask, clock: FixedClock, caplog: pytest.LogCaptureFixture, trouble: Callable[..., Any], name: str
) -> None:
    with site.app_context():
        if trouble is full and db.engine.dialect.name != "sqlite":
            return
    client = person(site, name)
    with site.app_context(), writing():
        db.session.query(Membership).update({"came_in_at": None})
        db.session.commit()
    with trouble(site), caplog.at_level(logging.WARNING):
        answers = {path: client.get(path).status_code for _ in range(3) for path in addresses(site, name)}
    assert {path: status for path, status in answers.items() if status != 200} == {}
    told = [record.getMessage() for record in caplog.records if "written down" in record.getMessage()]
    assert len(told) <= 1
    if trouble is read_only:
        assert len(told) == 1
        with site.app_context():
            assert [list(db.session.scalars(select(one))) for one in (Visit, Claim)] == [[], []]


@pytest.mark.parametrize("trouble", [read_only, read_only_from_the_start, locked, full])
@pytest.mark.parametrize("name", list(PAGES))
@pytest.mark.parametrize("visited", [False, True])
def test_a_page_can_be_the_first_whose_mark_fails(
    site: Flask, clock: FixedClock, trouble: Callable[..., Any], name: str, visited: bool
) -> None:
    with site.app_context():
        if trouble is full and db.engine.dialect.name != "sqlite":
            return
    client = person(site, name)
    for path in addresses(site, name) if visited else []:
        client.get(path)
    clock.move_to(clock.now() + timedelta(hours=1))  # another visit, and the claim has ended
    with trouble(site):
        for path in addresses(site, name):
            passing.trouble.forget()
            assert (path, client.get(path).status_code) == (path, 200)


@pytest.mark.parametrize("visited", [False, True])
def test_a_claim_that_fails_half_way_leaves_the_page_complete(site: Flask, clock: FixedClock, visited: bool) -> None:
    client = person(site, "tess")
    editor = addresses(site, "tess")[1]
    if visited:
        client.get(editor)
        clock.move_to(clock.now() + timedelta(hours=1))
    with site.app_context():
        engine = db.engine
    failed: list[str] = []

    def fails(connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.lstrip().startswith(("INSERT INTO claims", "UPDATE claims")):
            failed.append(statement)
            raise OperationalError(statement, None, engine.dialect.dbapi.OperationalError("disk is full"))

    event.listen(engine, "before_cursor_execute", fails)
    try:
        assert client.get(editor).status_code == 200
    finally:
        event.remove(engine, "before_cursor_execute", fails)
    assert failed


def test_marks_are_made_again_once_that_is_possible(site: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    client = person(site, "ana")
    thread = addresses(site, "ana")[3]
    with read_only(site):
        assert client.get(thread).status_code == 200
    monkeypatch.setattr(resting, "RESTS", 0.0)
    passing.trouble.forget()
    assert client.get(thread).status_code == 200
    with site.app_context():
        assert len(list(db.session.scalars(select(Visit)))) == 1


@pytest.mark.parametrize("trouble", [read_only, full])
def test_typed_words_are_not_lost(site: Flask, trouble: Callable[..., Any]) -> None:
    with site.app_context():
        if trouble is full and db.engine.dialect.name != "sqlite":
            return
        before = db.session.execute(text("SELECT count(*) FROM posts")).scalar()
    client = person(site, "ana")
    thread = addresses(site, "ana")[3]
    form = {"body": LONG, "once": "one", "language": "en"}
    site.config["WTF_CSRF_ENABLED"] = False
    try:
        with trouble(site):
            answer = client.post(f"{thread}/reply", data=form)
    finally:
        site.config["WTF_CSRF_ENABLED"] = True
    assert answer.status_code == 503
    assert LONG.strip() in [area.text.strip() for area in shown(answer).all("textarea[@readonly]")]
    with site.app_context():
        assert db.session.execute(text("SELECT count(*) FROM posts")).scalar() == before
