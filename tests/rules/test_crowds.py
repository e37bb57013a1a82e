"""Over how many seconds a crowd comes in, before, at and after each boundary."""

from __future__ import annotations

import pytest

from board.rules.crowds import AT_ONCE, LATEST, spread


@pytest.mark.parametrize(
    ("people", "seconds_each", "processors", "seconds"),
    [
        (0, 0.02, 2, AT_ONCE),
        (30, 0.02, 2, AT_ONCE),
        (75, 0.02, 2, AT_ONCE),  # exactly as long as they take anyway
        (76, 0.02, 2, 5),
        (250, 0.02, 2, 5),
        (251, 0.02, 2, 10),
        (2_000, 0.02, 2, 40),
        (2_001, 0.02, 2, LATEST),
        (5_000, 0.02, 2, LATEST),
        (5_000, 0.02, 32, 10),
        (100, 0.02, 0, 5),  # a machine that does not say how many it has
    ],
)
def test_as_long_as_the_server_needs_with_half_of_its_processors(
    people: int, seconds_each: float, processors: int, seconds: float
) -> None:
    assert spread(people, seconds_each, processors) == pytest.approx(seconds)
