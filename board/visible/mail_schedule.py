"""Finding the members to whom mail is due that repeats, and what is planned for them already."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, or_, select, type_coerce

from board.models import Forum, Job, Membership, User
from board.rules.mail_schedule import NEEDED_ROLE


def repeated_readers() -> Select[Membership, Forum, str | None]:
    """Return the members who have the role and the wish for a mail that repeats, with their forum and their own zone.

    Both are words in a column, so what is found still has to be asked by the rule.
    """
    wanted = [
        and_(_holds(Membership.roles, role), _holds(Membership.mail_kinds, kind)) for kind, role in NEEDED_ROLE.items()
    ]
    return (
        select(Membership, Forum, User.zone)
        .join(Forum, Forum.id == Membership.forum_id)
        .join(User, User.id == Membership.user_id)
        .where(or_(*wanted), Membership.mail_stopped_at.is_(None), Membership.suspended_at.is_(None))
        .order_by(Membership.id)
    )


def _holds(words: Any, word: str) -> ColumnElement[bool]:
    found: ColumnElement[bool] = type_coerce(words, String).contains(word)
    return found


def planned_already(keys: Collection[str]) -> Select[str]:
    """Return which of these jobs were asked for."""
    return select(Job.unique_key).where(Job.unique_key.in_(keys))
