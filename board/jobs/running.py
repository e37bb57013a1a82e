"""Running due jobs, each with a fresh ``now`` and in its own transactions."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from math import inf

from board.clock import Clock
from board.extensions import about_to_write, db, writing
from board.jobs import lines
from board.jobs.failing import account_of, note_done, note_fault, note_trouble, put_back
from board.jobs.kinds import HANDLERS
from board.jobs.leases import AT_HAND, Lease, Worker, take
from board.jobs.troubles import Interrupted, LeaseLost, Trouble

log = logging.getLogger(__name__)

IDLE_SECONDS = 2.0
WITHOUT_CHORES = 5.0
"""How many seconds of jobs may pass before the chores are looked at: thousands of digests delay no other mail."""
Chore = Callable[[datetime], None]


def run_due(clock: Clock) -> int:
    """Run all due jobs; return how many were tried."""
    return do_due(Worker(clock))


def do_due(worker: Worker, seconds: float = inf) -> int:
    """Run due jobs until none is left, the worker is told to stop, or so many seconds are over; return how many were
    tried.
    """
    tried, began = 0, time.monotonic()
    while (
        (tried == 0 or time.monotonic() - began < seconds)
        and not worker.stopping()
        and (lease := take(worker)) is not None
    ):
        tried += 1
        try:
            _run(lease)
        finally:
            worker.mark = ""
    return tried


def _run(lease: Lease) -> None:
    at_hand = AT_HAND.set(lease)
    try:
        outcome = _try(lease)
        with writing():
            outcome(lease, lease.worker.clock.now())
    finally:
        AT_HAND.reset(at_hand)


def _try(lease: Lease) -> Callable[[Lease, datetime], None]:
    """Run the job and return how to record its result. No error outlives this, since it would keep open what it saw."""
    intent = about_to_write.set(False)  # a handler may wait for a slow server: it must not hold SQLite's write lock
    try:
        HANDLERS[lease.kind](lease.payload, lease.now)
    except Interrupted:
        return put_back
    except LeaseLost:
        return _leave_alone
    except Trouble as trouble:
        return partial(note_trouble, trouble=trouble.by_itself())
    except Exception as error:
        return partial(note_fault, account=account_of(error))
    else:
        return note_done
    finally:
        db.session.rollback()
        about_to_write.reset(intent)


def _leave_alone(lease: Lease, _now: datetime) -> None:
    log.info("job %s (%s) is not this worker's any more", lease.job_id, lease.kind)


def work(worker: Worker, chores: Sequence[Chore] = ()) -> None:
    """Run the worker's loop, with chores that know when they are due. It survives a database that is away."""
    beginning: list[Chore] = [_look_again]
    while not worker.stopping():
        tried = 0
        try:
            while beginning:
                beginning.pop()(worker.clock.now())
            tried = do_due(worker, WITHOUT_CHORES)
            for chore in chores:
                chore(worker.clock.now())
        except Exception as error:
            log.warning("the worker could not look for work: %s", type(error).__name__)
            db.session.rollback()
        if tried == 0 and not worker.stopping():
            time.sleep(IDLE_SECONDS)


def _look_again(now: datetime) -> None:
    """Probe all lines: the person who started the worker may have repaired something."""
    with writing():
        lines.look_again(now)
        db.session.commit()
