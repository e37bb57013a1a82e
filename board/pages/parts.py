"""Long texts divided into parts, each with the paragraphs of one page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

MOST = 40
"""Paragraphs on a page. A translator's page shows each of them twice, with its aids."""
BESIDE = 2
"""How many parts before and after the present one a page links to, besides the first and the last."""

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Part(Generic[Row]):
    """One part of a text. ``number`` counts from 1; ``count`` is the number of parts."""

    number: int
    count: int
    rows: tuple[Row, ...]
    first: int
    """The number of its first paragraph in the text, from 1."""

    @property
    def last(self) -> int:
        return self.first + len(self.rows) - 1

    @property
    def is_last(self) -> bool:
        return self.number == self.count

    @property
    def others(self) -> tuple[int, ...]:
        """The numbers of the parts that the page links to."""
        beside = range(max(1, self.number - BESIDE), min(self.count, self.number + BESIDE) + 1)
        return tuple(sorted({1, *beside, self.count} - {self.number}))


def part_of(rows: Sequence[Row], number: int) -> Part[Row]:
    """Return the part with this number, or the nearest one that exists."""
    count = max(1, -(-len(rows) // MOST))
    number = min(max(1, number), count)
    start = (number - 1) * MOST
    return Part(number, count, tuple(rows[start : start + MOST]), start + 1)


def part_with(rows: Sequence[Row], wanted: Callable[[Row], bool], *, after: int = 0) -> int | None:
    """Return the number of the first part after ``after`` with a wanted row, else of the first such part, or None."""
    numbers = [index // MOST + 1 for index, row in enumerate(rows) if wanted(row)]
    return next((number for number in numbers if number > after), numbers[0] if numbers else None)
