"""Choosing among applications: what an admin may do with an application in its current state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from board.rules.applications import (
    ACCEPTED,
    DECLINED,
    KEY_RESPONDENT,
    RECEIVED,
    SHORTLISTED,
    WAITING,
    WITHDRAWN,
)
from board.rules.permissions import Refusal
from board.rules.roles import Viewer

AS_PARTICIPANT = "participant"
"""Accept somebody who applied as a key respondent, and give them a participant's place: it needs no seat."""
MOVES = (SHORTLISTED, ACCEPTED, AS_PARTICIPANT, WAITING, DECLINED)
"""What an admin can turn an application into; only undoing leads back to an earlier state."""
MAIL_WAITS = timedelta(minutes=10)
"""How long the mail about a decision waits, so that undoing a slip prevents it."""
MAX_NOTE = 2000


def is_told(decided_at: datetime | None, now: datetime) -> bool:
    """Return whether the applicant knows of a decision: mails and all pages tell it from the same moment."""
    return decided_at is not None and decided_at + MAIL_WAITS <= now


class ApplicationFacts(Protocol):
    """What the rules need to know about an application."""

    @property
    def kind(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def state_before(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Seats:
    """How many key respondents are accepted, and the maximum (None: as many as apply)."""

    taken: int
    cap: int | None

    @property
    def are_left(self) -> bool:
        return self.cap is None or self.taken < self.cap

    @property
    def left(self) -> int | None:
        return None if self.cap is None else max(0, self.cap - self.taken)


def decide(viewer: Viewer, application: ApplicationFacts, wanted: str, seats: Seats) -> Refusal | None:
    """Allow admins to shortlist, accept, put on the waiting list or decline.

    An accepted applicant already has a place, so that decision has to be undone first.
    """
    if not viewer.is_admin:
        return Refusal.ADMINS_ONLY
    if application.state == WITHDRAWN:
        return Refusal.WITHDRAWN
    if application.state == state_after(wanted):
        return Refusal.ALREADY_SO
    if application.state == ACCEPTED:
        return Refusal.UNDO_FIRST
    if wanted == ACCEPTED and application.kind == KEY_RESPONDENT and not seats.are_left:
        return Refusal.NO_SEAT
    return None


def state_after(wanted: str) -> str:
    """The state that a decision leads to."""
    return ACCEPTED if wanted == AS_PARTICIPANT else wanted


def before(application: ApplicationFacts) -> str | None:
    """Return the state that undoing leads back to: the state before the last decision, then the first state."""
    if application.state in (RECEIVED, WITHDRAWN):
        return None
    return application.state_before or RECEIVED


def undo(viewer: Viewer, application: ApplicationFacts, *, has_written: bool) -> Refusal | None:
    """Allow admins to undo the last decision, unless an accepted applicant has written since.

    Their place is theirs then; an admin changes roles among the people of the forum.
    """
    if not viewer.is_admin:
        return Refusal.ADMINS_ONLY
    if application.state == WITHDRAWN:
        return Refusal.WITHDRAWN
    if before(application) is None:
        return Refusal.ALREADY_SO
    return Refusal.HAS_WRITTEN if application.state == ACCEPTED and has_written else None


def note(viewer: Viewer) -> Refusal | None:
    """Allow admins to note something for the other admins."""
    return None if viewer.is_admin else Refusal.ADMINS_ONLY
