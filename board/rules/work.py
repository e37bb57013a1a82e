"""Due work that fails: how often it is tried, and how long it waits."""

from __future__ import annotations

from datetime import timedelta

MAX_ATTEMPTS = 8


def backoff(attempts: int) -> timedelta:
    """How long to wait after this many failures: 1, 2, 4 … minutes, at most six hours."""
    return min(timedelta(minutes=2 ** max(0, attempts - 1)), timedelta(hours=6))
