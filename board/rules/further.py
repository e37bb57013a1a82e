"""Further opportunities: which members may be written to after the forum, and who gets the list of them."""

from __future__ import annotations

from board.rules.permissions import Refusal, administer
from board.rules.roles import Viewer


def choose_further(viewer: Viewer) -> Refusal | None:
    """Allow members to say whether they may be written to, at any time: before and after the forum has closed."""
    return None if viewer.is_member else Refusal.MEMBERS_ONLY


def export_further(viewer: Viewer) -> Refusal | None:
    """Allow admins to export the members who agreed."""
    return administer(viewer)
