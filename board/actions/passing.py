"""What reading leaves behind: marks that are made in passing, and without which everything can be read."""

from __future__ import annotations

import logging
from collections.abc import Callable

from sqlalchemy.exc import DBAPIError, TimeoutError

from board.actions.resting import Trouble
from board.extensions import db, writing_in_passing

log = logging.getLogger(__name__)
trouble = Trouble(log, "%s could not be written down (%s); pages are read without such marks")
"""Whoever reads does not wait for each mark."""


def in_passing(what: str, mark: Callable[[], object]) -> None:
    """Make a mark in a short transaction of its own. Where nothing can be written, the page goes on without it."""
    db.session.commit()  # ends the reading: on SQLite a reader cannot turn writer once somebody else wrote
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
