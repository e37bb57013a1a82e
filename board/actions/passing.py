"""What reading leaves behind: marks that are made in passing, and without which everything can be read."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from sqlalchemy.exc import DBAPIError, TimeoutError

from board.extensions import db, writing_in_passing
from board.faults import kind

log = logging.getLogger(__name__)
RESTS = 5.0
"""Seconds for which no mark is tried after one could not be made: whoever reads does not wait for each of them."""
TOLD_EVERY = 60.0
"""Seconds between two lines in the log."""


class Trouble:
    """Whether marks could be made lately, in this process."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """As if none had failed."""
        self._rests_until = self._quiet_until = float("-inf")

    def rests(self) -> bool:
        return time.monotonic() < self._rests_until

    def note(self, what: str, error: Exception) -> None:
        now = time.monotonic()
        self._rests_until = now + RESTS
        if now >= self._quiet_until:
            self._quiet_until = now + TOLD_EVERY
            log.warning("%s could not be written down (%s); pages are read without such marks", what, kind(error))


trouble = Trouble()


def in_passing(what: str, mark: Callable[[], None]) -> None:
    """Make a mark in a short transaction of its own. Where nothing can be written, the page goes on without it."""
    db.session.commit()  # ends the reading: on SQLite a reader cannot turn writer once somebody else wrote
    if trouble.rests():
        return
    try:
        with writing_in_passing():
            mark()
            db.session.commit()
    except (DBAPIError, TimeoutError) as error:
        trouble.note(what, error)
        db.session.expunge_all()  # the page goes on with the rows that it has read: rolling back would empty them
        db.session.rollback()
