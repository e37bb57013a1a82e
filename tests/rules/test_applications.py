"""Until when one can apply, change and withdraw; who reads the call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from board.rules import applications
from board.rules.applications import ACCEPTED, DECLINED, RECEIVED, SHORTLISTED, STATES, WAITING, WITHDRAWN
from board.rules.permissions import Refusal
from board.rules.roles import Viewer

OUT = datetime(2026, 1, 12, 14, 0, tzinfo=UTC)
DEADLINE = datetime(2026, 1, 31, 5, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Call:
    applications_from: datetime | None = OUT
    applications_until: datetime | None = DEADLINE
    closed_at: datetime | None = None


@pytest.mark.parametrize(
    ("now", "refusal"),
    [
        (OUT - SECOND, Refusal.CALL_NOT_OUT),
        (OUT, None),
        (DEADLINE - SECOND, None),
        (DEADLINE, Refusal.CALL_OVER),
        (DEADLINE + SECOND, Refusal.CALL_OVER),
    ],
)
def test_one_can_apply_from_the_call_until_just_before_the_deadline(now: datetime, refusal: Refusal | None) -> None:
    assert applications.apply(Call(), now) is refusal
    assert applications.change(RECEIVED, Call(), now) is refusal


def test_without_a_date_the_call_is_not_out() -> None:
    assert applications.apply(Call(applications_from=None), DEADLINE - SECOND) is Refusal.CALL_NOT_OUT


def test_without_a_deadline_the_end_of_the_forum_is_one() -> None:
    call = Call(applications_until=None, closed_at=DEADLINE)
    assert applications.apply(call, DEADLINE - SECOND) is None
    assert applications.apply(call, DEADLINE) is Refusal.CALL_OVER
    assert applications.apply(Call(applications_until=None), DEADLINE + timedelta(days=9000)) is None


@pytest.mark.parametrize("state", STATES)
def test_what_is_decided_or_withdrawn_is_not_changed(state: str) -> None:
    expected = {RECEIVED: None, SHORTLISTED: None, WITHDRAWN: Refusal.WITHDRAWN}
    assert applications.change(state, Call(), OUT) is expected.get(state, Refusal.DECIDED)


@pytest.mark.parametrize("state", STATES)
def test_one_withdraws_until_accepted_or_declined(state: str) -> None:
    refused = {ACCEPTED: Refusal.DECIDED, DECLINED: Refusal.DECIDED, WITHDRAWN: Refusal.WITHDRAWN}
    assert applications.withdraw(state) is refused.get(state)


def test_the_waiting_list_can_be_left() -> None:
    assert applications.withdraw(WAITING) is None


@pytest.mark.parametrize(
    ("viewer", "before"),
    [
        (Viewer(), False),
        (Viewer(1, roles=frozenset({"participant"})), False),
        (Viewer(1, roles=frozenset({"key_respondent"})), False),
        (Viewer(1, roles=frozenset({"translator"})), True),
        (Viewer(1, roles=frozenset({"admin"})), True),
        (Viewer(1, is_owner=True), True),
    ],
)
def test_before_it_is_out_the_call_is_for_who_prepares_it(viewer: Viewer, before: bool) -> None:
    assert applications.sees_call(viewer, Call(), OUT - SECOND) is before
    assert applications.sees_call(viewer, Call(applications_from=None), OUT) is before
    assert applications.sees_call(viewer, Call(), OUT)
