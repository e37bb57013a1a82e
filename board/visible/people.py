"""Seeing people: a forum's members see each other."""

from __future__ import annotations

from sqlalchemy import Select, literal, select
from sqlalchemy.orm import joinedload

from board.models import Assignment, Membership, User, Week
from board.rules.roles import Viewer
from board.visible.gate import Sight


def my_memberships(viewer_id: int) -> Select[Membership]:
    """One person's memberships in all forums."""
    return select(Membership).where(Membership.user_id == viewer_id)


def accounts_with_roles() -> Select[User, int | None, frozenset[str], bool | None]:
    """Accounts, each once for every forum that it belongs to, with its roles there and whether it still has to agree
    to the code of conduct: who is asking, in one query.
    """
    memberships = select(User, Membership.forum_id, Membership.roles, Membership.must_agree)
    return memberships.outerjoin(Membership, Membership.user_id == User.id).where(User.is_stand_in.is_(False))


def forum_memberships(sight: Sight) -> Select[Membership]:
    """The members of the forum by name: for members, and for the owner, who keeps the accounts."""
    allowed = sight.viewer.is_member or sight.viewer.is_owner
    return (
        select(Membership)
        .join(User, User.id == Membership.user_id)
        .where(Membership.forum_id == sight.forum.id, literal(allowed))
        .options(joinedload(Membership.user))
        .order_by(User.name, User.id)
    )


def forum_assignments(sight: Sight) -> Select[Assignment]:
    """Who answers in which week: whoever may read the forum sees the badges."""
    return (
        select(Assignment)
        .join(Week, Week.id == Assignment.week_id)
        .where(Week.forum_id == sight.forum.id, literal(sight.reads or sight.viewer.is_owner))
        .order_by(Week.number, Assignment.id)
    )


def accounts() -> Select[User]:
    """All accounts of people by name: the owner's."""
    return select(User).where(User.is_stand_in.is_(False)).order_by(User.name, User.id)


def viewer_in(user: User | None, roles: frozenset[str]) -> Viewer:
    """A signed-in person (or nobody) as a forum knows them."""
    return Viewer(user.id, user.is_owner, roles) if user else Viewer()
