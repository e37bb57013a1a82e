"""The steps of a case study: every rule, for everybody who might take it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from board.rules import case_studies as rule
from board.rules.case_studies import DRAFT, PUBLISHED, SUBMITTED
from board.rules.permissions import Refusal
from board.rules.roles import Viewer
from board.rules.weeks import WeekState

OPEN, LOCKED, CLOSED = WeekState.OPEN, WeekState.LOCKED, WeekState.CLOSED
AUTHOR_ID = 7


@dataclass(frozen=True)
class Study:
    """A reading as the rules know it."""

    stage: str = DRAFT
    respondent_id: int | None = AUTHOR_ID
    kind: str = "text"


def member(user_id: int, *roles: str) -> Viewer:
    return Viewer(user_id, roles=frozenset(roles))


AUTHOR, ADMIN = member(AUTHOR_ID, "key_respondent"), member(6, "admin")
OTHER, FORMER = member(8, "key_respondent"), Viewer(AUTHOR_ID)
STAGES = (DRAFT, SUBMITTED, PUBLISHED)


@pytest.mark.parametrize(
    ("viewer", "assigned", "state", "reason"),
    [
        (AUTHOR, True, LOCKED, None),
        (AUTHOR, True, OPEN, None),
        (AUTHOR, True, CLOSED, Refusal.WEEK_CLOSED),
        (AUTHOR, False, LOCKED, Refusal.NOT_ASSIGNED),
        (ADMIN, False, LOCKED, Refusal.NOT_ASSIGNED),
        (FORMER, True, LOCKED, Refusal.MEMBERS_ONLY),
    ],
)
def test_who_begins_one(viewer: Viewer, assigned: bool, state: WeekState, reason: Refusal | None) -> None:
    assert rule.begin(viewer, assigned, state) is reason


@pytest.mark.parametrize("state", list(WeekState))
@pytest.mark.parametrize("stage", STAGES)
def test_its_author_edits_it_until_a_published_ones_week_closes(stage: str, state: WeekState) -> None:
    refused = stage == PUBLISHED and state is CLOSED
    assert rule.edit(AUTHOR, Study(stage), state) is (Refusal.WEEK_CLOSED if refused else None)


@pytest.mark.parametrize("stage", STAGES)
def test_nobody_else_edits_it_as_its_author(stage: str) -> None:
    assert rule.edit(ADMIN, Study(stage), OPEN) is Refusal.NOT_YOURS
    assert rule.edit(OTHER, Study(stage), OPEN) is Refusal.NOT_YOURS
    assert rule.edit(FORMER, Study(stage), OPEN) is Refusal.MEMBERS_ONLY


def test_a_file_is_the_admins_to_change() -> None:
    assert rule.edit(AUTHOR, Study(PUBLISHED, kind="file"), OPEN) is Refusal.ADMINS_ONLY


@pytest.mark.parametrize(
    ("viewer", "stage", "assigned", "state", "reason"),
    [
        (AUTHOR, DRAFT, True, LOCKED, None),
        (AUTHOR, DRAFT, True, OPEN, None),
        (AUTHOR, DRAFT, False, LOCKED, Refusal.NOT_ASSIGNED),
        (AUTHOR, DRAFT, True, CLOSED, Refusal.WEEK_CLOSED),
        (AUTHOR, SUBMITTED, True, LOCKED, Refusal.ALREADY_SO),
        (AUTHOR, PUBLISHED, True, LOCKED, Refusal.ALREADY_SO),
        (ADMIN, DRAFT, True, LOCKED, Refusal.NOT_YOURS),
        (FORMER, DRAFT, True, LOCKED, Refusal.MEMBERS_ONLY),
    ],
)
def test_who_submits(viewer: Viewer, stage: str, assigned: bool, state: WeekState, reason: Refusal | None) -> None:
    assert rule.submit(viewer, Study(stage), assigned, state) is reason


@pytest.mark.parametrize("stage", STAGES)
def test_only_what_is_submitted_is_withdrawn_or_decided_on(stage: str) -> None:
    reason = None if stage == SUBMITTED else Refusal.NOT_SUBMITTED
    assert rule.withdraw(AUTHOR, Study(stage)) is reason
    assert rule.decide(ADMIN, Study(stage)) is reason
    assert rule.withdraw(ADMIN, Study(stage)) is Refusal.NOT_YOURS
    assert rule.decide(AUTHOR, Study(stage)) is Refusal.ADMINS_ONLY


@pytest.mark.parametrize("stage", STAGES)
def test_it_is_sent_back_only_to_somebody(stage: str) -> None:
    assert rule.send_back(ADMIN, Study(stage), True) is rule.decide(ADMIN, Study(stage))
    assert rule.send_back(AUTHOR, Study(stage), True) is Refusal.ADMINS_ONLY
    left = Refusal.AUTHOR_LEFT if stage == SUBMITTED else Refusal.NOT_SUBMITTED
    assert rule.send_back(ADMIN, Study(stage), False) is left


@pytest.mark.parametrize("stage", STAGES)
def test_admins_change_what_is_published(stage: str) -> None:
    assert rule.prepare(ADMIN, Study(stage)) is (None if stage == PUBLISHED else Refusal.NOT_PUBLISHED)
    assert rule.prepare(AUTHOR, Study(stage)) is Refusal.ADMINS_ONLY
