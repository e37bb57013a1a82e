"""A backup is made while people post, and restored elsewhere: it holds what was acknowledged before it began. A
backup made in a quiet moment is equal row by row, and a damaged one is refused.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from bench.chaos import programs
from bench.chaos.places import Place
from bench.chaos.site import Run, Site, a_site, posting
from bench.chaos.writing import MARK

NAME, DATABASES = "backup", ("sqlite", "postgresql")
SHORT = ("sqlite",)
PEOPLE = ["ana", "jorge", "helene", "pierre"]
OF_THE_MOMENT = {"sign_ins", "jobs", "worker_beats"}
"""Tables about sessions, due jobs and workers: restoring a backup changes them."""
ENDS_SESSIONS = ("users", "session_stamp")
TABLES = {
    "sqlite": (
        "select name from sqlite_master where type = 'table'"
        " and name not like 'sqlite_%' and name not like 'search_words%'"
    ),
    "postgresql": "select table_name from information_schema.tables where table_schema = 'public'",
}


def play(run: Run) -> None:
    with a_site(run) as site:
        with posting(site, "backup", PEOPLE):
            for number in range(run.choose(1, 5)):
                time.sleep(2)
                before = set(run.ledger.acknowledged)
                restored = there_and_back(site, f"load-{number}")
                if restored:
                    holds_all(run, before, restored)
        restored = there_and_back(site, "quiet")
        if restored:
            compare(run, site.place, restored)
        damaged(site, run.folder / "quiet.backup")
        run.ledger.settle(site.place.posts(), run.tally)


def command(site: Site, url: str, folder: Path, *words: str) -> Any:
    """Run a command in a separate installation."""
    return programs.run(
        ["flask", "--app", "wsgi", *words], site.environ | {"DATABASE_URL": url, "INSTANCE_DIR": str(folder)}
    )


def there_and_back(site: Site, name: str) -> Place | None:
    """Make a backup, verify it, and restore it into an empty place."""
    file = site.run.folder / f"{name}.backup"
    made = command(site, site.place.url, site.place.folder, "backup", str(file))
    site.run.tally.check(made.returncode == 0, f"backup {name}: {made.stderr[-300:]}")
    found = command(site, site.place.url, site.place.folder, "backup", "--verify", str(file))
    site.run.tally.check(found.returncode == 0, f"verify {name}: {found.stderr[-300:]}")
    url, folder = site.run.places.new_empty(site.run.kind), site.run.folder / f"{name}-restored"
    folder.mkdir()
    back = command(site, url, folder, "restore", str(file))
    site.run.tally.check(back.returncode == 0, f"restore {name}: {back.stderr[-300:]}")
    site.run.say(f"{name}: {made.stdout.strip()}")
    return Place(site.run.kind, url, folder) if back.returncode == 0 else None


def holds_all(run: Run, before: set[str], restored: Place) -> None:
    """Check that the backup holds what was acknowledged before it began."""
    there = {mark for words, _ in restored.posts() for mark in MARK.findall(words)}
    for mark in sorted(before - there):
        run.tally.count("lost", f"{mark} was acknowledged before the backup began and is not in it")
    run.tally.check(restored.is_sound(), "SQLite finds the restored file damaged")


def compare(run: Run, one: Place, other: Place) -> None:
    """Compare every row of every table, files included."""
    names = {str(row[0]) for row in one.rows(TABLES[run.kind])}
    run.tally.check(names == {str(row[0]) for row in other.rows(TABLES[run.kind])}, "the tables are not the same")
    rows = 0
    for name in sorted(names - OF_THE_MOMENT):
        before, after = table(one, name), table(other, name)
        rows += len(before)
        run.tally.check(before == after, f"{name}: {len(before)} rows, restored {len(after)}, and not the same")
    run.say(f"{rows} rows of {len(names - OF_THE_MOMENT)} tables compared")


def table(place: Place, name: str) -> list[str]:
    """Return all rows of a table, without the column that ends everybody's session."""
    names = place.columns(name)
    kept = ", ".join(f'"{column}"' for column in names if (name, column) != ENDS_SESSIONS)
    return sorted(repr(row) for row in place.rows(f'select {kept} from "{name}"'))  # noqa: S608 - its own names


def damaged(site: Site, file: Path) -> None:
    """Offer backups with a changed bit or a missing end: they must be refused, and nothing restored from them."""
    whole, run = file.read_bytes(), site.run
    for number in range(run.choose(2, 20)):
        spoiled = bytearray(whole)
        where = run.rng.randrange(len(whole))
        spoiled[where] ^= 1 << run.rng.randrange(8)
        words = bytes(spoiled) if number % 3 else whole[:where]
        bad = file.with_name(f"bad-{number}.backup")
        bad.write_bytes(words)
        found = command(site, site.place.url, site.place.folder, "backup", "--verify", str(bad))
        run.tally.check(found.returncode != 0, f"damage at byte {where} of {len(whole)} was not noticed")
    url, folder = run.places.new_empty(run.kind), file.with_name("bad-restored")
    folder.mkdir()
    back = command(site, url, folder, "restore", str(bad))
    run.tally.check(back.returncode != 0, "a damaged backup was restored")
    run.say("damaged backups were offered")
