"""How far coders agree: Krippendorff's alpha for nominal values.

After Klaus Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), for any number of coders and with missing
values.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable


def alpha(table: Iterable[Iterable[Hashable | None]]) -> float | None:
    """Return how far coders agree, from 1 (always) through 0 (as often as by chance) down to less than chance.

    ``table`` has a row for each unit, with what each coder said of it; None where a coder did not see it. A value that
    is alone in its row agrees with nobody and does not count. Return None where alpha is undefined: no unit has two
    values, or all the values that count are the same, so that nobody can tell agreement from chance.
    """
    rows = [Counter(value for value in row if value is not None) for row in table]
    pairable = [row for row in rows if row.total() > 1]
    totals: Counter[Hashable] = Counter()
    for row in pairable:
        totals.update(row)
    expected = _unlike(totals)
    return 1 - sum(map(_unlike, pairable)) / expected if expected else None


def _unlike(counts: Counter[Hashable]) -> float:
    """Return how many of these values' pairs are unlike, each value having one vote however many it is paired with."""
    number = counts.total()
    return sum(count * (number - count) for count in counts.values()) / (number - 1) if number > 1 else 0
