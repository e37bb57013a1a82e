"""Moving a programme to other days: clocks show the same, or the time is refused with the next that exists."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board.rules.cloning import Move, days_between, first_day, moved
from board.rules.weeks import NonexistentTime, to_instant, to_wall

TORONTO = "America/Toronto"
ZONES = sorted(available_timezones() - {"localtime", "Factory"})


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


def days(first: str, second: str) -> int:
    return (date.fromisoformat(second) - date.fromisoformat(first)).days


@pytest.mark.parametrize(
    ("old", "new", "utc"),
    [
        ("2009-10-26 09:00", "2010-01-25 09:00", "2010-01-25 14:00"),  # from summer time to winter
        ("2009-11-02 09:00", "2010-05-03 09:00", "2010-05-03 13:00"),  # and back
        ("2009-11-02 00:00", "2010-03-14 00:00", "2010-03-14 05:00"),  # on the very day, before clocks go forward
        ("2009-11-02 03:00", "2010-03-14 03:00", "2010-03-14 07:00"),  # and at the first time after
    ],
)
def test_clocks_show_the_same(old: str, new: str, utc: str) -> None:
    instant = to_instant(wall(old), TORONTO)
    move = moved(instant, TORONTO, days(old[:10], new[:10]))
    assert move == Move(instant, wall(utc).replace(tzinfo=UTC))
    assert move.new is not None
    assert to_wall(move.new, TORONTO) == wall(new)


@pytest.mark.parametrize(
    ("time", "exists"), [("01:59", None), ("02:00", "03:00"), ("02:30", "03:00"), ("02:59", "03:00"), ("03:00", None)]
)
def test_a_time_that_clocks_skip_is_refused_with_the_next_that_exists(time: str, exists: str | None) -> None:
    instant = to_instant(wall(f"2009-10-26 {time}"), TORONTO)
    move = moved(instant, TORONTO, days("2009-10-26", "2010-03-14"))
    assert move.is_refused is (exists is not None)
    assert move.exists == (wall(f"2010-03-14 {exists}") if exists else None)


def test_the_next_that_exists_can_be_meant() -> None:
    instant = to_instant(wall("2009-10-26 02:30"), TORONTO)
    move = moved(instant, TORONTO, days("2009-10-26", "2010-03-14"), or_next=True)
    assert move.new == wall("2010-03-14 07:00").replace(tzinfo=UTC)
    assert move.exists == wall("2010-03-14 03:00")
    assert not move.is_refused


def test_a_time_that_occurs_twice_means_the_first() -> None:
    instant = to_instant(wall("2009-10-26 01:30"), TORONTO)
    move = moved(instant, TORONTO, days("2009-10-26", "2010-11-07"))
    assert move.new == wall("2010-11-07 05:30").replace(tzinfo=UTC)  # still summer time


def test_midnight_is_skipped_where_clocks_go_forward_at_midnight() -> None:
    instant = to_instant(wall("2025-08-31 00:00"), "America/Santiago")
    move = moved(instant, "America/Santiago", 7)
    assert (move.new, move.exists) == (None, wall("2025-09-07 01:00"))


@given(
    zone=st.sampled_from(ZONES),
    old=st.datetimes(wall("1995-01-01"), wall("2035-01-01")),
    count=st.integers(-9000, 9000),
)
def test_in_any_zone_and_by_any_number_of_days(zone: str, old: datetime, count: int) -> None:
    """The wall time is kept, or does not exist there, and then the next does."""
    instant = old.replace(tzinfo=UTC, microsecond=0)
    wanted = to_wall(instant, zone) + timedelta(days=count)
    move = moved(instant, zone, count)
    if move.new is not None:
        assert to_wall(move.new, zone) == wanted
        assert move.new == to_instant(wanted, zone)
        return
    with pytest.raises(NonexistentTime):
        to_instant(wanted, zone)
    assert move.exists is not None
    assert move.exists > wanted
    assert moved(instant, zone, count, or_next=True).new == to_instant(move.exists, zone)


def test_days_are_counted_from_the_first_day() -> None:
    opening = to_instant(wall("2009-10-26 09:00"), TORONTO)
    assert first_day(date(2009, 10, 20), [opening], TORONTO) == date(2009, 10, 20)


def test_without_a_first_day_they_are_counted_from_the_first_opening() -> None:
    """On the forum's clocks: late on Sunday in Toronto it is Monday by UTC."""
    openings = [to_instant(wall(day), TORONTO) for day in ("2009-11-02 09:00", "2009-10-25 21:00")]
    assert first_day(None, [None, *openings], TORONTO) == date(2009, 10, 25)


def test_without_any_date_nothing_moves() -> None:
    assert first_day(None, [None], TORONTO) is None
    assert days_between(None, date(2010, 1, 1)) == 0
    assert days_between(date(2010, 1, 31), date(2010, 1, 1)) == -30
