"""Seeing applications: admins see those with a confirmed address; nobody sees anybody else's."""

from __future__ import annotations

from sqlalchemy import Select, literal, select
from sqlalchemy.orm import joinedload

from board.models import Application, ApplicationNote
from board.visible.gate import Sight


def visible_applications(sight: Sight) -> Select[Application]:
    """Return the forum's applications, the earliest first, for its admins."""
    return (
        select(Application)
        .where(Application.forum_id == sight.forum.id, literal(sight.viewer.is_admin))
        .where(Application.verified_at.is_not(None))
        .options(joinedload(Application.decided_by))
        .order_by(Application.created_at, Application.id)
    )


def application_notes(sight: Sight) -> Select[ApplicationNote]:
    """Return what admins noted about visible applications, the earliest first."""
    seen = visible_applications(sight).with_only_columns(Application.id).order_by(None)
    return (
        select(ApplicationNote)
        .where(ApplicationNote.application_id.in_(seen))
        .options(joinedload(ApplicationNote.user))
        .order_by(ApplicationNote.at, ApplicationNote.id)
    )
