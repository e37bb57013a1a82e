"""Refusals that are no error for the person who meets them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import flash

from board.extensions import db
from board.rules.permissions import Refusal, Refused
from board.web.words import REASONS


@contextmanager
def already_so_is_fine() -> Iterator[None]:
    """Say that nothing had to be changed, after a second click or if another admin was quicker.

    Any other refusal is raised.
    """
    try:
        yield
    except Refused as refused:
        if refused.reason is not Refusal.ALREADY_SO:
            raise
        db.session.rollback()
        flash(REASONS[Refusal.ALREADY_SO])
