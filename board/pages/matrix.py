"""The matrix of the synthesis: how many passages each cell *region × theme* holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from board.extensions import db
from board.models import Theme
from board.pages.texts import Pair, titles
from board.rules.synthesis import takes_excerpts
from board.visible import Sight, excerpt_counts, number_kept_back, visible_themes, voices_on_passages

SHADES = 4
"""The number of shades by which cells with passages are told apart at a glance."""


@dataclass(frozen=True, slots=True)
class ThemeLine:
    """A theme with its name, and the numbers of its passages by region."""

    theme: Theme
    name: Pair
    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Matrix:
    """Themes by regions. ``regions`` are the forum's, then those that passages or voices name, then "" for none."""

    regions: tuple[str, ...]
    lines: tuple[ThemeLine, ...]
    most: int = 0
    """The number of passages in the fullest cell."""
    voices: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """How many readers reacted to posts that are quoted here, by kind and region."""
    kept_back: int = 0
    """How many passages the viewer is not shown, because they code blind to others."""

    @property
    def total(self) -> int:
        return sum(line.total for line in self.lines)

    def of_region(self, region: str) -> int:
        """Return how many passages a region has."""
        return sum(line.counts.get(region, 0) for line in self.lines)

    def shade(self, count: int) -> int:
        """Return the shade of a cell, from 0 (empty) to SHADES (as many passages as any cell has)."""
        return -(-SHADES * count // self.most) if self.most else 0


def theme_names(sight: Sight) -> list[tuple[Theme, Pair]]:
    """Return the visible themes, each with its name; three queries."""
    themes = db.session.scalars(visible_themes(sight)).all()
    names = titles(sight, [theme.name_id for theme in themes])
    return [(theme, names[theme.name_id]) for theme in themes]


def passage_counts(sight: Sight) -> dict[int, dict[str, int]]:
    """Count the visible passages by theme id and region; one query."""
    counts: dict[int, dict[str, int]] = {}
    for theme_id, region, number in db.session.execute(excerpt_counts(sight)):
        counts.setdefault(theme_id, {})[region] = number
    return counts


def voice_totals(sight: Sight) -> dict[str, dict[str, int]]:
    """Count the readers who reacted to posts that are quoted, by kind and region; one query."""
    totals: dict[str, dict[str, int]] = {}
    for kind, region, number in db.session.execute(voices_on_passages(sight)):
        totals.setdefault(kind, {})[region] = number
    return totals


def matrix(sight: Sight) -> Matrix:
    """Count the visible passages in each cell; five queries, and one more for anyone who codes."""
    counts, voices = passage_counts(sight), voice_totals(sight)
    used = {region for cells in (*counts.values(), *voices.values()) for region in cells}
    known = tuple(sight.forum.regions)
    further = tuple(sorted(used - {*known, ""}))
    lines = tuple(
        ThemeLine(theme, name, counts.get(theme.id, {}))
        for theme, name in theme_names(sight)
        if takes_excerpts(theme.state)
    )
    kept_back = db.session.scalar(number_kept_back(sight)) or 0 if sight.viewer.codes else 0
    most = max((number for cells in counts.values() for number in cells.values()), default=0)
    return Matrix((*known, *further, *([""] if "" in used else [])), lines, most, voices, kept_back)
