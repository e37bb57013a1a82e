"""In production, too, a warning of SQLAlchemy fails the request, and the process is replaced."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from board.clock import FixedClock
from board.config import ROOT
from board.extensions import db
from board.models import Forum, User
from board.web.viewer import access
from tests.support.database import sqlite_url
from tests.support.site import new_app


@pytest.fixture
def site(clock: FixedClock, tmp_path: Path) -> Iterator[Flask]:
    """An application with a page whose statement is a join without a condition."""
    app = new_app(sqlite_url(tmp_path, "doubtful"), clock, tmp_path)

    @app.get("/doubtful")
    @access("public")
    def doubtful() -> str:
        return str(db.session.execute(select(User.id, Forum.id)).all())

    yield app
    with app.app_context():
        db.engine.dispose()


def test_a_join_without_a_condition_is_refused_and_the_process_retires(
    site: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    retired: list[bool] = []
    site.extensions["retire"] = lambda: retired.append(True)
    with caplog.at_level(logging.CRITICAL):
        answer = site.test_client().get("/doubtful")
    assert (answer.status_code, retired) == (500, [True])
    assert "makes room for a new one" in caplog.text


def test_without_a_master_process_the_request_fails_all_the_same(site: Flask) -> None:
    assert site.test_client().get("/doubtful").status_code == 500


def test_the_warning_fails_without_the_filter_of_the_tests() -> None:
    code = (
        "import warnings, wsgi; from sqlalchemy.exc import SAWarning\n"
        "try: warnings.warn('doubtful', SAWarning)\n"
        "except SAWarning: print('refused')"
    )
    environ = {"DEMO": "1", "DATABASE_URL": "sqlite://", "PATH": ""}
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environ, capture_output=True, text=True, timeout=60, check=True
    )
    assert told.stdout == "refused\n"
