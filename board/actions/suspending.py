"""Suspending a member, who then reads and writes nothing, and lifting the suspension."""

from __future__ import annotations

from board import jobs
from board.actions.acts import note_act
from board.extensions import db
from board.models import Membership, User
from board.rules import moderating
from board.rules.permissions import check
from board.visible.gate import Sight

MAX_REASON = 500


def suspend(sight: Sight, membership: Membership, reason: str) -> None:
    """Let a member read only, with the reason that they are told."""
    user = _lock(membership)
    check(moderating.suspend(sight.viewer, membership, owns_site=user.is_owner))
    membership.suspended_at, membership.suspended_by_id = sight.now, sight.viewer.user_id
    membership.suspended_reason = reason
    _note(sight, membership, user, "suspended")


def lift(sight: Sight, membership: Membership) -> None:
    """Let them write again; their roles count again as they stand."""
    user = _lock(membership)
    check(moderating.lift_suspension(sight.viewer, membership))
    membership.suspended_at = membership.suspended_by_id = None
    membership.suspended_reason = ""
    _note(sight, membership, user, "lifted")


def _lock(membership: Membership) -> User:
    """Two admins may decide at once: the second finds it done."""
    db.session.refresh(membership, ["roles", "suspended_at"], with_for_update=True)
    return db.session.get_one(User, membership.user_id)


def _note(sight: Sight, membership: Membership, user: User, what: str) -> None:
    note_act(sight, f"person.{what}", user.name)
    payload = {"user": user.id, "forum": sight.forum.id, "at": sight.now.isoformat()}
    jobs.enqueue(f"mail.{what}", f"{what}:{membership.id}:{sight.now.isoformat()}", payload, sight.now)
    db.session.commit()
