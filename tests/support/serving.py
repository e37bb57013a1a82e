"""A real server in its own process, and clients that misbehave."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from tests.support.imports import ROOT
from tests.support.ports import free_port

STARTS_WITHIN = 60.0


class Running:
    """A server that was started."""

    def __init__(self, command: Sequence[str], port: int, folder: Path, environ: dict[str, str]) -> None:
        self.port, self.log = port, folder / "server.log"
        with self.log.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, *command], cwd=ROOT, env={**os.environ, **environ}, stdout=out, stderr=out
            )

    def wait(self) -> None:
        """Wait until it answers."""
        deadline = time.monotonic() + STARTS_WITHIN
        while True:
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, self.log.read_text()
            try:
                if self.get("/healthz").status == 200:
                    return
            except (OSError, http.client.HTTPException):
                time.sleep(0.02)

    def get(self, path: str, timeout: float = 20, **headers: str) -> Answer:
        return self.ask("GET", path, None, timeout, headers)

    def ask(
        self, method: str, path: str, body: Any = None, timeout: float = 20, headers: dict[str, str] | None = None
    ) -> Answer:
        """Send a request on a new connection."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        with closing(connection):
            connection.request(method, path, body, headers or {})
            return Answer(connection.getresponse())

    def send(self, text: str | bytes) -> socket.socket:
        """Return a connection on which only this was sent."""
        line = socket.create_connection(("127.0.0.1", self.port), timeout=20)
        line.sendall(text if isinstance(text, bytes) else text.encode("latin-1"))
        return line

    def children(self) -> list[int]:
        """Return the server processes."""
        own = str(self.process.pid)
        return [pid for pid in _processes() if (told := _told_of(pid)) and told[1] == own and told[0] != "Z"]

    def all_children(self, number: int) -> list[int]:
        """Return the server processes, once there are so many: the first may answer before the last exists."""
        deadline = time.monotonic() + STARTS_WITHIN
        while len(found := self.children()) != number:
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.01)
        return found

    def stop(self, number: signal.Signals = signal.SIGTERM, seconds: float = 20) -> int:
        self.process.send_signal(number)
        return self.process.wait(seconds)


def is_running(pid: int) -> bool:
    told = _told_of(pid)
    return told is not None and told[0] != "Z"


def _processes() -> list[int]:
    return [int(folder.name) for folder in Path("/proc").iterdir() if folder.name.isdigit()]


def _told_of(pid: int) -> tuple[str, str] | None:
    """Return the state of a process and its parent, or None if there is no such process."""
    try:
        state, parent = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[:2]
    except OSError:
        return None
    return state, parent


class Answer:
    """A complete answer."""

    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status, self.headers, self.body = response.status, response.headers, response.read()

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def answer_on(line: socket.socket) -> Answer:
    """Return the answer on a connection."""
    with closing(line):
        response = http.client.HTTPResponse(line)
        response.begin()
        return Answer(response)


@contextmanager
def served(folder: Path, *, workers: int = 1, **limits: float) -> Iterator[Running]:
    """Run `slow_site` with other limits; yield it once it answers."""
    with _running(_slow_site(folder, workers, limits)) as server:
        server.wait()
        yield server


@contextmanager
def serving_slowly(folder: Path, *, seconds: float) -> Iterator[Running]:
    """Run it while its processes take so many seconds to start."""
    with _running(_slow_site(folder, 2, {}, STARTS_IN=str(seconds))) as server:
        yield server


def _slow_site(folder: Path, workers: int, limits: dict[str, float], **environ: str) -> Running:
    port = free_port()
    command = ["-m", "tests.support.slow_site", str(port), str(workers), json.dumps(limits)]
    return Running(command, port, folder, environ)


@contextmanager
def serving_for_real(folder: Path, database: str, *options: str, port: int = 0, **environ: str) -> Iterator[Running]:
    """Run the real site with the command that people use; yield it at once."""
    port = port or free_port()
    environ = {"DEMO": "1", "INSTANCE_DIR": str(folder), "DATABASE_URL": database, **environ}
    command = ["-m", "flask", "--app", "wsgi", "serve", "--port", str(port), *options]
    with _running(Running(command, port, folder, environ)) as server:
        yield server


@contextmanager
def _running(server: Running) -> Iterator[Running]:
    try:
        yield server
    finally:
        if server.process.poll() is None:
            server.process.terminate()
            try:
                server.process.wait(10)
            except subprocess.TimeoutExpired:
                for child in server.children():
                    os.kill(child, signal.SIGKILL)
                server.process.kill()
                server.process.wait()
