"""A watch over a server's health, in a separate process, so that the harness's own work delays no measurement.

`python -m bench.chaos.watch PORT` prints a line per request: how many seconds the answer took, and what it was.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.chaos.browser import CUT, Browser
from bench.chaos.programs import Program, until
from bench.chaos.site import Site

EVERY, LONGEST = 0.2, 20.0
STALLED = 0.5
"""If a sleep of EVERY ends this much too late, the machine itself stalled: that is not the site's fault."""


def main(port: int) -> None:
    parent = os.getppid()
    while os.getppid() == parent:
        began = time.monotonic()
        time.sleep(EVERY)
        late = time.monotonic() - began - EVERY
        seconds, answer = ask(port)
        print(f"{seconds:.3f} {'stalled' if late > STALLED else answer}", flush=True)


def ask(port: int) -> tuple[float, str]:
    """Send a request on a new connection."""
    browser, began = Browser(port, patience=LONGEST), time.monotonic()
    try:
        answer = str(browser.get("/healthz").status)
    except CUT as trouble:
        answer = type(trouble).__name__
    finally:
        browser.close()
    return time.monotonic() - began, answer


@contextmanager
def watched(site: Site) -> Iterator[None]:
    """Require that the site always answers /healthz in time in this context."""
    log = site.log.with_suffix(".watch")
    log.unlink(missing_ok=True)
    watch = Program(["bench.chaos.watch", str(site.port)], site.environ, log)
    watch.start()
    until(lambda: log.exists() and log.stat().st_size > 0, 30)
    try:
        yield
    finally:
        watch.stop()
        judge(site, log)


def judge(site: Site, log: Path) -> None:
    """Count answers that came late or were wrong."""
    tally, patience = site.run.tally, site.run.patience
    answers = [line.split() for line in log.read_text().splitlines() if len(line.split()) == 2]
    seen = [(float(seconds), answer) for seconds, answer in answers if answer != "stalled"]
    tally.check(bool(seen), "/healthz was not asked")
    for seconds, answer in seen:
        tally.check(answer == "200" and seconds <= patience, f"/healthz: {answer} after {seconds:.2f} s")
    slowest = max((seconds for seconds, _ in seen), default=0)
    site.run.say(f"/healthz was asked {len(seen)} times, slowest answer {slowest:.2f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]))
