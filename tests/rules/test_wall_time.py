"""Wall time in a forum's zone, across the days on which clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from board.rules.weeks import NonexistentTime, end_of_day, is_zone, same_wall, to_instant, to_wall
from tests.support.examples import examples

TORONTO = "America/Toronto"
ZONES = [TORONTO, "America/Sao_Paulo", "Europe/Madrid", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"]


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "instant"),
    [
        ("2009-10-26 09:00", "2009-10-26 13:00"),  # the call's first Monday, in summer time
        ("2009-11-02 09:00", "2009-11-02 14:00"),  # its second, clocks went back the day before
        ("2026-03-02 09:00", "2026-03-02 14:00"),
        ("2026-03-09 09:00", "2026-03-09 13:00"),  # clocks went forward the day before
    ],
)
def test_nine_o_clock_stays_nine_o_clock_across_both_changes(typed: str, instant: str) -> None:
    assert to_instant(wall(typed), TORONTO) == utc(instant)
    assert to_wall(utc(instant), TORONTO) == wall(typed)


def test_a_time_that_clocks_skip_is_refused_with_the_reason() -> None:
    with pytest.raises(NonexistentTime, match="2026-03-08 02:30 does not exist") as refused:
        to_instant(wall("2026-03-08 02:30"), TORONTO)
    assert refused.value.after == wall("2026-03-08 03:00")


def test_the_times_on_both_sides_of_the_gap_exist() -> None:
    assert to_instant(wall("2026-03-08 01:59"), TORONTO) == utc("2026-03-08 06:59")
    assert to_instant(wall("2026-03-08 03:00"), TORONTO) == utc("2026-03-08 07:00")


def test_a_time_that_comes_twice_means_the_first() -> None:
    assert to_instant(wall("2026-11-01 01:30"), TORONTO) == utc("2026-11-01 05:30")


@pytest.mark.parametrize("fold", [0, 1])
def test_which_of_the_two_was_meant_cannot_be_typed(fold: int) -> None:
    twice = wall("2026-11-01 01:30").replace(fold=fold)
    assert to_instant(twice, TORONTO) == utc("2026-11-01 05:30")


@given(
    st.datetimes(datetime(1990, 1, 1), datetime(2060, 1, 1)),  # noqa: DTZ001
    st.sampled_from(ZONES),
)
@settings(max_examples=examples(150), deadline=None)
def test_a_wall_time_comes_back_as_it_was_typed(typed: datetime, zone: str) -> None:
    expected = typed
    try:
        instant = to_instant(typed, zone)
    except NonexistentTime as skipped:
        instant, expected = to_instant(skipped.after, zone), skipped.after
    assert to_wall(instant, zone) == expected >= typed


def test_another_zone_keeps_the_wall_time() -> None:
    nine_in_toronto = utc("2026-03-09 13:00")
    assert same_wall(nine_in_toronto, TORONTO, "America/Sao_Paulo") == utc("2026-03-09 12:00")


def test_a_wall_time_that_the_new_zone_skips_moves_on() -> None:
    half_past_two_in_madrid = utc("2026-03-08 01:30")
    moved = same_wall(half_past_two_in_madrid, "Europe/Madrid", TORONTO)
    assert to_wall(moved, TORONTO) == wall("2026-03-08 03:00")


def test_the_same_zone_moves_nothing() -> None:
    assert same_wall(utc("2026-03-09 13:00"), TORONTO, TORONTO) == utc("2026-03-09 13:00")


def test_a_day_ends_at_midnight_of_its_zone() -> None:
    assert end_of_day(date(2026, 3, 27), TORONTO) == utc("2026-03-28 04:00")


def test_a_day_before_a_midnight_that_clocks_skip_ends_when_they_start_again() -> None:
    # In São Paulo clocks went forward at midnight.
    assert end_of_day(date(2009, 10, 17), "America/Sao_Paulo") == utc("2009-10-18 03:00")


@given(st.dates(date(1990, 1, 1), date(2060, 1, 1)), st.sampled_from(ZONES))
@settings(max_examples=examples(80), deadline=None)
def test_a_day_has_ended_when_the_next_has_begun(day: date, zone: str) -> None:
    end = end_of_day(day, zone).astimezone(ZoneInfo(zone))
    assert (end.date() - day).days == 1


@pytest.mark.parametrize(
    ("name", "known"), [(TORONTO, True), ("UTC", True), ("Mars/Olympus", False), ("", False), ("../etc", False)]
)
def test_a_zone_is_one_that_the_database_knows(name: str, known: bool) -> None:
    assert is_zone(name) is known
