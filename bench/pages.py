"""Pages through the real server, for people who take turns, as fractions of an empty page that is asked in turns with
them: by the processor time of the server, so other work of the machine does not count.

    python -m bench.pages [--database URL]

The table goes to ``bench/pages.md``, with the date and the machine.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from bench.long_thread import prepare
from bench.opening import cookie_of
from bench.serving import Server, running
from bench.site import TRIVIAL, Visitor, new_site
from board.config import ROOT
from board.extensions import db
from board.models import User

ROUNDS, ASKED = 7, 40
RESULTS = ROOT / "bench" / "pages.md"
HEAD = "| page | ms | empty page, ms | fraction | floor | bytes |\n|---|---|---|---|---|---|\n"


class Page(NamedTuple):
    """A page, the least fraction that it may be of the empty page's rate, and whether only the owner may see it."""

    name: str
    url: str
    floor: float
    by_owner: bool = False


def pages(thread: str) -> tuple[Page, ...]:
    """Return the pages that are measured."""
    return (
        Page("thread of 100, two languages", thread, 0.14),
        Page("week", "/f/bench/week/1", 0.19),
        Page("home", "/f/bench/home", 0.13),
        Page("people", "/f/bench/people", 0.28),
        Page("search", "/f/bench/search?q=coop", 0.06),
        Page("translators' queue", "/f/bench/translate", 0.045, by_owner=True),
        Page("overview", "/f/bench/admin/", 0.07, by_owner=True),
    )


class Measured(NamedTuple):
    """What a page cost, in milliseconds of processor time, beside the empty page; medians of all rounds."""

    page: Page
    cost: float
    empty: float
    size: int

    @property
    def fraction(self) -> float:
        return self.empty / self.cost

    def line(self) -> str:
        """Return a line of the table."""
        numbers = f"{self.cost:.1f} | {self.empty:.1f} | {self.fraction:.3f} | {self.page.floor} | {self.size:,}"
        return f"| {self.page.name} | {numbers} |\n"


def measure(folder: Path, database: str = "") -> Iterator[tuple[str, float, float]]:
    """Yield each page, its fraction of the empty page, and its floor; write the table."""
    with new_site(folder, database) as app:
        thread, _reader = prepare(app)
        with app.app_context():
            everybody = list(db.session.scalars(db.select(User).order_by(User.id)))
        cookies = [cookie_of(Visitor(app, person)) for person in everybody]
    with ExitStack() as stack:
        server = stack.enter_context(running("ours", folder, cookies[1], database))
        found = [_measured(server, page, cookies[:1] if page.by_owner else cookies[1:]) for page in pages(thread)]
    _write(found, database.partition(":")[0].partition("+")[0] or "sqlite")
    for each in found:
        yield each.page.name, each.fraction, each.page.floor


def _measured(server: Server, page: Page, cookies: Sequence[str]) -> Measured:
    """Ask for the page and the empty page in turns, each time as the next person."""
    for cookie in cookies:
        server.cookie = cookie
        server.ask(page.url)
    costs, empty = [], []
    for _ in range(ROUNDS):
        for url, spent in ((TRIVIAL, empty), (page.url, costs)):
            spent.append(server.cost(url, ASKED, cookies) * 1000)
    return Measured(page, statistics.median(costs), statistics.median(empty), server.size)


def _write(found: Sequence[Measured], database: str) -> None:
    machine = f"{os.cpu_count()} processors, Python {platform.python_version()}, {database}"
    table = f"## {datetime.now(UTC):%Y-%m-%d}: {machine}\n\n{HEAD}{''.join(each.line() for each in found)}"
    before = RESULTS.read_text() if RESULTS.exists() else "# Pages beside an empty page\n"
    RESULTS.write_text(f"{before}\n{table}")
    print(table)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", default="")
    database: str = parser.parse_args().database
    with tempfile.TemporaryDirectory() as folder:
        slow = [name for name, fraction, floor in measure(Path(folder), database) if fraction < floor]
    raise SystemExit(", ".join(slow) and f"slower than their floors: {', '.join(slow)}")


if __name__ == "__main__":
    main()
