"""The disk under SQLite fills up while people post and read."""

from __future__ import annotations

from pathlib import Path

from bench.chaos import disks
from bench.chaos.disks import Ballast
from bench.chaos.site import Run, Site, a_site, ask_again
from bench.chaos.unwritable import READERS, Insistent, readers_go_on
from bench.chaos.writing import Refused, Writer

NAME, DATABASES = "full-disk", ("sqlite",)
SHORT = ("sqlite",)
"""PostgreSQL has its own disk, and stops by itself when that is full."""
ROOM, LEFT = 24, 400_000
POSTS_AT_MOST = 400
LONG = "A line that takes room. " * 100


def play(run: Run) -> None:
    folder = run.folder / "small-disk"
    with disks.small_disk(folder, ROOM) as is_disk:
        run.say(
            f"a disk of {ROOM} MB" if is_disk else "no disk of our own can be had here: the size of files is limited"
        )
        with a_site(run, run.places.new("sqlite", folder / "site")) as site:
            writers = [site.writer(name, "full") for name in ("ana", "jorge")]
            for writer in writers:
                writer.post()
            for name in READERS:
                site.browser(name)
            late = Insistent(writers[0], run)
            for _ in range(run.choose(1, 5)):
                fill(site, folder if is_disk else None, writers)
                readers_go_on(site, writers[0].thread, "while the disk is full")
                late.is_refused("while the disk is full")
                make_room(site, folder if is_disk else None)
                late.is_taken("when there is room again")
                for writer in writers:
                    writer.post()
                late = Insistent(writers[0], run)
            ask_again(site, run.choose(16, 100), READERS)
            run.ledger.settle(site.place.posts(), run.tally)
            run.tally.check(site.place.is_sound(), "SQLite finds its file damaged")


def fill(site: Site, folder: Path | None, writers: list[Writer]) -> None:
    """Take the free space away, and post until nothing more is accepted."""
    if folder:
        Ballast(folder).fill(LEFT)
    else:
        grown = max(file.stat().st_size for file in site.place.folder.glob("semana.db*"))
        disks.limit_files(site.server.workers(), grown + LEFT)
    for number in range(POSTS_AT_MOST):
        try:
            writers[number % len(writers)].post(LONG, patience=0)
        except (Refused, TimeoutError) as trouble:
            site.run.say(f"full after {number} posts more: {trouble}")
            return
    site.run.tally.count("wrong", f"the disk was not full after {POSTS_AT_MOST} posts")


def make_room(site: Site, folder: Path | None) -> None:
    if folder:
        Ballast(folder).remove()
    else:
        disks.limit_files(site.server.workers(), disks.ANYTHING)
