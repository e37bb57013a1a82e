"""Closing a forum by hand, and opening it again."""

from __future__ import annotations

from datetime import date

from board.actions.acts import note_act
from board.actions.holding import check_held, hold_forum
from board.extensions import db
from board.rules import closing
from board.rules.closing import LastDay
from board.visible.gate import Sight


def close_forum(sight: Sight) -> None:
    """Close the forum for writing now. It stays readable. Raises Refused."""
    hold_forum(sight.forum)
    check_held(closing.close_forum(sight.viewer, sight.is_closed))
    sight.forum.closed_at = sight.now
    note_act(sight, "forum.closed")
    db.session.commit()


def reopen_forum(sight: Sight, until: date | None) -> None:
    """Open the forum for writing again, to the end of a day; see ``closing.reopened_until``. Raises Refused."""
    hold_forum(sight.forum)
    check_held(closing.reopen_forum(sight.viewer, sight.is_closed))
    last = LastDay(sight.forum.ends_on, sight.forum.zone)
    sight.forum.closed_at = closing.reopened_until(until, last, sight.now)
    note_act(sight, "forum.reopened", f"{until:%Y-%m-%d}" if until else "")
    db.session.commit()
