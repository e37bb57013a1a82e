"""Seeing what a selection needs to know about applications besides their words."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, String, and_, func, or_, select, type_coerce

from board.models import Application, Job, Membership
from board.rules.applications import ACCEPTED, KEY_RESPONDENT
from board.visible.applications import visible_applications
from board.visible.gate import Sight


def accepted_respondents(sight: Sight) -> Select[int]:
    """Count the taken seats of key respondents: accepted applicants who are still key respondents here.

    The acceptance of somebody who has posted cannot be undone, but they can lose the role, or leave.
    """
    accepted = visible_applications(sight).where(Application.kind == KEY_RESPONDENT, Application.state == ACCEPTED)
    place = and_(Membership.forum_id == Application.forum_id, Membership.user_id == Application.user_id)
    here = accepted.join(Membership, place).where(type_coerce(Membership.roles, String).contains(KEY_RESPONDENT))
    return here.with_only_columns(func.count(Application.id)).order_by(None)


def decision_mails(*applications: Application) -> Select[Job]:
    """Return the sent and pending mails that tell the decisions on these applications, the earliest first."""
    keys = (f"{decision_key(application)}:" for application in applications)
    about = (Job.unique_key.startswith(key, autoescape=True) for key in keys)
    return select(Job).where(Job.kind == "mail.decision", or_(False, *about)).order_by(Job.due_at, Job.id)


def decision_key(application: Application) -> str:
    """Return the prefix of the unique keys of these mails."""
    return f"decision:{application.key}"


def decision_to_tell(application_id: int, decided_at: datetime) -> Select[Application]:
    """Return the application if that decision still stands, so that the applicant is to be told."""
    return select(Application).where(
        Application.id == application_id,
        Application.decided_at == decided_at,
        Application.verified_at.is_not(None),
    )
