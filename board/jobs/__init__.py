"""Due work: one table, any number of workers. Mail and machine drafts use it, and so will editions.

Delivery is at least once: a job that was done but could not be noted as done runs again, so handlers must bear it.

`asking.py` asks, `kinds.py` knows who does what, `leases.py` takes work, `running.py` has it done, `failing.py` notes
what became of it, `lines.py` knows which server is down, `beats.py` says that a worker lives, `sweeping.py` forgets.
"""

from board.jobs.asking import enqueue
from board.jobs.failing import settle
from board.jobs.kinds import FIRST, HANDLERS, LAST, RANKS, SOON, SWITCHED_OFF, USUAL, handles, switch
from board.jobs.leases import LEASE, Worker, hold
from board.jobs.lines import look_again, note_up
from board.jobs.running import do_due, run_due, work
from board.jobs.troubles import Broken, Down, Interrupted, Later, LeaseLost, Rejected, Trouble

__all__ = [
    "FIRST",
    "HANDLERS",
    "LAST",
    "LEASE",
    "RANKS",
    "SOON",
    "SWITCHED_OFF",
    "USUAL",
    "Broken",
    "Down",
    "Interrupted",
    "Later",
    "LeaseLost",
    "Rejected",
    "Trouble",
    "Worker",
    "do_due",
    "enqueue",
    "handles",
    "hold",
    "look_again",
    "note_up",
    "run_due",
    "settle",
    "switch",
    "work",
]
