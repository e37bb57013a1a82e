"""The geometry of small charts, which a template draws as SVG. All lengths are in units of the drawing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 320
"""The width of the narrowest screen, so that letters are not scaled down there."""
TALLEST, GAP, ABOVE, BELOW = 96, 12, 18, 20
ROW, THICK, NUMBER = 34, 9, 34
LEAST = 1.5
"""The shortest bar of a value above 0, so that it can still be seen."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar; ``label`` names what it counts."""

    x: float
    y: float
    width: float
    height: float
    label: str
    value: int


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing of this size with its bars."""

    bars: list[Bar]
    width: int
    height: int

    @property
    def words(self) -> str:
        """The chart in words, for screen readers: "Week 1: 12; week 2: 9"."""
        return "; ".join(f"{bar.label}: {bar.value}" for bar in self.bars)


def columns(values: Sequence[tuple[str, int]]) -> Chart:
    """Draw vertical bars from left to right, for values in the order of time."""
    most = max((value for _, value in values), default=0)
    step = WIDTH / max(1, len(values))
    width = min(step - GAP / 2, 36)
    bars = []
    for number, (label, value) in enumerate(values):
        height = _length(value, most, TALLEST)
        x = number * step + (step - width) / 2
        bars.append(Bar(round(x, 1), round(ABOVE + TALLEST - height, 1), round(width, 1), height, label, value))
    return Chart(bars, WIDTH, ABOVE + TALLEST + BELOW)


def rows(values: Sequence[tuple[str, int]]) -> Chart:
    """Draw horizontal bars, each below its label, which may be long."""
    most = max((value for _, value in values), default=0)
    bars = [
        Bar(0, number * ROW + 18, _length(value, most, WIDTH - NUMBER), THICK, label, value)
        for number, (label, value) in enumerate(values)
    ]
    return Chart(bars, WIDTH, max(1, len(values)) * ROW)


def _length(value: int, most: int, longest: int) -> float:
    return round(max(LEAST, value / most * longest), 1) if value else 0
