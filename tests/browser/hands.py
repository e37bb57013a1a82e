"""What people do again and again: sign in, write, send, look."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from board.models import Post, User
from tests.support.browser import Watch
from tests.support.cast import PASSWORD

CLOCKS = {
    "right": "",
    "ten years ahead": "const real = Date.now; Date.now = () => real() + 3.2e11;",
    "stopped long ago": """Date = class extends Date {
        constructor(...given) { super(...(given.length ? given : [0])) }
        static now() { return 0 }
    };""",
}
"""What a browser may think that the time is, as scripts that a page begins with."""


def sign_in(page: Page, person: User, password: str = PASSWORD) -> None:
    """Through the form that stands on the page."""
    page.get_by_label("E-mail").fill(person.email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def sign_out(page: Page, person: User) -> None:
    """Through the menu with the person's name."""
    page.locator("header summary", has_text=person.name).click()
    page.get_by_role("button", name="Sign out").click()


def reply_field(page: Page) -> Locator:
    return page.locator("#reply-body")


def send(page: Page) -> None:
    page.get_by_role("button", name="Post reply").click()


def shown(page: Page, post: Post) -> Locator:
    """A post on its thread's page."""
    return page.locator(f"#p-{post.key}")


def tools(page: Page, post: Post) -> Locator:
    """What is seldom done with a post, once it is asked for: under it, or without JavaScript on a page of its own."""
    shown(page, post).get_by_role("link", name="More", exact=True).click()
    return page.locator(f"#tools-{post.key}")


def stay(page: Page) -> None:
    """Mark the page, so that `stayed` tells whether it was left or loaded again."""
    page.evaluate("window.stayed = true")


def stayed(page: Page) -> bool:
    return bool(page.evaluate("window.stayed === true"))


def ready(page: Page, field: Locator) -> None:
    """Wait until a page come to by key is whole: it hears its own keys, and the focus is where the work begins."""
    page.wait_for_load_state()
    expect(field).to_be_focused()


def kept(page: Page, words: str = "Kept ") -> None:
    """Wait until the form says what became of the words in it."""
    expect(page.locator("[data-unsent] [data-kept]").first).to_contain_text(words)


def copies(page: Page) -> str:
    """What of somebody's writing the browser itself holds."""
    return str(page.evaluate("JSON.stringify(localStorage)"))


def let_go(page: Page) -> None:
    """Wait until the browser itself holds nothing any more. A page may not be idle then: nobody reads the answer."""
    for _ in range(200):
        if copies(page) == "{}":
            return
        page.wait_for_timeout(20)
    assert copies(page) == "{}"


def beside(one: Locator, other: Locator) -> bool:
    """Whether two boxes stand side by side, the first on the left."""
    left, right = box(one), box(other)
    return abs(left["y"] - right["y"]) < 2 and left["x"] + left["width"] <= right["x"]


def above(one: Locator, other: Locator) -> bool:
    upper, lower = box(one), box(other)
    return upper["y"] + upper["height"] <= lower["y"]


def box(element: Locator) -> dict[str, float]:
    found = element.bounding_box()
    assert found is not None, "it is not to be seen"
    return dict(found)


def pardon(watch: Watch, words: str) -> None:
    """The test itself brought this about, and the browser says so in its console."""
    assert any(words in fault for fault in watch.faults)
    watch.faults[:] = [fault for fault in watch.faults if words not in fault]
