"""How many jobs several workers take in a second from one database, and what each got: `python -m bench.claims 4 2000`.

Each worker is a process. The jobs do nothing, so all the time goes into taking them and recording that they are done.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import delete, func, select

from board import create_app, jobs
from board.clock import SystemClock
from board.config import ROOT, Settings
from board.extensions import db, writing
from board.models import Job
from tests.support import database, postgres

KIND = "mail.bench"


def new_app(url: str, folder: Path) -> Flask:
    settings = Settings.from_env({"DEMO": "1", "INSTANCE_DIR": str(folder)})
    return create_app(replace(settings, database_url=url), clock=SystemClock())


def ask(app: Flask, number: int) -> None:
    with app.app_context(), writing():
        for one in range(number):
            db.session.add(
                Job(kind=KIND, unique_key=f"bench:{one}", payload={"number": one}, due_at=_past(), run_at=_past())
            )
        db.session.commit()


def _past() -> datetime:
    return datetime.now(UTC) - timedelta(hours=1)


def together(url: str, folder: Path, workers: int, pause: float = 0.0) -> tuple[list[list[int]], float]:
    """Let the workers do everything; return the numbers that each did, and the seconds until the last was done.

    All begin when the slowest has loaded the application.
    """
    command = [sys.executable, "-m", "bench.claims", "--work", url, str(folder), str(pause)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    programs = [subprocess.Popen(command, cwd=ROOT, **pipes) for _ in range(workers)]  # type: ignore[call-overload]
    for program in programs:
        assert program.stdout.readline() == "ready\n"
    begin = time.time()
    for program in programs:
        program.stdin.write("go\n")
        program.stdin.flush()
    told = [program.communicate(timeout=300)[0].split() for program in programs]
    return [[int(number) for number in words[1:]] for words in told], max(float(words[0]) for words in told) - begin


def work(url: str, folder: Path, pause: float) -> None:
    """Be one of the workers: print when it was done, and the numbers that it did."""
    app, did = new_app(url, folder), []

    def note(payload: dict[str, Any], _now: datetime) -> None:
        did.append(payload["number"])
        time.sleep(pause)

    jobs.HANDLERS[KIND] = note
    with app.app_context():
        print("ready", flush=True)
        sys.stdin.readline()
        jobs.run_due(SystemClock())
    print(time.time(), *did)


def measure(url: str, folder: Path, workers: int, number: int) -> float:
    """Return how many jobs a second were done, and print what happened."""
    app = new_app(url, folder)
    ask(app, number)
    did, seconds = together(url, folder, workers)
    times = Counter(one for each in did for one in each)
    with app.app_context():
        tries = db.session.scalar(select(func.sum(Job.attempts)))
        db.session.execute(delete(Job))
        db.session.commit()
    twice, shares = sum(times.values()) - len(times), sorted(map(len, did))
    print(
        f"{workers} workers: {number / seconds:.0f} a second; {twice} twice, {tries} tries, shares {shares}", flush=True
    )
    return number / seconds


def main(arguments: Sequence[str]) -> None:
    workers, number = (int(argument) for argument in arguments)
    cluster = postgres.Cluster(found) if (found := postgres.find_programs()) else sys.exit("PostgreSQL is missing")
    with tempfile.TemporaryDirectory() as folder:
        try:
            url = database.postgresql_url(cluster.start(), "claims")
            database.migrate(new_app(url, Path(folder)))
            measure(url, Path(folder), workers, number)
        finally:
            cluster.stop()


if __name__ == "__main__":
    if sys.argv[1] == "--work":
        work(sys.argv[2], Path(sys.argv[3]), float(sys.argv[4]))
    else:
        main(sys.argv[1:])
