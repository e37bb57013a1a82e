"""The authors' check: who may say what of a quotation, and until when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from board.rules import quoted as rule
from board.rules.permissions import Refusal
from board.rules.roles import Viewer, member

FROM = datetime(2026, 3, 1, 12, tzinfo=UTC)
UNTIL = datetime(2026, 3, 15, 12, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)
FORUM = SimpleNamespace(check_from=FROM, check_until=UNTIL)
NOT_BEGUN = SimpleNamespace(check_from=None, check_until=None)
AUTHOR = member(1, False, frozenset({"participant"}))
SUSPENDED = member(1, False, frozenset({"participant", "admin"}), must_agree=True, suspended=True)
ADMIN = member(2, False, frozenset({"admin"}))


@pytest.mark.parametrize(
    ("now", "objects", "takes_back"),
    [
        (FROM - MOMENT, Refusal.CHECK_NOT_OPEN, None),
        (FROM, None, None),
        (UNTIL - MOMENT, None, None),
        (UNTIL, Refusal.CHECK_NOT_OPEN, Refusal.CHECK_OVER),
        (UNTIL + MOMENT, Refusal.CHECK_NOT_OPEN, Refusal.CHECK_OVER),
    ],
)
def test_an_objection_and_second_thoughts_have_a_deadline_and_a_withdrawal_has_none(
    now: datetime, objects: Refusal | None, takes_back: Refusal | None
) -> None:
    assert rule.object_to_quote(AUTHOR, 1, FORUM, now) is objects
    assert rule.take_back_withdrawal(AUTHOR, 1, FORUM, now) is takes_back
    assert rule.withdraw_quote(AUTHOR, 1) is None
    assert rule.answer_quotes(AUTHOR) is None


def test_before_the_check_an_author_withdraws_and_takes_back_but_has_nothing_to_object_to() -> None:
    assert rule.withdraw_quote(AUTHOR, 1) is None
    assert rule.take_back_withdrawal(AUTHOR, 1, NOT_BEGUN, UNTIL) is None
    assert rule.object_to_quote(AUTHOR, 1, NOT_BEGUN, UNTIL) is Refusal.CHECK_NOT_OPEN


def test_suspended_people_decide_on_their_own_words() -> None:
    assert rule.answer_quotes(SUSPENDED) is None
    assert rule.withdraw_quote(SUSPENDED, 1) is None
    assert rule.object_to_quote(SUSPENDED, 1, FORUM, FROM) is None


@pytest.mark.parametrize(("viewer", "refusal"), [(ADMIN, Refusal.NOT_YOURS), (Viewer(1), Refusal.MEMBERS_ONLY)])
def test_nobody_decides_for_the_author(viewer: Viewer, refusal: Refusal) -> None:
    assert rule.withdraw_quote(viewer, 1) is refusal
    assert rule.take_back_withdrawal(viewer, 1, FORUM, FROM) is refusal
    assert rule.object_to_quote(viewer, 1, FORUM, FROM) is refusal
    assert rule.drop_objection(viewer, 1) is refusal


@pytest.mark.parametrize("ask", [rule.set_deadline, rule.settle_objection])
def test_admins_run_the_check(ask: object) -> None:
    assert ask(ADMIN) is None  # type: ignore[operator]
    assert ask(AUTHOR) is Refusal.ADMINS_ONLY  # type: ignore[operator]


@pytest.mark.parametrize(("now", "refusal"), [(UNTIL - MOMENT, None), (UNTIL, Refusal.CHECK_NOT_OPEN)])
def test_nobody_is_asked_after_the_deadline(now: datetime, refusal: Refusal | None) -> None:
    assert rule.ask_authors(ADMIN, FORUM, now) is refusal
    assert rule.ask_authors(AUTHOR, FORUM, now) is Refusal.ADMINS_ONLY


DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("newest", "asked", "answered", "expected"),
    [
        (None, None, None, True),
        (FROM, None, FROM + DAY, True),
        (None, FROM, None, False),
        (FROM, FROM, None, False),
        (FROM + MOMENT, FROM, None, True),
        (FROM + DAY, FROM, FROM + DAY, False),
        (FROM + DAY + MOMENT, FROM, FROM + DAY, True),
    ],
)
def test_somebody_is_asked_once_and_again_about_what_they_have_not_seen(
    newest: datetime | None, asked: datetime | None, answered: datetime | None, expected: bool
) -> None:
    assert rule.is_worth_asking(newest, asked, answered) is expected


@pytest.mark.parametrize(
    ("answered", "now", "expected"),
    [
        (None, FROM + DAY - MOMENT, False),
        (None, FROM + DAY, True),
        (FROM - MOMENT, FROM + DAY, True),
        (FROM, FROM + DAY, False),
    ],
)
def test_a_reminder_comes_a_day_later_to_people_who_have_not_answered(
    answered: datetime | None, now: datetime, expected: bool
) -> None:
    assert rule.can_be_reminded(FROM, answered, now) is expected
    assert rule.can_be_reminded(None, answered, now) is False
