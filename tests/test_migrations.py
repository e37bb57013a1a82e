"""The migrations on a database with rows in it: they lead to the models' tables, and lose nothing on the way."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextvars import copy_context
from datetime import UTC, datetime, timedelta
from pathlib import Path

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import func, inspect, select, text

from board.clock import FixedClock
from board.extensions import db, is_of_the_models
from board.migrating import Held, lost
from board.models import Base, SearchEntry, Text, User
from board.models.base import UTCDateTime
from tests.support import database
from tests.support.cast import make_cast
from tests.support.site import new_app

MIGRATIONS = Path(__file__).resolve().parents[1] / "migrations"


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
        db.session.remove()
        go(flask_migrate.upgrade, "head")
    database.empty(app)
    database.dispose(app)


def go(move: Callable[..., None], revision: str, *, lose: bool = True) -> None:
    told = ["lose-data=yes"] if lose else []
    copy_context().run(move, directory=str(MIGRATIONS), revision=revision, x_arg=told)


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


# All or nothing


BREAKS = """
import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{head}"


def upgrade():
    op.create_table("half_done", sa.Column("id", sa.Integer, primary_key=True))
    with op.batch_alter_table("users") as batch:
        batch.add_column(sa.Column("half", sa.String(10)))
    op.execute("UPDATE users SET name = 'nobody'")
    op.execute("SELECT somebody FROM nowhere")


def downgrade():
    op.drop_table("half_done")
"""


def revision() -> str | None:
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def tables() -> dict[str, list[str]]:
    inspector = inspect(db.engine)
    return {name: [column["name"] for column in inspector.get_columns(name)] for name in inspector.get_table_names()}


@pytest.mark.parametrize("start", ["head", "0010"])
def test_a_step_that_fails_in_its_middle_leaves_all_as_it_was(
    filled: Flask, tmp_path: Path, caplog: pytest.LogCaptureFixture, start: str
) -> None:
    """Also the steps before it, which went well."""
    folder = Path(shutil.copytree(MIGRATIONS, tmp_path / "migrations"))
    (folder / "versions" / "9999_breaks.py").write_text(BREAKS.format(head=revision()))
    db.session.remove()
    if start != "head":
        go(flask_migrate.downgrade, start)
    before, there, people = revision(), tables(), names()
    with pytest.raises(SystemExit):
        copy_context().run(flask_migrate.upgrade, directory=str(folder), revision="9999")
    assert (revision(), tables(), names()) == (before, there, people)
    assert f"All steps are one transaction, so nothing was changed: the database is still at {before}." in caplog.text


def names() -> list[str]:
    with db.engine.connect() as connection:
        return list(connection.execute(text("SELECT name FROM users ORDER BY id")).scalars())


def test_going_back_drops_nothing_that_people_wrote_unless_told(
    filled: Flask, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    head, there, rows = revision(), tables(), counts()
    db.session.remove()
    with pytest.raises(SystemExit):
        go(flask_migrate.downgrade, "0001", lose=False)
    for words in ("This would lose", f"{rows['follows']} rows of follows", "-x lose-data=yes"):
        assert words in caplog.text
    assert "search_entries" not in caplog.text  # made of the texts, and made again of them
    db.session.remove()
    assert (revision(), tables(), counts()) == (head, there, rows)
    capsys.readouterr()
    db.session.remove()
    go(flask_migrate.downgrade, "0001", lose=True)
    assert capsys.readouterr().out == f"The database is at 0001 (it was at {head}): one transaction.\n"


def test_where_nothing_was_written_nothing_has_to_be_told(filled: Flask) -> None:
    database.empty(filled)
    db.session.remove()
    go(flask_migrate.downgrade, "0001", lose=False)
    assert revision() == "0001"


@pytest.mark.parametrize(
    ("after", "told"),
    [
        (Held({"posts": 3}, {"posts.body": 2, "posts.title": 1}), []),
        (Held({"posts": 4}, {"posts.body": 0, "posts.title": 1}), []),  # emptied or filled: a step's own business
        (Held({"posts": 2}, {"posts.body": 2, "posts.title": 1}), ["1 rows of posts"]),
        (Held({"posts": 3}, {"posts.body": 2}), ["1 values of posts.title"]),
        (Held({}, {}), ["3 rows of posts"]),
    ],
)
def test_what_counts_as_lost(after: Held, told: list[str]) -> None:
    assert lost(Held({"posts": 3}, {"posts.body": 2, "posts.title": 1}), after) == told
