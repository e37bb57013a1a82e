"""Who may ask earlier applicants, until when they can answer, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from board.rules import again
from board.rules.again import Answer
from board.rules.applications import STATES
from board.rules.permissions import Refusal
from board.rules.roles import Viewer

UNTIL = datetime(2026, 10, 1, 4, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Call:
    applications_from: datetime | None = None
    applications_until: datetime | None = UNTIL
    closed_at: datetime | None = None


@dataclass(frozen=True)
class Invitation:
    state: str = "received"
    verified_at: datetime | None = None
    invited_at: datetime | None = UNTIL - timedelta(days=9)
    reminded_at: datetime | None = None


def admin(user_id: int | None = 1, *roles: str) -> Viewer:
    return Viewer(user_id, roles=frozenset(roles or ("admin",)))


@pytest.mark.parametrize(("now", "too_late"), [(UNTIL - SECOND, False), (UNTIL, True), (UNTIL + SECOND, True)])
def test_an_answer_counts_until_the_deadline(now: datetime, too_late: bool) -> None:
    assert again.answer(Call(), now) is (Refusal.CALL_OVER if too_late else None)


@pytest.mark.parametrize(("now", "too_late"), [(UNTIL - SECOND, False), (UNTIL, True)])
def test_without_a_deadline_until_the_forum_closes(now: datetime, too_late: bool) -> None:
    assert (again.answer(Call(applications_until=None, closed_at=UNTIL), now) is not None) is too_late


@pytest.mark.parametrize("out", [None, UNTIL - timedelta(days=1), UNTIL + timedelta(days=1)])
def test_whether_the_call_is_out_does_not_matter(out: datetime | None) -> None:
    assert again.answer(Call(applications_from=out), UNTIL - timedelta(days=2)) is None


@pytest.mark.parametrize(
    ("here", "before", "refusal"),
    [
        (admin(), admin(), None),
        (admin(), admin(1, "translator", "participant"), Refusal.NOT_ADMIN_BEFORE),
        (admin(), Viewer(1), Refusal.NOT_ADMIN_BEFORE),
        (admin(), Viewer(1, is_owner=True), Refusal.NOT_ADMIN_BEFORE),
        (admin(), admin(2), Refusal.NOT_ADMIN_BEFORE),
        (admin(1, "translator"), admin(), Refusal.ADMINS_ONLY),
        (Viewer(1, is_owner=True), admin(), Refusal.ADMINS_ONLY),
        (Viewer(), Viewer(), Refusal.ADMINS_ONLY),
    ],
)
def test_earlier_words_are_for_an_admin_of_both_runs(here: Viewer, before: Viewer, refusal: Refusal | None) -> None:
    assert again.see_earlier(here, before) is refusal
    assert again.invite(here, before, Call(), UNTIL - SECOND) is refusal


def test_nobody_is_invited_when_it_is_too_late_to_answer() -> None:
    assert again.invite(admin(), admin(), Call(), UNTIL) is Refusal.CALL_OVER


@pytest.mark.parametrize(
    ("invitation", "applied", "answer"),
    [
        (None, False, Answer.NOT_ASKED),
        (None, True, Answer.APPLIED),
        (Invitation(), False, Answer.SILENT),
        (Invitation(), True, Answer.APPLIED),
        (Invitation(verified_at=UNTIL), False, Answer.CONFIRMED),
        (Invitation("accepted", verified_at=UNTIL), False, Answer.CONFIRMED),
        (Invitation("withdrawn"), False, Answer.SAID_NO),
        (Invitation("withdrawn", verified_at=UNTIL), False, Answer.SAID_NO),
    ],
)
def test_what_came_of_it(invitation: Invitation | None, applied: bool, answer: Answer) -> None:
    assert again.answer_of(invitation, applied=applied) is answer


def test_who_withdrew_or_was_declined_is_asked_only_if_somebody_wishes() -> None:
    assert {state for state in STATES if not again.is_worth_asking(state)} == {"withdrawn", "declined"}


@pytest.mark.parametrize(
    ("after", "can"), [(timedelta(), False), (timedelta(days=1) - SECOND, False), (timedelta(days=1), True)]
)
def test_a_reminder_waits_a_day(after: timedelta, can: bool) -> None:
    assert again.can_be_reminded(Invitation(invited_at=UNTIL), UNTIL + after) is can


def test_nobody_is_reminded_twice_nor_without_an_invitation() -> None:
    later = UNTIL + timedelta(days=30)
    assert not again.can_be_reminded(Invitation(reminded_at=UNTIL), later)
    assert not again.can_be_reminded(Invitation(invited_at=None), later)
