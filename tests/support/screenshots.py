"""`make screenshots`: the demo's main pages as different people see them, into screenshots/.

    make screenshots ARGS="http://127.0.0.1:5000"                    of a site that is already running
    make screenshots ARGS="http://127.0.0.1:5000 ana@example.org …"  signed in: address and password

Without arguments it starts its own demo in a temporary folder.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.support.browser import FLAGS, PHONE, View, find_chromium

FOLDER = Path("screenshots")
VIEWS = [View(), View(dark=True), View(width=PHONE), View(locale="es")]
# Each page is found by the first link to it on the previous page.
PATH = {"forum": r"/f/[^/]+/$", "week": r"/f/[^/]+/week/\d+$", "thread": r"/f/[^/]+/thread/\w+$"}


@contextmanager
def demo() -> Iterator[str]:
    """Run a demo site on a free port, with its own data."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        environ = {**os.environ, "DEMO": "1", "PORT": str(port), "INSTANCE_DIR": folder}
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "run-demo"]
        process = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL)
        try:
            wait_for(f"http://127.0.0.1:{port}/healthz")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=20)


def wait_for(address: str, seconds: int = 90) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(address):  # noqa: S310 - our own site
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
    raise SystemExit(f"the demo did not answer at {address}")


def take_pictures(browser: Browser, site: str, credentials: list[str]) -> None:
    for view in VIEWS:
        context = browser.new_context(**view.context_options())
        page = context.new_page()
        if credentials:
            sign_in(page, site, *credentials)
        page.goto(site)
        save(page, "front", view)
        for name, pattern in PATH.items():
            if not (address := first_link(page, pattern)):
                break
            page.goto(site + address)
            save(page, name, view)
        context.close()


def sign_in(page: Page, site: str, email: str, password: str) -> None:
    page.goto(site + "/sign-in")
    page.fill("main input[name=email]", email)
    page.fill("main input[name=password]", password)
    page.press("main input[name=password]", "Enter")
    page.wait_for_load_state()


def first_link(page: Page, pattern: str) -> str | None:
    addresses = page.locator("a[href]").evaluate_all("links => links.map(link => link.pathname)")
    return next((address for address in addresses if re.match(pattern, address)), None)


def save(page: Page, name: str, view: View) -> None:
    path = FOLDER / f"{name}-{view}.png"
    page.screenshot(path=path, full_page=True)
    print(path)


def main(site: str | None = None, *credentials: str) -> None:
    if not (chromium := find_chromium()):
        raise SystemExit("Chromium is not on this machine (Debian: apt-get install chromium-headless-shell)")
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        if site:
            take_pictures(browser, site.rstrip("/"), list(credentials))
        else:
            with demo() as address:
                take_pictures(browser, address, list(credentials))
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
