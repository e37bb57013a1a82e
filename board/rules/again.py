"""Asking who applied to an earlier run of a forum whether they take part in this one."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from board.rules.applications import DECLINED, WITHDRAWN, CallFacts, takes_answers
from board.rules.permissions import Refusal, administer
from board.rules.roles import Viewer

REMINDED_AFTER = timedelta(days=1)
"""Nobody gets two mails because somebody pressed two buttons."""


class Answer(StrEnum):
    """What came of an earlier application in this run."""

    NOT_ASKED = "not_asked"
    SILENT = "silent"
    CONFIRMED = "confirmed"
    SAID_NO = "said_no"
    APPLIED = "applied"
    """They applied anew by themselves: those words count."""


class InvitationFacts(Protocol):
    """What the rules need to know of an invitation."""

    @property
    def state(self) -> str: ...
    @property
    def verified_at(self) -> datetime | None: ...
    @property
    def invited_at(self) -> datetime | None: ...
    @property
    def reminded_at(self) -> datetime | None: ...


def answer(forum: CallFacts, now: datetime) -> Refusal | None:
    """Say yes or no to an invitation: who has its link."""
    return None if takes_answers(forum, now) else Refusal.CALL_OVER


def see_earlier(viewer: Viewer, before: Viewer) -> Refusal | None:
    """Read what was said in an application to the earlier run: an admin of both.

    ``before`` is the same person as the earlier run knows them: being an admin here opens nothing there.
    """
    if refusal := administer(viewer):
        return refusal
    return None if before.is_admin and before.user_id == viewer.user_id else Refusal.NOT_ADMIN_BEFORE


def invite(viewer: Viewer, before: Viewer, forum: CallFacts, now: datetime) -> Refusal | None:
    """Ask earlier applicants, and remind them, as long as they can answer."""
    return see_earlier(viewer, before) or answer(forum, now)


def answer_of(invitation: InvitationFacts | None, *, applied: bool) -> Answer:
    """What came of an invitation; ``applied``: another application from the address stands in this run."""
    if applied:
        return Answer.APPLIED
    if invitation is None:
        return Answer.NOT_ASKED
    if invitation.state == WITHDRAWN:
        return Answer.SAID_NO
    return Answer.CONFIRMED if invitation.verified_at is not None else Answer.SILENT


def is_worth_asking(earlier_state: str) -> bool:
    """Whether an earlier applicant is asked unless somebody decides otherwise."""
    return earlier_state not in (WITHDRAWN, DECLINED)


def can_be_reminded(invitation: InvitationFacts, now: datetime) -> bool:
    """Whether a mail that went unanswered is followed by another: once, and not before a day is over."""
    invited = invitation.invited_at
    return invitation.reminded_at is None and invited is not None and now - invited >= REMINDED_AFTER
