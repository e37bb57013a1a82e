"""Leaving a line out of a forum's checklist, and putting it back."""

from __future__ import annotations

from board.actions.acts import note_act
from board.extensions import db
from board.rules import permissions
from board.rules.checklist import ASIDE, BACK
from board.rules.permissions import check
from board.visible.gate import Sight


def leave_out(sight: Sight, name: str, wanted: bool) -> None:
    """Say that the forum does not need this, or that it does after all. The log keeps who said it."""
    check(permissions.administer(sight.viewer))
    note_act(sight, ASIDE if wanted else BACK, name)
    db.session.commit()
