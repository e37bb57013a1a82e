"""Failing jobs: what an error says, how long to wait, and when to give up."""

from __future__ import annotations

from datetime import datetime, timedelta

FIRST, SOON, USUAL, BULK, LAST = range(5)
"""The ranks of jobs that are due at the same time: somebody is waiting in front of a screen; somebody cannot come in
without it; the rest; mail to everybody, which nobody waits for; slow jobs."""

MINUTE = timedelta(minutes=1)
MAX_ATTEMPTS = 8
"""How often in a row a job may fail by an error of ours or of an engine, or by the death of its worker."""
LINE_CEILING = timedelta(minutes=15)
"""The longest wait between two checks of an unusable server, so mail flows soon after it is back."""
OWN_CEILING = timedelta(hours=1)
"""The longest wait of a mail that the server defers."""
PATIENCE = timedelta(days=5)
"""How long a mail that the server defers is retried."""
MAIL = "mail"
"""The line to the mail server; also the prefix of the kinds of job that need it."""

INCOMING = "incoming"
"""The line to the mailbox to which people answer. No job waits for it."""

# Why a job failed. Because of the connection:
NAME, CLOSED, UNREACHABLE, SLOW, HUNG_UP = "name", "closed", "unreachable", "slow", "hung_up"
TLS, GREETING, SIGN_IN, SENDER = "tls", "greeting", "sign_in", "sender"
# Because of one mail:
BROKEN, RELAY, LATER, POLICY, REJECTED = "broken", "relay", "later", "policy", "rejected"
# Because of the job itself:
FAULT, CRASHED, ASIDE = "fault", "crashed", "aside"


def line_of(kind: str) -> str | None:
    """Return the line that this kind of job needs, or None where it needs no server."""
    return MAIL if kind.startswith(f"{MAIL}.") else None


def backoff(failures: int) -> timedelta:
    """Return how long to wait after this many failures: 1, 2, 4 … minutes, at most six hours."""
    return min(timedelta(minutes=2 ** min(max(0, failures - 1), 10)), timedelta(hours=6))


def wait(since: datetime, now: datetime, ceiling: timedelta) -> timedelta:
    """Return how long to wait during trouble that began at ``since``: 1, 2, 4 … minutes, if each try comes on time.

    The wait depends on how long the trouble has lasted: a clock put back shortens it, and nothing needs counting.
    """
    return max(MINUTE, min(now - since + MINUTE, ceiling))
