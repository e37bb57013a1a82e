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


@dataclass(frozen=True, slots=True)
class Badge:
    """ "Key respondent · week 4 · Brazil", different while answering now."""

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
    """Each key respondent's badges by user id: one query for the whole forum."""
    found: dict[int, list[Badge]] = defaultdict(list)
    for assignment, suspended_at in db.session.execute(forum_assignments(sight)):
        found[assignment.user_id].append(badge_of(sight, assignment, rests=suspended_at is not None))
    return {user_id: tuple(ones) for user_id, ones in found.items()}


def badge_of(sight: Sight, assignment: Assignment, *, rests: bool = False) -> Badge:
    """The badge that an assignment gives; while it ``rests``, nobody is answering."""
    week = sight.week(assignment.week_id)
    answering = not rests and is_answering(week, sight.weeks, sight.forum.closed_at, sight.now)
    return Badge(week, assignment.region, answering)


def members(sight: Sight) -> list[Member]:
    """All members by name."""
    return _members(badges(sight), forum_memberships(sight))


def members_among(sight: Sight, user_ids: Iterable[int | None]) -> frozenset[int]:
    """Who of these has a profile here: who left the forum has none, though their words stand."""
    found = forum_memberships(sight).where(Membership.user_id.in_({user_id for user_id in user_ids if user_id}))
    return frozenset(membership.user_id for membership in db.session.scalars(found))


def _members(given: Badges, memberships: Select[Membership]) -> list[Member]:
    return [Member(one, given.get(one.user_id, ())) for one in db.session.scalars(memberships)]


def respondents(sight: Sight, given: Badges | None = None) -> list[Member]:
    """Members who can be asked, those of the earliest week first. ``given`` are the badges, if they are at hand."""
    given = badges(sight) if given is None else given
    if not given:
        return []
    asked = forum_memberships(sight).where(Membership.user_id.in_(given), Membership.suspended_at.is_(None))
    assigned = _members(given, asked)
    return sorted(assigned, key=lambda member: (member.badges[0].week.number, member.membership.shown.name))
