"""The site on a real server, and a real browser in front of it.

    @pytest.mark.parametrize("page", [View(), View(width=PHONE, locale="es")], indirect=True, ids=str)
    def test_…(page: Page): page.goto("/…")

    def test_…(enter: Enter, cast: Cast): enter(cast.ana, View(width=PHONE)).goto(f"{FORUM}/week/1")

`page` is somebody with the plainest View; `open_page(View(…))` makes further people, and `enter` people who are
signed in. A test fails where any page logs an error, asks for something outside the site or gets a 5xx.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wsgi import ClosingIterator

from board.clock import FixedClock
from board.extensions import about_to_write, db, limiter
from board.models import User
from board.web.account.sessions import start
from tests.support import database
from tests.support.browser import FLAGS, View, Watch, find_chromium
from tests.support.cast import Cast, Standing, make_cast
from tests.support.machine import lacking
from tests.support.once_more import pytest_addoption, pytest_terminal_summary
from tests.support.site import forget_rendered, new_app

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

__all__ = ["pytest_addoption", "pytest_terminal_summary"]

HOST = "127.0.0.1"
PLAIN = View()
FORUM = "/f/social-economy"
"""The address of the cast's forum."""

Enter = Callable[..., Page]
"""`enter(person, view)` opens a browser in which the person is signed in already; `enter(None)` a stranger's."""


class Counted:
    """An answer that says once when all of it is taken, or when it is closed.

    The server closes an answer only after it has read on from the connection, and waits there if the browser has
    already sent the next request.
    """

    def __init__(self, answer: Iterable[bytes], then: Callable[[], None]) -> None:
        self.parts, self.then, self.has_ended = iter(answer), then, False

    def __iter__(self) -> Iterator[bytes]:
        yield from self.parts
        self.end()

    def end(self) -> None:
        if not self.has_ended:
            self.has_ended = True
            self.then()


class InFlight:
    """The site, and the requests that it is answering: a closed browser does not wait for the last ones."""

    def __init__(self, app: WSGIApplication) -> None:
        self.app = app
        self.number, self._changed = 0, threading.Condition()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> ClosingIterator:
        self._count(1)
        try:
            answer = self.app(environ, start_response)
        except BaseException:
            self._count(-1)
            raise
        counted = Counted(answer, lambda: self._count(-1))
        return ClosingIterator(counted, [*filter(None, [getattr(answer, "close", None)]), counted.end])

    def _count(self, change: int) -> None:
        with self._changed:
            self.number += change
            self._changed.notify_all()

    def wait(self, seconds: float = 20) -> None:
        """Wait until every request is answered: what one still writes would stand in the next test's database."""
        with self._changed:
            assert self._changed.wait_for(lambda: self.number == 0, seconds), "a request is still being answered"


@dataclass(frozen=True, slots=True)
class Site:
    """The running site. Tests write to its database inside `written()`, with real commits."""

    app: Flask
    url: str
    clock: FixedClock
    in_flight: InFlight

    @contextmanager
    def written(self) -> Iterator[None]:
        """An application context in which the test does what somebody else does meanwhile; committed at its end."""
        writing = about_to_write.set(True)
        try:
            with self.app.app_context():
                yield
                db.session.commit()
        finally:
            about_to_write.reset(writing)


class Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"  # as a real server: connections are kept

    def log(self, *_: object) -> None:
        """The browser's own record of failures is the better one."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The walk over every page comes first: its longest tests take as long as dozens of others.

    A browser that is closed drops what it was loading, and the file on its way is left to the collector.
    """
    items.sort(key=lambda item: item.path.name != "test_every_page.py")
    dropped = pytest.mark.filterwarnings(
        "ignore:Exception ignored in. <_io.FileIO:pytest.PytestUnraisableExceptionWarning"
    )
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(dropped)


@contextmanager
def running(folder: Path, clock: FixedClock) -> Iterator[Site]:
    """A site with an empty database on a free port; its address is known before the site that it serves."""
    server = make_server(HOST, 0, lambda _environ, _start: [], threaded=True, request_handler=Quiet)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    url = f"http://{HOST}:{server.server_port}"
    app = new_app(database.sqlite_url(folder, "site"), clock, folder, SITE_URL=url, RATE_SIGN_IN="1000 per minute")
    server.app = in_flight = InFlight(app)
    yield Site(app, url, clock, in_flight)
    server.shutdown()
    server.server_close()
    thread.join()
    database.dispose(app)


@pytest.fixture(scope="session")
def _site(_clock: FixedClock, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running(tmp_path_factory.mktemp("site"), _clock) as site:
        yield site


@pytest.fixture
def site(_site: Site, clock: FixedClock) -> Iterator[Site]:
    """The site with an empty database, emptied again after the test."""
    with _site.app.app_context():
        limiter.reset()
    forget_rendered()
    yield _site
    _site.in_flight.wait()
    database.empty(_site.app)


@pytest.fixture(scope="session")
def _standing(_site: Site) -> tuple[Standing, database.Rows]:
    """The cast as it was made once, and all that is in the database then."""
    with _site.written():
        standing = Standing.of(make_cast())
        rows = database.rows()
    database.empty(_site.app)
    return standing, rows


@pytest.fixture
def cast(_standing: tuple[Standing, database.Rows], site: Site) -> Cast:
    """The cast, in the running site's database."""
    standing, rows = _standing
    with site.written():
        database.fill(rows)
        return standing.cast()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not (path := find_chromium()):
        lacking(
            "Chromium is not on this machine",
            "Debian: apt-get install chromium-headless-shell; or put `chromium` on PATH",
        )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def watch(site: Site) -> Watch:
    """What the pages of this test did that no page may do; a test pardons what it brings about itself."""
    return Watch(site.url)


@pytest.fixture
def open_page(browser: Browser, site: Site, watch: Watch) -> Iterator[Callable[[View], Page]]:
    """Opens a browser of its own for each person, with nothing remembered."""
    contexts = []

    def open_as(view: View) -> Page:
        context = browser.new_context(base_url=site.url, **view.context_options())
        context.set_default_timeout(10_000)
        contexts.append(context)
        watch.over(context)
        return context.new_page()

    yield open_as
    for context in contexts:
        context.close()
    assert not watch.faults, "\n".join(watch.faults)


@pytest.fixture
def enter(open_page: Callable[[View], Page], site: Site) -> Enter:
    """Opens a browser for somebody who is signed in already, without going through the form."""

    def enter_as(person: User | None, view: View = PLAIN) -> Page:
        page = open_page(view)
        if person is not None:
            name, value = session_cookie(site, person, page)
            page.context.add_cookies([{"name": name, "value": value, "url": site.url}])
        return page

    return enter_as


def session_cookie(site: Site, person: User, page: Page) -> tuple[str, str]:
    """The cookie that signing in with this browser would have set."""
    agent = {"User-Agent": page.evaluate("navigator.userAgent")}
    with site.app.test_request_context(headers=agent, environ_base={"REMOTE_ADDR": HOST}) as context:
        start(person)
        signer = site.app.session_interface.get_signing_serializer(site.app)  # type: ignore[attr-defined]
        return site.app.config["SESSION_COOKIE_NAME"], signer.dumps(dict(context.session))


@pytest.fixture
def page(request: pytest.FixtureRequest, open_page: Callable[[View], Page]) -> Page:
    """One person's page; parametrise it indirectly with Views."""
    return open_page(getattr(request, "param", View()))
