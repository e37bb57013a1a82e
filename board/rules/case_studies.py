"""From a key respondent's private draft to a reading of their week: who may do which step.

A draft is its author's alone, not even admins see it. Submitted, it waits for an admin, and translators begin.
"""

from __future__ import annotations

from typing import Protocol

from board.rules.permissions import Refusal, take_part
from board.rules.roles import Viewer
from board.rules.weeks import WeekState

DRAFT, SUBMITTED, PUBLISHED = "draft", "submitted", "published"
WRITTEN_HERE = "text"
"""The kind of reading that its author can write on; a link or a file is an admin's to change."""


class CaseStudyFacts(Protocol):
    """What the rules need to know of a reading."""

    @property
    def respondent_id(self) -> int | None: ...
    @property
    def stage(self) -> str: ...
    @property
    def kind(self) -> str: ...


def begin(viewer: Viewer, assigned: bool, state: WeekState) -> Refusal | None:
    """Write a case study for a week: its key respondent, until it closes."""
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
    """Change it: its author; freely until it is published, then until the week closes."""
    if refusal := _theirs(viewer, study):
        return refusal
    if study.kind != WRITTEN_HERE:
        return Refusal.ADMINS_ONLY
    return Refusal.WEEK_CLOSED if study.stage == PUBLISHED and state is WeekState.CLOSED else None


def submit(viewer: Viewer, study: CaseStudyFacts, assigned: bool, state: WeekState) -> Refusal | None:
    """Hand a draft to the admins: its author, while the week is theirs and not closed."""
    if refusal := _theirs(viewer, study):
        return refusal
    return begin(viewer, assigned, state) or (None if study.stage == DRAFT else Refusal.ALREADY_SO)


def withdraw(viewer: Viewer, study: CaseStudyFacts) -> Refusal | None:
    """Make it private again, before it is published."""
    if refusal := _theirs(viewer, study):
        return refusal
    return None if study.stage == SUBMITTED else Refusal.NOT_SUBMITTED


def decide(viewer: Viewer, study: CaseStudyFacts) -> Refusal | None:
    """Publish it: the forum's admins, once it is submitted."""
    if not viewer.is_admin:
        return Refusal.ADMINS_ONLY
    return None if study.stage == SUBMITTED else Refusal.NOT_SUBMITTED


def send_back(viewer: Viewer, study: CaseStudyFacts, author_is_member: bool) -> Refusal | None:
    """Give it back to its author: as a draft nobody else could read it, or hand it in again."""
    return decide(viewer, study) or (None if author_is_member else Refusal.AUTHOR_LEFT)


def prepare(viewer: Viewer, study: CaseStudyFacts) -> Refusal | None:
    """Change or remove a reading as an admin. What is not published yet is still its author's."""
    if not viewer.is_admin:
        return Refusal.ADMINS_ONLY
    return None if study.stage == PUBLISHED else Refusal.NOT_PUBLISHED
