"""When a key respondent's answers can be expected, from the public programme alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from board.models import Week
from board.pages.people import Badge
from board.rules.weeks import Answering, answering, opens_next
from board.visible import Sight

SOONEST = (Answering.NOW, Answering.FROM, Answering.UNDATED, Answering.OVER)


@dataclass(frozen=True, slots=True)
class Expectation:
    """Of somebody's weeks the one that matters: where they stand in it, and from when they answer if that is told."""

    kind: Answering
    week: Week
    opens: datetime | None


def expected(sight: Sight, badges: Iterable[Badge]) -> Expectation | None:
    """Now if any of their weeks is on; otherwise their next week, or the last one. None without a week."""
    found = [_expectation(sight, badge.week) for badge in badges]
    return min(found, key=_order) if found else None


def _expectation(sight: Sight, week: Week) -> Expectation:
    kind = answering(week, sight.weeks, sight.forum.closed_at, sight.now)
    return Expectation(kind, week, opens_next(week, sight.now))


def _order(one: Expectation) -> tuple[int, float, int]:
    opens = one.opens.timestamp() if one.opens else 0.0
    return SOONEST.index(one.kind), opens, -one.week.number if one.kind is Answering.OVER else one.week.number
