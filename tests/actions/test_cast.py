"""The cast's forum is as its description says."""

from __future__ import annotations

import pytest

from tests.support.cast import Cast, sight_for


def test_two_weeks_are_open_and_two_are_locked(cast: Cast) -> None:
    sight = sight_for(cast, cast.ana)
    assert [sight.state(week) for week in sight.weeks] == ["open", "open", "locked", "locked"]


@pytest.mark.parametrize("n", range(20))
def test_speed(cast, n): ...
