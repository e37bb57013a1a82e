"""How long a week stands in a calendar, and from when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from board.rules.feeds import begins_at, stands_until

FIRST = datetime(2026, 5, 4, 13, 0, tzinfo=UTC)
ZONE = "America/Toronto"
WEEK, DAY, SECOND = timedelta(days=7), timedelta(days=1), timedelta(seconds=1)


@dataclass
class Facts:
    number: int
    opens_at: datetime | None
    override: str | None = None
    override_at: datetime | None = None
    closed_at: datetime | None = None


@pytest.mark.parametrize("now", [FIRST - SECOND, FIRST, FIRST + SECOND], ids=["before", "at", "after"])
def test_an_opening_changes_nothing_in_the_calendar(now: datetime) -> None:
    weeks = [Facts(1, FIRST), Facts(2, FIRST + 10 * DAY)]
    assert begins_at(weeks[0], now) == FIRST
    assert stands_until(weeks[0], weeks, None, ZONE, now) == FIRST + 10 * DAY
    assert stands_until(weeks[1], weeks, None, ZONE, now) == FIRST + 17 * DAY


@pytest.mark.parametrize("override", ["held", "locked"])
def test_a_week_that_was_stopped_has_no_date_and_ends_none(override: str) -> None:
    weeks = [Facts(1, FIRST), Facts(2, FIRST + DAY, override, FIRST)]
    assert begins_at(weeks[1], FIRST) is None
    assert stands_until(weeks[1], weeks, None, ZONE, FIRST) is None
    assert stands_until(weeks[0], weeks, None, ZONE, FIRST) == FIRST + WEEK


def test_a_week_opened_by_hand_begins_then() -> None:
    opened = Facts(2, FIRST + WEEK, "open", FIRST + DAY)
    weeks = [Facts(1, FIRST), opened]
    assert begins_at(opened, FIRST + DAY) == FIRST + DAY
    assert stands_until(weeks[0], weeks, None, ZONE, FIRST + DAY) == FIRST + DAY


def test_weeks_that_open_together_last_until_the_next_one() -> None:
    weeks = [Facts(1, FIRST), Facts(2, FIRST), Facts(3, FIRST + WEEK)]
    assert [stands_until(week, weeks, None, ZONE, FIRST) for week in weeks[:2]] == [FIRST + WEEK, FIRST + WEEK]


def test_a_close_ends_it_before() -> None:
    week = Facts(1, FIRST, closed_at=FIRST + 2 * DAY)
    assert stands_until(week, [week], FIRST + 3 * DAY, ZONE, FIRST) == FIRST + 2 * DAY
    assert stands_until(Facts(1, FIRST), [], FIRST + 3 * DAY, ZONE, FIRST) == FIRST + 3 * DAY
    assert stands_until(Facts(1, FIRST), [], FIRST - DAY, ZONE, FIRST) == FIRST + WEEK


def test_a_week_without_a_date_is_not_told() -> None:
    week = Facts(1, None)
    assert begins_at(week, FIRST) is None
    assert stands_until(week, [week], None, ZONE, FIRST) is None


def test_seven_days_are_days_on_the_clock() -> None:
    """Clocks in Toronto go forward on 8 March 2026 and back on 1 November."""
    spring, autumn = datetime(2026, 3, 2, 14, 0, tzinfo=UTC), datetime(2026, 10, 26, 13, 0, tzinfo=UTC)
    hour = timedelta(hours=1)
    assert stands_until(Facts(1, spring), [], None, ZONE, FIRST) == spring + WEEK - hour
    assert stands_until(Facts(1, autumn), [], None, ZONE, FIRST) == autumn + WEEK + hour
    skipped = datetime(2026, 3, 1, 7, 30, tzinfo=UTC)  # 2:30, which does not exist a week later
    assert stands_until(Facts(1, skipped), [], None, ZONE, FIRST) == datetime(2026, 3, 8, 7, 0, tzinfo=UTC)
