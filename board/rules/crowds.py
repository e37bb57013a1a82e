"""Over how many seconds people come in who wait for the same moment: not all at once, and nobody after a minute."""

from __future__ import annotations

AT_ONCE, LATEST = 1.5, 45.0
"""The shortest and the longest spread, in seconds. A shorter one helps no server, and a longer one is no moment."""
SHARE = 0.5
"""The part of the processors that may be busy with the crowd: people write and read in the meantime."""
STEP = 5
"""Spreads are rounded up to a multiple of this many seconds, so that they tell little about the number of people."""


def spread(people: int, seconds_each: float, processors: int) -> float:
    """Return over how many seconds the pages of ``people`` should ask again, if one answer takes ``seconds_each`` of
    one of the ``processors``.
    """
    needed = people * seconds_each / (max(processors, 1) * SHARE)
    if needed <= AT_ONCE:
        return AT_ONCE
    return min(-(-needed // STEP) * STEP, LATEST)
