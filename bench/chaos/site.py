"""The site of one scenario: its server, its worker, its clock, the people who come."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from bench.chaos.browser import CUT, Browser
from bench.chaos.places import Place, Places, environment
from bench.chaos.programs import Program, until
from bench.chaos.tally import Tally
from bench.chaos.writing import Ledger, Writer, keep_posting
from board.demo.accounts import Account
from tests.support.ports import free_port

FORUM = "social-economy"
WEEK = f"/f/{FORUM}/week/3"
STARTS_WITHIN = 90.0
Amount = TypeVar("Amount", int, timedelta)


@dataclass(slots=True)
class Run:
    """What a scenario needs."""

    kind: str
    short: bool
    rng: random.Random
    places: Places
    patience: float
    """Seconds within which /healthz must answer."""
    say: Callable[[str], None]
    tally: Tally = field(default_factory=Tally)
    ledger: Ledger = field(default_factory=Ledger)

    @property
    def folder(self) -> Path:
        """A folder of this database's own: a scenario may be played on both, at once or one after the other."""
        folder = self.places.folder / f"of-{self.kind}"
        folder.mkdir(exist_ok=True)
        return folder

    def choose(self, short: Amount, long: Amount) -> Amount:
        """Return an amount: little in the short form."""
        return short if self.short else long


class Clock:
    """The file that tells server and worker the time."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.move_to(datetime.now(UTC))

    def move_to(self, instant: datetime) -> None:
        """Set another time; the file is complete at every moment."""
        half = self.file.with_suffix(".half")
        half.write_text(instant.isoformat())
        half.replace(self.file)
        self.now = instant

    def move(self, by: timedelta) -> None:
        self.move_to(self.now + by)


class Site:
    """A site on a copy of the demo."""

    def __init__(self, run: Run, place: Place, *, clock: bool = False, **settings: str) -> None:
        self.run, self.place, self.port = run, place, free_port()
        name = f"{place.folder.parent.name}-{place.folder.name}"
        logs = self.log = run.places.folder / f"{name}.log"
        self.clock = Clock(logs.with_suffix(".clock")) if clock else None
        if self.clock:
            settings |= {"DEMO": "1", "CLOCK_FILE": str(self.clock.file)}
        site = {"SITE_URL": f"http://127.0.0.1:{self.port}", "MAIL_FROM": "semana@example.org"}
        self.environ = environment(place.url, place.folder, **site, **settings)
        self.server = Program(server_command(self.port), self.environ, logs)
        self.worker = Program(["flask", "--app", "wsgi", "worker"], self.environ, logs.with_suffix(".worker"))
        self._cookies: dict[str, dict[str, str]] = {}

    def start(self) -> None:
        """Start the server and wait until it answers. Raise RuntimeError if it does not."""
        self.server.start()
        if not self.comes_back():
            raise RuntimeError(f"the server did not start: {self.server.output()[-1500:]}")

    def comes_back(self, seconds: float = STARTS_WITHIN) -> bool:
        """Wait until it answers and is well."""
        return until(self.is_well, seconds)

    def is_well(self) -> bool:
        browser = Browser(self.port, patience=5)
        try:
            return browser.get("/healthz").status == 200
        except CUT:
            return False
        finally:
            browser.close()

    def account(self, name: str) -> Account:
        """Return an account by the beginning of its address."""
        return next(account for account in self.place.accounts if account.email.startswith(name))

    def browser(self, name: str, patience: float = 30.0) -> Browser:
        """Return a connection of a person who is signed in; all of their connections share a session."""
        browser = Browser(self.port, self._cookies.setdefault(name, {}), patience)
        if not browser.cookies:
            account = self.account(name)
            browser.sign_in(account.email, account.password)
        return browser

    def writer(self, name: str, scenario: str) -> Writer:
        return Writer(self.browser(name), self.account(name).email, self.run.ledger, scenario, WEEK)

    def stop(self) -> None:
        self.server.stop()
        self.worker.stop()


def server_command(port: int) -> list[str]:
    """Return the command with which the README starts the server."""
    where = ["--host", "127.0.0.1", "--port", str(port)]
    return ["flask", "--app", "wsgi", "serve", *where, "--workers", "2", "--threads", "4"]


@contextmanager
def a_site(run: Run, place: Place | None = None, *, clock: bool = False, **settings: str) -> Iterator[Site]:
    """Give a site that answers; stop it at the end, whatever happens."""
    site = Site(run, place or run.places.new(run.kind), clock=clock, **settings)
    try:
        site.start()
        yield site
    finally:
        site.stop()


@contextmanager
def posting(site: Site, scenario: str, names: list[str]) -> Iterator[list[Writer]]:
    """Let several people post as long as this context lasts."""
    stopping = threading.Event()
    writers = [site.writer(name, scenario) for name in names]
    threads = [threading.Thread(target=keep_posting, args=(writer, stopping, site.run.tally)) for writer in writers]
    for thread in threads:
        thread.start()
    try:
        yield writers
    except BaseException:
        for writer in writers:
            writer.hurries.set()
        raise
    finally:
        stopping.set()
        for thread in threads:
            thread.join()


def ask_again(site: Site, times: int, names: list[str]) -> None:
    """Request so many pages after a recovery; count what fails."""
    paths = ["/", WEEK, f"/f/{FORUM}/home", f"/f/{FORUM}/", "/profile"]
    browsers = [site.browser(name) for name in names]
    for number in range(times):
        path = paths[number % len(paths)]
        try:
            status = browsers[number % len(browsers)].get(path).status
        except CUT as trouble:
            site.run.tally.count("failed", f"{path} after recovery: {trouble!r}")
            continue
        site.run.tally.check(status in (200, 302, 303), f"{path} after recovery: {status}", "failed")
