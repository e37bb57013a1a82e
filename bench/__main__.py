"""Compares the page of a thread of 100 translated posts with a page that says one line to whoever is signed in.

Both are served by one process through the same stack, in turns. Exits 1 where the thread is slower than FLOOR.
"""

from __future__ import annotations

import gc
import statistics
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from time import process_time

import flask_migrate
from flask import Flask, render_template
from sqlalchemy import select

from bench.long_thread import fill
from board import create_app
from board.actions import enrolling, posting, scheduling
from board.actions.posting import Writing
from board.actions.scheduling import ForumSettings
from board.clock import FixedClock
from board.config import ROOT, Settings
from board.extensions import db
from board.models import Membership, User
from board.models.base import new_key
from board.rules.roles import ROLES, Viewer
from board.visible import Sight, forums, look
from board.web.viewer import Account, access

FLOOR = 0.10
POSTS, RUNS, SECONDS = 100, 5, 2.0
NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
Pages = dict[str, str]


def new_site(folder: Path) -> Flask:
    """The real application on an empty SQLite file, and the page to compare with."""
    environ = {
        "DATABASE_URL": f"sqlite:///{folder / 'bench.db'}",
        "SECRET_KEY": new_key() * 3,
        "SITE_URL": "http://localhost",
        "INSTANCE_DIR": str(folder),
    }
    app = create_app(Settings.from_env(environ), clock=FixedClock(NOW))

    line = app.jinja_env.from_string("Hello, {{ me().name }}.")

    @app.get("/trivial")
    @access("signed_in")
    def trivial() -> str:
        return render_template(line)

    gc.freeze()  # as wsgi.py does
    with app.app_context():
        flask_migrate.upgrade(directory=str(ROOT / "migrations"))
    return app


def people() -> list[User]:
    """The owner, who does all that needs a role, and nine participants."""
    return [
        enrolling.create_account(f"{number}@example.org", f"Person {number}", NOW, owner=number == 0)
        for number in range(10)
    ]


def new_forum(members: list[User]) -> None:
    """One open week."""
    settings = ForumSettings(
        name="Bench", slug="bench", zone="America/Toronto", starts_on=None, ends_on=None, languages=("en", "es"),
        policy=("es>en",), regions=(), public_reading=False, shows_machine_drafts=False, hours_min=2, hours_max=5,
    )  # fmt: skip
    forum = scheduling.create_forum(settings, "", members[0], NOW)
    for number, person in enumerate(members):
        roles = frozenset(ROLES) if number == 0 else frozenset({"participant"})
        db.session.add(Membership(forum_id=forum.id, user_id=person.id, roles=roles, created_at=NOW))
    scheduling.add_week(sight_of(members[0]), "Week", "", "en", None, members[0])
    scheduling.override_week(sight_of(members[0]), sight_of(members[0]).weeks[0], "open")


def sight_of(person: User) -> Sight:
    forum = db.session.scalars(forums()).one()
    query = select(Membership.roles).where(Membership.user_id == person.id)
    roles: frozenset[str] = db.session.scalar(query) or frozenset()
    return look(db.session(), forum, Viewer(person.id, False, roles), NOW)


def fill_site(app: Flask) -> tuple[Pages, str]:
    """The pages to compare, and the session of somebody who only takes part."""
    with app.app_context():
        everybody = people()
        new_forum(everybody)
        admin, reader = everybody[0], everybody[1]
        opening = Writing("Bienvenidas y bienvenidos.", "es", new_key(), "Un hilo largo")
        sight = sight_of(admin)
        thread = posting.open_thread(sight, sight.weeks[0], admin, opening)
        fill(thread, POSTS - 1, everybody[1:], sight_of, admin)
        return {"trivial": "/trivial", "thread": f"/f/bench/thread/{thread.key}"}, Account(reader).get_id()


class Visitor:
    """Somebody who is signed in."""

    def __init__(self, app: Flask, session_id: str) -> None:
        self.client = app.test_client()
        with self.client.session_transaction() as session:
            session.permanent = True
            session["_user_id"], session["_fresh"] = session_id, True

    def ask(self, url: str, **headers: str) -> bytes:
        response = self.client.get(url, headers=headers)
        if response.status_code != 200:
            raise SystemExit(f"{url} answers {response.status_code}")
        return response.get_data()

    def rate(self, url: str, seconds: float) -> float:
        """Answers a second of this process's own time: what else the machine does meanwhile is not the site's."""
        asked, began = 0, process_time()
        while (spent := process_time() - began) < seconds:
            self.ask(url)
            asked += 1
        return asked / spent


def compare(visitor: Visitor, pages: Pages) -> list[float]:
    """The thread's rate as a part of the trivial page's, run by run."""
    ratios = []
    for number in range(RUNS):
        rates = {name: visitor.rate(url, SECONDS) for name, url in pages.items()}
        ratios.append(rates["thread"] / rates["trivial"])
        said = ", ".join(f"{name} {rate:.0f}/s" for name, rate in rates.items())
        print(f"run {number + 1}: {said}, ratio {ratios[-1]:.3f}")
    return ratios


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        app = new_site(Path(folder))
        pages, session_id = fill_site(app)
        visitor = Visitor(app, session_id)
        size = len(visitor.ask(pages["thread"], accept_encoding="zstd, br, gzip"))
        print(f"a thread of {POSTS} translated posts: {size / 1024:.1f} KB compressed")
        ratio = statistics.median(compare(visitor, pages))
        with app.app_context():
            db.engine.dispose()
    print(f"median ratio {ratio:.3f} (floor {FLOOR:.2f})")
    return 0 if ratio >= FLOOR else 1


if __name__ == "__main__":
    sys.exit(main())
