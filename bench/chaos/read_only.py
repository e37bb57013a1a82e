"""The database becomes read-only: SQLite's disk accepts nothing, or PostgreSQL is read-only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.chaos import disks
from bench.chaos.places import Place
from bench.chaos.programs import until
from bench.chaos.site import Run, Site, a_site, ask_again
from bench.chaos.unwritable import READERS, Insistent, readers_go_on

NAME, DATABASES = "read-only", ("sqlite", "postgresql")
SHORT = ("sqlite", "postgresql")
ROOM = 40


def play(run: Run) -> None:
    folder = run.folder / f"disk-{NAME}"
    with disks.small_disk(folder, ROOM) as is_disk:
        place = run.places.new(run.kind, folder / "site" if run.kind == "sqlite" else None)
        with a_site(run, place) as site:
            writer = site.writer("ana", "readonly")
            writer.post()
            for name in READERS:
                site.browser(name)
            ways = [unwritable] if run.kind == "postgresql" or not is_disk else [unwritable, mounted_so]
            for way in ways:
                late = Insistent(writer, run)
                with way(site, folder) as when:
                    run.say(when)
                    readers_go_on(site, writer.thread, when)
                    late.is_refused(when)
                late.is_taken(f"after it was so {when}")
            writer.post()
            ask_again(site, run.choose(16, 100), READERS)
            run.ledger.settle(site.place.posts(), run.tally)


@contextmanager
def unwritable(site: Site, _folder: Path) -> Iterator[str]:
    """Make it unwritable from one moment to the next, under a running server."""
    if site.place.kind == "postgresql":
        set_read_only(site.place, True)
        yield "while PostgreSQL is read-only"
        set_read_only(site.place, False)
    else:
        disks.limit_files(site.server.workers(), disks.NOTHING)
        yield "while nothing can be written to the disk"
        disks.limit_files(site.server.workers(), disks.ANYTHING)


def set_read_only(place: Place, yes: bool) -> None:
    for statement in (
        f"alter system set default_transaction_read_only = {'on' if yes else 'off'}",
        "select pg_reload_conf()",
    ):
        place.administer(statement)


@contextmanager
def mounted_so(site: Site, folder: Path) -> Iterator[str]:
    """Restart the machine's programs with the disk mounted read-only."""
    site.server.kill_group()
    made = until(lambda: disks.make_read_only(folder, True), 10)  # the last process must be gone
    site.run.tally.check(made, "the harness could not make its disk read-only")
    site.start()
    yield "while the disk is mounted read-only"
    site.server.kill_group()
    site.run.tally.check(disks.make_read_only(folder, False), "the harness could not make its disk writable again")
    site.start()
