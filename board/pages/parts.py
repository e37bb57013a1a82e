"""A long text in parts: so many of its paragraphs stand on one page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

MOST = 40
"""Paragraphs on a page. A translator's page holds each of them twice, with what helps with it."""
BESIDE = 2
"""Parts before and after the one at hand to which a page leads, besides the first and the last."""

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Part(Generic[Row]):
    """One part of a text; its number, from 1, among all of them."""

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
        """The parts to which the page leads."""
        beside = range(max(1, self.number - BESIDE), min(self.count, self.number + BESIDE) + 1)
        return tuple(sorted({1, *beside, self.count} - {self.number}))


def part_of(rows: Sequence[Row], number: int) -> Part[Row]:
    """The part with a number; the last one where there are fewer."""
    count = max(1, -(-len(rows) // MOST))
    number = min(max(1, number), count)
    start = (number - 1) * MOST
    return Part(number, count, tuple(rows[start : start + MOST]), start + 1)


def part_with(rows: Sequence[Row], wanted: Callable[[Row], bool], *, after: int = 0) -> int | None:
    """The number of the first part behind ``after`` that holds a wanted row; without one, of the first part of all."""
    numbers = [place // MOST + 1 for place, row in enumerate(rows) if wanted(row)]
    return next((number for number in numbers if number > after), numbers[0] if numbers else None)
