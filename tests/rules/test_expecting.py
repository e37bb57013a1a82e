"""When a week's key respondents answer, and until when: from the public programme alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from board.rules.weeks import Answering, answering, ends_at

OPENS = datetime(2026, 3, 9, 13, 0, tzinfo=UTC)
NEXT = OPENS + timedelta(days=7)
END = OPENS + timedelta(days=12)
SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Week:
    """A week as the rules know it."""

    number: int = 3
    opens_at: datetime | None = OPENS
    override: str | None = None
    override_at: datetime | None = None
    closed_at: datetime | None = None


WEEK, FOLLOWING = Week(), Week(4, NEXT)
WEEKS = [WEEK, FOLLOWING]


@pytest.mark.parametrize(
    ("now", "kind"),
    [
        (OPENS - SECOND, Answering.FROM),
        (OPENS, Answering.NOW),
        (NEXT - SECOND, Answering.NOW),
        (NEXT, Answering.OVER),
        (END, Answering.OVER),
    ],
)
def test_before_in_and_after_the_week(now: datetime, kind: Answering) -> None:
    assert answering(WEEK, WEEKS, END, now) is kind


@pytest.mark.parametrize(
    "week",
    [Week(opens_at=None), Week(override="held"), Week(override="locked")],
)
def test_no_date_is_promised_where_none_holds(week: Week) -> None:
    assert answering(week, [week], None, OPENS - SECOND) is Answering.UNDATED
    assert ends_at(week, [week, FOLLOWING], END, OPENS - SECOND) is None


def test_a_week_opened_early_answers_early() -> None:
    early = replace(WEEK, override="open", override_at=OPENS - timedelta(days=1))
    assert answering(early, [early, FOLLOWING], END, OPENS - SECOND) is Answering.NOW


def test_a_closed_week_is_over() -> None:
    closed = replace(WEEK, closed_at=OPENS + SECOND)
    assert answering(closed, [closed], None, OPENS + SECOND) is Answering.OVER
    assert ends_at(closed, [closed], None, OPENS) == OPENS + SECOND


@pytest.mark.parametrize("now", [OPENS - SECOND, OPENS, NEXT])
def test_it_ends_as_the_next_opens(now: datetime) -> None:
    assert ends_at(WEEK, WEEKS, END, now) == NEXT


def test_the_last_ends_with_the_forum_if_that_is_known() -> None:
    assert ends_at(FOLLOWING, WEEKS, END, OPENS) == END
    assert ends_at(FOLLOWING, WEEKS, None, OPENS) is None


def test_a_held_next_week_ends_nothing() -> None:
    held = replace(FOLLOWING, override="held")
    assert ends_at(WEEK, [WEEK, held], END, OPENS) == END
