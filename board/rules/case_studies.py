"""Who may do which step with a case study, from a private draft to a published reading of its week.

Only its author sees a draft; not even admins do. Once submitted, it waits for an admin, and translators can begin.
"""

from __future__ import annotations

from typing import Protocol

from board.rules.permissions import Refusal, take_part
from board.rules.roles import Viewer
from board.rules.weeks import WeekState

DRAFT, SUBMITTED, PUBLISHED = "draft", "submitted", "published"
WRITTEN_HERE = "text"
"""The kind of reading that its author can edit; only admins change a link or a file."""


class CaseStudyFacts(Protocol):
    """What the rules need to know about a reading."""

    @property
    def respondent_id(self) -> int | None: ...
    @property
    def stage(self) -> str: ...
    @property
    def kind(self) -> str: ...


def begin(viewer: Viewer, assigned: bool, state: WeekState) -> Refusal | None:
    """Allow a week's key respondent to write a case study until the week closes."""
    if refusal := _writes(viewer):
        return refusal
    if not assigned:
        return Refusal.NOT_ASSIGNED
    return Refusal.WEEK_CLOSED if state is WeekState.CLOSED else None


def _writes(viewer: Viewer) -> Refusal | None:
    if refusal := take_part(viewer):
        return refusal
    return Refusal.AGREE_FIRST if viewer.must_agree else None


def _theirs(viewer: Viewer, study: CaseStudyFacts) -> Refusal | None:
    if refusal := _writes(viewer):
        return refusal
    return None if viewer.user_id == study.respondent_id else Refusal.NOT_YOURS


def edit(viewer: Viewer, study: CaseStudyFacts, state: WeekState) -> Refusal | None:
    """Allow its author to change it: freely until it is published, then until the week closes."""
    if refusal := _theirs(viewer, study):
        return refusal
    if study.kind != WRITTEN_HERE:
        return Refusal.ADMINS_ONLY
    return Refusal.WEEK_CLOSED if study.stage == PUBLISHED and state is WeekState.CLOSED else None


def submit(viewer: Viewer, study: CaseStudyFacts, assigned: bool, state: WeekState) -> Refusal | None:
    """Allow its author to submit a draft to the admins while the week is assigned to them and not closed."""
    if refusal := _theirs(viewer, study):
        return refusal
    return begin(viewer, assigned, state) or (None if study.stage == DRAFT else Refusal.ALREADY_SO)


def withdraw(viewer: Viewer, study: CaseStudyFacts) -> Refusal | None:
    """Allow its author to make it private again before it is published."""
    if refusal := _theirs(viewer, study):
        return refusal
    return None if study.stage == SUBMITTED else Refusal.NOT_SUBMITTED


def decide(viewer: Viewer, study: CaseStudyFacts) -> Refusal | None:
    """Allow the forum's admins to publish it once it is submitted."""
    if not viewer.is_admin:
        return Refusal.ADMINS_ONLY
    return None if study.stage == SUBMITTED else Refusal.NOT_SUBMITTED


def send_back(viewer: Viewer, study: CaseStudyFacts, author_is_member: bool) -> Refusal | None:
    """Allow admins to send it back to an author who is still a member: nobody else could read the draft or submit it
    again.
    """
    return decide(viewer, study) or (None if author_is_member else Refusal.AUTHOR_LEFT)


def prepare(viewer: Viewer, study: CaseStudyFacts) -> Refusal | None:
    """Allow admins to change or remove a published reading. Until it is published, it belongs to its author."""
    if not viewer.is_admin:
        return Refusal.ADMINS_ONLY
    return None if study.stage == PUBLISHED else Refusal.NOT_PUBLISHED
