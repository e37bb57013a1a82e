"""Pages with few posts and with very many, of the database with few and of the one with many in turns, by the
processor time of this process and of PostgreSQL's.

    python -m bench.growth --small sqlite:////tmp/small.db --large sqlite:////tmp/large.db

`python -m bench.filling` makes the databases.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from time import process_time

from flask import Flask
from sqlalchemy import select, text

from bench.site import TRIVIAL, Visitor, new_app
from board.extensions import db
from board.models import Thread, User

PAGES = {
    "home": "/f/bench/home",
    "week": "/f/bench/week/1",
    "thread": "/f/bench/thread/{thread}",
    "people": "/f/bench/people",
    "queue": "/f/bench/translate",
    "cockpit": "/f/bench/admin/",
    "search, nothing asked": "/f/bench/search",
    "search, most posts": "/f/bench/search?q=cooperativa",
    "search, few posts": "/f/bench/search?q=bienvenidas",
    "search, a phrase": "/f/bench/search?q=%22fondo+rotatorio%22",
}
BY_OWNER = {"queue", "cockpit"}
ROUNDS, ASKED, WARM = 7, 3, 2


class Site:
    """The application on one of the databases, with a participant and with somebody who has all roles."""

    def __init__(self, folder: Path, database: str) -> None:
        folder.mkdir()
        self.app: Flask = new_app(folder, database)
        with self.app.app_context():
            everybody = list(db.session.scalars(select(User).order_by(User.id).limit(2)))
            thread = db.session.scalars(select(Thread).order_by(Thread.id).limit(1)).one()
            self.pages = {name: url.format(thread=thread.key) for name, url in PAGES.items()} | {"empty": TRIVIAL}
            self.owner, self.reader = (Visitor(self.app, person) for person in everybody)

    def close(self) -> None:
        with self.app.app_context():
            db.engine.dispose()

    def cost(self, name: str, times: int) -> float:
        """Return the processor time of one answer, in milliseconds."""
        visitor = self.owner if name in BY_OWNER else self.reader
        before = process_time() + self._of_database()
        for _ in range(times):
            visitor.ask(self.pages[name])
        return (process_time() + self._of_database() - before) * 1000 / times

    def _of_database(self) -> float:
        """Return the processor time of PostgreSQL's processes for this application, which asks in one thread."""
        with self.app.app_context():
            if db.engine.dialect.name != "postgresql":
                return 0.0
            query = "SELECT pid, leader_pid FROM pg_stat_activity WHERE datname = current_database()"
            pids = [row.pid for row in db.session.execute(text(query))]
            return sum(_running(pid) for pid in pids)


def _running(pid: int) -> float:
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9
    except OSError:
        return 0.0


def measure(sites: Mapping[str, Site], names: list[str], rounds: int) -> dict[str, dict[str, float]]:
    """Return the median cost of each page on each site, all asked in turns."""
    costs: dict[str, dict[str, list[float]]] = {name: {site: [] for site in sites} for name in names}
    for name in names:
        for site in sites.values():
            site.cost(name, WARM)
    for _ in range(rounds):
        for name in names:
            for key, site in sites.items():
                costs[name][key].append(site.cost(name, 20 if name == "empty" else ASKED))
    return {name: {key: statistics.median(of_site) for key, of_site in of.items()} for name, of in costs.items()}


def table(costs: Mapping[str, Mapping[str, float]]) -> str:
    """Return the costs as lines: milliseconds, the part of the empty page, and how much it grows."""
    empty, lines = costs["empty"], []
    for name, of_page in costs.items():
        first = next(iter(of_page.values()))
        parts = ((key, cost, empty[key] / cost, cost / first) for key, cost in of_page.items())
        cells = [f"{key} {cost:8.2f} ms  {part:6.3f}  x{grown:6.2f}" for key, cost, part, grown in parts]
        lines.append(f"{name:22}" + " | ".join(cells))
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description="Compare pages with few posts and with very many.")
    parser.add_argument("--small", required=True)
    parser.add_argument("--large", required=True, nargs="+")
    parser.add_argument("--pages", nargs="*", default=list(PAGES))
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        sites = {}
        for number, database in enumerate([given.small, *given.large]):
            site = sites[f"{'small' if not number else f'large {number}'}"] = Site(Path(folder) / str(number), database)
            stack.callback(site.close)
        print(table(measure(sites, ["empty", *given.pages], given.rounds)))


if __name__ == "__main__":
    main()
