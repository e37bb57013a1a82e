"""Marks made in passing while somebody reads. If one cannot be written, the page is shown all the same."""

from __future__ import annotations

import logging
from collections.abc import Callable

from sqlalchemy.exc import DBAPIError, TimeoutError

from board.actions.resting import Trouble
from board.extensions import db, writing_in_passing

log = logging.getLogger(__name__)
trouble = Trouble(log, "%s could not be written down (%s); pages are read without such marks")
"""After a failure nothing is tried for a while, so that readers do not wait at each page."""


def in_passing(what: str, mark: Callable[[], object]) -> None:
    """Make a mark in a short transaction of its own; if it cannot be written, log that and go on without it."""
    db.session.commit()  # ends the read transaction, which SQLite cannot turn into one that writes after others wrote
    if trouble.rests():
        return
    try:
        with writing_in_passing():
            mark()
            db.session.commit()
    except (DBAPIError, TimeoutError) as error:
        trouble.note(error, what)
        db.session.expunge_all()  # the page goes on with the rows that it has read: rolling back would empty them
        db.session.rollback()
