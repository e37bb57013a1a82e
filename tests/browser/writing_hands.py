"""What the tests of unsent words do: type, hold what the browser sends to keep words, and see what is kept where."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qs

from playwright.sync_api import Page, Route
from sqlalchemy import func, select

from board.extensions import db
from board.models import Post, UnsentText
from tests.browser.conftest import FORUM, Enter, Site
from tests.browser.hands import reply_field
from tests.support.browser import View
from tests.support.cast import Cast

WORDS = "Una hora de trabajo, y cada palabra cuenta."
HERE = "Your words are kept on this device."


def thread_of(cast: Cast) -> str:
    return f"{FORUM}/thread/{cast.thread.key}"


def posts(site: Site) -> int:
    with site.written():
        return db.session.scalar(select(func.count()).select_from(Post)) or 0


def held(site: Site) -> list[str]:
    """The words that the server keeps."""
    with site.written():
        return list(db.session.scalars(select(UnsentText.body)))


def open_thread(enter: Enter, cast: Cast, script: str = "", view: View | None = None) -> Page:
    """The thread as Ana sees it, with time that the test moves."""
    page = enter(cast.ana, view or View())
    page.clock.install()
    if script:
        page.add_init_script(script)
    page.goto(thread_of(cast))
    return page


def type_on(page: Page, seconds: float, words: str = "palabra ") -> None:
    """Somebody types without a pause: a letter every quarter of a second of the browser's time."""
    for number in range(int(seconds * 4)):
        reply_field(page).press(words[number % len(words)].replace(" ", "Space"))
        page.clock.run_for(250)


@dataclass
class Line:
    """What becomes of requests to keep words: held until the test lets them go."""

    page: Page
    waiting: list[Route] = field(default_factory=list)

    def hold(self) -> None:
        self.page.route("**/unsent", lambda route: self.waiting.append(route))

    def wait_for(self, number: int) -> None:
        """A request is heard of a moment before it is held."""
        self.until(lambda: len(self.waiting) >= number)

    def until(self, true: Callable[[], bool]) -> None:
        """Give the browser a moment, while it answers."""
        for _ in range(200):
            if true():
                return
            self.page.wait_for_timeout(20)
        assert true()

    def bodies(self) -> list[str]:
        return [parse_qs(route.request.post_data or "").get("body", [""])[0] for route in self.waiting]


def answering(status: int) -> Callable[[Route], None]:
    return lambda route: route.fulfill(status=status, body="<h1>Bad gateway</h1>", content_type="text/html")


def put_away(page: Page) -> None:
    page.evaluate(
        """Object.defineProperty(document, 'hidden', { value: true, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'))"""
    )


def come_back(page: Page) -> None:
    page.evaluate("delete document.hidden; document.dispatchEvent(new Event('visibilitychange'))")
