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
    """The week in which a key respondent's answer is to be expected, and when it opens; None if no date is set."""

    kind: Answering
    week: Week
    opens: datetime | None


def expected(sight: Sight, badges: Iterable[Badge]) -> Expectation | None:
    """Choose among a key respondent's weeks: the current one, else the next, else the last. None without a week."""
    expectations = [_expectation(sight, badge.week) for badge in badges]
    return min(expectations, key=_order) if expectations else None


def _expectation(sight: Sight, week: Week) -> Expectation:
    kind = answering(week, sight.weeks, sight.forum.closed_at, sight.now)
    return Expectation(kind, week, opens_next(week, sight.now))


def _order(expectation: Expectation) -> tuple[int, float, int]:
    opens = expectation.opens.timestamp() if expectation.opens else 0.0
    number = expectation.week.number
    return SOONEST.index(expectation.kind), opens, -number if expectation.kind is Answering.OVER else number
