"""The application as the tests run it: the real factory, the real settings, a clock that stands still."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from board import create_app
from board.clock import Clock
from board.config import Settings
from board.web.frame import posts, render
from board.web.readiness import Probe
from tests.support.client import Client
from tests.support.database import migrate


def new_app(database_url: str, clock: Clock, folder: Path, **environ: str) -> Flask:
    """Create an application with a migrated database.

    Settings are given as an operator gives them: in the environment.
    """
    settings = Settings.from_env(
        {
            "DATABASE_URL": database_url,
            "SECRET_KEY": "a secret of the tests that is long enough to be one",
            "SITE_URL": "http://localhost",
            "INSTANCE_DIR": str(folder),
            **environ,
        }
    )
    app = create_app(settings, clock=clock)
    app.test_client_class = Client
    migrate(app)
    return app


def forget_rendered() -> None:
    """Clear the cache of rendered pages: in another test the same keys may mean other words."""
    for kept in (render.kept, posts.kept):
        kept.clear()


def nothing_is_wrong(app: Flask) -> None:
    """Make `/readyz` check nothing: it would wait for the transaction that contains the test."""
    app.extensions["readiness"] = Probe(lambda _now: [])
