"""How many examples Hypothesis makes for each property: a quarter in the usual run, all of them in `make test-long`."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

LONG = bool(os.environ.get("LONG"))
FULL = 100
"""Examples of a property that gives no number of its own."""


def examples(full: int) -> int:
    """Return how many examples this run makes where the long run makes so many."""
    return full if LONG else max(full // 4, 10)


def set_examples() -> None:
    """Give this number to each property without its own; call it before a test module is imported.

    No example has to be quick, to make or to try: machines are shared. What must be linear is measured elsewhere.
    """
    slow = [HealthCheck.too_slow]
    settings.register_profile("semana", max_examples=examples(FULL), deadline=None, suppress_health_check=slow)
    settings.load_profile("semana")
