"""The next hour on chosen weekdays: after an instant, never at it, and right where clocks change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from board.rules.mailing import USUAL_DAYS, next_slot

SECOND = timedelta(seconds=1)
TUESDAY = datetime(2026, 3, 3, 12, tzinfo=UTC)
"""Seven o'clock in Toronto."""


def test_before_at_and_after_the_hour() -> None:
    friday = TUESDAY + timedelta(days=3)
    asked = (TUESDAY - SECOND, TUESDAY, TUESDAY + SECOND)
    assert [next_slot(USUAL_DAYS, 7, "America/Toronto", at) for at in asked] == [TUESDAY, friday, friday]


def test_once_a_week_is_a_week_later() -> None:
    assert next_slot({"tue"}, 7, "America/Toronto", TUESDAY) - TUESDAY == timedelta(days=7, hours=-1)  # summer time


@pytest.mark.parametrize(
    ("hour", "instant"),
    [(1, datetime(2026, 3, 8, 6, tzinfo=UTC)), (2, datetime(2026, 3, 8, 7, tzinfo=UTC))],
)
def test_an_hour_that_clocks_skip_is_when_they_went_forward(hour: int, instant: datetime) -> None:
    assert next_slot({"sun"}, hour, "America/Toronto", TUESDAY) == instant


def test_an_hour_that_comes_twice_comes_once() -> None:
    first = next_slot({"sun"}, 1, "America/Toronto", datetime(2026, 10, 31, tzinfo=UTC))
    assert first == datetime(2026, 11, 1, 5, tzinfo=UTC)
    assert next_slot({"sun"}, 1, "America/Toronto", first) == datetime(2026, 11, 8, 6, tzinfo=UTC)
