"""The process that starts the server processes, replaces those that die, and stops them."""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
import sys
import time
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask.cli import ScriptInfo
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server.mp import MPServer

from board.serving.gateway import Gateway
from board.serving.limits import Limits
from board.serving.ports import wait_until_free

STOPPING = (signal.SIGTERM, signal.SIGINT)
FILES = 65536
DIED_AT_ONCE, PAUSE = 2.0, 1.0


@dataclass(frozen=True, slots=True)
class Place:
    """The address to listen on, and how many processes and threads answer."""

    host: str
    port: int
    workers: int
    threads: int


def serve(application: str, place: Place, limits: Limits | None = None) -> None:
    """Serve the application that flask finds under this name, until SIGTERM, SIGINT or SIGHUP stops it.

    The caller has loaded the application and holds no connection to the database: the server processes are copies of
    this process, so they start at once.
    """
    limits = limits or Limits()
    wait_until_free(place.host, place.port)
    if sys.platform == "linux":
        multiprocessing.set_start_method("fork", force=True)  # elsewhere each process loads the application itself
    files = _allow_files()
    os.register_at_fork(before=_block_signals, after_in_parent=_unblock_signals)
    server = Master(
        application,
        address=place.host,
        port=place.port,
        interface=Interfaces.ASGI,
        workers=place.workers,
        http=HTTPModes.http1,
        websockets=False,
        backpressure=min(limits.connections, files // 2),
        http1_settings=HTTP1Settings(
            header_read_timeout=int(limits.headers_within * 1000), max_buffer_size=limits.largest_headers
        ),
        log_level=LogLevels.warning,
        workers_kill_timeout=limits.leaves_within,
    )
    server.serve(target_loader=partial(load, parent=os.getpid(), threads=place.threads, limits=limits))


class Master(MPServer):
    """Granian's server, but it always replaces a process that dies, and never misses a signal to stop."""

    def _serve_loop(self, spawn_target: Any, target_loader: Any) -> None:
        while not self.interrupt_signal:
            self.main_loop_interrupt.wait(1.0)  # checks every second: of two simultaneous signals one may be lost
            self.main_loop_interrupt.clear()
            self._replace_dead(spawn_target, target_loader)
        self.interrupt_children.clear()  # else the server would exit with an error for replaced processes

    def _replace_dead(self, spawn_target: Any, target_loader: Any) -> None:
        for worker in [worker for worker in self.wrks if not _lives(worker)]:
            if time.monotonic() - worker.birth < DIED_AT_ONCE:
                self.main_loop_interrupt.wait(PAUSE)
            if self.interrupt_signal:
                return
            self._respawn_workers([worker.idx], spawn_target, target_loader)

    def signal_handler_reload(self, *_args: object, **_kwargs: object) -> None:
        """Stop on SIGHUP: the terminal is gone."""
        self.signal_handler_interrupt()  # type: ignore[no-untyped-call]


def _lives(worker: Any) -> bool:
    return bool(worker.is_alive())


def load(application: str, *, parent: int, threads: int, limits: Limits) -> Gateway:
    """Load the application and its gateway in a new process. Until then, SIGTERM ends the process at once."""
    for number in STOPPING:
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # the first process decides
    _unblock_signals()
    app = ScriptInfo(app_import_path=application, set_debug_flag=False).load_app()
    app.extensions["retire"] = partial(os.kill, os.getpid(), signal.SIGTERM)
    pages, largest = app.extensions["server_pages"](), app.config["LARGEST_BODY"]
    return Gateway(app, pages, parent=parent, threads=threads, largest=largest, limits=limits)


def _block_signals() -> None:
    """Block signals during a fork: a new process starts with the old one's handlers, which would lose the signal."""
    signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)


def _unblock_signals() -> None:
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)


def _allow_files() -> int:
    """Raise the limit of open files, one for each connection, since the usual limit is low; return the new limit."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return wanted
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return wanted
