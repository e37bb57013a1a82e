"""Badges and the members list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Select

from board.extensions import db
from board.models import Assignment, Membership, Week
from board.rules.weeks import is_answering
from board.visible import Sight, forum_assignments, forum_memberships
from board.visible.people import count_of_willing


@dataclass(frozen=True, slots=True)
class Badge:
    """What is shown as "Key respondent · week 4 · Brazil"; ``answering`` is True during that week."""

    week: Week
    region: str
    answering: bool


@dataclass(frozen=True, slots=True)
class Member:
    """A line of the members list."""

    membership: Membership
    badges: tuple[Badge, ...]


Badges = dict[int, tuple[Badge, ...]]


def badges(sight: Sight) -> Badges:
    """Return the badges of every key respondent of the forum, by user id; one query."""
    by_user: dict[int, list[Badge]] = defaultdict(list)
    for assignment, suspended_at in db.session.execute(forum_assignments(sight)):
        by_user[assignment.user_id].append(badge_of(sight, assignment, rests=suspended_at is not None))
    return {user_id: tuple(of_user) for user_id, of_user in by_user.items()}


def badge_of(sight: Sight, assignment: Assignment, *, rests: bool = False) -> Badge:
    """Return the badge of an assignment; it ``rests`` while its key respondent is suspended and cannot answer."""
    week = sight.week(assignment.week_id)
    answering = not rests and is_answering(week, sight.weeks, sight.forum.closed_at, sight.now)
    return Badge(week, assignment.region, answering)


def members(sight: Sight) -> list[Member]:
    """Return all members by name; two queries."""
    return _members(badges(sight), forum_memberships(sight))


def count_willing(sight: Sight) -> int:
    """Return how many members agree to be written to about further opportunities; 0 for anyone who is not an admin."""
    return db.session.scalar(count_of_willing(sight)) or 0


def members_among(sight: Sight, user_ids: Iterable[int | None]) -> frozenset[int]:
    """Return the ids of those who are members. Authors who left have no profile, though their words stay."""
    wanted = {user_id for user_id in user_ids if user_id}
    memberships = db.session.scalars(forum_memberships(sight).where(Membership.user_id.in_(wanted)))
    return frozenset(membership.user_id for membership in memberships)


def _members(given: Badges, query: Select[Membership]) -> list[Member]:
    return [Member(membership, given.get(membership.user_id, ())) for membership in db.session.scalars(query)]


def respondents(sight: Sight, given: Badges | None = None) -> list[Member]:
    """Return the members who can be asked, those of the earliest week first; ``given`` badges save a query."""
    given = badges(sight) if given is None else given
    if not given:
        return []
    asked = forum_memberships(sight).where(Membership.user_id.in_(given), Membership.suspended_at.is_(None))
    assigned = _members(given, asked)
    return sorted(assigned, key=lambda member: (member.badges[0].week.number, member.membership.shown.name))
