"""People: accounts are their own; admins of a forum add and remove memberships, roles and assignments."""

from __future__ import annotations

import secrets
from contextlib import suppress
from datetime import datetime

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from board import jobs
from board.actions.acts import note_act
from board.actions.holding import hold, hold_forum, let_go
from board.actions.sessions import end_all
from board.actions.standing_in import leave_behind, left_something
from board.extensions import db
from board.models import Assignment, Forum, Membership, Newcomer, OneTimeLink, User, Week
from board.models.base import new_key
from board.models.people import shown
from board.rules import permissions
from board.rules.leaving import reaches_nobody
from board.rules.permissions import check
from board.rules.roles import ADMIN
from board.visible.gate import Sight

# RFC 9106's second recommended option, with less memory: about 50 ms here, where the library's defaults take 0.6 s.
hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_nobodys_hash = hasher.hash(secrets.token_urlsafe(16))


class LastAdmin(ValueError):
    """A forum must keep at least one admin."""


class NoSuchAddress(ValueError):
    """No mail ever goes to such an address: it is no person's."""


def normal_email(email: str) -> str:
    """The form in which addresses are kept and compared."""
    return email.strip().lower()


def find_account(email: str) -> User | None:
    """The account of an address."""
    return db.session.scalar(select(User).where(User.email == normal_email(email), User.is_stand_in.is_(False)))


def authenticate(email: str, password: str) -> User | None:
    """The account, if the password is right. An unknown address costs the same time: one verification."""
    user = find_account(email)
    matches = _verifies(user.password_hash if user and user.password_hash else _nobodys_hash, password)
    return user if user and user.password_hash and matches else None


def _verifies(password_hash: str, password: str) -> bool:
    try:
        return hasher.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


def change_password(user: User, password: str) -> None:
    """Set one's own password; every other session of the account ends, and so do links that would open it."""
    set_password(user, hasher.hash(password))


def set_password(user: User, hashed: str) -> None:
    """The same with what `hasher` made of it: that takes long, and where rows are held it was done before."""
    user.password_hash = hashed
    user.session_stamp = new_key()
    end_all(user.id)
    end_links(user.id)
    db.session.commit()


def end_links(user_id: int) -> None:
    """Links in mails that open an account, or would move it, end unused. Part of the caller's transaction.

    Not those that set one up: they are the organisers' mails, to who has no other way in.
    """
    unused = (OneTimeLink.user_id == user_id, OneTimeLink.used_at.is_(None))
    db.session.execute(delete(OneTimeLink).where(OneTimeLink.kind != "setup", *unused))


def create_account(
    email: str,
    name: str,
    now: datetime,
    *,
    owner: bool = False,
    password: str | None = None,
    interface: str | None = None,
) -> User:
    """A new account; ``interface`` is the language of its pages and mails, if it is known. Part of the caller's
    transaction. Raises NoSuchAddress.
    """
    if reaches_nobody(email):
        raise NoSuchAddress(email)
    user = User(email=normal_email(email), name=name, is_owner=owner, created_at=now, interface=interface)
    user.password_hash = hasher.hash(password) if password else None
    db.session.add(user)
    db.session.flush()
    return user


def add_person(
    sight: Sight, email: str, name: str, roles: frozenset[str], region: str, interface: str | None = None
) -> Membership:
    """Make somebody a member, and tell them by mail: who has no account yet gets one, and a link to set it up.

    Of an existing account nothing is changed: it is the person's own. Whether there was one is told to nobody else.
    """
    check(permissions.manage(sight.viewer))
    hold_forum(sight.forum)  # of two who give somebody a role each, neither takes the other's away
    membership = enrol(sight, email, name, interface)
    hold(membership, ("roles", "region"))
    user = db.session.get_one(User, membership.user_id)
    waits = not membership_roles(membership) or user.password_hash is None
    membership.roles, membership.region = roles | membership_roles(membership), region or membership.region or ""
    if waits and user.id != sight.viewer.user_id:
        payload = {"user": user.id, "forum": sight.forum.id, "asked_at": sight.now.isoformat()}
        jobs.enqueue("mail.setup", f"setup:{user.key}:{sight.now.isoformat()}", payload, sight.now)
    note_act(sight, "person.added", shown_here(membership).name)
    db.session.commit()
    return membership


def enrol(sight: Sight, email: str, name: str, interface: str | None = None) -> Membership:
    """The membership of an address, with the account that it needs; two admins may make either at once.

    Part of the caller's transaction.
    """
    with suppress(IntegrityError), db.session.begin_nested():
        user = find_account(email) or create_account(email, name, sight.now, interface=interface)
        return membership_of(sight.forum, user.id) or _new_membership(sight, user, name)
    return enrol(sight, email, name, interface)  # the other admin's is committed now, and is found


def _new_membership(sight: Sight, user: User, name: str) -> Membership:
    membership = Membership(forum_id=sight.forum.id, user_id=user.id, added_as=name, created_at=sight.now)
    membership.added_key = new_key()
    if left_something(sight.forum, user):  # the forum knows them from when they were in it before
        membership.came_in_at = sight.now
    db.session.add(membership)
    db.session.flush()
    return membership


def shown_here(membership: Membership) -> User | Newcomer:
    """Somebody as the forum shows them."""
    return shown(db.session.get_one(User, membership.user_id), membership)


def membership_roles(membership: Membership) -> frozenset[str]:
    """The roles, also of a membership that is only being made."""
    return membership.roles or frozenset()


def membership_of(forum: Forum, user_id: int | None) -> Membership | None:
    """Somebody's place in a forum."""
    query = select(Membership).where(Membership.forum_id == forum.id, Membership.user_id == user_id)
    return db.session.scalar(query)


def hold_membership(sight: Sight, membership: Membership) -> None:
    """Whoever else changes what somebody does here comes after this, and what was changed just now is seen."""
    hold_forum(sight.forum)
    hold(membership, ("roles", "region"))


def set_roles(sight: Sight, membership: Membership, roles: frozenset[str], region: str) -> None:
    """Change somebody's roles here. Without the key respondent's role their assignments go. Raises LastAdmin."""
    check(permissions.manage(sight.viewer))
    if ADMIN not in roles:
        _keep_an_admin(sight, membership)
    membership.roles, membership.region = roles, region
    if "key_respondent" not in roles:
        drop_assignments(sight, membership.user_id)
    note_act(sight, "person.roles", f"{shown_here(membership).name}: {', '.join(sorted(roles))}")
    db.session.commit()


def remove_person(sight: Sight, membership: Membership) -> None:
    """End a membership. The account and what was written stay. Raises LastAdmin."""
    check(permissions.manage(sight.viewer))
    _keep_an_admin(sight, membership)
    drop_assignments(sight, membership.user_id)
    note_act(sight, "person.removed", shown_here(membership).name)
    end_membership(sight, membership)
    db.session.commit()


def end_membership(sight: Sight, membership: Membership) -> None:
    """Of who never came in, what was given or asked of them keeps the name that was written down. Part of the caller's
    transaction.
    """
    if membership.is_newcomer:
        leave_behind(sight.forum, membership, sight.now)
    db.session.execute(delete(Membership).where(Membership.id == membership.id))


def _keep_an_admin(sight: Sight, membership: Membership) -> None:
    if is_only_admin(sight.forum, membership.user_id, wait=True):
        let_go()
        raise LastAdmin


def is_only_admin(forum: Forum, user_id: int, *, wait: bool = False) -> bool:
    """Whether without this admin nobody could open the forum's weeks: who is suspended is none to count on.

    ``wait``: until the transaction ends, nobody else stops being an admin; who does in this moment is waited for.
    """
    places = select(Membership.user_id, Membership.roles, Membership.suspended_at)
    ordered = places.where(Membership.forum_id == forum.id).order_by(Membership.id)
    everyone = db.session.execute(ordered.with_for_update() if wait else ordered).all()
    admins = {one.user_id: one.suspended_at is None for one in everyone if ADMIN in one.roles}
    return user_id in admins and not any(counts for other, counts in admins.items() if other != user_id)


def drop_assignments(sight: Sight, user_id: int) -> None:
    """Take all weeks of this forum back from somebody. Part of the caller's transaction."""
    weeks = [week.id for week in sight.weeks]
    db.session.execute(delete(Assignment).where(Assignment.user_id == user_id, Assignment.week_id.in_(weeks)))


def assign(sight: Sight, membership: Membership, week: Week, region: str) -> None:
    """Give somebody a week as its key respondent, and the role with it."""
    check(permissions.manage(sight.viewer))
    hold_membership(sight, membership)
    query = select(Assignment).where(Assignment.user_id == membership.user_id, Assignment.week_id == week.id)
    assignment = db.session.scalar(query) or Assignment(user_id=membership.user_id, week_id=week.id)
    assignment.region = region
    membership.roles = membership.roles | {"key_respondent"}
    db.session.add(assignment)
    note_act(sight, "person.assigned", shown_here(membership).name, week)
    db.session.commit()


def unassign(sight: Sight, membership: Membership, week: Week) -> None:
    """Take a week back."""
    check(permissions.manage(sight.viewer))
    theirs = Assignment.user_id == membership.user_id, Assignment.week_id == week.id
    db.session.execute(delete(Assignment).where(*theirs))
    note_act(sight, "person.unassigned", shown_here(membership).name, week)
    db.session.commit()
