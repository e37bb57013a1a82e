"""Small charts as plain geometry: a template draws them as SVG. Lengths are in units of the drawing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 320
"""As wide as the narrowest screen: letters keep their size there."""
TALLEST, GAP, ABOVE, BELOW = 96, 12, 18, 20
ROW, THICK, NUMBER = 34, 9, 34
LEAST = 1.5
"""What is there is seen, however little."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar with its words: ``label`` says what it stands for."""

    x: float
    y: float
    width: float
    height: float
    label: str
    value: int


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars on a ground of this size."""

    bars: list[Bar]
    width: int
    height: int

    @property
    def words(self) -> str:
        """The same in words, for who does not see it: "Week 1: 12; week 2: 9"."""
        return "; ".join(f"{bar.label}: {bar.value}" for bar in self.bars)


def columns(values: Sequence[tuple[str, int]]) -> Chart:
    """Standing bars from left to right, as time runs."""
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
    """Lying bars, each below its label: labels are as long as they need to be."""
    most = max((value for _, value in values), default=0)
    bars = [
        Bar(0, number * ROW + 18, _length(value, most, WIDTH - NUMBER), THICK, label, value)
        for number, (label, value) in enumerate(values)
    ]
    return Chart(bars, WIDTH, max(1, len(values)) * ROW)


def _length(value: int, most: int, longest: int) -> float:
    return round(max(LEAST, value / most * longest), 1) if value else 0
