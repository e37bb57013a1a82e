"""Suspending a member, who can then read but not write, and lifting the suspension."""

from __future__ import annotations

from board import jobs
from board.actions.acts import note_act
from board.actions.enrolling import shown_here
from board.actions.holding import hold
from board.extensions import db
from board.models import Membership
from board.rules import moderating
from board.rules.permissions import check
from board.visible.gate import Sight

MAX_REASON = 500


def suspend(sight: Sight, membership: Membership, reason: str) -> None:
    """Suspend a member and mail them the reason. Raises Refused."""
    _lock(membership)
    check(moderating.suspend(sight.viewer, membership, owns_site=shown_here(membership).is_owner))
    membership.suspended_at, membership.suspended_by_id = sight.now, sight.viewer.user_id
    membership.suspended_reason = reason
    _note(sight, membership, "suspended")


def lift(sight: Sight, membership: Membership) -> None:
    """Lift a suspension: the member's roles count again. Raises Refused."""
    _lock(membership)
    check(moderating.lift_suspension(sight.viewer, membership))
    membership.suspended_at = membership.suspended_by_id = None
    membership.digest_at = None  # the worker finds out: what was missed comes with the next one, not at once
    membership.suspended_reason = ""
    _note(sight, membership, "lifted")


def _lock(membership: Membership) -> None:
    """Hold the membership, so that the second of two admins who decide at once sees what the first one did."""
    hold(membership, ["roles", "suspended_at"])


def _note(sight: Sight, membership: Membership, what: str) -> None:
    note_act(sight, f"person.{what}", shown_here(membership).name)
    payload = {"user": membership.user_id, "forum": sight.forum.id, "at": sight.now.isoformat()}
    jobs.enqueue(f"mail.{what}", f"{what}:{membership.id}:{sight.now.isoformat()}", payload, sight.now)
    db.session.commit()
