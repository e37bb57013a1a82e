"""Accounts and memberships. An account is its person's own; a forum's admins change only what somebody does there."""

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
from board.actions.holding import hold, hold_forum, hold_week, let_go
from board.actions.newcomers import newcomer, setup_mail
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
    """This would leave the forum without an admin who can act."""


class NoSuchAddress(ValueError):
    """The address is in the domain of stand-ins, to which no mail is ever sent."""


def normal_email(email: str) -> str:
    """Return an address in the form in which addresses are kept and compared."""
    return email.strip().lower()


def find_account(email: str) -> User | None:
    """Return the account with this address; stand-ins have none."""
    return db.session.scalar(select(User).where(User.email == normal_email(email), User.is_stand_in.is_(False)))


def authenticate(email: str, password: str) -> User | None:
    """Return the account if the password is right. An unknown address takes as long, so timing tells nothing."""
    user = find_account(email)
    matches = _verifies(user.password_hash if user and user.password_hash else _nobodys_hash, password)
    return user if user and user.password_hash and matches else None


def _verifies(password_hash: str, password: str) -> bool:
    try:
        return hasher.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


def change_password(user: User, password: str) -> None:
    """Set an account's password, and end all its sessions and the links that would open it."""
    set_password(user, hasher.hash(password))


def set_password(user: User, hashed: str) -> None:
    """Set a password that `hasher` has hashed already: hashing is slow, so it is done before rows are held."""
    user.password_hash = hashed
    user.session_stamp = new_key()
    end_all(user.id)
    end_links(user.id)
    db.session.commit()


def end_links(user_id: int) -> None:
    """End unused links that open an account or change its address. Part of the caller's transaction.

    Links that set up an account stay: they are invitations, and the only way in for people who have no password yet.
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
    """Create an account; ``interface`` is the language of its pages and mails, if it is known. Part of the caller's
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
    """Give somebody roles in the forum, and mail them unless they had some and a password. Raises NoSuchAddress.

    People without an account get one. An existing account stays unchanged, and the admin does not learn that it exists.
    """
    check(permissions.manage(sight.viewer))
    hold_forum(sight.forum)  # so that two admins who each give a role do not overwrite each other's
    membership = enrol(sight, email, name, interface)
    hold(membership, ("roles", "region"))
    user = db.session.get_one(User, membership.user_id)
    needs_mail = not membership.roles or user.password_hash is None
    membership.roles, membership.region = roles | membership.roles, region or membership.region
    if needs_mail and user.id != sight.viewer.user_id:
        jobs.enqueue("mail.setup", *setup_mail(sight, user), sight.now)
    note_act(sight, "person.added", shown_here(membership).name)
    db.session.commit()
    return membership


def enrol(sight: Sight, email: str, name: str, interface: str | None = None) -> Membership:
    """Return the membership of an address; make it, and the account, if they do not exist.

    Part of the caller's transaction. Raises NoSuchAddress.
    """
    with suppress(IntegrityError), db.session.begin_nested():
        user = find_account(email) or create_account(email, name, sight.now, interface=interface)
        return membership_of(sight.forum, user.id) or _new_membership(sight, user, name)
    return enrol(sight, email, name, interface)  # another admin has just committed the same, so it is found now


def _new_membership(sight: Sight, user: User, name: str) -> Membership:
    # whoever left words in an earlier membership shows their name by them already
    membership = newcomer(sight, user, name, is_known=left_something(sight.forum, user))
    db.session.add(membership)
    db.session.flush()
    return membership


def shown_here(membership: Membership) -> User | Newcomer:
    """Return a member as the forum shows them: newcomers under the name that an admin wrote down."""
    return shown(db.session.get_one(User, membership.user_id), membership)


def membership_of(forum: Forum, user_id: int | None) -> Membership | None:
    """Return an account's membership in a forum."""
    query = select(Membership).where(Membership.forum_id == forum.id, Membership.user_id == user_id)
    return db.session.scalar(query)


def hold_membership(sight: Sight, membership: Membership) -> None:
    """Hold a membership until the transaction ends, and read its roles and region again."""
    hold_forum(sight.forum)
    hold(membership, ("roles", "region"))


def set_roles(sight: Sight, membership: Membership, roles: frozenset[str], region: str) -> None:
    """Set a member's roles. Without the role of key respondent, they lose their weeks too. Raises LastAdmin."""
    check(permissions.manage(sight.viewer))
    if ADMIN not in roles:
        _keep_an_admin(sight, membership)
    membership.roles, membership.region = roles, region
    if "key_respondent" not in roles:
        drop_assignments(sight, membership.user_id)
    note_act(sight, "person.roles", f"{shown_here(membership).name}: {', '.join(sorted(roles))}")
    db.session.commit()


def remove_person(sight: Sight, membership: Membership) -> None:
    """Remove a member from the forum. Their account and what they wrote stay. Raises LastAdmin."""
    check(permissions.manage(sight.viewer))
    _keep_an_admin(sight, membership)
    drop_assignments(sight, membership.user_id)
    note_act(sight, "person.removed", shown_here(membership).name)
    end_membership(sight, membership)
    db.session.commit()


def end_membership(sight: Sight, membership: Membership) -> None:
    """Delete a membership. If its newcomer never came in, a stand-in keeps the name that the admin wrote down. Part of
    the caller's transaction.
    """
    if membership.is_newcomer:
        leave_behind(sight.forum, membership, sight.now)
    db.session.execute(delete(Membership).where(Membership.id == membership.id))


def _keep_an_admin(sight: Sight, membership: Membership) -> None:
    if is_only_admin(sight.forum, membership.user_id, wait=True):
        let_go()
        raise LastAdmin


def is_only_admin(forum: Forum, user_id: int, *, wait: bool = False) -> bool:
    """Return whether the forum would be left without an admin who can act. Suspended admins do not count.

    ``wait`` holds all memberships of the forum, so that no other admin can leave until the transaction ends; members
    can still post.
    """
    columns = select(Membership.user_id, Membership.roles, Membership.suspended_at)
    ordered = columns.where(Membership.forum_id == forum.id).order_by(Membership.id)
    members = db.session.execute(ordered.with_for_update(key_share=True) if wait else ordered).all()
    can_act = {member.user_id: member.suspended_at is None for member in members if ADMIN in member.roles}
    return user_id in can_act and not any(can for admin_id, can in can_act.items() if admin_id != user_id)


def drop_assignments(sight: Sight, user_id: int) -> None:
    """Take all of the forum's weeks from a key respondent. Part of the caller's transaction."""
    weeks = [week.id for week in sight.weeks]
    db.session.execute(delete(Assignment).where(Assignment.user_id == user_id, Assignment.week_id.in_(weeks)))


def assign(sight: Sight, membership: Membership, week: Week, region: str) -> None:
    """Make a member a key respondent of a week, with the role."""
    check(permissions.manage(sight.viewer))
    hold_membership(sight, membership)
    hold_week(week)
    query = select(Assignment).where(Assignment.user_id == membership.user_id, Assignment.week_id == week.id)
    assignment = db.session.scalar(query) or Assignment(user_id=membership.user_id, week_id=week.id)
    assignment.region = region
    membership.roles = membership.roles | {"key_respondent"}
    db.session.add(assignment)
    note_act(sight, "person.assigned", shown_here(membership).name, week)
    db.session.commit()


def unassign(sight: Sight, membership: Membership, week: Week) -> None:
    """Take a week from its key respondent; the role stays."""
    check(permissions.manage(sight.viewer))
    assigned = Assignment.user_id == membership.user_id, Assignment.week_id == week.id
    db.session.execute(delete(Assignment).where(*assigned))
    note_act(sight, "person.unassigned", shown_here(membership).name, week)
    db.session.commit()
