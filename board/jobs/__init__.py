"""Jobs: one table, any number of workers. Mail and machine drafts use it, and so will editions.

Delivery is at least once: a job that was done but could not be recorded as done runs again, so handlers must allow it.

`queueing.py` asks for jobs, `kinds.py` registers who does what, `leases.py` takes a job, `running.py` runs it,
`failing.py` records the result, `lines.py` knows which server is down, `heartbeats.py` reports that a worker is alive,
`sweeping.py` deletes old rows.
"""

from board.jobs.failing import settle
from board.jobs.kinds import HANDLERS, RANKS, handles, switch
from board.jobs.leases import LEASE, Worker, kind_at_hand, renew_lease
from board.jobs.lines import look_again, note_up
from board.jobs.queueing import Wanted, enqueue, enqueue_all
from board.jobs.running import do_due, run_due, work
from board.jobs.troubles import Broken, Down, Later, Rejected, Trouble
from board.rules.work import BULK, FIRST, LAST, SOON, USUAL
