"""Asking for jobs, in the transaction that makes them necessary."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import or_, select, update

from board.extensions import db, insert_into
from board.jobs import kinds
from board.models import Job
from board.rules.work import USUAL

AT_ONCE = 500
"""How many jobs one statement adds."""


class Wanted(NamedTuple):
    """A job that somebody asks for."""

    unique_key: str
    payload: dict[str, Any]


def enqueue(kind: str, unique_key: str, payload: dict[str, Any], run_at: datetime, *, anew: bool = False) -> None:
    """Ask for a job in the caller's transaction; asking again with the same key does nothing.

    ``anew`` repeats a job with that key that was done or given up.
    """
    if kind in kinds.SWITCHED_OFF:
        return
    rank = kinds.RANKS.get(kind, USUAL)
    if anew:
        over = or_(Job.done_at.is_not(None), Job.failed_at.is_not(None))
        start = {
            "rank": rank,
            "due_at": run_at,
            "run_at": run_at,
            "attempts": 0,
            "failures": 0,
            "done_at": None,
            "failed_at": None,
        }
        clean = {"reason": "", "error": "", "trouble_since": None, "recipient": ""}
        db.session.execute(update(Job).where(Job.unique_key == unique_key, over).values(**start, **clean))
    if db.session.scalar(select(Job.id).where(Job.unique_key == unique_key)) is None:
        job = Job(kind=kind, rank=rank, unique_key=unique_key, payload=payload, due_at=run_at, run_at=run_at)
        db.session.add(job)


def enqueue_all(kind: str, wanted: Iterable[Wanted], run_at: datetime, *, rank: int | None = None) -> None:
    """Ask for a job for each of many people in the caller's transaction, one statement for every ``AT_ONCE``.

    ``rank`` is that of the kind, unless another is given.

    What was asked for before, or is at this moment by another worker, is not asked for again.
    """
    if kind in kinds.SWITCHED_OFF:
        return
    rest, rank = iter(wanted), kinds.RANKS.get(kind, USUAL) if rank is None else rank
    while portion := list(islice(rest, AT_ONCE)):
        rows = [{**job._asdict(), "kind": kind, "rank": rank, "due_at": run_at, "run_at": run_at} for job in portion]
        db.session.connection().execute(insert_into(Job).on_conflict_do_nothing(), rows)
