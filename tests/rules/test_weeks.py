"""When a week is open: computed from the clock, whoever asks and whatever runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from board.rules.weeks import (
    WeekState,
    is_answering,
    next_opening,
    opened_at,
    opens_next,
    this_week,
    to_instant,
    week_state,
)
from tests.support.examples import examples

OPENS = datetime(2026, 3, 9, 13, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Week:
    """A week as the rules know it."""

    number: int = 3
    opens_at: datetime | None = OPENS
    override: str | None = None
    override_at: datetime | None = None
    closed_at: datetime | None = None


def state(week: Week, now: datetime, forum_closed_at: datetime | None = None) -> str:
    return week_state(week, forum_closed_at, now).value


# The schedule


def test_one_second_before_its_time_a_week_is_locked() -> None:
    assert state(Week(), OPENS - SECOND) == "locked"


def test_at_the_instant_it_is_open() -> None:
    assert state(Week(), OPENS) == "open"


def test_one_second_after_it_is_open() -> None:
    assert state(Week(), OPENS + SECOND) == "open"


def test_it_stays_open_while_later_weeks_open() -> None:
    assert state(Week(), OPENS + 21 * DAY) == "open"


def test_a_week_without_a_date_is_locked() -> None:
    assert state(Week(opens_at=None), OPENS + 365 * DAY) == "locked"


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.timezones()))  # noqa: DTZ001
@settings(max_examples=examples(60), deadline=None)
def test_the_zone_in_which_an_instant_is_told_does_not_matter(now: datetime) -> None:
    assert state(Week(), now) == state(Week(), now.astimezone(UTC))


# The admin's hand

EVERY_NOW = [OPENS - DAY, OPENS, OPENS + DAY]


@pytest.mark.parametrize("now", EVERY_NOW)
def test_a_week_opened_by_hand_is_open_whatever_its_schedule_says(now: datetime) -> None:
    assert state(Week(override="open", override_at=OPENS - DAY), now) == "open"


def test_a_week_without_a_date_can_be_opened_by_hand() -> None:
    assert state(Week(opens_at=None, override="open", override_at=OPENS), OPENS) == "open"


@pytest.mark.parametrize("now", EVERY_NOW)
@pytest.mark.parametrize("override", ["held", "locked"])
def test_a_week_held_or_locked_is_locked_whatever_its_schedule_says(override: str, now: datetime) -> None:
    assert state(Week(override=override, override_at=OPENS - 2 * DAY), now) == "locked"


@pytest.mark.parametrize(("now", "expected"), [(OPENS - SECOND, "locked"), (OPENS, "open")])
def test_back_to_schedule_the_clock_decides_again(now: datetime, expected: str) -> None:
    assert state(Week(override=None, override_at=OPENS - DAY), now) == expected


def test_a_week_opened_by_hand_opened_when_the_admin_did_it() -> None:
    early = OPENS - DAY
    assert opened_at(Week(override="open", override_at=early), OPENS + DAY) == early


def test_a_week_opened_by_schedule_opened_at_its_time() -> None:
    assert opened_at(Week(), OPENS + DAY) == OPENS


# When it will open


def test_a_locked_week_tells_when_it_will_open() -> None:
    assert opens_next(Week(), OPENS - SECOND) == OPENS


@pytest.mark.parametrize(
    "week",
    [
        Week(opens_at=None),
        Week(override="held"),
        Week(override="locked"),
        Week(override="open", override_at=OPENS - DAY),
    ],
)
def test_nothing_is_promised_where_the_schedule_will_not_open_it(week: Week) -> None:
    assert opens_next(week, OPENS - SECOND) is None


def test_an_open_week_does_not_open_again() -> None:
    assert opens_next(Week(), OPENS) is None


# Closed: readable, not writable


@pytest.mark.parametrize(
    ("now", "expected"),
    [(OPENS + DAY - SECOND, "open"), (OPENS + DAY, "closed"), (OPENS + DAY + SECOND, "closed")],
)
def test_an_admin_closes_a_week(now: datetime, expected: str) -> None:
    assert state(Week(closed_at=OPENS + DAY), now) == expected


@pytest.mark.parametrize(
    ("now", "expected"),
    [(OPENS + DAY - SECOND, "open"), (OPENS + DAY, "closed"), (OPENS + DAY + SECOND, "closed")],
)
def test_weeks_close_with_the_forum(now: datetime, expected: str) -> None:
    assert state(Week(), now, forum_closed_at=OPENS + DAY) == expected


def test_a_week_that_never_opened_stays_locked_when_the_forum_closes() -> None:
    assert state(Week(opens_at=None), OPENS + 9 * DAY, forum_closed_at=OPENS) == "locked"


def test_locking_again_beats_closing() -> None:
    assert state(Week(override="locked", closed_at=OPENS), OPENS + DAY) == "locked"


# This week

WEEKS = [Week(number=n, opens_at=OPENS + 7 * (n - 3) * DAY) for n in (1, 2, 3, 4)]


def test_this_week_is_the_latest_opened() -> None:
    found = [this_week(WEEKS, now) for now in (OPENS - SECOND, OPENS, OPENS + 7 * DAY - SECOND)]
    assert [week and week.number for week in found] == [2, 3, 3]


def test_before_the_first_week_there_is_no_this_week() -> None:
    assert this_week(WEEKS, OPENS - 15 * DAY) is None


def test_a_week_opened_by_hand_is_this_week_until_the_next_opens() -> None:
    early = Week(number=2, override="open", override_at=OPENS - DAY)
    weeks = [WEEKS[0], early, WEEKS[2]]
    assert [this_week(weeks, now) for now in (OPENS - DAY, OPENS)] == [early, WEEKS[2]]


def test_of_two_that_opened_at_one_instant_the_higher_number_is_this_week() -> None:
    twins = [Week(number=2), Week(number=1)]
    assert this_week(twins, OPENS) == twins[0]


def test_a_held_week_is_not_this_week() -> None:
    assert this_week([WEEKS[1], Week(override="held")], OPENS) == WEEKS[1]


# Answering now

ANSWERING_UNTIL = OPENS + 7 * DAY


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (OPENS - SECOND, False),
        (OPENS, True),
        (ANSWERING_UNTIL - SECOND, True),
        (ANSWERING_UNTIL, False),
        (ANSWERING_UNTIL + SECOND, False),
    ],
)
def test_a_key_respondent_answers_from_their_weeks_opening_until_the_nexts(now: datetime, expected: bool) -> None:
    assert is_answering(WEEKS[2], WEEKS, None, now) is expected


def test_in_the_last_week_they_answer_until_the_forum_closes() -> None:
    last, end = WEEKS[3], ANSWERING_UNTIL + 5 * DAY
    assert [is_answering(last, WEEKS, end, now) for now in (end - SECOND, end)] == [True, False]


def test_nobody_answers_in_a_week_that_was_locked_again_or_closed() -> None:
    for week in (Week(override="locked"), Week(closed_at=OPENS)):
        assert not is_answering(week, [week], None, OPENS + DAY)


def test_a_later_week_opened_earlier_by_hand_does_not_silence_this_one() -> None:
    early = Week(number=4, override="open", override_at=OPENS - DAY)
    assert is_answering(Week(), [Week(), early], None, OPENS)


def test_the_states_are_words_that_pages_use() -> None:
    assert list(WeekState) == ["locked", "open", "closed"]


# What is proposed for one more week


TORONTO = "America/Toronto"


def dated(*walls: str | None) -> list[Week]:
    """Weeks of a forum in Toronto, by the wall times at which they open."""
    instants = [to_instant(datetime.fromisoformat(wall), TORONTO) if wall else None for wall in walls]
    return [Week(number, opens) for number, opens in enumerate(instants, start=1)]


@pytest.mark.parametrize(
    ("weeks", "proposed"),
    [
        ((), "2026-02-23 09:00"),
        ((None,), "2026-02-23 09:00"),
        (("2026-02-23 08:30",), "2026-03-02 08:30"),
        (("2026-02-23 09:00", "2026-03-02 09:00"), "2026-03-09 09:00"),  # clocks go forward on the 8th
        (("2026-02-23 09:00", "2026-03-09 10:00"), "2026-03-23 10:00"),
        (("2026-02-23 09:00", "2026-03-02 09:00", None), "2026-03-16 09:00"),
        (("2026-02-23 09:00", None, "2026-03-09 09:00"), "2026-03-16 09:00"),
        (("2026-03-02 09:00", "2026-03-02 18:00"), "2026-03-09 18:00"),
        (("2026-03-09 09:00", "2026-03-02 09:00"), "2026-03-09 09:00"),
    ],
)
def test_one_more_week_is_proposed_in_the_rhythm_of_those_before(weeks: tuple[str | None, ...], proposed: str) -> None:
    assert next_opening(dated(*weeks), date(2026, 2, 23), TORONTO) == datetime.fromisoformat(proposed)


def test_without_any_date_none_is_proposed() -> None:
    assert next_opening(dated(None), None, TORONTO) is None
