"""Digests of 1,000, 2,000 and 5,000 members who have 200 posts to be told: how long the worker needs to find out what
is due to each and to ask for their mails, and how much memory. Each is done in a process of its own, and processor time
is counted.

    python -m bench.digests MEMBERS     one of them: seconds, megabytes, and queries for each batch
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import func, insert, select

from bench.site import NOW, new_site, new_thread, people, sight_of
from board.actions import posting
from board.actions.posting import Writing
from board.config import ROOT
from board.extensions import db
from board.mail.planning import AT_ONCE, plan_digests
from board.models import Job, Membership, User
from board.models.base import new_key
from board.rules.mailing import NEVER
from tests.support.asked import queries

MEMBERS = (1_000, 2_000, 5_000)
POSTS = 200
EVEN = 0.7
"""What remains, at the largest number, of the members for whom a second is enough at the smallest."""
MEMORY = 250
"""How many megabytes the process may have at most."""


def measure(folder: Path) -> Iterator[tuple[str, float, float]]:
    """Yield names, ratios and floors."""
    speeds = {}
    for count in MEMBERS:
        seconds, megabytes, asked = _measured(count)
        speeds[count] = count / seconds
        print(f"digests of {count} members: {seconds:.2f} s, {megabytes:.0f} MB, {asked:.0f} queries a batch")
    yield "speed of digests for 5,000 members against 1,000", speeds[MEMBERS[-1]] / speeds[MEMBERS[0]], EVEN
    yield f"{MEMORY} MB against the memory of digests", MEMORY / megabytes, 1


def _measured(count: int) -> tuple[float, float, float]:
    command = [sys.executable, "-m", "bench.digests", str(count)]
    said = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout.split()
    return float(said[-3]), float(said[-2]), float(said[-1])


def fill(count: int) -> None:
    """Create a thread with posts, and members who have read none of them, whose digests are due."""
    everybody = people()
    thread = new_thread(everybody[0], "A thread")
    for number in range(POSTS):
        author = everybody[number % len(everybody)]
        posting.reply(sight_of(author), thread, author, Writing(f"Post {number}.", "es", new_key()))
    for member in db.session.scalars(select(Membership)):
        member.mail_rhythm = NEVER
    before, due = NOW - timedelta(days=1), NOW
    users = [{"email": f"m{n}@example.org", "name": f"Member {n}", "created_at": before} for n in range(count)]
    ids = db.session.scalars(insert(User).returning(User.id), users).all()
    place = {"forum_id": thread.forum_id, "roles": frozenset({"participant"}), "created_at": before}
    wants = {"mail_since": before, "digest_at": due}
    db.session.execute(insert(Membership), [{"user_id": user_id, **place, **wants} for user_id in ids])
    db.session.commit()


def ask(app: Flask, count: int) -> tuple[float, float]:
    """Ask for the digests; return the processor time, and the number of queries for each batch."""
    with app.app_context():
        fill(count)
        db.session.expunge_all()
        with queries(app) as asked:
            start = time.process_time()
            plan_digests(NOW)
            seconds = time.process_time() - start
        wanted = db.session.scalar(select(func.count(Job.id)).where(Job.kind == "mail.digest"))
        assert wanted == count, wanted
    return seconds, len(asked) / -(-count // AT_ONCE)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, new_site(Path(folder)) as app:
        seconds, asked = ask(app, int(sys.argv[1]))
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, asked)


if __name__ == "__main__":
    main()
