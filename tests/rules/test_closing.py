"""When a forum closes: by its last day, by hand, and after its settings were changed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from board.rules import closing
from board.rules.closing import LastDay, last_day_of, moved_closing, reopened_until
from board.rules.permissions import Refusal
from tests.rules.test_permissions import ADMINS, PEOPLE

LAST = LastDay(date(2026, 3, 27), "America/Toronto")
END = datetime(2026, 3, 28, 4, tzinfo=UTC)
NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
NEXT_WEEK = LastDay(date(2026, 4, 3), "America/Toronto")
MADRID = LastDay(date(2026, 3, 27), "Europe/Madrid")
NO_DAY = LastDay(None, "America/Toronto")


def test_only_admins_close_a_forum_and_open_it_again() -> None:
    for rule, is_closed in ((closing.close_forum, False), (closing.reopen_forum, True)):
        assert {name for name, viewer in PEOPLE.items() if rule(viewer, is_closed) is None} == ADMINS
        refusals = {rule(viewer, is_closed) for name, viewer in PEOPLE.items() if name not in ADMINS}
        assert refusals == {Refusal.ADMINS_ONLY}


def test_what_is_so_already_is_refused() -> None:
    admin = PEOPLE["admin"]
    assert closing.close_forum(admin, True) is closing.reopen_forum(admin, False) is Refusal.ALREADY_SO


@pytest.mark.parametrize(("now", "closes"), [(END - SECOND, END), (END, None), (END + SECOND, None)])
def test_a_forum_opened_again_closes_with_its_last_day_if_that_is_to_come(now: datetime, closes: object) -> None:
    assert reopened_until(None, LAST, now) == closes
    assert reopened_until(date(2026, 4, 3), LAST, now) == END + timedelta(days=7)


@pytest.mark.parametrize("closed_at", [END, NOW, None, END + timedelta(days=3)])
def test_settings_that_leave_the_last_day_alone_move_nothing(closed_at: datetime | None) -> None:
    assert moved_closing(closed_at, LAST, LAST, NOW) == closed_at


def test_a_forum_that_closes_with_its_last_day_follows_it() -> None:
    assert moved_closing(END, LAST, NEXT_WEEK, NOW) == END + timedelta(days=7)
    assert moved_closing(END, LAST, NO_DAY, NOW) is None
    assert moved_closing(None, NO_DAY, LAST, NOW) == END
    assert moved_closing(END, LAST, NEXT_WEEK, END + SECOND) == END + timedelta(days=7)  # the owner opens it again


@pytest.mark.parametrize(
    ("now", "stays"), [(NOW - SECOND, False), (NOW, True), (NOW + SECOND, True)]
)  # closed by hand, or open until then
@pytest.mark.parametrize("new", [NEXT_WEEK, NO_DAY])
def test_no_last_day_opens_what_was_closed_by_hand(now: datetime, stays: bool, new: LastDay) -> None:
    assert moved_closing(NOW, LAST, new, now) == (NOW if stays else new.end)


def test_what_was_left_open_longer_keeps_its_wall_time_in_another_zone() -> None:
    longer = END + timedelta(days=3)
    assert moved_closing(longer, LAST, MADRID, NOW) == datetime(2026, 3, 30, 22, tzinfo=UTC)
    assert moved_closing(None, LAST, MADRID, NOW) is None
    assert moved_closing(NOW, LAST, MADRID, END) == NOW  # an instant that is over is no wall time


@pytest.mark.parametrize(("closed_at", "day"), [(END - SECOND, 27), (END, 27), (END + SECOND, 28)])
def test_the_last_day_is_the_one_on_which_people_could_write(closed_at: datetime, day: int) -> None:
    assert last_day_of(closed_at, "America/Toronto") == date(2026, 3, day)
