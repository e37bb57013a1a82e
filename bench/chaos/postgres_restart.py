"""PostgreSQL restarts, cleanly and as after a crash, while people post and while nobody comes: nothing is lost, and no
later request fails.
"""

from __future__ import annotations

import time

from bench.chaos.site import Run, Site, a_site, ask_again, posting
from bench.chaos.writing import Writer

NAME, DATABASES = "postgres-restart", ("postgresql",)
SHORT = ("postgresql",)
WRITING = ["ana", "jorge", "helene", "pierre", "joao", "lucia", "mateo", "xiomara"]
READING = ["claire", "marta"]


def play(run: Run) -> None:
    with a_site(run) as site:
        with posting(site, "restart", WRITING) as writers:
            for how in ["immediate"] if run.short else 5 * ["immediate", "fast"]:
                time.sleep(run.rng.uniform(1.0, 2.0))
                restart(site, how, writers)
            time.sleep(1)
        for how in (
            ["fast"] if run.short else 3 * ["fast", "immediate"]
        ):  # each server process holds connections that nobody uses
            restart(site, how, [])
        run.ledger.settle(site.place.posts(), run.tally)


def restart(site: Site, how: str, writers: list[Writer]) -> None:
    """Restart PostgreSQL: no request may fail that is made after it is back."""
    run = site.run
    assert site.place.cluster is not None
    before = run.tally.counts["failed"]
    site.place.cluster.go_away(how)
    site.place.cluster.go_on()
    back = time.monotonic()
    ask_again(site, run.choose(40, 200), READING)
    for writer in writers:
        for began, trouble in writer.troubles:
            run.tally.check(began < back, f"{trouble}, {began - back:.2f} s after PostgreSQL was back", "failed")
        writer.troubles.clear()
    failed = run.tally.counts["failed"] - before
    run.say(f"restarted ({how}) {'under load' if writers else 'while nobody came'}; {failed} later requests failed")
