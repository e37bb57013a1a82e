"""Applicants of an earlier run are asked whether they take part in this one, and answer with one click."""

from __future__ import annotations

from collections.abc import Iterable

from board import jobs
from board.actions.acts import note_act
from board.actions.applying import Applied, record
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
    """Ask who applied with these, each address once, however often this is pressed. Returns how many are asked now."""
    check(rule.invite(sight.viewer, before.viewer, sight.forum, sight.now))
    hold_forum(sight.forum)
    known = {application.email for application in db.session.scalars(applications_again(sight, before))}
    latest = {application.email: application for application in chosen}
    asked = [_invite(sight, before, one) for email, one in latest.items() if email not in known]
    if asked:
        note_act(sight, "again.invited", str(len(asked)))
    db.session.commit()
    return len(asked)


def _invite(sight: Sight, before: Sight, earlier: Application) -> Application:
    invitation = record(sight.forum, _said(sight, before, earlier), AGAIN, sight.now, verified=False)
    invitation.previous_id, invitation.invited_at = earlier.id, sight.now
    jobs.enqueue(MAILED, f"again:{invitation.key}", {"application": invitation.id}, sight.now)
    return invitation


def _said(sight: Sight, before: Sight, earlier: Application) -> Applied:
    """What they said then. The week that they would rather have is the one with the same number."""
    number = next((week.number for week in before.weeks if week.id == earlier.week_id), None)
    return Applied(
        kind=earlier.kind,
        name=earlier.name,
        email=earlier.email,
        region=earlier.region,
        languages=earlier.languages,
        interface=earlier.interface,
        description=earlier.description,
        experience=earlier.experience,
        characteristics=earlier.characteristics,
        week=next((week for week in sight.weeks if week.number == number), None),
    )


def remind(sight: Sight, before: Sight) -> int:
    """Write once more to who has not answered. Returns to how many."""
    check(rule.invite(sight.viewer, before.viewer, sight.forum, sight.now))
    hold_forum(sight.forum)
    reminded = [one for one in _unanswered(sight, before) if rule.can_be_reminded(one, sight.now)]
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
    """An invitation that a mail is due for: nobody is asked who has answered meanwhile."""
    invitation = db.session.get(Application, application_id)
    if invitation is None:
        return None
    applied = db.session.scalar(standing_beside(invitation)) is not None
    return invitation if rule.answer_of(invitation, applied=applied) is rule.Answer.SILENT else None


def say_yes(sight: Sight, invitation: Application) -> None:
    """Take part again, with the words of then. Said twice it is said once; where they applied anew, that counts."""
    _answered(sight, invitation)
    if db.session.scalar(standing_beside(invitation)) is None:
        invitation.verified_at = invitation.verified_at or sight.now
        invitation.state = RECEIVED if invitation.state == WITHDRAWN else invitation.state
    db.session.commit()


def say_no(sight: Sight, invitation: Application) -> None:
    """Take no part this time. What was confirmed before is withdrawn where it is changed."""
    _answered(sight, invitation)
    if invitation.verified_at is None:
        invitation.state, invitation.changed_at = WITHDRAWN, sight.now
    db.session.commit()


def _answered(sight: Sight, invitation: Application) -> None:
    check(rule.answer(sight.forum, sight.now))
    hold_forum(sight.forum)
    hold(invitation)
