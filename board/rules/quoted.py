"""The authors' check: what people who are quoted may say of it and until when, and what admins may ask."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

from board.rules.permissions import Refusal, administer
from board.rules.proceedings import check_is_open
from board.rules.roles import Viewer

USUAL_TIME = timedelta(days=14)
"""How long people who are quoted have to answer, unless the admin says otherwise."""
REMINDED_AFTER = timedelta(days=1)
"""Nobody gets two e-mails because two admins pressed the button."""


class CheckFacts(Protocol):
    """What the rules need to know about a forum."""

    @property
    def check_from(self) -> datetime | None: ...
    @property
    def check_until(self) -> datetime | None: ...


def is_open(forum: CheckFacts, now: datetime) -> bool:
    """Return whether authors are asked, and an answer still comes in time."""
    return check_is_open(forum.check_from, forum.check_until, now)


def is_over(forum: CheckFacts, now: datetime) -> bool:
    """Return whether authors were asked, and the deadline has passed."""
    return forum.check_from is not None and forum.check_until is not None and now >= forum.check_until


def answer_quotes(viewer: Viewer) -> Refusal | None:
    """Allow members to choose how they are signed, at any time.

    Suspended members may, too, and members who have still to agree to the code of conduct: it is about their own words
    and adds none.
    """
    return None if viewer.is_member else Refusal.MEMBERS_ONLY


def withdraw_quote(viewer: Viewer, author_id: int | None) -> Refusal | None:
    """Allow authors to withdraw what is quoted of them, or may be, at any time: after the deadline, too."""
    return answer_quotes(viewer) or (None if viewer.user_id == author_id else Refusal.NOT_YOURS)


def take_back_withdrawal(viewer: Viewer, author_id: int | None, forum: CheckFacts, now: datetime) -> Refusal | None:
    """Allow authors alone to take back a withdrawal, until the deadline. Nobody does it for them."""
    return withdraw_quote(viewer, author_id) or (Refusal.CHECK_OVER if is_over(forum, now) else None)


def object_to_quote(viewer: Viewer, author_id: int | None, forum: CheckFacts, now: datetime) -> Refusal | None:
    """Allow authors to object to what is quoted of them while the check is open."""
    return withdraw_quote(viewer, author_id) or (None if is_open(forum, now) else Refusal.CHECK_NOT_OPEN)


def drop_objection(viewer: Viewer, author_id: int | None) -> Refusal | None:
    """Allow authors to take back an objection, at any time."""
    return withdraw_quote(viewer, author_id)


def set_deadline(viewer: Viewer) -> Refusal | None:
    """Allow admins to begin the check, and to move its deadline."""
    return administer(viewer)


def ask_authors(viewer: Viewer, forum: CheckFacts, now: datetime) -> Refusal | None:
    """Allow admins to ask people who are quoted, and to remind them, while the check is open."""
    return administer(viewer) or (None if is_open(forum, now) else Refusal.CHECK_NOT_OPEN)


def settle_objection(viewer: Viewer) -> Refusal | None:
    """Allow admins to settle an objection."""
    return administer(viewer)


def is_worth_asking(newest: datetime | None, asked_at: datetime | None, answered_at: datetime | None) -> bool:
    """Return whether somebody is to be asked: nobody has, or something of theirs was quoted since then and since they
    answered.

    ``newest`` is when the newest passage of theirs was placed; None if only summaries or readings quote them.
    """
    if asked_at is None:
        return True
    known = max(asked_at, answered_at or asked_at)
    return newest is not None and newest > known


def has_answered(asked_at: datetime | None, answered_at: datetime | None) -> bool:
    """Return whether somebody has answered since they were last asked."""
    return answered_at is not None and (asked_at is None or answered_at >= asked_at)


def can_be_reminded(asked_at: datetime | None, answered_at: datetime | None, now: datetime) -> bool:
    """Return whether somebody who was asked and has not answered may be reminded, a day later at the earliest."""
    return asked_at is not None and not has_answered(asked_at, answered_at) and now - asked_at >= REMINDED_AFTER
