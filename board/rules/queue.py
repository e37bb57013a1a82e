"""The orders in which translators can work through their queue, and what somebody waits for most."""

from __future__ import annotations

WAITED_FOR = "waited"
"""First what somebody waits for, then the rest by age."""
OLDEST = "oldest"
BY_WEEK = "week"
ORDERS = (WAITED_FOR, OLDEST, BY_WEEK)

ASKED, TOLD, NOW, REST = range(4)
"""The ranks of a text: a question to somebody who answers now, or their answer; an announcement; anything else of a
week that is going on; the rest.
"""
ABOUT = (5, 50, 100)
"""Up to the second number, texts are counted in steps of the first; beyond the third, they are only many."""


def order_named(name: str) -> str:
    """Return the order of this name, or the usual one."""
    return name if name in ORDERS else WAITED_FOR


def about(number: int) -> int:
    """Round how many texts come before one, so that what is said changes seldom: 0 for next to none, at most 101."""
    step, exact, most = ABOUT
    if number < 3:
        return 0
    if number > most:
        return most + 1
    step = step if number <= exact else 2 * step
    return max(step, step * round(number / step))
