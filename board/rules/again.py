"""Rules for asking applicants of an earlier run of a forum whether they take part in this run."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from board.rules.applications import DECLINED, WITHDRAWN, CallFacts, takes_answers
from board.rules.permissions import Refusal, administer
from board.rules.roles import Viewer

REMINDED_AFTER = timedelta(days=1)
"""Nobody gets two mails because two admins pressed the button."""


class Answer(StrEnum):
    """What came of an earlier application in this run."""

    NOT_ASKED = "not_asked"
    SILENT = "silent"
    CONFIRMED = "confirmed"
    SAID_NO = "said_no"
    APPLIED = "applied"
    """They applied anew without being asked: the new application counts."""


class InvitationFacts(Protocol):
    """What the rules need to know about an invitation."""

    @property
    def state(self) -> str: ...
    @property
    def verified_at(self) -> datetime | None: ...
    @property
    def invited_at(self) -> datetime | None: ...
    @property
    def reminded_at(self) -> datetime | None: ...


def answer(forum: CallFacts, now: datetime) -> Refusal | None:
    """Allow anyone who has the link of an invitation to accept or decline it while the call is open."""
    return None if takes_answers(forum, now) else Refusal.CALL_OVER


def see_earlier(viewer: Viewer, before: Viewer) -> Refusal | None:
    """Allow an admin of both runs to read an application to the earlier run.

    ``before`` is the same person as the earlier run knows them: an admin of this run alone sees nothing of the earlier
    one.
    """
    if refusal := administer(viewer):
        return refusal
    return None if before.is_admin and before.user_id == viewer.user_id else Refusal.NOT_ADMIN_BEFORE


def invite(viewer: Viewer, before: Viewer, forum: CallFacts, now: datetime) -> Refusal | None:
    """Allow admins of both runs to ask and remind earlier applicants, as long as they can answer."""
    return see_earlier(viewer, before) or answer(forum, now)


def answer_of(invitation: InvitationFacts | None, *, applied: bool) -> Answer:
    """Return what came of an invitation; ``applied`` says that this run has another application from the address."""
    if applied:
        return Answer.APPLIED
    if invitation is None:
        return Answer.NOT_ASKED
    if invitation.state == WITHDRAWN:
        return Answer.SAID_NO
    return Answer.CONFIRMED if invitation.verified_at is not None else Answer.SILENT


def is_worth_asking(earlier_state: str) -> bool:
    """Return whether an earlier applicant is asked by default."""
    return earlier_state not in (WITHDRAWN, DECLINED)


def can_be_reminded(invitation: InvitationFacts, now: datetime) -> bool:
    """Return whether an unanswered invitation may be followed by its only reminder, a day later at the earliest."""
    invited = invitation.invited_at
    return invitation.reminded_at is None and invited is not None and now - invited >= REMINDED_AFTER
