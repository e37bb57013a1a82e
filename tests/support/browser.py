"""A real browser: Debian's Chromium (or one on PATH) through Playwright, which downloads none.

The headless shell is the same Chromium without its windows, and takes two thirds of the time.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response

from tests.support.machine import lacking

WIDE, PHONE = 1280, 320
FLAGS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # nothing leaves the machine
]
AXE = Path(__file__).resolve().parents[1] / "browser/node_modules/axe-core/axe.min.js"
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
TIMERS_WITHOUT_SCRIPTS = """() => {
    if (matchMedia('(scripting: none)').matches) {
        window.setTimeout = (later, _delay, ...values) => { Promise.resolve().then(() => later(...values)); return 1; };
        window.requestAnimationFrame = window.setTimeout;
    }
}"""
"""Where a page's scripts are switched off, its timers are too, and axe-core would wait for them for ever."""
PASSIVE = {"document", "fetch", "xhr"}
"""Requests whose 4xx answer the page shows; a missing style or script is a mistake."""


def find_chromium() -> str | None:
    programs = ("chromium-headless-shell", "/usr/bin/chromium", "chromium", "chromium-browser")
    return next(filter(None, map(shutil.which, programs)), None)


@dataclass(frozen=True, slots=True)
class View:
    """How somebody looks at the site."""

    width: int = WIDE
    javascript: bool = True
    dark: bool = False
    locale: str = "en"
    zone: str = "UTC"

    def context_options(self) -> dict[str, Any]:
        return {
            "viewport": {"width": self.width, "height": 800 if self.width > 600 else 568},
            "java_script_enabled": self.javascript,
            "color_scheme": "dark" if self.dark else "light",
            "locale": self.locale,
            "timezone_id": self.zone,
            "reduced_motion": "reduce",
        }

    def __str__(self) -> str:
        """Return the name of the test's variant."""
        words = ["phone" if self.width <= PHONE else f"{self.width}px", self.locale]
        words += ["dark"] * self.dark + ["no-js"] * (not self.javascript)
        return "-".join(words)


@dataclass
class Watch:
    """Records what no page of the site may do, however the test itself ends."""

    site: str
    faults: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        context.on("console", self._on_console)
        context.on("weberror", lambda error: self.faults.append(f"uncaught: {error.error}"))
        context.on("request", self._on_request)
        context.on("response", self._on_response)

    def _on_console(self, message: ConsoleMessage) -> None:
        # _on_response judges failed requests, since it knows what was requested.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.faults.append(f"console: {message.text}")

    def _on_request(self, request: Request) -> None:
        if urlsplit(request.url).scheme in {"http", "https"} and not request.url.startswith(self.site):
            self.faults.append(f"leaves the site: {request.url}")

    def _on_response(self, response: Response) -> None:
        kind = response.request.resource_type
        if response.status >= 500 or (response.status >= 400 and kind not in PASSIVE):
            self.faults.append(f"{response.status} for {kind} {response.url}")


def axe(page: Page, *, rules: list[str] | None = None) -> list[str]:
    """Return what axe-core finds wrong with the page, one line per fault; in a View without JavaScript, too.

    The browser evaluates it directly, since the content security policy blocks script tags.
    """
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(TIMERS_WITHOUT_SCRIPTS)
        page.evaluate(_axe_source())
    # Preloading fetches each style sheet again, for a rule that we do not use.
    options = {"runOnly": rules or AXE_RULES, "resultTypes": ["violations"], "preload": False}
    answer = page.evaluate("options => axe.run(document, options)", options)
    return [_in_words(fault) for fault in answer["violations"]]


@cache
def _axe_source() -> str:
    if not AXE.exists():
        lacking("axe-core is not installed", "install npm (Debian: apt-get install npm), then `make test`")
    return AXE.read_text(encoding="utf-8")


def _in_words(fault: dict[str, Any]) -> str:
    targets = [" ".join(map(str, node["target"])) for node in fault["nodes"]]
    return f"{fault['id']}: {fault['help']} ({', '.join(targets)})"


def scrolls_sideways(page: Page) -> bool:
    """Return whether the page itself, not a region of it, is wider than the window."""
    root = "document.documentElement"
    return bool(page.evaluate(f"{root}.scrollWidth > {root}.clientWidth"))
