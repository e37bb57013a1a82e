"""How a crowd that waits for one moment comes in: not all within one second, and nobody later than a minute."""

from __future__ import annotations

AT_ONCE, LATEST = 1.5, 45.0
"""Seconds. A spread that is shorter helps no server; after a longer one, nobody would call it a moment."""
SHARE = 0.5
"""The part of the processors that may be busy with the crowd: people write and read in the meantime."""
STEP = 5
"""Seconds to which a longer spread is rounded up: it tells no more of how many people there are than it has to."""


def spread(people: int, seconds_each: float, processors: int) -> float:
    """Return over how many seconds the pages of ``people`` should ask again, if one answer takes ``seconds_each`` of
    one of the ``processors``.
    """
    needed = people * seconds_each / (max(processors, 1) * SHARE)
    if needed <= AT_ONCE:
        return AT_ONCE
    return min(-(-needed // STEP) * STEP, LATEST)
