"""The longest sequence of pairs in which both positions ascend."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

Pair = tuple[int, int]


def in_order(pairs: Sequence[Pair]) -> list[Pair]:
    """Return the most pairs that ascend by their second position too; the given pairs ascend by their first."""
    tails: list[int] = []
    ends: list[int] = []  # ends[n]: the pair that ends the best sequence of n + 1 pairs
    before: list[int | None] = []
    for index, (_, other) in enumerate(pairs):
        length = bisect_left(tails, other)
        tails[length : length + 1], ends[length : length + 1] = [other], [index]
        before.append(ends[length - 1] if length else None)
    return [pairs[index] for index in _chain(ends[-1] if ends else None, before)]


def _chain(last: int | None, before: Sequence[int | None]) -> list[int]:
    chain: list[int] = []
    while last is not None:
        chain.append(last)
        last = before[last]
    return chain[::-1]
