"""The geometry of small charts, which a template draws as SVG. All lengths are in units of the drawing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 320
"""The width of the narrowest screen, so that letters are not scaled down there."""
TALLEST, GAP, ABOVE, BELOW = 96, 12, 18, 20
ROW, THICK, NUMBER = 34, 9, 34
LEAST = 1.5
"""The shortest bar of a value above 0, and the thinnest arc, so that it can still be seen."""
HALF, MIDDLE, MARK, NUMERAL = 40, 70, 70, 12
"""Of mirrored bars: the longest one, where their line is, how wide a mark can be, and half of a number."""
AXIS, STEP, NEAREST, THICKEST = 110, 24, 12, 8
"""Where arcs end, how far rows are apart, how far the shortest arc swings out, and the thickest one."""
LETTERS = 32
"""How many letters of a name fit between the axis and the edge."""


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


@dataclass(frozen=True, slots=True)
class Mark:
    """Words below the drawing, which begin at this place of its width."""

    x: float
    words: str


@dataclass(frozen=True, slots=True)
class Mirrored:
    """Bars above and below one line, on one scale, with the most of each and marks below."""

    up: list[Bar]
    down: list[Bar]
    marks: list[Mark]
    middle: int
    width: int
    height: int

    @property
    def peaks(self) -> list[tuple[int, float, float]]:
        """The most on each side, and where this number stands."""
        highest = [max(bars, key=lambda bar: bar.value) for bars in (self.up, self.down) if bars]
        return [(bar.value, _inside(bar), bar.y - 4 if bar in self.up else bar.y + bar.height + 11) for bar in highest]


def _inside(bar: Bar) -> float:
    """Return the middle of a bar, or so far from the edge that a number fits."""
    return min(max(bar.x + bar.width / 2, NUMERAL), WIDTH - NUMERAL)


def mirrored(values: Sequence[tuple[str, int, int]]) -> Mirrored:
    """Draw two bars for each day, one up and one down; a label becomes a mark where there is room."""
    most = max((max(up, down) for _label, up, down in values), default=0)
    step = WIDTH / max(1, len(values))
    up, down, marks = [], [], []
    for number, (label, above, below) in enumerate(values):
        x, width = round(number * step + 1.5, 1), round(step - 3, 1)
        if above:
            height = _length(above, most, HALF)
            up.append(Bar(x, MIDDLE - height, width, height, label, above))
        if below:
            down.append(Bar(x, MIDDLE, width, _length(below, most, HALF), label, below))
        if label and x + MARK <= WIDTH:
            marks.append(Mark(x, label))
    return Mirrored(up, down, marks, MIDDLE, WIDTH, 2 * MIDDLE + BELOW)


def _length(value: int, most: int, longest: int) -> float:
    return round(max(LEAST, value / most * longest), 1) if value else 0


@dataclass(frozen=True, slots=True)
class Arc:
    """A line between two rows: the data of its path, and how thick it is drawn."""

    path: str
    thickness: float
    value: int


@dataclass(frozen=True, slots=True)
class Row:
    """A named row at which arcs end; ``label`` is short enough to be drawn."""

    y: float
    label: str


@dataclass(frozen=True, slots=True)
class ArcChart:
    """Rows among each other, and arcs on their left side."""

    rows: list[Row]
    arcs: list[Arc]
    axis: int
    width: int
    height: int


def arcs(names: Sequence[str], values: Sequence[tuple[int, int, int]]) -> ArcChart:
    """Draw named rows and an arc for each (place of one row, place of the other, value); the strongest is on top."""
    most = max((value for *_, value in values), default=0)
    strongest_last = sorted(values, key=lambda each: each[2])
    drawn = [_arc(one, other, value, most, len(names)) for one, other, value in strongest_last]
    rows_ = [Row(_row_at(place), _short(name)) for place, name in enumerate(names)]
    return ArcChart(rows_, drawn, AXIS, WIDTH, max(1, len(names)) * STEP)


def _arc(one: int, other: int, value: int, most: int, rows_: int) -> Arc:
    """Draw half an ellipse that swings the farther out, the farther its ends are from each other."""
    out = NEAREST + (AXIS - THICKEST - NEAREST) * (other - one) / max(1, rows_ - 1)
    half = (other - one) * STEP / 2
    path = f"M{AXIS} {_row_at(one)}A{out:.1f} {half} 0 0 0 {AXIS} {_row_at(other)}"
    return Arc(path, round(max(LEAST, value / most * THICKEST), 1), value)


def _row_at(place: int) -> float:
    return place * STEP + STEP / 2


def _short(name: str) -> str:
    return name if len(name) <= LETTERS else f"{name[: LETTERS - 1].rstrip()}…"
