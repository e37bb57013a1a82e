"""Themes that occur together: which themes have passages of the same posts and readings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from board.extensions import db
from board.models import Theme
from board.pages.matrix import theme_names
from board.pages.texts import Pair
from board.visible import Sight, themes_together

MAX_DRAWN = 30
"""The maximum number of themes in the plot: with more, nobody can tell its lines apart."""
MAX_LISTED = 200
"""The maximum number of pairs in the table."""

Named = tuple[Theme, Pair]
"""A theme and its name."""


@dataclass(frozen=True, slots=True)
class PairOfThemes:
    """Two themes, in the order of the codebook, and the number of texts that have passages of both."""

    one: Named
    other: Named
    number: int

    @property
    def ids(self) -> tuple[int, int]:
        return self.one[0].id, self.other[0].id


@dataclass(frozen=True, slots=True)
class Together:
    """Pairs of themes, the most frequent first, and the themes that a plot of them shows."""

    pairs: tuple[PairOfThemes, ...]
    drawn: tuple[Named, ...]
    number: int
    """How many pairs there are, listed or not."""


def together(sight: Sight) -> Together:
    """Return the visible themes that occur together; four queries."""
    named = {theme.id: (theme, name) for theme, name in theme_names(sight)}
    order = {theme_id: place for place, theme_id in enumerate(named)}
    rows = db.session.execute(themes_together(sight)).all() if named else []
    pairs = [_pair(named, order, *row) for row in rows]
    pairs.sort(key=lambda pair: (-pair.number, *map(order.__getitem__, pair.ids)))
    shown = _most_connected(pairs)
    drawn = tuple(theme for theme_id, theme in named.items() if theme_id in shown)
    return Together(tuple(pairs[:MAX_LISTED]), drawn, len(pairs))


def _pair(named: dict[int, Named], order: dict[int, int], *row: int) -> PairOfThemes:
    *ids, number = row
    one, other = sorted(ids, key=order.__getitem__)
    return PairOfThemes(named[one], named[other], number)


def _most_connected(pairs: Sequence[PairOfThemes]) -> frozenset[int]:
    """Return the ids of the themes that occur most often together with others."""
    times: Counter[int] = Counter()
    for theme_id, number in chain.from_iterable(((id_, pair.number) for id_ in pair.ids) for pair in pairs):
        times[theme_id] += number
    return frozenset(theme_id for theme_id, _times in times.most_common(MAX_DRAWN))
