"""Who writes in SQLite, where one can at a time: in turn, and nobody waits for somebody who only reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import Engine, select, text, update
from sqlalchemy.orm import Session

from board import sqlite
from board.extensions import db, writing
from board.models import User

pytestmark = pytest.mark.once
START = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
NAMED_FIRST = text("WITH a AS (SELECT 1) SELECT * FROM a")
RENAMED = update(User).where(User.email == "ana@example.org")
ASKS: dict[str, tuple[Callable[[Session], object], bool]] = {
    "reads": (lambda session: session.scalars(select(User)).all(), False),
    "reads what is named first": (lambda session: session.execute(NAMED_FIRST).all(), False),
    "holds rows": (lambda session: session.scalars(select(User).with_for_update()).all(), True),
    "holds one row": (lambda session: session.refresh(session.scalars(select(User)).one(), with_for_update=True), True),
    "changes rows": (lambda session: session.execute(RENAMED.values(name="Anna")), True),
    "adds a row": (lambda session: (session.add(person("eva")), session.flush()), True),
    "makes a savepoint": (lambda session: (session.begin_nested(), session.scalars(select(User)).all()), True),
}  # fmt: skip


def person(name: str) -> User:
    return User(email=f"{name}@example.org", name=name.title(), key=name.ljust(14, "a"), created_at=START)


@pytest.fixture
def engine(committed: Flask) -> Iterator[Engine]:
    with committed.app_context():
        db.session.add(person("ana"))
        db.session.commit()
        yield db.engine


def somebody_else_can_write(engine: Engine) -> bool:
    with closing(sqlite.DRIVER.connect(str(engine.url.database), timeout=0, isolation_level=None)) as other:
        try:
            other.execute("BEGIN IMMEDIATE")
        except sqlite.DRIVER.OperationalError:
            return False
        return True


@pytest.mark.parametrize(("ask", "keeps_others_waiting"), ASKS.values(), ids=ASKS)
def test_who_writes_keeps_others_waiting(
    engine: Engine, ask: Callable[[Session], object], keeps_others_waiting: bool
) -> None:
    with Session(engine) as session:
        session.scalars(select(User)).all()
        assert somebody_else_can_write(engine)
        ask(session)
        assert somebody_else_can_write(engine) is not keeps_others_waiting
        session.commit()
        assert somebody_else_can_write(engine)


def test_who_says_that_they_write_waits_at_once(engine: Engine) -> None:
    with writing(), Session(engine) as session:
        session.scalars(select(User)).all()
        assert not somebody_else_can_write(engine)


@pytest.mark.parametrize("undone", [False, True])
def test_who_read_before_somebody_else_wrote_can_still_write(engine: Engine, undone: bool) -> None:
    """A transaction that went on after the other one's would be refused, however long it waited."""
    with Session(engine) as session, Session(engine) as other:
        assert session.scalars(select(User.name)).one() == "Ana"
        other.execute(RENAMED.values(name="Anna"))
        other.commit()
        session.execute(RENAMED.values(name=User.name + " M."))
        session.rollback() if undone else session.commit()
        assert session.scalars(select(User.name)).one() == ("Anna" if undone else "Anna M.")


def test_who_holds_rows_reads_what_stands_in_them_now(engine: Engine) -> None:
    with Session(engine) as session, Session(engine) as other:
        ana = session.scalars(select(User)).one()
        other.execute(RENAMED.values(name="Anna"))
        other.commit()
        session.refresh(ana, with_for_update=True)
        assert ana.name == "Anna"
