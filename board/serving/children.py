"""Running the demo: a production server and the worker as children of one process, which stops with both."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager

from board.config import ROOT
from board.serving.ports import CannotServe, trouble_at
from board.serving.signals import stopping_on

HOST = "127.0.0.1"
THREADS = 4
"""Requests answered at the same time. More would only wait for SQLite, and a newcomer is alone."""
STARTS_WITHIN = 60.0
STOPS_WITHIN = 15.0
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
Child = subprocess.Popen[bytes]


def check_free(port: int) -> None:
    """Raise CannotServe if the port is taken; the server itself would silently share it."""
    if error := trouble_at(HOST, port):
        advice = f"Choose another: make run PORT={port % 65535 + 1}"
        raise CannotServe(f"Port {port} cannot be used ({error.strerror}). {advice}")


def serve(port: int, environ: Mapping[str, str], accepting: Callable[[], None]) -> None:
    """Serve until told to stop; call ``accepting`` once, when the server first answers.

    Raise CannotServe if a child ends by itself.
    """
    with stopping_on(*SIGNALS) as stopping, _children(port, environ) as running:
        if _answers(port, running, stopping):
            accepting()
        while not stopping():
            _check(running)
            time.sleep(0.2)


@contextmanager
def _children(port: int, environ: Mapping[str, str]) -> Iterator[dict[str, Child]]:
    """Start the server and the worker in separate sessions: a terminal's Ctrl-C reaches only us, and we stop them."""
    running: dict[str, Child] = {}
    try:
        for name, arguments in (("server", _server(port)), ("worker", ["flask", "--app", "wsgi", "worker"])):
            command = [sys.executable, "-m", *arguments]
            running[name] = subprocess.Popen(  # noqa: S603 - our own words
                command, cwd=ROOT, env=dict(environ), start_new_session=True
            )
        yield running
    finally:
        _stop(running.values())


def _server(port: int) -> list[str]:
    return [
        *("flask", "--app", "wsgi", "serve", "--host", HOST, "--port", str(port)),
        *("--workers", "1", "--threads", str(THREADS)),
    ]


def _stop(running: Collection[Child]) -> None:
    """Ask all to stop, then wait; kill those that do not stop in time."""
    for child in running:
        child.terminate()
    for child in running:
        try:
            child.wait(STOPS_WITHIN)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)  # with the processes that it started itself
            child.wait()


def _answers(port: int, running: Mapping[str, Child], stopping: Callable[[], bool]) -> bool:
    """Wait for the first answer; return False if asked to stop. Raise CannotServe if no answer comes."""
    deadline = time.monotonic() + STARTS_WITHIN
    while not is_healthy(port):
        _check(running)
        if stopping():
            return False
        if time.monotonic() > deadline:
            raise CannotServe(f"The server did not answer within {STARTS_WITHIN:.0f} seconds.")
        time.sleep(0.02)
    return True


def is_healthy(port: int) -> bool:
    """Return whether a server answers there and can work."""
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _check(running: Mapping[str, Child]) -> None:
    for name, child in running.items():
        if child.poll() is not None:
            raise CannotServe(f"The {name} stopped by itself (exit code {child.returncode}).")
