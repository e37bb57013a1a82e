"""Programs that are started, killed and stopped: the server, the worker, the watch over the server's health."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from board.config import ROOT

STOPS_WITHIN = 15.0
_running: list[Program] = []
_commands: list[subprocess.Popen[str]] = []
_over = threading.Event()


class Program:
    """A program of this project in a separate session, with everything that it starts. Its output goes to a file."""

    def __init__(self, arguments: list[str], environ: Mapping[str, str], log: Path) -> None:
        self._command = [sys.executable, "-m", *arguments]
        self._environ = dict(environ)
        self._log = log
        self._child: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it. Raise RuntimeError if everything is being stopped."""
        if _over.is_set():
            raise RuntimeError("everything is being stopped")
        with self._log.open("ab") as log:
            self._child = subprocess.Popen(
                self._command, cwd=ROOT, env=self._environ, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip
        _running.append(self)

    @property
    def pid(self) -> int:
        return self._child.pid if self._child else 0

    @property
    def is_running(self) -> bool:
        return self._child is not None and self._child.poll() is None

    def workers(self) -> list[int]:
        """Return the processes that answer requests: the server's children that run the site's code."""
        return sorted(
            pid for pid in children_of(self.pid) if self.is_running and b"resource_tracker" not in words_of(pid)
        )

    def kill_group(self) -> None:
        """Kill the program and everything that it started, at once, as a failing machine does."""
        if self._child is not None:
            kill(self._child)

    def stop(self) -> bool:
        """Ask it to stop; return False if it had to be killed."""
        if self._child is None:
            return True
        self._child.terminate()
        try:
            self._child.wait(STOPS_WITHIN)
            return True
        except subprocess.TimeoutExpired:
            return False
        finally:
            self.kill_group()
            with suppress(ValueError):
                _running.remove(self)

    def output(self) -> str:
        """Return its output so far."""
        return self._log.read_text(errors="replace") if self._log.exists() else ""


def stop_everything(*, for_good: bool = False) -> None:
    """Leave nothing running, whatever happened; with ``for_good``, let nothing be started afterwards."""
    if for_good:
        _over.set()
    for program in list(_running):
        program.kill_group()
    _running.clear()
    for command in list(_commands):
        kill(command)


def is_over() -> bool:
    """Return whether nothing may be started any more."""
    return _over.is_set()


def children_of(parent: int) -> list[int]:
    """Return the processes that a process started itself."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = entry.read_text().rpartition(")")[2].split()
            if int(fields[1]) == parent and fields[0] != "Z":
                found.append(int(entry.parent.name))
    return found


def words_of(pid: int) -> bytes:
    """Return the command line of a process."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""


def run(arguments: list[str], environ: Mapping[str, str], seconds: float = 300) -> subprocess.CompletedProcess[str]:
    """Run one of the project's commands to its end."""
    child = subprocess.Popen(
        [sys.executable, "-m", *arguments], cwd=ROOT, env=dict(environ), start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    _commands.append(child)
    try:
        said, complained = child.communicate(timeout=seconds)
        return subprocess.CompletedProcess(child.args, child.returncode, said, complained)
    finally:
        kill(child)
        _commands.remove(child)


def kill(child: subprocess.Popen[Any]) -> None:
    """Kill a process and everything that it started."""
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def until(holds: object, seconds: float, every: float = 0.05) -> bool:
    """Wait for something, at most so long; return whether it came."""
    assert callable(holds)
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(every)
    return True
