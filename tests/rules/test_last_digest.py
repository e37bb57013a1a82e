"""After a forum has closed there is one more digest, and then none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from board.rules.mailing import DAYS, USUAL_DAYS, USUAL_KINDS, is_sent

ZONE = "America/Toronto"
TUESDAY = datetime(2026, 3, 3, 12, tzinfo=UTC)
FRIDAY = TUESDAY + timedelta(days=3)
SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Chosen:
    mail_rhythm: str = DAYS
    mail_days: frozenset[str] = USUAL_DAYS
    mail_hour: int = 7
    mail_kinds: frozenset[str] = USUAL_KINDS
    mail_stopped_at: datetime | None = None
    suspended_at: datetime | None = None


@pytest.mark.parametrize(
    ("closed_at", "tuesday", "friday"),
    [
        (None, True, True),
        (FRIDAY + SECOND, True, True),
        (FRIDAY, True, True),
        (FRIDAY - SECOND, True, True),
        (TUESDAY + SECOND, True, True),
        (TUESDAY, True, True),
        (TUESDAY - SECOND, True, False),
        (TUESDAY - timedelta(days=2), True, False),
        (TUESDAY - timedelta(days=9), False, False),
    ],
)
def test_one_comes_after_the_closing_and_none_later(closed_at: datetime | None, tuesday: bool, friday: bool) -> None:
    assert is_sent(Chosen(), ZONE, TUESDAY, closed_at) == tuesday
    assert is_sent(Chosen(), ZONE, FRIDAY, closed_at) == friday
