"""Several weeks at once: which of them a forum has already, and when the others open, in an even rhythm from a day."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Protocol, TypeVar

MAX_WEEKS = 30
"""Weeks that are made at once."""
MAX_QUESTIONS = MAX_READINGS = 100
"""Questions, and readings, that are made with them, in all weeks together."""
RHYTHMS = (7, 14)
"""Days from the opening of one week to that of the next."""


class Named(Protocol):
    """A week of a pasted programme. ``number`` is 0 if it is one of a list of titles."""

    @property
    def title(self) -> str: ...
    @property
    def number(self) -> int: ...


Pasted = TypeVar("Pasted", bound=Named)


def told_apart(pasted: Iterable[Pasted], standing: Mapping[int, Collection[str]]) -> tuple[list[Pasted], list[int]]:
    """Return the weeks that a forum lacks, and the numbers of those that it has; ``standing`` are their titles.

    A week that gives its number is told by it, any other one by its title.
    """
    numbers = {_plain(title): number for number, titles in standing.items() for title in titles}
    missing, found = [], set()
    for week in pasted:
        number = week.number or numbers.get(_plain(week.title), 0)
        if number in standing:
            found.add(number)
        else:
            missing.append(week)
    return missing, sorted(found)


def _plain(title: str) -> str:
    return " ".join(title.split()).casefold()


def openings(first_day: date, weekday: int, at: time, days: int, number: int) -> list[datetime]:
    """Return the wall times at which so many weeks open: the first on that weekday (0 is Monday), not before the first
    day.
    """
    first = datetime.combine(first_day + timedelta(days=(weekday - first_day.weekday()) % 7), at)
    return [first + timedelta(days=days * index) for index in range(number)]
