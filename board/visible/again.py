"""Seeing applications to an earlier run: admins of both runs see them, and each applicant sees their own."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, literal, or_, select

from board.models import Application, Forum
from board.rules.again import see_earlier
from board.rules.applications import WITHDRAWN
from board.visible.applications import visible_applications
from board.visible.gate import Sight


def earlier_run(sight: Sight) -> Select[Forum]:
    """Return the run from which this forum was copied; that it exists is public."""
    return select(Forum).where(Forum.id == sight.forum.previous_id)


def earlier_applications(sight: Sight, before: Sight) -> Select[Application]:
    """Return the applications to the earlier run, the earliest first. ``before`` is the viewer's sight of that run."""
    return visible_applications(before).where(literal(_sees(sight, before)))


def _sees(sight: Sight, before: Sight) -> bool:
    return before.forum.id == sight.forum.previous_id and see_earlier(sight.viewer, before.viewer) is None


def applications_again(sight: Sight, before: Sight) -> Select[Application]:
    """Return this run's confirmed applications and its invitations, which hold words from the earlier run."""
    known = or_(Application.verified_at.is_not(None), Application.invited_at.is_not(None))
    return (
        select(Application)
        .where(Application.forum_id == sight.forum.id, known, literal(_sees(sight, before)))
        .order_by(Application.id)
    )


def invitation_with(sight: Sight, digest: str) -> Select[Application]:
    """Return the invitation that a private link opens, for anyone who has the link."""
    return select(Application).where(
        Application.forum_id == sight.forum.id,
        Application.token_digest == digest,
        Application.invited_at.is_not(None),
    )


def standing_beside(invitation: Application) -> Select[Application]:
    """Return other applications of the invited address to the same run: they are newer, so they count."""
    return select(Application).where(
        *_confirmed_from(invitation.forum_id, invitation.email), Application.id != invitation.id
    )


def _confirmed_from(forum_id: int, email: str) -> tuple[ColumnElement[bool], ...]:
    return (
        Application.forum_id == forum_id,
        Application.email == email,
        Application.verified_at.is_not(None),
        Application.state != WITHDRAWN,
    )
