"""How translation keeps up: the posts that were written, and those that were translated, on each of the last days."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from board.extensions import db
from board.rules.weeks import end_of_day, to_wall
from board.visible import Sight
from board.visible.pace import posts_by_day

DAYS = 21
LATELY = 7


class Day(NamedTuple):
    """A day in the reader's zone."""

    date: date
    written: int
    translated: int


@dataclass(frozen=True, slots=True)
class Pace:
    """The last days, today last."""

    days: tuple[Day, ...]

    def __bool__(self) -> bool:
        return any(day.written or day.translated for day in self.days)

    @property
    def written_lately(self) -> int:
        return sum(day.written for day in self.days[-LATELY:])

    @property
    def translated_lately(self) -> int:
        return sum(day.translated for day in self.days[-LATELY:])


def pace(sight: Sight, zone: str) -> Pace:
    """Count the posts that the viewer may read, by day in ``zone``; one query, of at most DAYS² numbers.

    A post that was edited after it was translated counts on the day when its translation was last complete.
    """
    today = to_wall(sight.now, zone).date()
    dates = [today - timedelta(days=ago) for ago in reversed(range(DAYS))]
    bounds = [end_of_day(day, zone) for day in (dates[0] - timedelta(days=1), *dates)]
    written: Counter[int | None] = Counter()
    translated: Counter[int | None] = Counter()
    for came, done, posts in db.session.execute(posts_by_day(sight, bounds)):
        written[came] += posts
        translated[done] += posts
    return Pace(tuple(Day(day, written[number], translated[number]) for number, day in enumerate(dates, 1)))
