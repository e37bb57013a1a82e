"""Servers are killed while people post: single workers, and whole servers with all their processes."""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress

from bench.chaos.programs import until
from bench.chaos.site import Run, Site, a_site, ask_again, posting

NAME, DATABASES = "kills", ("sqlite", "postgresql")
SHORT = ("sqlite", "postgresql")
PEOPLE = ["ana", "jorge", "helene", "pierre", "joao", "lucia"]


def play(run: Run) -> None:
    kills = run.choose(4, 50)
    with a_site(run) as site:
        with posting(site, "kills", PEOPLE):
            for number in range(1, kills + 1):
                enough = len(run.ledger.acknowledged) + len(PEOPLE) // 2
                until(lambda enough=enough: len(run.ledger.acknowledged) >= enough, 20)  # people are posting
                time.sleep(run.rng.uniform(0, 0.5))
                what = kill(site, number)
                run.say(f"kill {number} of {kills}: {what}; {len(run.ledger.acknowledged)} posts acknowledged")
                run.tally.check(site.comes_back(), f"no answer after kill {number} ({what})")
            time.sleep(1)
        ask_again(site, run.choose(20, 200), PEOPLE)
        run.ledger.settle(site.place.posts(), run.tally)
    run.tally.check(site.place.is_sound(), "SQLite finds its file damaged")


def kill(site: Site, number: int) -> str:
    """Kill one worker, or every second time everything, which is then started again as systemd would."""
    workers = site.server.workers()
    if number % 2 and workers:
        pid = site.run.rng.choice(workers)
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        return f"worker {pid}"
    site.server.kill_group()
    site.server.start()
    return "the server with all its workers"
