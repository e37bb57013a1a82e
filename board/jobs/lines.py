"""The connections to servers that jobs need. While a server is down, one job at a time probes whether it is back.

All of this runs in the caller's transaction. To change a line and a job, lock the line first, so that no two
transactions wait for each other.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from board.extensions import db
from board.jobs.troubles import Trouble
from board.models import Job, Line
from board.rules.work import BROKEN, INCOMING, LINE_CEILING, RELAY, wait


class Ways(NamedTuple):
    """Lines that are down: those whose jobs wait, and those that a job may probe now."""

    closed: frozenset[str]
    probed: frozenset[str]


def closed_lines(now: datetime) -> list[str]:
    """Return the lines that are closed, so that all their jobs wait."""
    return list(db.session.scalars(select(Line.name).where(Line.down_since.is_not(None), Line.next_try_at > now)))


def enter(now: datetime, within: timedelta) -> Ways:
    """Return which lines are down, and take the probe of those where one is due.

    One job becomes the probe; if it dies, another follows after ``within``. Where the next job needs another line, the
    probe is given back.
    """
    for_jobs = Line.name != INCOMING, Line.down_since.is_not(None)
    down = set(db.session.scalars(select(Line.name).where(*for_jobs)))
    if not down:
        return Ways(frozenset(), frozenset())
    taken = update(Line).where(*for_jobs, Line.next_try_at <= now).values(next_try_at=now + within).returning(Line.name)
    probed = set(db.session.scalars(taken))
    return Ways(frozenset(down - probed), frozenset(probed))


def give_back(name: str | None, now: datetime) -> None:
    """Allow the next probe at once: this one did not get to ask the server."""
    db.session.execute(update(Line).where(Line.name == name, Line.down_since.is_not(None)).values(next_try_at=now))


def note_up(name: str, now: datetime) -> None:
    """Record that the server answered properly. If it was down, all jobs that wait for it are due at once."""
    clean = {"down_since": None, "next_try_at": None, "tries": 0, "reason": "", "error": "", "strike": None}
    here = Line.name == name
    was_down = update(Line).where(here, Line.down_since.is_not(None)).values(**clean).returning(Line.name)
    if db.session.scalar(was_down) is not None:
        _wake(name, now)
    db.session.execute(update(Line).where(here, Line.strike.is_not(None)).values(strike=None))


def _wake(name: str, now: datetime) -> None:
    """Wake the jobs during which the server broke off while it was in trouble."""
    asleep = Job.done_at.is_(None), Job.failed_at.is_(None), Job.run_at > now, Job.reason.in_((BROKEN, RELAY))
    db.session.execute(update(Job).where(Job.kind.startswith(f"{name}."), *asleep).values(run_at=now))


def note_down(name: str, trouble: Trouble, now: datetime) -> None:
    """Record that the server cannot be used; each probe comes later than the one before."""
    line = _held(name)
    line.down_since = since = line.down_since or now
    line.next_try_at = now + wait(since, now, LINE_CEILING)
    line.tries, line.strike = line.tries + 1, None
    line.reason, line.error = trouble.reason, trouble.said
    db.session.flush()


def note_broken(name: str, job_id: int, trouble: Trouble, now: datetime) -> None:
    """Record that the server broke off during this job.

    After two different jobs in a row the server counts as down; a single job that breaks off repeatedly holds up no
    other.
    """
    line = _held(name)
    if line.down_since is not None or line.strike not in (None, job_id):
        note_down(name, trouble, now)
    else:
        line.strike = job_id
        db.session.flush()


def _held(name: str) -> Line:
    with suppress(IntegrityError), db.session.begin_nested():  # the first row of its name, unless it exists already
        if db.session.scalar(select(Line.name).where(Line.name == name)) is None:
            db.session.add(Line(name=name))
    query = select(Line).where(Line.name == name).with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def look_again(now: datetime) -> None:
    """Let one job probe at once, since somebody says that the server may be back."""
    db.session.execute(update(Line).where(Line.down_since.is_not(None)).values(next_try_at=now))
