"""What a function costs for as much as a post can hold. Machines differ, so where it is much it is compared."""

from __future__ import annotations

from collections.abc import Callable

from tests.support.examples import LONG

SIZE = 50_000 if LONG else 10_000
"""Characters of a text here: in the long run as many as a post can have."""
PART = 4
TOO_MUCH = 9
"""What is linear takes four times as long for four times as much, what is quadratic sixteen times."""
LITTLE = SIZE / 100_000
"""Seconds that are no matter, and too few to measure well."""


def in_proportion(seconds_for: Callable[[int], float], little: float = LITTLE) -> bool:
    """Compares with a quarter of the text, since machines differ."""
    taken = seconds_for(SIZE)
    return taken <= little or taken < TOO_MUCH * seconds_for(SIZE // PART) + little
