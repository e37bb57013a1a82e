"""A site to measure: the real application on an empty SQLite file, one open week, ten people."""

from __future__ import annotations

import gc
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from time import process_time

import flask_migrate
from flask import Flask, render_template
from sqlalchemy import select

from board import create_app
from board.actions import enrolling, posting, scheduling, setting_up
from board.actions.posting import Writing
from board.actions.setting_up import ForumSettings
from board.clock import FixedClock
from board.config import ROOT, Settings
from board.extensions import db, writing
from board.models import Membership, Thread, User
from board.models.base import new_key
from board.rules.roles import ROLES, Viewer
from board.visible import Sight, forums, look
from board.web.account import sessions
from board.web.viewer import access

TRIVIAL = "/trivial"
"""The page to compare with: it shows one line to anyone signed in."""
NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
RUNS, SECONDS = 5, 2.0


def new_app(folder: Path, database: str = "") -> Flask:
    """Create the real application, with the page to compare with, on a SQLite file unless a database is given."""
    environ = {
        "DATABASE_URL": database or f"sqlite:///{folder / 'bench.db'}",
        "SECRET_KEY": "of no worth beyond these measurements",
        "SITE_URL": "http://localhost",
        "INSTANCE_DIR": str(folder),
    }
    app = create_app(Settings.from_env(environ), clock=FixedClock(NOW))

    line = app.jinja_env.from_string("Hello, {{ me().name }}.")

    @app.get(TRIVIAL)
    @access("signed_in")
    def trivial() -> str:
        return render_template(line)

    gc.freeze()  # as wsgi.py does
    return app


@contextmanager
def new_site(folder: Path, database: str = "") -> Iterator[Flask]:
    """Create it with a database that has all tables."""
    app = new_app(folder, database)
    with app.app_context():
        flask_migrate.upgrade(directory=str(ROOT / "migrations"))
    yield app
    with app.app_context():
        db.engine.dispose()


def people() -> list[User]:
    """Create the owner, who has all roles, and nine participants, as members of a new forum."""
    everybody = [
        enrolling.create_account(f"{number}@example.org", f"Person {number}", NOW, owner=number == 0)
        for number in range(10)
    ]
    _new_forum(everybody)
    return everybody


def _new_forum(members: list[User]) -> None:
    """Create a forum with one open week."""
    settings = ForumSettings(
        name="Bench", slug="bench", zone="America/Toronto", starts_on=None, ends_on=None, languages=("en", "es"),
        policy=("es>en",), regions=(), public_reading=False, shows_machine_drafts=False, hours_min=2, hours_max=5,
    )  # fmt: skip
    forum = setting_up.create_forum(settings, "", members[0], NOW)
    for number, person in enumerate(members):
        roles = frozenset(ROLES) if number == 0 else frozenset({"participant"})
        db.session.add(Membership(forum_id=forum.id, user_id=person.id, roles=roles, created_at=NOW))
    scheduling.add_week(sight_of(members[0]), "Week", "", "en", None, members[0])
    scheduling.override_week(sight_of(members[0]), sight_of(members[0]).weeks[0], "open")


def new_thread(author: User, title: str) -> Thread:
    """Create a thread in the open week, with its first post."""
    sight = sight_of(author)
    return posting.open_thread(
        sight, sight.weeks[0], author, Writing("Bienvenidas y bienvenidos.", "es", new_key(), title)
    )


def sight_of(person: User) -> Sight:
    forum = db.session.scalars(forums()).one()
    query = select(Membership.roles).where(Membership.user_id == person.id)
    roles: frozenset[str] = db.session.scalar(query) or frozenset()
    return look(db.session(), forum, Viewer(person.id, False, roles), NOW)


class Visitor:
    """A person who is signed in."""

    def __init__(self, app: Flask, person: User) -> None:
        self.client = app.test_client()
        with writing(), app.test_request_context() as context:
            sessions.start(db.session.get_one(User, person.id))
            db.session.commit()
            begun = dict(context.session)
        with self.client.session_transaction() as session:
            session.update(begun)

    def ask(self, url: str, **headers: str) -> bytes:
        response = self.client.get(url, headers=headers)
        if response.status_code != 200:
            raise SystemExit(f"{url} answers {response.status_code}")
        return response.get_data()

    def rate(self, url: str, seconds: float) -> float:
        """Return answers per second of this process's own time, so that other work of the machine does not count."""
        asked, began = 0, process_time()
        while (spent := process_time() - began) < seconds:
            self.ask(url)
            asked += 1
        return asked / spent


def compare(visitor: Visitor, name: str, url: str) -> float:
    """Return the page's rate as a fraction of the trivial page's: both asked alternately, the median of all runs."""
    ratios = []
    for _ in range(RUNS):
        trivial, rate = visitor.rate(TRIVIAL, SECONDS), visitor.rate(url, SECONDS)
        ratios.append(rate / trivial)
        print(f"  {name} {rate:.0f}/s, trivial {trivial:.0f}/s, ratio {ratios[-1]:.3f}")
    return statistics.median(ratios)
