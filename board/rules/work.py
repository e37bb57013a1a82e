"""Due work that fails: what that says of it, how long it waits, and when it is given up."""

from __future__ import annotations

from datetime import datetime, timedelta

MINUTE = timedelta(minutes=1)
MAX_ATTEMPTS = 8
"""So often work may fail in a row by an error of ours or an engine's, or by the death of its worker."""
LINE_CEILING = timedelta(minutes=15)
"""The longest wait between two looks at a server that cannot be used: so soon mail flows when it is back."""
OWN_CEILING = timedelta(hours=1)
"""The longest wait of a mail that the server puts off."""
PATIENCE = timedelta(days=5)
"""So long a mail is tried again that the server puts off."""
MAIL = "mail"
"""The line to the mail server, and with what the kinds of work begin that need it."""

# Why work came to nothing. Of the connection:
NAME, CLOSED, UNREACHABLE, SLOW, HUNG_UP = "name", "closed", "unreachable", "slow", "hung_up"
TLS, GREETING, SIGN_IN, SENDER = "tls", "greeting", "sign_in", "sender"
# Of one mail:
BROKEN, RELAY, LATER, POLICY, REJECTED = "broken", "relay", "later", "policy", "rejected"
# Of the work itself:
FAULT, CRASHED, ASIDE = "fault", "crashed", "aside"


def line_of(kind: str) -> str | None:
    """The line that this kind of work needs; None where it needs no server."""
    return MAIL if kind.startswith(f"{MAIL}.") else None


def backoff(failures: int) -> timedelta:
    """How long to wait after this many failures: 1, 2, 4 … minutes, at most six hours."""
    return min(timedelta(minutes=2 ** min(max(0, failures - 1), 10)), timedelta(hours=6))


def wait(since: datetime, now: datetime, ceiling: timedelta) -> timedelta:
    """How long to wait in trouble that began then: 1, 2, 4 … minutes, where each try comes when it is due.

    It is told by how long the trouble lasts, so a clock that is put back shortens it, and nothing needs counting.
    """
    return max(MINUTE, min(now - since + MINUTE, ceiling))
