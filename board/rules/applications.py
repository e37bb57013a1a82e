"""Applying to take part in a forum: until when, as what, and what may become of it."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from board.rules.permissions import Refusal
from board.rules.roles import Viewer

PARTICIPANT = "participant"
KEY_RESPONDENT = "key_respondent"
KINDS = (PARTICIPANT, KEY_RESPONDENT)

CHARACTERISTICS = ("research", "practice", "advocacy")
"""Of which a key respondent has some, not necessarily all."""

MAX_EXPERIENCE_WORDS = 300

RECEIVED = "received"
SHORTLISTED = "shortlisted"
WAITING = "waiting"
ACCEPTED = "accepted"
DECLINED = "declined"
WITHDRAWN = "withdrawn"
STATES = (RECEIVED, SHORTLISTED, WAITING, ACCEPTED, DECLINED, WITHDRAWN)
DECIDED = (ACCEPTED, DECLINED, WAITING)
"""What an applicant is told of by mail."""

FORM, MAIL, IMPORT, AGAIN = "form", "mail", "import", "again"
ORIGINS = (FORM, MAIL, IMPORT, AGAIN)


class CallFacts(Protocol):
    """What the rules need to know of a forum."""

    @property
    def applications_from(self) -> datetime | None: ...
    @property
    def applications_until(self) -> datetime | None: ...
    @property
    def closed_at(self) -> datetime | None: ...


def call_is_out(forum: CallFacts, now: datetime) -> bool:
    """Whether the call has been published: also after its deadline."""
    return forum.applications_from is not None and forum.applications_from <= now


def takes_applications(forum: CallFacts, now: datetime) -> bool:
    """Whether one can apply, or change what one applied with. At the deadline it is too late."""
    return call_is_out(forum, now) and takes_answers(forum, now)


def takes_answers(forum: CallFacts, now: datetime) -> bool:
    """Whether who applied to an earlier run can still confirm: also before the call is out, until the deadline."""
    return all(end is None or now < end for end in (forum.applications_until, forum.closed_at))


def sees_call(viewer: Viewer, forum: CallFacts, now: datetime) -> bool:
    """Whether the call is to be read: by everyone once it is out, before by those who prepare and translate it."""
    return call_is_out(forum, now) or viewer.sees_drafts or viewer.is_owner


def apply(forum: CallFacts, now: datetime) -> Refusal | None:
    """Send an application: anybody, from the call until the deadline."""
    if not call_is_out(forum, now):
        return Refusal.CALL_NOT_OUT
    return None if takes_applications(forum, now) else Refusal.CALL_OVER


def change(state: str, forum: CallFacts, now: datetime) -> Refusal | None:
    """Change what one applied with: until the deadline, and until it is decided."""
    if state in DECIDED:
        return Refusal.DECIDED
    return Refusal.WITHDRAWN if state == WITHDRAWN else apply(forum, now)


def withdraw(state: str) -> Refusal | None:
    """Take an application back: also after the deadline, until one is accepted or declined."""
    if state in (ACCEPTED, DECLINED):
        return Refusal.DECIDED
    return Refusal.WITHDRAWN if state == WITHDRAWN else None
