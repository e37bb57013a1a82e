"""The migrations on a database with rows in it: they lead to the models' tables, and lose nothing on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextvars import copy_context
from datetime import UTC, datetime, timedelta
from pathlib import Path

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import func, select

from board.clock import FixedClock
from board.extensions import db, is_of_the_models
from board.models import Base, SearchEntry, Text, User
from board.models.base import UTCDateTime
from tests.support import database
from tests.support.cast import make_cast
from tests.support.site import new_app


@pytest.fixture
def filled(
    new_database: Callable[[str], str], clock: FixedClock, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """An application on a database of its own, with the cast in it."""
    app = new_app(new_database("migrated"), clock, tmp_path_factory.mktemp("migrated"))
    with app.app_context():
        make_cast()
        db.session.remove()
        yield app
    database.empty(app)
    database.dispose(app)


def go(move: Callable[..., None], revision: str) -> None:
    directory = Path(__file__).resolve().parents[1] / "migrations"
    copy_context().run(move, directory=str(directory), revision=revision)


def counts() -> dict[str, int]:
    tables = Base.metadata.sorted_tables
    return {table.name: db.session.execute(select(func.count()).select_from(table)).scalar_one() for table in tables}


def how_far() -> list[tuple[int, str, bool, bool]]:
    rows = db.session.execute(select(Text.id, Text.progress, Text.waits_since, Text.approved_at).order_by(Text.id))
    return [(text_id, progress, since is None, at is None) for text_id, progress, since, at in rows]


def same_type(_context: object, _column: object, _other: object, _found: object, declared: object) -> bool | None:
    return False if isinstance(declared, UTCDateTime) else None


def test_the_migrations_make_what_the_models_declare(filled: Flask) -> None:
    with db.engine.connect() as connection:
        options = {"compare_type": same_type, "render_as_batch": True, "include_name": is_of_the_models}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, Base.metadata) == []


def test_back_and_forth_loses_nothing(filled: Flask) -> None:
    rows, progress = counts(), how_far()
    db.session.remove()
    go(flask_migrate.downgrade, "0001")
    go(flask_migrate.upgrade, "head")
    assert counts() == rows | {"sign_ins": rows["users"]}
    assert rows["translations"] > 0
    targets = set(db.session.scalars(select(Text.id).where(Text.target.is_not(None))))
    assert [row for row in how_far() if row[0] in targets] == [row for row in progress if row[0] in targets]


def test_who_was_signed_in_stays_so(filled: Flask) -> None:
    """A cookie from before each session had a row of its own; it ends with the others of its account."""
    key, stamp = db.session.execute(select(User.key, User.session_stamp).where(User.name == "Ana")).one()
    db.session.remove()
    go(flask_migrate.downgrade, "0011")
    go(flask_migrate.upgrade, "head")
    client = filled.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = f"{key}.{stamp}"
    now = datetime.now(UTC)  # a migration has no other clock
    filled.extensions["clock"].move_to(now + timedelta(days=30))
    assert client.get("/profile").status_code == 200
    filled.extensions["clock"].move_to(now + timedelta(days=31 + 31))
    assert client.get("/profile").status_code == 302


def index() -> set[tuple[int, str, str]]:
    rows = db.session.execute(select(SearchEntry.text_id, SearchEntry.words, SearchEntry.wording))
    return {(text_id, words, wording) for text_id, words, wording in rows}


def test_what_was_written_before_there_was_a_search_is_found(filled: Flask) -> None:
    """The migration makes of old texts what the actions make of new ones, translations included."""
    made = index()
    db.session.remove()
    go(flask_migrate.downgrade, "0003")
    go(flask_migrate.upgrade, "head")
    assert index() == made
    assert any("encooper" in words and "escooper" in words for _, words, _ in made)
