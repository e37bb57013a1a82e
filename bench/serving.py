"""Our server, which reads bodies outside the threads, beside granian's own WSGI: processor time per answer."""

from __future__ import annotations

import http.client
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from bench.long_thread import prepare
from bench.site import TRIVIAL, new_site
from board.config import ROOT

RUNS, ASKED, FLOOR = 9, {"trivial": 300, "thread": 100}, 0.7
TICKS = os.sysconf("SC_CLK_TCK")
PORTS = {"plain": 8971, "ours": 8972}
COMMANDS = {
    "plain": ["granian", "--interface", "wsgi", "--port", "8971", "--workers", "1", "--blocking-threads", "4",
              "--no-ws", "--log-level", "warning", "bench.served:app"],
    "ours": ["flask", "--app", "bench.served", "serve", "--port", "8972", "--workers", "1", "--threads", "4"],
}  # fmt: skip


class Server:
    """One of the two servers, and a client with a persistent connection."""

    def __init__(self, process: int, port: int, cookie: str) -> None:
        self.process, self.cookie = process, cookie
        self.line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.size = 0  # of the last answer, in bytes

    def ask(self, url: str) -> None:
        self.line.request("GET", url, headers={"Cookie": self.cookie, "Accept-Encoding": "zstd, br, gzip"})
        response = self.line.getresponse()
        self.size = len(response.read())
        if response.status != 200:
            raise SystemExit(f"{url} answers {response.status}")

    def cost(self, url: str, times: int, cookies: Sequence[str] = ()) -> float:
        """Return the processor seconds per answer; people take turns if their ``cookies`` are given."""
        before = self._spent()
        for number in range(times):
            self.cookie = cookies[number % len(cookies)] if cookies else self.cookie
            self.ask(url)
        return (self._spent() - before) / times

    def _spent(self) -> float:
        """Return the processor time of the server process, in all its threads."""
        user, system = Path(f"/proc/{self.process}/stat").read_text().rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / TICKS


def measure(folder: Path) -> Iterator[tuple[str, float, float]]:
    """Yield the plain server's time for a page as a fraction of ours, and its floor."""
    with new_site(folder) as app:
        url, visitor = prepare(app)
    cookie = visitor.client.get_cookie("semana")
    with ExitStack() as stack:
        servers = [
            stack.enter_context(running(name, folder, f"semana={cookie.value}" if cookie else "")) for name in PORTS
        ]
        for name, address in (("trivial", TRIVIAL), ("thread", url)):
            yield f"our server, {name} page", _compare(servers, name, address), FLOOR


def _compare(servers: Sequence[Server], name: str, url: str) -> float:
    """Return the median ratio of all runs; the servers are asked alternately."""
    for server in servers:
        server.cost(url, 20)
    ratios = []
    for _ in range(RUNS):
        plain, ours = (server.cost(url, ASKED[name]) for server in servers)
        ratios.append(plain / ours)
        print(f"  {name}: plain {plain * 1000:.2f} ms, ours {ours * 1000:.2f} ms, ratio {ratios[-1]:.3f}")
    return statistics.median(ratios)


@contextmanager
def running(name: str, folder: Path, cookie: str, database: str = "") -> Iterator[Server]:
    """Run one of the servers on a folder's site."""
    environ = {**os.environ, "BENCH_FOLDER": str(folder), "BENCH_DATABASE": database}
    with subprocess.Popen([sys.executable, "-m", *COMMANDS[name]], cwd=ROOT, env=environ) as process:
        try:
            wait_for(PORTS[name])
            server = Server(_child_of(process.pid), PORTS[name], cookie)
            with closing(server.line):
                yield server
        finally:
            process.terminate()


def wait_for(port: int) -> None:
    """Wait until a server answers."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as line:
                line.request("GET", "/healthz")
                line.getresponse().read()
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server does not answer")


def _child_of(parent: int) -> int:
    """Return the server process that answers."""
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            told = (folder / "stat").read_text().rpartition(")")[2].split()
            if told[1] == str(parent) and "resource_tracker" not in (folder / "cmdline").read_text():
                return int(folder.name)
    raise SystemExit("the server has no process that answers")
