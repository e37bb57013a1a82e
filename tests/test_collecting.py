"""On Python 3.11 garbage is looked for between requests alone: see board/collecting.py."""

from __future__ import annotations

import gc
import subprocess
import sys
import weakref
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from board import collecting
from board.config import ROOT


@pytest.fixture
def collector() -> Iterator[None]:
    """The collector as it was, afterwards."""
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)
    gc.enable()


class Knot:
    """Refers to itself, so that only the collector frees it."""

    def __init__(self) -> None:
        self.me = self


def app_that_ties_knots() -> tuple[Flask, list[Any]]:
    app, tied = Flask(__name__), []
    collecting.wait_for_requests(app)

    @app.get("/")
    def page() -> str:
        tied.extend(weakref.ref(Knot()) for _ in range(200))
        return str(gc.isenabled())

    return app, tied


def test_a_request_runs_without_the_collector_and_the_next_ones_free_what_it_left(collector: None) -> None:
    app, tied = app_that_ties_knots()
    client = app.test_client()
    gc.set_threshold(150, 10, 10)
    assert client.get("/").text == "False"
    left = tied[:]
    assert any(knot() for knot in left)
    client.get("/")
    assert not any(knot() for knot in left)


@pytest.mark.parametrize(("past", "due"), [(-1, None), (0, None), (1, 0)])
def test_a_generation_is_due_past_its_threshold(
    collector: None, monkeypatch: pytest.MonkeyPatch, past: int, due: int | None
) -> None:
    gc.disable()
    monkeypatch.setattr(gc, "get_count", lambda: (700 + past, 0, 0))
    monkeypatch.setattr(gc, "get_threshold", lambda: (700, 10, 10))
    assert collecting.collect_what_is_due() == due


def test_the_oldest_that_is_due_goes_first(collector: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gc, "get_count", lambda: (701, 11, 11))
    monkeypatch.setattr(gc, "get_threshold", lambda: (700, 10, 10))
    assert collecting.collect_what_is_due() == 2


def test_what_is_served_is_set_up_so_where_python_needs_it() -> None:
    code = (
        "import gc, wsgi; names = [f.__module__ for f in wsgi.app.before_request_funcs[None]];"
        "print('board.collecting' in names, gc.isenabled())"
    )
    environ = {"DEMO": "1", "DATABASE_URL": "sqlite://", "PATH": ""}
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environ, capture_output=True, text=True, timeout=60, check=True
    )
    assert told.stdout.split() == [str(sys.version_info < (3, 12)), "True"]
