"""How a page stands in a window: not wider than it, legible, large enough to press; and what is of no use without
scripts.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import CDPSession, Page
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter

from tests.support.browser import PHONE, WIDE, axe

TARGET, THUMB = 24, 44
"""Pixels of a target, and of one that people press often on a phone."""
MAIN_TARGETS = (
    "nav a, button, .button, summary, .actions > a, .buttons > a, select, textarea, "
    "input:not([type=hidden], [type=checkbox], [type=radio])"
)
ZOOMED = WIDE // 2
"""Pixels across a wide window at 200 % zoom."""


class Look(NamedTuple):
    """A window, and the colours that its reader prefers."""

    width: int
    is_dark: bool = False

    @property
    def is_phone(self) -> bool:
        return self.width < 600

    def __str__(self) -> str:
        return f"at {self.width} pixels{' in the dark' * self.is_dark}"


EVERY_LOOK = [Look(PHONE), Look(PHONE, is_dark=True), Look(ZOOMED), Look(WIDE), Look(WIDE, is_dark=True)]
WITHOUT_SCRIPTS = [Look(PHONE), Look(WIDE)]


class Window:
    """The window of an open page, which is made narrower, wider, darker and touched in place."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.devtools: CDPSession = page.context.new_cdp_session(page)

    def becomes(self, look: Look) -> None:
        self.page.set_viewport_size({"width": look.width, "height": 568 if look.is_phone else 800})
        self.page.emulate_media(color_scheme="dark" if look.is_dark else "light")
        touched = {"enabled": look.is_phone, "maxTouchPoints": 5 if look.is_phone else 1}
        self.devtools.send("Emulation.setTouchEmulationEnabled", touched)

    def faults(self, look: Look) -> Iterator[str]:
        """Yield what is wrong in a look. The dark has other colours, and nothing else."""
        self.becomes(look)
        found = axe(self.page, rules=["color-contrast"]) if look.is_dark else [*axe(self.page), *self.sizes(look)]
        yield from (f"{look}: {fault}" for fault in found)

    def sizes(self, look: Look) -> list[str]:
        """Return what is too wide or too small, as the page stands and with everything on it opened."""
        main = MAIN_TARGETS if look.is_phone else ""
        found: list[str] = self.page.evaluate(script("targets"), {"least": TARGET, "main": main, "thumb": THUMB})
        return found


def faults_without_scripts(page: Page, addresses: MapAdapter) -> Iterator[str]:
    """Yield what does nothing without scripts, and forms that nobody can send or that the site does not take."""
    found: dict[str, Any] = page.evaluate(script("forms"))
    yield from (f"does nothing without scripts: {control}" for control in found["idle"])
    for form in found["forms"]:
        if not form["isSent"]:
            yield f"cannot be sent: {form['told']}"
        if not form["isSealed"]:
            yield f"has no token: {form['told']}"
        yield from (
            f"goes nowhere, {form['method']} {path}: {form['told']}"
            for path in form["paths"]
            if not _is_taken(addresses, path, form["method"])
        )


def _is_taken(addresses: MapAdapter, path: str, method: str) -> bool:
    try:
        addresses.match(path, method=method)
    except HTTPException:
        return False
    return True


@cache
def script(name: str) -> str:
    """Return a function for the browser, from the file of this name."""
    text = Path(__file__).with_name(f"{name}.js").read_text(encoding="utf-8")
    return text.partition("*/")[2].strip().rstrip(";")
