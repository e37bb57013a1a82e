"""`flask --app wsgi serve`, as people and the demo start it."""

from __future__ import annotations

import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from board.clock import FixedClock
from board.config import Settings
from board.serving import master
from board.serving.ports import CannotServe, wait_until_free
from tests.support.database import dispose
from tests.support.serving import Running, answer_on, serving_for_real
from tests.support.site import new_app


@pytest.fixture(scope="module")
def database(new_database: Callable[[str], str], _clock: FixedClock, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database with all tables, and nothing in them."""
    url = new_database("served")
    dispose(new_app(url, _clock, tmp_path_factory.mktemp("served")))
    return url


def ended_with(server: Running, status: int) -> str:
    """What it printed, when it ended by itself."""
    assert server.process.wait(30) == status, server.log.read_text()
    return server.log.read_text()


def test_it_serves_the_site_in_so_many_processes(database: str, tmp_path: Path) -> None:
    with serving_for_real(tmp_path, database, "--workers", "2", "--threads", "3") as server:
        server.wait()
        assert len(server.all_children(2)) == 2
        assert server.get("/sign-in").status == 200
        assert server.get("/static/site.css").status == 200
        assert server.get("/readyz").status in (200, 503)
        half = [
            server.send("POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\na=") for _ in range(8)
        ]
        assert server.get("/healthz", timeout=1).status == 200
        assert server.get("/sign-in", timeout=5).status == 200
        large = "POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Language: es\r\nContent-Length: 99000000\r\n\r\n"
        refused = answer_on(server.send(large))
        assert (refused.status, refused.headers["Connection"]) == (413, "close")
        assert "Demasiado grande" in refused.text, "the application's own page"
        for line in half:
            line.close()
        assert server.stop() == 0
    assert "Traceback" not in server.log.read_text()


@pytest.mark.once
@pytest.mark.parametrize("part", [0.3, 0.6, 0.9, 1.0])
def test_told_to_stop_at_any_moment_of_its_start_it_stops(database: str, tmp_path: Path, part: float) -> None:
    with serving_for_real(tmp_path, database) as server:
        time.sleep(part * seconds_to_start(database, tmp_path))
        began = time.monotonic()
        server.stop(signal.SIGTERM, 10)
        assert time.monotonic() - began < 5


STARTS: list[float] = []


def seconds_to_start(database: str, folder: Path) -> float:
    """How long a start takes here; measured once."""
    if not STARTS:
        began = time.monotonic()
        with serving_for_real(folder, database) as server:
            server.wait()
            STARTS.append(time.monotonic() - began)
    return STARTS[0]


def test_it_says_that_its_port_is_taken(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(CannotServe, match=f"port {port} cannot be used"):
            wait_until_free("127.0.0.1", port, seconds=0.2)
    wait_until_free("127.0.0.1", port, seconds=0.0)


def test_an_address_that_is_not_this_machine_s_is_refused_at_once() -> None:
    began = time.monotonic()
    with pytest.raises(CannotServe, match=r"192\.0\.2\.1 port 8000 cannot be used"):
        wait_until_free("192.0.2.1", 8000)
    assert time.monotonic() - began < 1


def test_a_database_without_tables_is_not_served(tmp_path: Path) -> None:
    with serving_for_real(tmp_path, f"sqlite:///{tmp_path / 'empty.db'}") as server:
        assert "flask --app wsgi init" in ended_with(server, 1)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--host", "localhost"], "is not an address such as"),
        (["--port", "0"], "not in the range"),
        (["--workers", "0"], "not in the range"),
        (["--threads", "65"], "not in the range"),
    ],
)
def test_options_that_cannot_be_are_named(committed: Flask, options: list[str], told: str) -> None:
    result = committed.test_cli_runner().invoke(args=["serve", *options])
    assert (result.exit_code, told in result.output) == (2, True)


@pytest.mark.parametrize("options", [[], ["--host", "::1", "--port", "81", "--workers", "3", "--threads", "5"]])
def test_options_go_before_settings(committed: Flask, monkeypatch: pytest.MonkeyPatch, options: list[str]) -> None:
    asked: list[master.Place] = []
    monkeypatch.setattr(master, "serve", lambda _application, place: asked.append(place))
    committed.test_cli_runner().invoke(args=["serve", *options])
    said: Settings = committed.extensions["settings"]
    settings = master.Place(said.serve_host, said.serve_port, said.serve_workers, said.serve_threads)
    assert asked == [master.Place("::1", 81, 3, 5) if options else settings]
