"""Seeing people: the members of a forum see each other."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, func, literal, or_, select
from sqlalchemy.orm import aliased, joinedload

from board.models import Assignment, Membership, User, Week
from board.rules.roles import Viewer, member
from board.visible.gate import Scope, Sight, cached_per_scope, viewer_id
from board.visible.per_thread import per_thread


def my_memberships(viewer_id: int) -> Select[Membership]:
    """Return one person's memberships in all forums."""
    return select(Membership).where(Membership.user_id == viewer_id)


@per_thread()
def membership_of() -> Select[Membership]:
    """Return the membership of the viewer in the forum ``forum_id``."""
    return select(Membership).where(Membership.user_id == viewer_id(), Membership.forum_id == bindparam("forum_id"))


@per_thread()
def number_of_members() -> Select[int]:
    """Count the members of the forum ``forum_id``."""
    return select(func.count(Membership.id)).where(Membership.forum_id == bindparam("forum_id"))


class Suspension(NamedTuple):
    """Since when a member can only read, why, and which admin decided it."""

    since: datetime
    reason: str
    by: str | None


@per_thread()
def accounts_with_roles() -> Select[
    User,
    int | None,
    frozenset[str],
    bool | None,
    bool | None,
    tuple[str, ...],
    bool | None,
    datetime | None,
    str,
    str | None,
]:
    """Return every account once for each of its forums, to answer in one query who is asking.

    Each row has the roles in the forum, whether the person must still agree to the code of conduct, whether they code,
    the languages that they read there, whether they are a newcomer, and the fields of a ``Suspension``.
    """
    suspender = aliased(User)
    place = (Membership.forum_id, Membership.roles, Membership.must_agree, Membership.codes, Membership.reads)
    suspended = (Membership.suspended_at, Membership.suspended_reason, suspender.name.label("suspended_by"))
    memberships = select(User, *place, is_newcomer().label("is_newcomer"), *suspended)
    joined = memberships.outerjoin(Membership, Membership.user_id == User.id)
    return joined.outerjoin(suspender, suspender.id == Membership.suspended_by_id).where(User.is_stand_in.is_(False))


def is_newcomer(place: type[Membership] = Membership) -> ColumnElement[bool]:
    """Ask the database for ``Membership.is_newcomer``."""
    return and_(place.added_as != "", place.came_in_at.is_(None))


def shown_name(person: type[User] = User, place: type[Membership] = Membership) -> ColumnElement[str]:
    """Return the name of ``Membership.shown``; the person's own name where they have no place in the forum."""
    return case((is_newcomer(place), place.added_as), else_=person.name)


def shown_key(person: type[User] = User, place: type[Membership] = Membership) -> ColumnElement[str]:
    """Return the key of ``Membership.shown``."""
    return case((is_newcomer(place), place.added_key), else_=person.key)


def picture_of(user_id: int) -> Select[bytes]:
    """Return the picture of somebody whose page the viewer may open."""
    return select(User.picture).where(User.id == user_id)


def named_by(key: str) -> ColumnElement[bool]:
    """Match the member that an address names.

    Their newcomer key works after they came in, so that links keep working.
    """
    return or_(Membership.added_key == key, and_(User.key == key, ~is_newcomer()))


@cached_per_scope
def forum_memberships(scope: Scope) -> Select[Membership]:
    """Return the forum's members by name, for members, and for the owner, who manages the accounts."""
    allowed = scope.viewer.is_member or scope.viewer.is_owner
    return (
        select(Membership)
        .join(User, User.id == Membership.user_id)
        .where(Membership.forum_id == scope.forum_id, literal(allowed))
        .options(joinedload(Membership.user))
        .order_by(shown_name(), Membership.id)
    )


@cached_per_scope
def willing_members(scope: Scope) -> Select[str, str, str, tuple[str, ...], datetime | None]:
    """Return the members who agree to be written to about further opportunities, for admins.

    Each row has the fields of ``actions.further.Willing``. Nobody is among them who is suspended, or whom the forum
    does not know by more than the name that an admin wrote down.
    """
    return (
        select(User.name, User.email, Membership.region, User.languages, Membership.further_at)
        .join(Membership, Membership.user_id == User.id)
        .where(_is_willing(scope))
        .order_by(User.name, Membership.id)
    )


@cached_per_scope
def count_of_willing(scope: Scope) -> Select[int]:
    """Count the ``willing_members``."""
    return select(func.count(Membership.id)).where(_is_willing(scope))


def _is_willing(scope: Scope) -> ColumnElement[bool]:
    here = and_(Membership.forum_id == scope.forum_id, literal(scope.viewer.is_admin))
    return and_(here, Membership.further_at.is_not(None), Membership.suspended_at.is_(None), ~is_newcomer())


@cached_per_scope
def forum_assignments(scope: Scope) -> Select[Assignment, datetime | None]:
    """Return who answers in which week, and since when they are suspended: all readers see the badges."""
    theirs = and_(Membership.forum_id == Week.forum_id, Membership.user_id == Assignment.user_id)
    return (
        select(Assignment, Membership.suspended_at)
        .join(Week, Week.id == Assignment.week_id)
        .outerjoin(Membership, theirs)
        .where(Week.forum_id == scope.forum_id, literal(scope.reads or scope.viewer.is_owner))
        .order_by(Week.number, Assignment.id)
    )


def names_of(sight: Sight, user_ids: Collection[int | None]) -> Select[int, str]:
    """Return the names of the authors of rows already found visible, by account id."""
    place = and_(Membership.forum_id == sight.forum.id, Membership.user_id == User.id)
    return select(User.id, shown_name()).outerjoin(Membership, place).where(User.id.in_(user_ids))


def accounts() -> Select[User]:
    """Return all accounts of people by name, for the owner."""
    return select(User).where(User.is_stand_in.is_(False)).order_by(User.name, User.id)


def viewer_in(user: User, membership: Membership | None) -> Viewer:
    """Return a person as a forum knows them by their membership, if they have one."""
    if membership is None:
        return Viewer(user.id, user.is_owner)
    suspended = membership.suspended_at is not None
    return member(
        user.id, user.is_owner, membership.roles, must_agree=membership.must_agree, suspended=suspended,
        codes=membership.codes,
    )  # fmt: skip
