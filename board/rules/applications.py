"""Rules for applications to a forum: how long the call is open, the kinds of application, and their states."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from board.rules.permissions import Refusal
from board.rules.roles import Viewer

PARTICIPANT = "participant"
KEY_RESPONDENT = "key_respondent"
KINDS = (PARTICIPANT, KEY_RESPONDENT)

CHARACTERISTICS = ("research", "practice", "advocacy")
"""A key respondent has at least one of these, not necessarily all."""

MAX_EXPERIENCE_WORDS = 300

RECEIVED = "received"
SHORTLISTED = "shortlisted"
WAITING = "waiting"
ACCEPTED = "accepted"
DECLINED = "declined"
WITHDRAWN = "withdrawn"
STATES = (RECEIVED, SHORTLISTED, WAITING, ACCEPTED, DECLINED, WITHDRAWN)
DECIDED = (ACCEPTED, DECLINED, WAITING)
"""Decisions that an applicant is told about by mail."""

FORM, MAIL, IMPORT, AGAIN, MAILED = "form", "mail", "import", "again", "mailed"
BY_APPLICANTS = (FORM, MAILED)
"""Applications that anybody can send in anybody's name: they count once their address is confirmed."""


class CallFacts(Protocol):
    """What the rules need to know about a forum."""

    @property
    def applications_from(self) -> datetime | None: ...
    @property
    def applications_until(self) -> datetime | None: ...
    @property
    def closed_at(self) -> datetime | None: ...


def call_is_out(forum: CallFacts, now: datetime) -> bool:
    """Return whether the call has been published; it stays published after its deadline."""
    return forum.applications_from is not None and forum.applications_from <= now


def takes_applications(forum: CallFacts, now: datetime) -> bool:
    """Return whether applications can be sent and changed. At the deadline it is too late."""
    return call_is_out(forum, now) and takes_answers(forum, now)


def takes_answers(forum: CallFacts, now: datetime) -> bool:
    """Return whether earlier applicants can still confirm: even before the call is published, until its deadline."""
    return all(end is None or now < end for end in (forum.applications_until, forum.closed_at))


def sees_call(viewer: Viewer, forum: CallFacts, now: datetime) -> bool:
    """Return whether the viewer can read the call: everyone once it is published; before, those who prepare it."""
    return call_is_out(forum, now) or viewer.sees_drafts or viewer.is_owner


def apply(forum: CallFacts, now: datetime) -> Refusal | None:
    """Allow anybody to apply between the publication of the call and its deadline."""
    if not call_is_out(forum, now):
        return Refusal.CALL_NOT_OUT
    return None if takes_applications(forum, now) else Refusal.CALL_OVER


def change(state: str, forum: CallFacts, now: datetime) -> Refusal | None:
    """Allow an applicant to change an application until the deadline, and until it is decided."""
    if state in DECIDED:
        return Refusal.DECIDED
    return Refusal.WITHDRAWN if state == WITHDRAWN else apply(forum, now)


def withdraw(state: str) -> Refusal | None:
    """Allow an applicant to withdraw, even after the deadline, until they are accepted or declined."""
    if state in (ACCEPTED, DECLINED):
        return Refusal.DECIDED
    return Refusal.WITHDRAWN if state == WITHDRAWN else None
