"""Who may open, hold, lock, close and remove a week."""

from __future__ import annotations

from board.rules.permissions import Refusal, manage
from board.rules.roles import Viewer
from board.rules.weeks import HELD, LOCKED, OPEN, WeekState


def override_week(viewer: Viewer, wanted: str | None, current: str | None, state: WeekState) -> Refusal | None:
    """Allow admins to open, hold or lock a week, or to return it to the schedule (``wanted`` is None)."""
    if not viewer.is_admin:
        return Refusal.ADMINS_ONLY
    pointless = (
        wanted == current
        or (wanted == OPEN and state is not WeekState.LOCKED)
        or (wanted == HELD and state is not WeekState.LOCKED)
        or (wanted == LOCKED and state is WeekState.LOCKED)
    )
    return Refusal.ALREADY_SO if pointless else None


def remove_week(viewer: Viewer, state: WeekState, *, is_last: bool, is_empty: bool) -> Refusal | None:
    """Allow admins, and the owner, to remove the last week while it is locked and nothing is in it."""
    if refusal := manage(viewer):
        return refusal
    if not is_last:
        return Refusal.NOT_LAST
    return None if is_empty and state is WeekState.LOCKED else Refusal.NOT_EMPTY


def close_week(viewer: Viewer, wanted: bool, is_closed: bool, state: WeekState) -> Refusal | None:
    """Allow admins to close a week for writing, or to open it for writing again; nobody closes a locked week."""
    if not viewer.is_admin:
        return Refusal.ADMINS_ONLY
    if wanted and state is WeekState.LOCKED:
        return Refusal.WEEK_LOCKED
    return Refusal.ALREADY_SO if wanted == is_closed else None
