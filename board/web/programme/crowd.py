"""Estimate over how many seconds the browsers that wait for a week to open should spread their requests."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from time import thread_time

from board.extensions import db
from board.rules.crowds import spread
from board.visible import Sight, number_of_members

FIRST_GUESS = 0.02
"""Processor seconds of one page of a week, before the first was measured."""
WEIGHT = 0.1
"""The weight of the latest page in the average."""


class _Pace:
    """How long pages of open weeks take in this process. Two threads may lose one measurement, never the average."""

    def __init__(self) -> None:
        self.seconds = FIRST_GUESS

    @contextmanager
    def measured(self) -> Iterator[None]:
        began = thread_time()
        yield
        self.seconds += WEIGHT * (thread_time() - began - self.seconds)


pace = _Pace()


def spread_over(sight: Sight) -> float:
    """Return the seconds over which the page's readers should ask whether the week is open; one query."""
    people = db.session.scalar(number_of_members(), {"forum_id": sight.forum.id}) or 0
    return spread(people, pace.seconds, os.cpu_count() or 1)
