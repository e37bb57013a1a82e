"""Inviting applicants of an earlier run to take part in this one; they answer with one click."""

from __future__ import annotations

from collections.abc import Iterable

from board import jobs
from board.actions.acts import note_act
from board.actions.applying import Applied, record, said_before
from board.actions.holding import hold, hold_forum
from board.extensions import db
from board.models import Application
from board.rules import again as rule
from board.rules.applications import AGAIN, RECEIVED, WITHDRAWN
from board.rules.permissions import check
from board.visible.again import applications_again, standing_beside
from board.visible.gate import Sight

MAILED = "mail.again"
"""The kind of work that sends an invitation."""


def invite(sight: Sight, before: Sight, chosen: Iterable[Application]) -> int:
    """Invite the applicants of these applications, each address once in all; return how many are invited now."""
    check(rule.invite(sight.viewer, before.viewer, sight.forum, sight.now))
    hold_forum(sight.forum)
    known = {application.email for application in db.session.scalars(applications_again(sight, before))}
    latest = {application.email: application for application in chosen}
    invited = [_invite(sight, before, earlier) for email, earlier in latest.items() if email not in known]
    if invited:
        note_act(sight, "again.invited", str(len(invited)))
    db.session.commit()
    return len(invited)


def _invite(sight: Sight, before: Sight, earlier: Application) -> Application:
    invitation = record(sight.forum, _said(sight, before, earlier), AGAIN, sight.now, verified=False)
    invitation.previous_id, invitation.invited_at = earlier.id, sight.now
    jobs.enqueue(MAILED, f"again:{invitation.key}", {"application": invitation.id}, sight.now)
    return invitation


def _said(sight: Sight, before: Sight, earlier: Application) -> Applied:
    """Return what the earlier application said. Its preferred week becomes the one with the same number in this run."""
    number = next((week.number for week in before.weeks if week.id == earlier.week_id), None)
    return said_before(earlier, next((week for week in sight.weeks if week.number == number), None))


def remind(sight: Sight, before: Sight) -> int:
    """Remind applicants who have not answered; return how many were mailed."""
    check(rule.invite(sight.viewer, before.viewer, sight.forum, sight.now))
    hold_forum(sight.forum)
    unanswered = _unanswered(sight, before)
    reminded = [invitation for invitation in unanswered if rule.can_be_reminded(invitation, sight.now)]
    for invitation in reminded:
        invitation.reminded_at = sight.now
        payload = {"application": invitation.id, "reminder": True}
        jobs.enqueue(MAILED, f"again:{invitation.key}:reminder", payload, sight.now)
    if reminded:
        note_act(sight, "again.reminded", str(len(reminded)))
    db.session.commit()
    return len(reminded)


def _unanswered(sight: Sight, before: Sight) -> list[Application]:
    rows = list(db.session.scalars(applications_again(sight, before).execution_options(populate_existing=True)))
    applied = {row.email for row in rows if row.invited_at is None and row.state != WITHDRAWN}
    invited = (row for row in rows if row.invited_at is not None)
    return [row for row in invited if rule.answer_of(row, applied=row.email in applied) is rule.Answer.SILENT]


def invitation_to_send(application_id: int) -> Application | None:
    """Return the invitation that a mail is due for, or None if the applicant has answered meanwhile."""
    invitation = db.session.get(Application, application_id)
    if invitation is None:
        return None
    applied = db.session.scalar(standing_beside(invitation)) is not None
    return invitation if rule.answer_of(invitation, applied=applied) is rule.Answer.SILENT else None


def say_yes(sight: Sight, invitation: Application) -> None:
    """Accept an invitation: it becomes an application with the earlier words. Saying so twice changes nothing, and if
    the applicant has applied anew, that application counts instead. Raises Refused.
    """
    _hold_to_answer(sight, invitation)
    if db.session.scalar(standing_beside(invitation)) is None:
        invitation.verified_at = invitation.verified_at or sight.now
        invitation.state = RECEIVED if invitation.state == WITHDRAWN else invitation.state
    db.session.commit()


def say_no(sight: Sight, invitation: Application) -> None:
    """Decline an invitation. One that was accepted before is left alone: it is withdrawn like any other application.
    Raises Refused.
    """
    _hold_to_answer(sight, invitation)
    if invitation.verified_at is None:
        invitation.state, invitation.changed_at = WITHDRAWN, sight.now
    db.session.commit()


def _hold_to_answer(sight: Sight, invitation: Application) -> None:
    check(rule.answer(sight.forum, sight.now))
    hold_forum(sight.forum)
    hold(invitation)
