"""People who were added to a forum and have not come in yet: their membership, and the mail that lets them in."""

from __future__ import annotations

from board import jobs
from board.models import Membership, User
from board.models.base import new_key
from board.visible.gate import Sight


def newcomer(sight: Sight, user: User, name: str, *, is_known: bool) -> Membership:
    """Build a membership without adding it to the database; one who is known has come in already."""
    membership = Membership(forum_id=sight.forum.id, user_id=user.id, added_as=name, created_at=sight.now)
    membership.mail_since = sight.now
    membership.added_key = new_key()
    membership.came_in_at = sight.now if is_known else None
    return membership


def setup_mail(sight: Sight, user: User) -> jobs.Wanted:
    """Return the job of the mail that explains to somebody who was added how to sign in."""
    payload = {"user": user.id, "forum": sight.forum.id, "asked_at": sight.now.isoformat()}
    return jobs.Wanted(f"setup:{user.key}:{sight.now.isoformat()}", payload)
